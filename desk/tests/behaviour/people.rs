//! Sign-in, sessions, invitations and resets.

use std::sync::{Arc, Mutex, mpsc};

use caseline_desk::Desk;
use caseline_desk::clock::{Ids, Secret, SystemIds};
use caseline_desk::error::Refusal;
use caseline_desk::people::{DEMO_PASSWORD, Invitation, SignInRefusal};
use caseline_domain::access::{Actor, Standing};
use caseline_domain::form::sign_in;
use caseline_domain::instant::{DAY, HOUR, MINUTE};
use caseline_domain::text::EmailAddress;
use tokio::sync::oneshot;

use crate::support::{World, fields, line, on_both_databases, refused};

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub async fn signs_in(w: &World, email: &str, password: &str) -> Result<(Secret, Actor), SignInRefusal> {
    w.desk.sign_in(sign_in(&fields(&[("email", email), ("password", password)])).unwrap()).await
}

/// A new member of Harbor & Pine, invited and with this password: their first session.
pub async fn joins(w: &World, email: &str, password: &str) -> Secret {
    let invitation = Invitation {
        email: address(email),
        name: line("Ida Berg"),
        standing: Standing::Member { account: w.merchant.account() },
        zone: "Europe/Oslo".into(),
    };
    let secret = w.desk.invite(Some(&w.administrator.actor), invitation).await.unwrap();
    w.desk.choose_password(&secret, password.into()).await.unwrap().0
}

pub async fn lives(w: &World, session: &Secret) -> bool {
    w.desk.session(session).await.unwrap().is_some()
}

async fn who_is_invited_chooses_a_password_and_signs_in(w: &World) {
    let invitation = Invitation {
        email: address("Ida@HarborPine.example"),
        name: line("Ida Berg"),
        standing: Standing::Member { account: w.merchant.account() },
        zone: "Europe/Oslo".into(),
    };
    let secret = w.desk.invite(Some(&w.administrator.actor), invitation.clone()).await.unwrap();
    assert_eq!(w.outbox().await.last().unwrap().1, "Ida@HarborPine.example");
    assert_eq!(w.mailed_secret("invitation").await, secret);
    refused!(signs_in(w, "ida@harborpine.example", "anything at all").await, SignInRefusal::Wrong);
    assert!(w.desk.whose_password_link(&secret).await.unwrap().is_some());
    assert!(w.desk.whose_password_link(&secret).await.unwrap().is_some(), "looking changes nothing");
    let (session, actor) = w.desk.choose_password(&secret, "correct horse".into()).await.unwrap();
    assert_eq!((actor.name.as_str(), actor.zone.as_str()), ("Ida Berg", "Europe/Oslo"));
    assert_eq!(actor.standing, invitation.standing);
    assert_eq!(w.desk.session(&session).await.unwrap().unwrap(), actor);
    let (again, same) = signs_in(w, " IDA@harborpine.example ", "correct horse").await.unwrap();
    assert_eq!(same, actor);
    assert!(again != session);
    // The address is taken, however it is written.
    let twice = w.desk.invite(None, Invitation { email: address("IDA@harborpine.example"), ..invitation }).await;
    refused!(twice, Refusal::Fields(e) if e.get("email").is_some());
}

async fn only_administrators_invite(w: &World) {
    let before = w.count("select count(*) from person").await;
    for person in [&w.merchant, &w.ana, &w.manager] {
        let invitation = Invitation {
            email: address("new@caseline.example"),
            name: line("New"),
            standing: Standing::Administrator,
            zone: "UTC".into(),
        };
        refused!(w.desk.invite(Some(&person.actor), invitation).await, Refusal::NotThere);
    }
    assert_eq!(w.count("select count(*) from person").await, before);
}

