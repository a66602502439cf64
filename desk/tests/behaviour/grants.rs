//! What merchants let partners do: read their cases or act on them, until it is withdrawn, and never more than that.

use caseline_desk::cases::{Found, Submitted};
use caseline_desk::error::Refusal;
use caseline_desk::feed::{Heard, Newest, Since, is_for};
use caseline_desk::files::{FileFor, FileRefusal};
use caseline_desk::store::Change;
use caseline_domain::account::GrantLevel;
use caseline_domain::case::Impact;
use caseline_domain::form::{Fields, NewGrant, PhoneCase};
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{DAY, MINUTE};

use crate::files::{LOG, kept};
use crate::legacy::{finds, imported};
use crate::support::{CONTACT, Person, World, details, line, note, on_both_databases, refused, request_fields, text};

const PARTNER: &str = "Sal y Sol";

/// Makes the stranger's account a partner's.
async fn partner(w: &World) {
    w.tamper("update account set kind = 'partner' where name = 'Sal y Sol'").await;
}

/// The person as their next request finds them.
async fn next_click(w: &World, person: &Person) -> Person {
    let mut db = w.desk.store().read().await.unwrap();
    let row = db.person(person.id()).await.unwrap().unwrap();
    Person { actor: db.actor(&row).await.unwrap(), ..person.clone() }
}

/// The same, looking at the merchant's cases.
async fn at_the_merchants(w: &World) -> Person {
    let sol = next_click(w, &w.stranger).await;
    Person { actor: sol.actor.choosing(w.merchant.account()).unwrap(), ..sol }
}

async fn grants(w: &World, level: GrantLevel) {
    grants_to(w, PARTNER, level).await.unwrap();
}

async fn grants_to(w: &World, partner: &str, level: GrantLevel) -> Result<(), Refusal> {
    w.desk.grant_access(&w.merchant.actor, NewGrant { partner: line(partner), level }).await
}

async fn withdraws(w: &World) {
    w.desk.withdraw_access(&w.merchant.actor, w.stranger.account()).await.unwrap();
}

/// Who was mailed, of what is in the outbox.
async fn mailed(w: &World, kind: &str) -> Vec<String> {
    let outbox = w.outbox().await.into_iter();
    outbox.filter(|(of, ..)| of == kind).map(|(_, recipient, _)| recipient).collect()
}

async fn a_partner_that_may_act_does_what_a_member_does_and_is_named_with_its_company(w: &World) {
    partner(w).await;
    let ours = w.merchant.submits(Impact::Core).await;
    grants(w, GrantLevel::Act).await;
    let sol = at_the_merchants(w).await;
    let number = sol.submits(Impact::Core).await;
    let view = w.merchant.sees(number).await;
    assert_eq!(view.row.account, w.merchant.account(), "the case is the merchant's");
    assert_eq!(view.row.opener.name, "Sol Reyes, Sal y Sol");
    w.ana.takes(number).await.unwrap();
    w.ana.asks(number, "Which store?").await.unwrap();
    sol.writes(number, "The first one.").await.unwrap();
    sol.escalates(number, "Nobody writes.").await.unwrap();
    sol.ends_escalation(number, None).await.unwrap();
    // Mail about it reaches who opened it, and says who wrote.
    w.past_the_beginning().await;
    w.ana.writes(number, "We look.").await.unwrap();
    let mut told = mailed(w, "message").await;
    told.sort();
    assert_eq!(told, [CONTACT, w.stranger.email.as_str()]);
    let told = w.outbox().await.into_iter().find(|(kind, to, _)| kind == "answer" && *to == w.ana.email).unwrap();
    assert!(told.2.starts_with("Sol Reyes, Sal y Sol wrote:"), "{}", told.2);
    sol.proposes(number, "It works.").await.unwrap();
    w.ana.agrees(number).await.unwrap();
    sol.reopens(number, "It is back.").await.unwrap();
    sol.writes(ours, "We look after this for them.").await.unwrap();
    for reader in [&w.merchant, &w.ana, &sol] {
        let view = reader.sees(ours).await;
        let last = view.events.last().unwrap();
        assert_eq!(last.actor_name.as_deref(), Some("Sol Reyes, Sal y Sol"));
        assert_eq!(view.events[0].actor_name.as_deref(), Some("Mara Lind"), "of a member no company is said");
    }
    let home = w.desk.portal_home(&sol.actor).await.unwrap();
    assert_eq!((home.account_name.as_str(), home.open.len()), ("Harbor & Pine", 2));
    let found = w.desk.search(&sol.actor, &Default::default()).await.unwrap();
    let Found::Case(first) = &found.cases[0].found else { panic!("no legacy case was imported") };
    assert_eq!(first.opener_name, "Sol Reyes, Sal y Sol");
    // Their own account is another.
    let own = next_click(w, &w.stranger).await;
    assert!(w.desk.portal_home(&own.actor).await.unwrap().open.is_empty());
    assert!(w.desk.search(&own.actor, &Default::default()).await.unwrap().cases.is_empty());
}

