//! An Outage or a P1 cannot come out of the portal, whatever a member's browser sends and wherever it sends it.

use axum::http::{Method, StatusCode};
use caseline_domain::case::{Channel, Impact, Priority};
use leptos::server_fn::axum::server_fn_paths;

use super::{SEEN_ALL, World, act_page, draft, request_form};

/// What somebody adds to a form who wants more than it offers.
const FORGERIES: [&[(&str, &str)]; 10] = [
    &[("priority", "P1")],
    &[("priority", "Outage")],
    &[("impact", "outage")],
    &[("impact", "crucial")],
    &[("impact", "P1")],
    &[("impact", "Outage"), ("priority", "outage")],
    &[("channel", "phone"), ("answered", "1795550400000")],
    &[("code", "KT492P"), ("status", "working")],
    &[("details[impact]", "outage"), ("priority[]", "P1"), ("impact[]", "crucial")],
    &[("event", r#"{"opened":{"channel":"phone","priority":"Outage"}}"#)],
];

/// Every act of every form, the desk's too, and some that nobody has.
const ACTS: [&str; 33] = [
    "submit",
    "save",
    "discard",
    "open",
    "code",
    "message",
    "answer",
    "propose",
    "accept",
    "decline",
    "survey",
    "take",
    "note",
    "ask",
    "hand-over",
    "accept-hand-over",
    "decline-hand-over",
    "escalate",
    "acknowledge-escalation",
    "end-escalation",
    "raise",
    "priority",
    "have-it",
    "reopen",
    "override",
    "workaround",
    "workaround-tested",
    "workaround-accepted",
    "workaround-failed",
    "promise",
    "call",
    "explain",
    "",
];

/// What each act wants beside its name, so that it is refused for what it is and not for what it lacks.
const TEXTS: [(&str, &str); 26] = [
    ("text", "More of it"),
    ("answer", "Since noon"),
    ("summary", "It works again"),
    ("reason", "It does not"),
    ("note", "Mine"),
    ("questions", "Why?"),
    ("why", "other"),
    ("handover_summary", "All of it"),
    ("refusal", "No"),
    ("escalation_reason", "business_impact"),
    ("escalation", "We lose money"),
    ("acknowledgement", "I have it"),
    ("ending", "Thank you"),
    ("new_priority", "Outage"),
    ("priority_reason", "It is worse"),
    ("reopen_reason", "It is back"),
    ("override_reason", "Enough"),
    ("workaround", "By hand"),
    ("works", "yes"),
    ("workaround_test", "Tried"),
    ("workaround_failure", "It does not"),
    ("promise", "30"),
    ("minutes", "3"),
    ("call_text", "They called"),
    ("broken", "resolution.1795550400000"),
    ("cause", "Staffing"),
];

/// A forged field before the honest ones and after them: a parser may read the first or the last of a name.
fn both_ways<'a>(honest: &[(&'a str, &'a str)], forged: &[(&'a str, &'a str)]) -> [Vec<(&'a str, &'a str)>; 2] {
    [[forged, honest].concat(), [honest, forged].concat()]
}

/// The cases of before are what they were; those that are new came by the portal, for one's own account.
async fn nothing_was_raised(world: &World, before: &[(i64, Priority)], after: &str) {
    for row in world.cases().await {
        match before.iter().find(|(number, _)| *number == row.number.0) {
            Some((_, priority)) => assert_eq!(row.priority, *priority, "{} was raised by {after}", row.number),
            None => {
                assert!(!row.priority.is_phoned(), "{after} opened a case of {:?}", row.priority);
                assert_eq!(row.account_name, "Harbor & Pine", "{after} opened a case for somebody else");
                let view = world.desk.case(&world.manager, row.number).await.unwrap();
                assert_eq!(view.channel, Channel::Portal, "{after}");
            }
        }
    }
}

async fn priorities(world: &World) -> Vec<(i64, Priority)> {
    world.cases().await.into_iter().map(|row| (row.number.0, row.priority)).collect()
}

#[tokio::test]
async fn no_forged_request_opens_more_than_a_p2() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let theirs = world.sol.standing.account().unwrap().to_string();
    let before = priorities(&world).await;
    let foreign = [("account", theirs.as_str()), ("opened_by", theirs.as_str()), ("owner", theirs.as_str())];
    for act in ["submit", "save", "open", "code", "raise"] {
        let mut honest = request_form("minor");
        honest.push(("act", act));
        for forged in FORGERIES.iter().copied().chain([&foreign[..]]) {
            for form in both_ways(&honest, forged) {
                let answer = mara.post("/portal/requests/new", &form).await;
                assert!(!answer.status.is_server_error(), "{form:?}: {answer:?}");
                // What was refused stays a draft, and a draft of another window is shown before anything is sent.
                mara.post("/portal/requests/new", &[("act", "discard")]).await;
            }
        }
        nothing_was_raised(&world, &before, act).await;
    }
    assert!(world.cases().await.len() > 50, "the honest part of the forms was good: cases were opened");
}

