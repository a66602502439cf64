//! What changes how a case goes, as the pages offer it: to whom, with what it would do, and losing nothing.

use axum::http::StatusCode;
use caseline_domain::case::Impact;
use caseline_domain::hours::Target;
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{DAY, MINUTE};
use caseline_domain::text::PublicText;

use super::{SEEN_ALL, World};

const ACTS: [&str; 11] = [
    "have-it",
    "priority",
    "promise",
    "explain",
    "reopen",
    "override",
    "workaround",
    "workaround-tested",
    "workaround-accepted",
    "workaround-failed",
    "call",
];

fn text(text: &str) -> PublicText {
    PublicText::parse(text).unwrap()
}

/// What the page of this case offers to a member, to its owner, to a manager, to an administrator.
async fn offered(world: &World, number: CaseNumber) -> [Vec<&'static str>; 4] {
    let mut all = Vec::new();
    for (actor, room) in
        [(&world.mara, "portal"), (&world.ana, "desk"), (&world.manager, "desk"), (&world.administrator, "desk")]
    {
        let page = world.browser(actor).await.get(&format!("/{room}/cases/{number}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let is_offered = |act: &&str| page.body.contains(&format!(r#"name="act" value="{act}""#));
        all.push(ACTS.into_iter().filter(is_offered).collect());
    }
    all.try_into().unwrap()
}

#[tokio::test]
async fn each_page_offers_what_fits_the_case_and_its_reader_may_do() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let ana = world.browser(&world.ana).await;
    let at = format!("/desk/cases/{number}");
    let none: Vec<&str> = Vec::new();
    let [mara, csa, manager, administrator] = offered(&world, number).await;
    assert_eq!((mara, administrator), (none.clone(), none.clone()));
    assert_eq!(csa, ["priority", "promise", "call"]);
    assert_eq!(manager, ["priority", "promise", "override", "call"]);
    ana.post(&at, &[("act", "take"), SEEN_ALL]).await;
    ana.post(&at, &[("act", "workaround"), ("workaround", "Route by hand."), SEEN_ALL]).await;
    let [mara, csa, _, administrator] = offered(&world, number).await;
    assert_eq!(mara, ["workaround-accepted", "workaround-failed"]);
    let about = ["workaround", "workaround-tested", "workaround-accepted", "workaround-failed", "call"];
    assert_eq!(csa, [&["priority", "promise"][..], &about].concat());
    assert_eq!(administrator, none);
    // A colleague raises it: the owner says that they have it.
    let raise = [("act", "priority"), ("new_priority", "P1"), ("priority_reason", "Worse."), SEEN_ALL];
    world.browser(&world.ben).await.post(&at, &raise).await;
    let [mara, csa, manager, _] = offered(&world, number).await;
    assert!(csa.contains(&"have-it") && !manager.contains(&"have-it") && !mara.contains(&"have-it"));
    ana.post(&at, &[("act", "have-it"), SEEN_ALL]).await;
    assert!(!offered(&world, number).await[1].contains(&"have-it"));
    world
        .browser(&world.mara)
        .await
        .post(&format!("/portal/cases/{number}"), &[("act", "workaround-accepted"), SEEN_ALL])
        .await;
    for room in ["portal", "desk"] {
        let who = if room == "portal" { &world.mara } else { &world.ana };
        let page = world.browser(who).await.get(&format!("/{room}/cases/{number}")).await.body;
        assert!(page.contains("Resolved provisionally by the workaround."), "{room}");
    }
    // Late, and closed by a manager.
    world.later(3 * DAY);
    let ana = world.browser(&world.ana).await;
    let manager = world.browser(&world.manager).await;
    manager.post(&at, &[("act", "override"), ("override_reason", "The store is closed."), SEEN_ALL]).await;
    let [mara, csa, boss, administrator] = offered(&world, number).await;
    assert_eq!((mara, administrator), (none.clone(), none.clone()), "a P1 is opened again by phone");
    assert!(csa.contains(&"reopen") && boss.contains(&"reopen"), "{csa:?}");
    let page = world.browser(&world.mara).await.get(&format!("/portal/cases/{number}")).await.body;
    assert!(page.contains("Closed by a manager, without agreement.") && page.contains("phone us"));
    assert!(ana.get(&at).await.body.contains("by a manager, without agreement"));
}

#[tokio::test]
async fn a_promised_update_that_is_late_reads_as_late() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let at = format!("/desk/cases/{number}");
    let ana = world.browser(&world.ana).await;
    ana.post(&at, &[("act", "take"), SEEN_ALL]).await;
    ana.post(&at, &[("act", "promise"), ("promise", "30"), SEEN_ALL]).await;
    let page = ana.get(&at).await.body;
    assert!(page.contains("The customer hears from us again by") && !page.contains("overdue"), "{page}");
    world.later(75 * MINUTE);
    let page = ana.get(&at).await.body;
    assert!(page.contains("The customer was to hear from us by") && page.contains(": overdue for 45 m."), "{page}");
    assert!(!page.contains("hears from us again by"), "{page}");
    ana.post(&at, &[("act", "message"), SEEN_ALL, ("text", "We have found it.")]).await;
    let page = ana.get(&at).await.body;
    assert!(!page.contains("The customer was to hear"), "{page}");
}