async fn a_partner_that_may_read_reads_and_does_nothing(w: &World) {
    partner(w).await;
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.notes(number, "Internal.").await.unwrap();
    w.ana.proposes(number, "Solved.").await.unwrap();
    grants(w, GrantLevel::Read).await;
    let sol = at_the_merchants(w).await;
    assert!(!format!("{:?}", sol.sees(number).await.events).contains("Internal."));
    assert_eq!(w.desk.portal_home(&sol.actor).await.unwrap().open.len(), 1);
    let before = w.everything_written().await;
    refused!(sol.writes(number, "Hello").await, Refusal::NotThere);
    refused!(sol.agrees(number).await, Refusal::NotThere);
    refused!(sol.declines(number, "No").await, Refusal::NotThere);
    refused!(sol.proposes(number, "Close").await, Refusal::NotThere);
    refused!(sol.escalates(number, "Now").await, Refusal::NotThere);
    refused!(sol.reopens(number, "Again").await, Refusal::NotThere);
    refused!(w.desk.submit_request(&sol.actor, details(Impact::Core), None).await, Refusal::NotThere);
    let typed = request_fields(Impact::Core);
    refused!(w.desk.save_draft(&sol.actor, &typed, 0, Fields::default()).await, Refusal::NotThere);
    refused!(w.desk.draft(&sol.actor).await, Refusal::NotThere);
    refused!(w.desk.plan_for_new(&sol.actor).await, Refusal::NotThere);
    assert_eq!(before, w.everything_written().await);
}

async fn no_partner_sees_members_surveys_or_who_else_has_access(w: &World) {
    partner(w).await;
    grants(w, GrantLevel::Act).await;
    let sol = at_the_merchants(w).await;
    let askers = w.desk.askers(&sol.actor).await.unwrap();
    assert_eq!(askers, [(sol.id(), "Sol Reyes".to_owned())], "nobody of the merchant");
    refused!(w.desk.account_plan(&sol.actor).await, Refusal::NotThere);
    assert_eq!(w.desk.grants(&sol.actor).await.unwrap(), None);
    let grant = NewGrant { partner: line(PARTNER), level: GrantLevel::Read };
    refused!(w.desk.grant_access(&sol.actor, grant).await, Refusal::NotThere);
    refused!(w.desk.withdraw_access(&sol.actor, sol.account()).await, Refusal::NotThere);
    // How it was is asked of the account, not of the partner who opened the case.
    let number = sol.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.proposes(number, "Solved.").await.unwrap();
    sol.agrees(number).await.unwrap();
    assert_eq!(mailed(w, "survey").await, [CONTACT]);
    assert!(!sol.sees(number).await.survey_waits);
    for looking in [&sol, &next_click(w, &w.stranger).await] {
        assert!(w.desk.portal_home(&looking.actor).await.unwrap().surveys.is_empty());
        refused!(w.desk.survey_link(&looking.actor, number).await, Refusal::NotThere);
    }
    assert!(w.desk.survey(&w.mailed_secret("survey").await).await.unwrap().is_some());
}