async fn an_unknown_address_and_a_wrong_password_are_refused_alike(w: &World) {
    joins(w, "ida@harborpine.example", "correct horse").await;
    let unknown = signs_in(w, "nobody@harborpine.example", "correct horse").await.unwrap_err();
    let wrong = signs_in(w, "ida@harborpine.example", "wrong horse").await.unwrap_err();
    // Without a password yet.
    let not_yet = signs_in(w, &w.merchant.email, "correct horse").await.unwrap_err();
    for refusal in [&unknown, &wrong, &not_yet] {
        assert!(matches!(refusal, SignInRefusal::Wrong));
        assert_eq!(refusal.to_string(), unknown.to_string());
    }
}

async fn a_session_ends_when_it_is_signed_out_and_no_other_with_it(w: &World) {
    let first = joins(w, "ida@harborpine.example", "correct horse").await;
    let (second, _) = signs_in(w, "ida@harborpine.example", "correct horse").await.unwrap();
    w.desk.sign_out(&first).await.unwrap();
    assert!(!lives(w, &first).await);
    assert!(lives(w, &second).await);
    w.desk.sign_out(&first).await.unwrap();
    for unknown in ["", "guessed", second.reveal().to_uppercase().as_str()] {
        assert!(!lives(w, &Secret::presented(unknown)).await);
    }
}

async fn a_session_ends_3_days_after_it_was_last_used_and_14_after_it_began(w: &World) {
    let idle = joins(w, "ida@harborpine.example", "correct horse").await;
    let (used, _) = signs_in(w, "ida@harborpine.example", "correct horse").await.unwrap();
    w.later(3 * DAY - 1);
    assert!(lives(w, &used).await);
    w.later(1);
    assert!(!lives(w, &idle).await);
    // Used every other day it goes on, and then no longer.
    for _ in 0..5 {
        assert!(lives(w, &used).await);
        w.later(2 * DAY);
    }
    w.later(DAY - 1);
    assert!(lives(w, &used).await);
    w.later(1);
    assert!(!lives(w, &used).await);
}