#[tokio::test]
async fn a_member_opens_their_closed_p2_again_for_two_weeks() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let desk = &world.desk;
    desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    desk.propose_closure(&world.ana, world.fresh(number).await, text("Fixed.")).await.unwrap();
    desk.accept_closure(&world.mara, world.fresh(number).await).await.unwrap();
    let at = format!("/portal/cases/{number}");
    let mara = world.browser(&world.mara).await;
    let page = mara.get(&at).await.body;
    assert!(page.contains("Closed by agreement. You can open it again until"), "{page}");
    let empty = mara.post(&at, &[("act", "reopen"), SEEN_ALL, ("reopen_reason", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Write what came back, or what is still open."));
    world.later(14 * DAY + 1);
    let mara = world.browser(&world.mara).await;
    let page = mara.get(&at).await.body;
    assert!(page.contains("open a new request and name"), "{page}");
    let late = mara.post(&at, &[("act", "reopen"), SEEN_ALL, ("reopen_reason", "Kept word")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("closed too long ago") && late.body.contains("Kept word"));
    world.later(-DAY);
    let again =
        world.browser(&world.mara).await.post(&at, &[("act", "reopen"), SEEN_ALL, ("reopen_reason", "Back")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{again:?}");
}

#[tokio::test]
async fn what_a_priority_and_a_question_do_is_said_before() {
    let world = World::new().await;
    let number = world.phoned_case_of(&world.mara, Impact::Core).await;
    let ana = world.browser(&world.ana).await;
    let at = format!("/desk/cases/{number}");
    let page = ana.get(&at).await.body;
    assert!(page.contains("Resolution due 24 hours from the moment you press instead of"), "{page}");
    assert!(page.contains("if they answer by this time tomorrow,"), "{page}");
    // A page that stays open says the same for a while.
    let says = |page: &str| {
        let (_, form) = page.split_once("Below each:").unwrap();
        form.split("priority_reason").next().unwrap().to_owned()
    };
    world.later(caseline_domain::instant::MINUTE);
    let later = world.browser(&world.ana).await.get(&at).await.body;
    assert_eq!(says(&later), says(&page));
    world.later(-caseline_domain::instant::MINUTE);
    let raise = [("act", "priority"), ("new_priority", "P1"), ("priority_reason", "Worse."), SEEN_ALL];
    assert_eq!(ana.post(&at, &raise).await.status, StatusCode::SEE_OTHER);
    let page = ana.get(&at).await.body;
    assert!(page.contains("The clock keeps running while they answer: due tomorrow 21:00."), "{page}");
    // And what was typed into a refused one is there.
    let missing =
        ana.post(&at, &[("act", "priority"), SEEN_ALL, ("new_priority", ""), ("priority_reason", "Kept")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.body.contains("Choose the priority it gets.") && missing.body.contains(">Kept</textarea>"));
}

#[tokio::test]
async fn a_promise_that_a_change_would_end_is_said_before() {
    let world = World::new().await;
    world.changes_plan(|plan| plan.p2.next_update = Some(Target::BusinessMinutes(240))).await;
    let number = world.phoned_case_of(&world.mara, Impact::Core).await;
    world.desk.write_message(&world.ana, world.fresh(number).await, text("I look into it.")).await.unwrap();
    let page = world.browser(&world.ana).await.get(&format!("/desk/cases/{number}")).await.body;
    assert!(page.contains("Next update is not promised any more."), "{page}");
    world.changes_plan(|plan| plan.p2.next_update = None).await;
    let page = world.browser(&world.administrator).await.get("/admin/plans/Standard/move").await.body;
    assert!(page.contains("not promised"), "{page}");
}

#[tokio::test]
async fn a_promise_is_read_on_ones_own_clocks_and_shown_on_both_pages() {
    let world = World::new().await;
    let number = world.phoned_case_of(&world.mara, Impact::Core).await;
    let ana = world.browser(&world.ana).await;
    let at = format!("/desk/cases/{number}");
    for (typed, said) in
        [("2026-11-24T09:00", "past already"), ("2027-03-28T02:30", "does not exist"), ("soon", "Give day and time")]
    {
        let refused = ana.post(&at, &[("act", "promise"), SEEN_ALL, ("promise", "at"), ("promised_at", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(refused.body.contains(said) && refused.body.contains(typed), "{typed}: {}", refused.body);
    }
    let promise = [("act", "promise"), SEEN_ALL, ("promise", "at"), ("promised_at", "2026-11-25T10:00")];
    assert_eq!(ana.post(&at, &promise).await.status, StatusCode::SEE_OTHER);
    assert!(ana.get(&at).await.body.contains("The customer hears from us again by tomorrow 10:00."));
    let page = world.browser(&world.mara).await.get(&format!("/portal/cases/{number}")).await.body;
    assert!(page.contains("You hear from us again by"), "{page}");
}

#[tokio::test]
async fn who_takes_a_case_that_was_opened_again_took_it_so_long_after_that() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let desk = &world.desk;
    // Nobody owned it, so nobody owns it again.
    desk.propose_closure(&world.mara, world.fresh(number).await, text("It works.")).await.unwrap();
    desk.accept_closure(&world.ben, world.fresh(number).await).await.unwrap();
    world.later(9 * DAY);
    desk.reopen(&world.mara, world.fresh(number).await, text("It is back.")).await.unwrap();
    world.later(10 * caseline_domain::instant::MINUTE);
    desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    let page = world.browser(&world.mara).await.get(&format!("/portal/cases/{number}")).await.body;
    assert!(page.contains("10 minutes after it was opened again") && !page.contains("9 days after"), "{page}");
}

#[tokio::test]
async fn both_sides_read_who_says_that_one_can_go_on_with_a_workaround() {
    let world = World::new().await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    for (by_us, portal_says, desk_says) in [
        (
            true,
            "Caseline support (Ana Flores) noted that you can go on with the workaround",
            "Ana Flores noted for the customer that they can go on with the workaround",
        ),
        (false, "You can go on with the workaround", "Mara Lind can go on with the workaround"),
    ] {
        let number = world.case_of(&world.mara).await;
        let (portal, desk) = (format!("/portal/cases/{number}"), format!("/desk/cases/{number}"));
        ana.post(&desk, &[("act", "take"), SEEN_ALL]).await;
        ana.post(&desk, &[("act", "workaround"), ("workaround", "By hand."), SEEN_ALL]).await;
        let (browser, at) = if by_us { (&ana, &desk) } else { (&mara, &portal) };
        let answer = browser.post(at, &[("act", "workaround-accepted"), SEEN_ALL]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(mara.get(&portal).await.body.contains(portal_says));
        assert!(ana.get(&desk).await.body.contains(desk_says));
    }
}

#[tokio::test]
async fn the_queue_names_the_promise_that_it_counts_and_the_case_leads_with_it() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let ana = world.browser(&world.ana).await;
    let (queue, at) = ("/desk?view=all", format!("/desk/cases/{number}"));
    let named = async |promise: &str| {
        let page = world.browser(&world.ana).await.get(queue).await.body;
        let (_, cell) = page.split_once(r#"data-test="promise""#).unwrap();
        let (cell, _) = cell.split_once("</div>").unwrap();
        assert!(cell.contains(&format!(">{promise}<")), "{promise}: {cell}");
    };
    let leads = async |with: &str, kind: &str| {
        let page = world.browser(&world.ana).await.get(&at).await.body;
        let (_, lead) = page.split_once(r#"data-test="lead""#).unwrap();
        let (head, _) = lead.split_once("</h2>").unwrap();
        assert!(head.contains(with), "{with}: {head}");
        assert!(lead.find(&format!("due-{kind}")) < lead.find("due-resolution"), "{page}");
    };
    named("assigned to a person").await;
    leads("Assigned to a person by", "assignment").await;
    ana.post(&at, &[("act", "take"), SEEN_ALL]).await;
    named("first response").await;
    leads("First response by", "first_response").await;
    // Late, it leads all the same.
    world.later(DAY + 60 * MINUTE);
    let ana = world.browser(&world.ana).await;
    leads("First response, was due", "first_response").await;
    ana.post(&at, &[("act", "message"), SEEN_ALL, ("text", "I look into it.")]).await;
    named("resolution").await;
    assert!(!ana.get(&at).await.body.contains(r#"data-test="lead""#), "the resolution leads");
    let promise = [("act", "promise"), SEEN_ALL, ("promise", "120")];
    assert_eq!(ana.post(&at, &promise).await.status, StatusCode::SEE_OTHER);
    named("next update").await;
    leads("Next update by", "next_update").await;
    // In the portal the resolution is what matters.
    let portal = world.browser(&world.mara).await.get(&format!("/portal/cases/{number}")).await.body;
    assert!(!portal.contains(r#"data-test="lead""#), "{portal}");
}

#[tokio::test]
async fn what_is_late_still_is_not_told_as_if_it_were_over() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let ana = world.browser(&world.ana).await;
    let at = format!("/desk/cases/{number}");
    ana.post(&at, &[("act", "take"), SEEN_ALL]).await;
    world.later(2 * DAY);
    let ana = world.browser(&world.ana).await;
    let page = ana.get(&at).await.body;
    assert!(page.contains("First response is late: it was due"), "{page}");
    ana.post(&at, &[("act", "message"), SEEN_ALL, ("text", "I look into it.")]).await;
    let page = ana.get(&at).await.body;
    assert!(page.contains("First response was late: it was due"), "{page}");
    // Who was to confirm it by a time that is over is told so.
    let raise = [("act", "priority"), ("new_priority", "P1"), ("priority_reason", "Worse."), SEEN_ALL];
    world.browser(&world.ben).await.post(&at, &raise).await;
    world.later(15 * MINUTE);
    assert!(ana.get(&at).await.body.contains("Say by today 21:15 that you have it"));
    world.later(5 * MINUTE);
    let page = ana.get(&at).await.body;
    assert!(page.contains("You were to say by today 21:15 that you have it: overdue for 5 m."), "{page}");
    assert!(!page.contains("Say by today"), "{page}");
}