async fn what_is_withdrawn_is_over_at_once(w: &World) {
    partner(w).await;
    grants(w, GrantLevel::Act).await;
    let sol = at_the_merchants(w).await;
    let number = sol.submits(Impact::Core).await;
    let own = next_click(w, &w.stranger).await.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.takes(own).await.unwrap();
    w.desk.save_draft(&sol.actor, &request_fields(Impact::Outage), 0, Fields::default()).await.unwrap();
    w.desk.make_call_code(&sol.actor).await.unwrap();
    w.tamper("delete from outbox").await;
    w.ana.writes(number, "About the merchant's.").await.unwrap();
    w.ana.writes(own, "About the partner's own.").await.unwrap();
    w.desk.pass_changes_on().await.unwrap();
    let mut follower = w.desk.follow();
    withdraws(w).await;
    assert_eq!(follower.next().await, Heard::AccessChanged(w.stranger.account()));

    let bodies: Vec<_> = w.outbox().await.into_iter().filter(|(_, to, _)| *to == w.stranger.email).collect();
    let about = |what: &str| bodies.iter().filter(|(_, _, body)| body.contains(what)).count();
    assert_eq!(about("About the merchant's."), 0, "what waited to be sent is dropped");
    assert_eq!(about("About the partner's own."), 1);
    assert_eq!(mailed(w, "message").await.iter().filter(|to| *to == CONTACT).count(), 1, "the merchant gets theirs");
    assert_eq!(w.count("select count(*) from draft").await, 0);
    let late = w.now().plus_millis(20 * MINUTE);
    w.later(late.since(w.now()));
    assert!(w.desk.call_backs(&w.ana.actor).await.unwrap().is_empty());

    // The next click, and a session that was read a moment before.
    let next = next_click(w, &w.stranger).await;
    assert!(next.actor.clone().choosing(w.merchant.account()).is_err());
    for person in [&next, &sol] {
        refused!(w.desk.case(&person.actor, number).await, Refusal::NotThere);
        refused!(person.writes(number, "Still here?").await, Refusal::NotThere);
    }
    // Nothing of what happens from now on.
    w.ana.writes(number, "After it was withdrawn.").await.unwrap();
    w.ana.asks(number, "Which store?").await.unwrap();
    w.desk.pass_changes_on().await.unwrap();
    let told = w.outbox().await;
    assert!(!told.iter().any(|(_, to, body)| *to == w.stranger.email && body.contains(&number.to_string())));
    assert!(told.iter().any(|(_, to, body)| to == CONTACT && body.contains("After it was withdrawn.")));
    let Since::Changes(heard, Newest(_)) = w.desk.changes_since(&next.actor, 0).await.unwrap() else { panic!() };
    assert!(heard.iter().all(|(_, heard)| *heard == own), "{heard:?}");
    assert!(!heard.is_empty());
    // The case is the merchant's and says who did what.
    assert_eq!(w.merchant.sees(number).await.row.opener.name, "Sol Reyes, Sal y Sol");
}

async fn news_of_a_merchant_is_for_partners_that_may_read_it(w: &World) {
    partner(w).await;
    let number = w.merchant.submits(Impact::Core).await;
    let change = |account, visible| Change { position: 1, number, account, visible };
    assert!(!is_for(&change(w.merchant.account(), true), &next_click(w, &w.stranger).await.actor));
    grants(w, GrantLevel::Read).await;
    let sol = next_click(w, &w.stranger).await;
    assert!(is_for(&change(w.merchant.account(), true), &sol.actor));
    assert!(!is_for(&change(w.merchant.account(), false), &sol.actor), "what only we see");
    w.desk.pass_changes_on().await.unwrap();
    let Since::Changes(heard, _) = w.desk.changes_since(&sol.actor, 0).await.unwrap() else { panic!() };
    assert_eq!(heard.into_iter().map(|(_, heard)| heard).collect::<Vec<CaseNumber>>(), [number]);
}

async fn a_merchant_names_the_partner_exactly_and_what_it_granted_stays_on_record(w: &World) {
    let said = |refusal: Result<(), Refusal>| match refusal {
        Err(Refusal::Fields(errors)) => errors.get("partner").unwrap().to_owned(),
        other => panic!("{other:?}"),
    };
    assert!(said(grants_to(w, PARTNER, GrantLevel::Act).await).contains("No partner"), "a merchant is no partner");
    partner(w).await;
    for nobody in ["Sal", "sal y sol!", "Harbor & Pine", "nobody@salysol.example", CONTACT] {
        assert!(said(grants_to(w, nobody, GrantLevel::Act).await).contains("No partner"), "{nobody}");
    }
    grants_to(w, "SOL@salysol.example", GrantLevel::Act).await.unwrap();
    assert!(said(grants_to(w, "sal Y sol", GrantLevel::Act).await).contains("has this access already"));
    w.later(MINUTE);
    w.desk
        .grant_access(&w.colleague.actor, NewGrant { partner: line(PARTNER), level: GrantLevel::Read })
        .await
        .unwrap();
    w.later(MINUTE);
    withdraws(w).await;
    // A form sent twice; and of what never was granted.
    withdraws(w).await;
    refused!(w.desk.withdraw_access(&w.merchant.actor, w.merchant.account()).await, Refusal::NotThere);
    let record = w.desk.grants(&w.merchant.actor).await.unwrap().unwrap();
    let record: Vec<_> = record
        .iter()
        .map(|row| {
            let until = row.withdrawn.as_ref().map(|(by, at)| (by.as_str(), at.since(row.at)));
            (row.partner_name.as_str(), row.level, row.by.as_str(), until)
        })
        .collect();
    let until = |by| Some((by, MINUTE));
    assert_eq!(
        record,
        [
            (PARTNER, GrantLevel::Read, "Noah Pine", until("Mara Lind")),
            (PARTNER, GrantLevel::Act, "Mara Lind", until("Noah Pine")),
        ]
    );
    let mut told = mailed(w, "access").await;
    told.sort();
    assert_eq!(told, [[CONTACT; 3], ["sol@salysol.example"; 3]].concat(), "both technical contacts, each time");
    // A partner's account grants nothing, and nobody of our side grants for a merchant.
    assert_eq!(w.desk.grants(&w.stranger.actor).await.unwrap(), None);
    for person in [&w.stranger, &w.ana, &w.administrator] {
        let grant = NewGrant { partner: line(PARTNER), level: GrantLevel::Read };
        refused!(w.desk.grant_access(&person.actor, grant).await, Refusal::NotThere);
    }
    assert_eq!(w.count("select count(*) from account_grant").await, 2);
}