async fn what_is_stored_of_a_session_or_link_does_not_open_it(w: &World) {
    let session = joins(w, "ida@harborpine.example", "correct horse").await;
    let stored: Vec<(Vec<u8>,)> = w.stored("select token_hash from session").await;
    let hex: String = stored[0].0.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_ne!(hex, session.reveal());
    assert!(!lives(w, &Secret::presented(&hex)).await);
    let hashes: Vec<(String,)> = w.stored("select password_hash from person where password_hash is not null").await;
    assert!(hashes.iter().all(|(hash,)| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")), "{hashes:?}");
}

async fn a_reset_link_works_once_and_ends_the_sessions_of_before(w: &World) {
    let before = joins(w, "ida@harborpine.example", "correct horse").await;
    w.desk.ask_for_reset(&address("Ida@harborpine.example")).await.unwrap();
    let link = w.mailed_secret("reset").await;
    assert!(lives(w, &before).await, "asking changes nothing");
    let (after, _) = w.desk.choose_password(&link, "battery staple".into()).await.unwrap();
    assert!(!lives(w, &before).await);
    assert!(lives(w, &after).await);
    refused!(signs_in(w, "ida@harborpine.example", "correct horse").await, SignInRefusal::Wrong);
    signs_in(w, "ida@harborpine.example", "battery staple").await.unwrap();
    assert!(w.desk.whose_password_link(&link).await.unwrap().is_none());
    refused!(w.desk.choose_password(&link, "a third one".into()).await, Refusal::NotThere);
    signs_in(w, "ida@harborpine.example", "battery staple").await.unwrap();
}

async fn a_reset_link_is_good_for_2_hours_and_until_the_next_one(w: &World) {
    joins(w, "ida@harborpine.example", "correct horse").await;
    w.desk.ask_for_reset(&address("ida@harborpine.example")).await.unwrap();
    let first = w.mailed_secret("reset").await;
    w.later(MINUTE);
    w.desk.ask_for_reset(&address("ida@harborpine.example")).await.unwrap();
    let second = w.mailed_secret("reset").await;
    assert!(first != second);
    assert!(w.desk.whose_password_link(&first).await.unwrap().is_none());
    w.later(2 * HOUR - 1);
    assert!(w.desk.whose_password_link(&second).await.unwrap().is_some());
    w.later(1);
    assert!(w.desk.whose_password_link(&second).await.unwrap().is_none());
    refused!(w.desk.choose_password(&second, "battery staple".into()).await, Refusal::NotThere);
    signs_in(w, "ida@harborpine.example", "correct horse").await.unwrap();
}

async fn an_invitation_is_good_for_14_days(w: &World) {
    let invitation = Invitation {
        email: address("csa3@caseline.example"),
        name: line("Cem"),
        standing: Standing::Csa,
        zone: "UTC".into(),
    };
    let link = w.desk.invite(None, invitation).await.unwrap();
    w.later(14 * DAY - 1);
    assert!(w.desk.whose_password_link(&link).await.unwrap().is_some());
    w.later(1);
    refused!(w.desk.choose_password(&link, "battery staple".into()).await, Refusal::NotThere);
}

async fn asking_a_reset_leaves_an_invitation_good(w: &World) {
    let invitation = Invitation {
        email: address("ida@harborpine.example"),
        name: line("Ida Berg"),
        standing: Standing::Member { account: w.merchant.account() },
        zone: "Europe/Oslo".into(),
    };
    let invited = w.desk.invite(None, invitation).await.unwrap();
    // Anybody can ask for it, who knows the address.
    w.desk.ask_for_reset(&address("ida@harborpine.example")).await.unwrap();
    assert!(w.desk.whose_password_link(&invited).await.unwrap().is_some());
    w.desk.choose_password(&invited, "correct horse".into()).await.unwrap();
    let reset = w.mailed_secret("reset").await;
    assert!(w.desk.whose_password_link(&reset).await.unwrap().is_none(), "the password is chosen");
}

async fn asking_a_reset_for_an_address_that_nobody_has_says_and_mails_nothing(w: &World) {
    w.desk.ask_for_reset(&address("nobody@harborpine.example")).await.unwrap();
    assert!(w.outbox().await.is_empty());
}

async fn of_two_who_use_one_link_at_once_one_does(w: &World) {
    for round in 0..3 {
        let invitation = Invitation {
            email: address(&format!("new{round}@caseline.example")),
            name: line("New"),
            standing: Standing::Csa,
            zone: "UTC".into(),
        };
        let link = w.desk.invite(None, invitation).await.unwrap();
        let (one, other) = tokio::join!(
            w.desk.choose_password(&link, "battery staple".into()),
            w.desk.choose_password(&link, "correct horse".into()),
        );
        assert!(one.is_ok() != other.is_ok());
    }
}

/// Ids whose first secret is given only after the test has let it go: the moment between a password's check and its
/// session.
struct Halting {
    reached: Mutex<Option<oneshot::Sender<()>>>,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl Ids for Halting {
    fn fill(&self, bytes: &mut [u8]) {
        if let Some(reached) = self.reached.lock().unwrap().take() {
            reached.send(()).unwrap();
            self.go_on.lock().unwrap().recv().unwrap();
        }
        SystemIds.fill(bytes);
    }
}

/// Signs in, while `meanwhile` happens between the password's check and the session.
pub async fn sign_in_during(
    w: &World,
    email: &str,
    password: &str,
    meanwhile: impl AsyncFnOnce(),
) -> Result<(Secret, Actor), SignInRefusal> {
    let (reached, is_reached) = oneshot::channel();
    let (go, go_on) = mpsc::channel();
    let ids = Halting { reached: Mutex::new(Some(reached)), go_on: Mutex::new(go_on) };
    let slow = Desk::new(w.desk.store().clone(), w.clock.clone(), Arc::new(ids), w.desk.settings().clone());
    let typed = sign_in(&fields(&[("email", email), ("password", password)])).unwrap();
    let signing_in = tokio::spawn(async move { slow.sign_in(typed).await });
    is_reached.await.unwrap();
    meanwhile().await;
    go.send(()).unwrap();
    signing_in.await.unwrap()
}

async fn a_password_that_is_changed_while_it_is_compared_begins_no_session(w: &World) {
    joins(w, "ida@harborpine.example", "correct horse").await;
    w.desk.ask_for_reset(&address("ida@harborpine.example")).await.unwrap();
    let link = w.mailed_secret("reset").await;
    let outcome = sign_in_during(w, "ida@harborpine.example", "correct horse", async || {
        w.desk.choose_password(&link, "battery staple".into()).await.unwrap();
    })
    .await;
    refused!(outcome, SignInRefusal::Wrong);
    assert_eq!(w.count("select count(*) from session").await, 1, "that of the new password");
    signs_in(w, "ida@harborpine.example", "battery staple").await.unwrap();
}

async fn outside_demo_mode_the_demo_password_opens_nothing_and_its_sessions_are_none(w: &World) {
    joins(w, "admin@example.com", DEMO_PASSWORD).await;
    let demonstration = w.demonstration().await;
    let typed = || sign_in(&fields(&[("email", "admin@example.com"), ("password", DEMO_PASSWORD)])).unwrap();
    let (session, _) = demonstration.sign_in(typed()).await.unwrap();
    assert!(demonstration.session(&session).await.unwrap().is_some());
    assert!(!lives(w, &session).await, "begun in demo mode");
    refused!(w.desk.sign_in(typed()).await, SignInRefusal::Wrong);
    demonstration.sign_out(&session).await.unwrap();
    assert!(demonstration.session(&session).await.unwrap().is_none());
}

on_both_databases! {
    who_is_invited_chooses_a_password_and_signs_in,
    only_administrators_invite,
    an_unknown_address_and_a_wrong_password_are_refused_alike,
    a_session_ends_when_it_is_signed_out_and_no_other_with_it,
    a_session_ends_3_days_after_it_was_last_used_and_14_after_it_began,
    what_is_stored_of_a_session_or_link_does_not_open_it,
    a_reset_link_works_once_and_ends_the_sessions_of_before,
    a_reset_link_is_good_for_2_hours_and_until_the_next_one,
    an_invitation_is_good_for_14_days,
    asking_a_reset_leaves_an_invitation_good,
    asking_a_reset_for_an_address_that_nobody_has_says_and_mails_nothing,
    of_two_who_use_one_link_at_once_one_does,
    a_password_that_is_changed_while_it_is_compared_begins_no_session,
    outside_demo_mode_the_demo_password_opens_nothing_and_its_sessions_are_none,
}

#[tokio::test]
async fn on_postgres_a_link_is_held_after_its_person_and_not_before() {
    crate::support::on_postgres(async |w: &World| {
        w.desk.ask_for_reset(&address(&w.ana.email)).await.unwrap();
        let secret = w.mailed_secret("reset").await;
        w.tamper("begin").await;
        w.tamper("select id from person where email = 'ana@caseline.example' for update").await;
        let desk = w.desk.clone();
        let chosen = tokio::spawn(async move { desk.choose_password(&secret, "correct horse".to_owned()).await });
        let waits = "select count(*)
             from pg_locks waiting
             join pg_locks here on here.pid = waiting.pid
             join pg_database on pg_database.oid = here.database and pg_database.datname = current_database()
             where not waiting.granted";
        while w.count(waits).await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        w.tamper("set local lock_timeout = '2s'").await;
        w.tamper("update one_time_link set expires_at = expires_at where purpose = 'reset'").await;
        w.tamper("commit").await;
        chosen.await.unwrap().unwrap();
    })
    .await;
}