#[tokio::test]
async fn of_two_impacts_the_first_decides_and_an_urgent_one_leads_to_the_call_card() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    for (impacts, opens) in [
        (["core", "outage"], Some(Priority::P2)),
        (["minor", "crucial"], Some(Priority::P3)),
        (["outage", "minor"], None),
        (["crucial", "core"], None),
    ] {
        let before = world.cases().await.len();
        let mut form = request_form(impacts[0]);
        form.extend([("impact", impacts[1]), ("act", "submit"), ("priority", "P2")]);
        let answer = mara.post("/portal/requests/new", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{impacts:?}");
        let cases = world.cases().await;
        match opens {
            Some(priority) => {
                assert!(answer.goes_to().starts_with("/portal/cases/C-"), "{impacts:?}: {}", answer.goes_to());
                assert_eq!(cases.last().map(|row| row.priority), Some(priority), "{impacts:?}");
            }
            None => {
                assert_eq!(answer.goes_to(), "/portal/requests/call#", "{impacts:?}");
                assert_eq!(cases.len(), before, "{impacts:?}");
            }
        }
        assert_eq!(mara.post("/portal/requests/new", &[("act", "discard")]).await.goes_to(), "/portal#");
    }
}

#[tokio::test]
async fn no_act_of_a_member_raises_a_case() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let phoned = world.phoned_case_of(&world.mara, Impact::Crucial).await;
    let own = world.case_of(&world.mara).await;
    let before = priorities(&world).await;
    for number in [own, phoned] {
        let at = format!("/portal/cases/{number}");
        for act in ACTS {
            let honest = [&[("act", act), SEEN_ALL][..], &TEXTS].concat();
            for form in both_ways(&honest, &FORGERIES.concat()) {
                let answer = mara.post(&at, &form).await;
                assert!(!answer.status.is_server_error(), "{act}: {answer:?}");
            }
            nothing_was_raised(&world, &before, act).await;
        }
    }
    assert_eq!(priorities(&world).await, before, "an act on a case opens none");
}

#[tokio::test]
async fn the_desks_addresses_are_not_there_for_a_member_whatever_is_sent() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let own = world.case_of(&world.mara).await;
    let (account, now) = (world.mara.standing.account().unwrap().to_string(), world.now().millis().to_string());
    // A code of one's own, as the call card shows it: it is for the analyst's ear alone.
    mara.post("/portal/requests/new", &request_form("outage")).await;
    let code = world.desk.call_card(&world.mara).await.unwrap().unwrap().code;
    let before = world.written().await;
    for at in ["/desk/phone".to_owned(), format!("/desk/cases/{own}"), "/desk".to_owned()] {
        for act in ACTS {
            let call = [
                ("account", account.as_str()),
                ("answered", now.as_str()),
                ("code", code.as_str()),
                ("found", code.as_str()),
            ];
            let honest = [&[("act", act), SEEN_ALL][..], &call, &request_form("outage"), &TEXTS].concat();
            for form in both_ways(&honest, &FORGERIES.concat()) {
                let answer = mara.post(&at, &form).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{at} {act}");
            }
        }
    }
    assert_eq!(world.written().await, before);
}

#[tokio::test]
async fn no_server_function_opens_or_raises_a_case() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let own = world.case_of(&world.mara).await;
    let mut functions: Vec<_> = server_fn_paths().collect();
    functions.sort_by_key(|(path, _)| *path);
    // One that is added gets its line here, and its forgeries below.
    assert_eq!(functions, [("/act/page", Method::GET), ("/act/save-draft", Method::POST)]);

    let before = priorities(&world).await;
    let forged = [request_form("outage"), FORGERIES.concat(), vec![("act", "submit")]].concat();
    let saved = mara.post_json("/act/save-draft", draft(&forged)).await;
    assert_eq!(saved.status, StatusCode::OK, "{saved:?}");
    for name in ["page", "save-draft", "submit", "open", "open-by-phone", "phone", "raise", "submit-request"] {
        let at = format!("/act/{name}");
        mara.post(&at, &forged).await;
        mara.post_json(&at, draft(&forged)).await;
        mara.post_json(&at, serde_json::json!({ "number": own, "priority": "Outage" }).to_string()).await;
        mara.get(&format!("{at}?priority=Outage&impact=outage&number={own}")).await;
    }
    mara.get(&act_page("/portal/requests/new?act=submit&impact=outage&priority=P1")).await;
    assert_eq!(priorities(&world).await, before);
}

/// That the tests above look at the right place: there an Outage would be seen.
#[tokio::test]
async fn an_analyst_who_takes_the_call_opens_the_outage_that_the_member_could_not() {
    let world = World::new().await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    let (account, now) = (world.mara.standing.account().unwrap().to_string(), world.now().millis().to_string());
    let call = [("act", "open"), ("account", account.as_str()), ("answered", now.as_str())];
    let form = [&call[..], &request_form("outage")].concat();
    assert_eq!(mara.post("/desk/phone", &form).await.status, StatusCode::NOT_FOUND);
    assert_eq!(priorities(&world).await, []);
    let answer = ana.post("/desk/phone", &form).await;
    assert_eq!(answer.goes_to(), "/desk/cases/C-1001#", "{answer:?}");
    assert_eq!(priorities(&world).await, [(1001, Priority::Outage)]);
}