async fn two_partners_with_one_address_are_told_apart_by_name(w: &World) {
    w.tamper("update account set kind = 'partner', contact_folded = 'both@example.com'").await;
    let mut db = w.desk.store().read().await.unwrap();
    assert_eq!(db.partners_known_as("both@example.com").await.unwrap().len(), 2);
    assert_eq!(db.partners_known_as("sal y sol").await.unwrap().len(), 1);
}

async fn who_acts_for_two_accounts_writes_a_request_for_each_and_phones_for_either(w: &World) {
    partner(w).await;
    grants(w, GrantLevel::Act).await;
    let (own, sol) = (next_click(w, &w.stranger).await, at_the_merchants(w).await);
    for (person, subject) in [(&own, "Of our own"), (&sol, "For the merchant")] {
        let mut typed = request_fields(Impact::Outage);
        typed.set("subject", subject);
        w.desk.save_draft(&person.actor, &typed, 0, Fields::default()).await.unwrap();
        let outcome = w.desk.submit_request(&person.actor, details(Impact::Outage), None).await.unwrap();
        assert_eq!(outcome, Submitted::MustBePhoned);
    }
    let code = async |person: &Person| w.desk.call_card(&person.actor).await.unwrap().unwrap().code;
    assert_ne!(code(&own).await, code(&sol).await);
    let subject = |draft: Option<caseline_desk::store::Draft>| draft.unwrap().fields.get("subject").to_owned();
    assert_eq!(subject(w.desk.draft(&own.actor).await.unwrap()), "Of our own");
    assert_eq!(subject(w.desk.draft(&sol.actor).await.unwrap()), "For the merchant");
    let (_, callers) = w.desk.account_with_callers(&w.ana.actor, w.merchant.account()).await.unwrap().unwrap();
    let callers: Vec<_> = callers.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(callers, ["Mara Lind", "Noah Pine", "Sol Reyes, Sal y Sol"]);
    let call = PhoneCase {
        account: w.merchant.account(),
        caller: None,
        details: details(Impact::Outage),
        answered: w.now(),
        code: Some(code(&sol).await),
    };
    let number = w.desk.open_by_phone(&w.ana.actor, call, None).await.unwrap();
    let view = sol.sees(number).await;
    assert_eq!((view.row.account, view.row.opener.id), (w.merchant.account(), sol.id()));
    assert!(w.desk.draft(&sol.actor).await.unwrap().is_none());
    assert!(w.desk.draft(&own.actor).await.unwrap().is_some(), "the other draft stays");
    w.desk.discard_draft(&own.actor).await.unwrap();
    // To read alone is not to phone.
    grants(w, GrantLevel::Read).await;
    let (_, callers) = w.desk.account_with_callers(&w.ana.actor, w.merchant.account()).await.unwrap().unwrap();
    assert_eq!(callers.len(), 2);
}

async fn a_manager_s_answer_goes_to_the_partner_who_escalated_as_long_as_it_may_read(w: &World) {
    partner(w).await;
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    for withdrawn in [false, true] {
        grants(w, GrantLevel::Act).await;
        at_the_merchants(w).await.escalates(number, "Nobody writes.").await.unwrap();
        if withdrawn {
            withdraws(w).await;
        }
        w.tamper("delete from outbox").await;
        w.desk
            .acknowledge_escalation(&w.manager.actor, w.manager.form(number).await, text("I have it."))
            .await
            .unwrap();
        let told: Vec<_> = w.outbox().await.into_iter().map(|(_, to, _)| to).collect();
        assert_eq!(told.contains(&w.stranger.email), !withdrawn, "{told:?}");
        assert!(told.contains(&w.merchant.email));
        w.manager.ends_escalation(number, None).await.unwrap();
        if !withdrawn {
            withdraws(w).await;
            w.later(16 * MINUTE);
        }
    }
}

async fn a_partner_reads_what_is_attached_and_attaches_where_it_may_act(w: &World) {
    partner(w).await;
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    let case = FileFor::Case(number);
    let [theirs, unsent] =
        [w.merchant.uploads(case, "orders.csv", LOG).await, w.merchant.uploads(case, "later.csv", LOG).await];
    let internal = w.ana.uploads(case, "dump.sql", LOG).await;
    let sends = async |person: &Person, file| {
        let form = person.form(number).await;
        w.desk.write_message_with(&person.actor, form, text("Here it is."), vec![file]).await
    };
    sends(&w.merchant, theirs).await.unwrap();
    let form = w.ana.form(number).await;
    w.desk.write_note_with(&w.ana.actor, form, note("Theirs."), vec![internal]).await.unwrap();
    let may = async |person: &Person| {
        let (sent, unsent) = (person.reads(theirs).await.is_some(), person.reads(unsent).await.is_some());
        assert!(!unsent && person.reads(internal).await.is_none(), "before it is sent, or internal");
        sent
    };
    assert!(!may(&next_click(w, &w.stranger).await).await);

    grants(w, GrantLevel::Read).await;
    let sol = at_the_merchants(w).await;
    // A file is asked for by its id, whatever account the page beside it is about.
    assert!(may(&sol).await && may(&next_click(w, &w.stranger).await).await);
    assert_eq!(sol.sees(number).await.files.len(), 1);
    for what in [case, FileFor::Draft] {
        let announced = w.desk.announce_file(&sol.actor, what, "a.log", 9).await;
        refused!(announced, FileRefusal::Refused(Refusal::NotThere));
    }
    refused!(w.desk.draft_files(&sol.actor).await, Refusal::NotThere);

    grants(w, GrantLevel::Act).await;
    let sol = at_the_merchants(w).await;
    let [sent, left] = [sol.uploads(case, "a.log", LOG).await, sol.uploads(case, "b.log", LOG).await];
    sends(&sol, sent).await.unwrap();
    assert!(w.colleague.reads(sent).await.is_some());
    let told = w.outbox().await.into_iter().any(|(_, to, body)| to == w.ana.email && body.contains("Attached: a.log"));
    assert!(told, "and who wrote it is named with it");

    withdraws(w).await;
    let sol = next_click(w, &w.stranger).await;
    assert!(!may(&sol).await);
    assert_eq!((sol.reads(sent).await, sol.reads(left).await), (None, None));
    assert!(w.colleague.reads(sent).await.is_some(), "what was sent is the merchant's");
    assert_eq!(kept(w), 4, "and what was not is gone");
}

async fn a_draft_for_an_account_has_its_own_files_and_they_go_with_it(w: &World) {
    partner(w).await;
    grants(w, GrantLevel::Act).await;
    let (own, sol) = (next_click(w, &w.stranger).await, at_the_merchants(w).await);
    let (ours, theirs) =
        (own.uploads(FileFor::Draft, "own.log", LOG).await, sol.uploads(FileFor::Draft, "theirs.log", LOG).await);
    for person in [&own, &sol] {
        w.desk.save_draft(&person.actor, &request_fields(Impact::Core), 0, Fields::default()).await.unwrap();
    }
    let files = async |person: &Person| {
        let files = w.desk.draft_files(&person.actor).await.unwrap();
        files.into_iter().map(|file| file.name).collect::<Vec<_>>()
    };
    assert_eq!((files(&own).await, files(&sol).await), (vec!["own.log".to_owned()], vec!["theirs.log".to_owned()]));
    assert_eq!(w.merchant.reads(theirs).await, None, "its author's alone");
    w.later(3 * DAY);
    w.desk.sweep().await.unwrap();
    assert_eq!((files(&own).await.len(), files(&sol).await.len()), (1, 1), "each as long as its draft");

    // Sent and discarded by themselves.
    let number = sol.submits(Impact::Core).await;
    let names: Vec<_> = w.merchant.sees(number).await.files.into_iter().map(|file| file.name).collect();
    assert_eq!(names, ["theirs.log"]);
    assert_eq!(files(&own).await, ["own.log"]);
    sol.uploads(FileFor::Draft, "more.log", LOG).await;
    w.desk.discard_draft(&sol.actor).await.unwrap();
    assert_eq!((files(&own).await.len(), files(&sol).await.len(), kept(w)), (1, 0, 2));

    // What has no draft is swept, although there is one for another account; and so is what waits when the grant ends.
    sol.uploads(FileFor::Draft, "left.log", LOG).await;
    w.later(2 * DAY);
    w.desk.sweep().await.unwrap();
    assert_eq!((files(&own).await.len(), files(&sol).await.len()), (1, 0));
    let left = sol.uploads(FileFor::Draft, "left.log", LOG).await;
    let half = w.desk.announce_file(&sol.actor, FileFor::Draft, "half.log", 9).await.unwrap();
    w.desk.save_draft(&sol.actor, &request_fields(Impact::Core), 0, Fields::default()).await.unwrap();
    withdraws(w).await;
    let next = next_click(w, &w.stranger).await;
    assert_eq!((next.reads(left).await, next.reads(theirs).await), (None, None));
    refused!(w.desk.own_file(&next.actor, half).await, Refusal::NotThere);
    assert_eq!(files(&own).await, ["own.log"]);
    assert!(next.reads(ours).await.is_some());
    assert_eq!(kept(w), 2, "of the case, and of the other draft");

    // To read alone is not to write: what was attached goes as what was typed does.
    grants(w, GrantLevel::Act).await;
    let left = at_the_merchants(w).await.uploads(FileFor::Draft, "left.log", LOG).await;
    grants(w, GrantLevel::Read).await;
    assert_eq!((at_the_merchants(w).await.reads(left).await, kept(w)), (None, 2));
}

async fn a_partner_finds_and_reads_the_legacy_cases_of_the_account_it_looks_at(w: &World) {
    partner(w).await;
    let id = imported(w, "INC-00123", &[]).await;
    let before = next_click(w, &w.stranger).await;
    refused!(w.desk.legacy_case(&before.actor, id).await, Refusal::NotThere);
    for level in [GrantLevel::Read, GrantLevel::Act] {
        grants(w, level).await;
        let (own, sol) = (next_click(w, &w.stranger).await, at_the_merchants(w).await);
        for typed in ["quartz", "INC-00123", ""] {
            assert_eq!(finds(&sol, typed).await, ["INC-00123"], "{typed}");
            assert!(finds(&own, typed).await.is_empty(), "{typed}");
        }
        assert!(finds(&sol, "sandpiper").await.is_empty(), "what is internal");
        assert_eq!(w.desk.legacy_by_number(&sol.actor, "INC-00123").await.unwrap(), Some(id));
        assert_eq!(w.desk.legacy_by_number(&own.actor, "INC-00123").await.unwrap(), None);
        // Its address names no account.
        for person in [&own, &sol] {
            let view = w.desk.legacy_case(&person.actor, id).await.unwrap();
            assert_eq!((view.row.account, view.entries.len()), (w.merchant.account(), 2));
        }
    }
    let sol = at_the_merchants(w).await;
    withdraws(w).await;
    // The next click, and a session that was read a moment before.
    for person in [&next_click(w, &w.stranger).await, &sol] {
        refused!(w.desk.legacy_case(&person.actor, id).await, Refusal::NotThere);
        refused!(w.desk.legacy_file(&person.actor, id, 1).await, Refusal::NotThere);
    }
}

on_both_databases!(
    a_partner_reads_what_is_attached_and_attaches_where_it_may_act,
    a_draft_for_an_account_has_its_own_files_and_they_go_with_it,
    a_partner_finds_and_reads_the_legacy_cases_of_the_account_it_looks_at,
    a_partner_that_may_act_does_what_a_member_does_and_is_named_with_its_company,
    a_partner_that_may_read_reads_and_does_nothing,
    no_partner_sees_members_surveys_or_who_else_has_access,
    what_is_withdrawn_is_over_at_once,
    news_of_a_merchant_is_for_partners_that_may_read_it,
    a_merchant_names_the_partner_exactly_and_what_it_granted_stays_on_record,
    two_partners_with_one_address_are_told_apart_by_name,
    who_acts_for_two_accounts_writes_a_request_for_each_and_phones_for_either,
    a_manager_s_answer_goes_to_the_partner_who_escalated_as_long_as_it_may_read,
);
