//! Who reaches what: every address for everybody. What a person may not see answers as what does not exist.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use caseline_app::bundle::Bundle;
use caseline_desk::calendars::fingerprint;
use caseline_domain::form::plan::written;
use caseline_domain::hours::{Calendar, Holiday, Target};
use caseline_domain::id::CaseNumber;
use caseline_domain::plan::Plan;

use super::{Answer, Browser, SEEN_ALL, World, act_page, draft, request_form};

/// The case of Harbor & Pine, in the addresses below.
pub(super) const CASE: &str = "C-1001";
const NO_CASE: &str = "C-9999";
/// The one plan, and its calendar.
const CALENDAR: &str = "Standard";

/// What an address answers: a page, on to another address, to the sign-in, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gets {
    Page,
    Moved,
    SignIn,
    /// The page again, with what was typed: they may, but it was done already.
    Again,
    Nothing,
}
use Gets::{Again, Moved, Nothing, Page, SignIn};

impl Gets {
    pub(super) fn of(answer: &Answer) -> Gets {
        match answer.status {
            StatusCode::OK => Page,
            _ if answer.asks_to_sign_in() || answer.keeps_the_form() => SignIn,
            StatusCode::SEE_OTHER => Moved,
            StatusCode::UNPROCESSABLE_ENTITY => Again,
            StatusCode::NOT_FOUND => Nothing,
            other => panic!("{other}: {}", answer.body),
        }
    }
}

// Signed out, a member whose case it is, another account's member, analyst, manager, administrator; and members of three
// partners: one that may act for the account whose case it is, one that may read its cases, one that may neither.
const OPEN: [Gets; 9] = [Page; 9];
const PORTAL: [Gets; 9] = [SignIn, Page, Page, Nothing, Nothing, Nothing, Page, Page, Page];
const OWN_CASE: [Gets; 9] = [SignIn, Page, Nothing, Nothing, Nothing, Nothing, Page, Page, Nothing];
const ACT: [Gets; 9] = [SignIn, Moved, Nothing, Nothing, Nothing, Nothing, Moved, Nothing, Nothing];
/// What only the first of them does.
const ACT_ONCE: [Gets; 9] = [SignIn, Moved, Nothing, Nothing, Nothing, Nothing, Again, Nothing, Nothing];
const DESK: [Gets; 9] = ours([Page, Page, Page]);
const PHONE: [Gets; 9] = ours([Page, Page, Nothing]);
const REPORTS: [Gets; 9] = ours([Nothing, Page, Page]);
const ADMIN: [Gets; 9] = ours([Nothing, Nothing, Page]);

/// What no customer gets; `us`: analyst, manager, administrator.
const fn ours(us: [Gets; 3]) -> [Gets; 9] {
    let [analyst, manager, administrator] = us;
    [SignIn, Nothing, Nothing, analyst, manager, administrator, Nothing, Nothing, Nothing]
}

/// Every page by its route in `app/src/bundle.rs`.
const PAGES: [(&str, [Gets; 9]); 29] = [
    ("/sign-in", [Page, Moved, Moved, Moved, Moved, Moved, Moved, Moved, Moved]),
    ("/forgot-password", OPEN),
    ("/welcome/:token", OPEN),
    ("/survey/:token", [Nothing; 9]),
    ("/portal", PORTAL),
    ("/portal/account", PORTAL),
    ("/portal/requests/new", PORTAL),
    ("/portal/requests/call", PORTAL),
    ("/portal/cases", PORTAL),
    ("/portal/cases/:number", OWN_CASE),
    ("/portal/legacy/:number", OWN_CASE),
    ("/desk", DESK),
    ("/desk/search", DESK),
    ("/desk/cases/:number", DESK),
    ("/desk/legacy/:number", DESK),
    ("/desk/phone", PHONE),
    ("/reports/satisfaction", REPORTS),
    ("/admin/accounts", ADMIN),
    ("/admin/accounts/:account", ADMIN),
    ("/admin/accounts/:account/move", ADMIN),
    ("/admin/new/plan", ADMIN),
    ("/admin/new/calendar", ADMIN),
    ("/admin/plans", ADMIN),
    ("/admin/plans/:name", ADMIN),
    ("/admin/plans/:name/move", ADMIN),
    ("/admin/causes", ADMIN),
    ("/admin/calendars", ADMIN),
    ("/admin/calendars/:name", ADMIN),
    ("/admin/calendars/:name/holidays/add", ADMIN),
];

fn address(world: &World, route: &str) -> String {
    let route = route.replace("legacy/:number", "legacy/1");
    let route = route.replace(":number", CASE).replace(":token", "made-up").replace(":name", CALENDAR);
    route.replace(":account", &account(world))
}

/// The one whose case it is.
pub(super) fn account(world: &World) -> String {
    world.mara.standing.account().unwrap().to_string()
}

pub(super) async fn browsers(world: &World) -> [Browser<'_>; 9] {
    [
        world.stranger(),
        world.browser(&world.mara).await,
        world.browser(&world.sol).await,
        world.browser(&world.ana).await,
        world.browser(&world.manager).await,
        world.browser(&world.administrator).await,
        world.browser(&world.acting).await,
        world.browser(&world.reading).await,
        world.browser(&world.apart).await,
    ]
}

/// What stands between `begin` and `end`, wherever it does.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    text.split(begin).skip(1).filter_map(|rest| rest.split_once(end)).map(|(inside, _)| inside).collect()
}

#[test]
fn every_page_and_every_form_of_the_application_stands_in_a_table_here() {
    let routes = between(include_str!("../../../../app/src/bundle.rs"), "path!(\"", "\")");
    assert_eq!(routes.into_iter().collect::<BTreeSet<_>>(), PAGES.iter().map(|(route, _)| *route).collect());

    let posts =
        between(include_str!("../../../../app/src/post.rs"), "            [", "] =>").into_iter().map(|parts| {
            let part = |part: &str| match part.strip_prefix('"') {
                Some(word) => format!("/{}", word.trim_end_matches('"')),
                None => format!("/:{part}"),
            };
            parts.split(", ").map(part).collect::<String>()
        });
    let listed: BTreeSet<String> =
        forms(":account").into_iter().filter(|row| row.gets != NO_FORM).map(|row| row.at).collect();
    let rooms = ["/portal", "/desk", "/admin"];
    let posts: BTreeSet<String> = posts.filter(|at| rooms.iter().any(|room| at.starts_with(room))).collect();
    assert_eq!(posts, listed.iter().map(|at| at.replace(CASE, ":number").replace(CALENDAR, ":name")).collect());
}

#[tokio::test]
async fn each_page_is_there_for_whom_it_is_made() {
    let world = World::new().await;
    assert_eq!(world.case_of(&world.mara).await.to_string(), CASE);
    assert_eq!(world.legacy_case_of(&world.mara).await.to_string(), "1");
    let browsers = browsers(&world).await;
    for (route, gets) in PAGES {
        let at = address(&world, route);
        for (who, browser) in browsers.iter().enumerate() {
            let answer = browser.get(&at).await;
            assert_eq!(Gets::of(&answer), gets[who], "{at} for person {who}");
            if gets[who] == SignIn {
                assert_eq!(answer.goes_to(), format!("/sign-in?next={at}"));
                assert!(answer.body.is_empty(), "{}", answer.body);
            }
        }
    }
}

#[tokio::test]
async fn browser_code_of_another_build_is_told_so_instead_of_what_it_would_misread() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let build = |bundle| crate::http::site().code(bundle).map(|code| code.wasm);
    let asks = |build: &str| format!("{}&build={}", act_page("/portal"), build.replace('/', "%2F"));
    let older = mara.get(&asks("/pkg/of-before.wasm")).await;
    assert_eq!((older.status, older.body.as_str()), (StatusCode::CONFLICT, "\"Outdated\""));
    // The server may have been built without its site.
    if let Some((portal, desk)) = build(Bundle::Portal).zip(build(Bundle::Desk)) {
        assert_eq!(mara.get(&asks(&portal)).await.status, StatusCode::OK);
        // What cargo-leptos builds is one for all.
        let other = if desk == portal { StatusCode::OK } else { StatusCode::CONFLICT };
        assert_eq!(mara.get(&asks(&desk)).await.status, other);
    }
}

#[tokio::test]
async fn the_browsers_question_for_a_page_is_refused_as_the_page_is() {
    let world = World::new().await;
    world.case_of(&world.mara).await;
    world.legacy_case_of(&world.mara).await;
    let browsers = browsers(&world).await;
    for (route, gets) in PAGES.iter().filter(|(_, gets)| gets[0] == SignIn) {
        let at = address(&world, route);
        for (who, browser) in browsers.iter().enumerate() {
            for at in [at.clone(), format!("/{at}/"), format!("{at}?view=all&weeks=52")] {
                let answer = browser.get(&act_page(&at)).await;
                let (status, body) = match gets[who] {
                    SignIn => (StatusCode::UNAUTHORIZED, Some("\"SignedOut\"")),
                    Nothing => (StatusCode::NOT_FOUND, Some("\"NotThere\"")),
                    Page | Moved | Again => (StatusCode::OK, None),
                };
                assert_eq!(answer.status, status, "{at} for person {who}: {}", answer.body);
                match body {
                    Some(body) => assert_eq!(answer.body, body, "{at} for person {who}"),
                    None => assert!(answer.body.starts_with("\"["), "{at} for person {who}: {}", answer.body),
                }
            }
        }
    }
}

#[tokio::test]
async fn the_browsers_question_reaches_nobody_elses_case_by_another_spelling() {
    let world = World::new().await;
    world.case_of(&world.mara).await;
    let sol = world.browser(&world.sol).await;
    for at in [
        "/portal/cases/1001",
        "/portal/cases/c-1001",
        "portal/cases/C-1001",
        "//portal//cases//C-1001",
        "/portal/cases/ C-1001 ",
        "/portal/cases/C-1001#entry-1",
        "/portal/cases/C%2D1001",
        "/desk/../portal/cases/C-1001",
        "/portal/cases/C-01001",
        "/desk/cases/C-1001?view=all",
        "https://desk.example/portal/cases/C-1001",
    ] {
        let answer = sol.get(&act_page(at)).await;
        assert!(!answer.status.is_success(), "{at}: {answer:?}");
        assert_eq!(answer.body, "\"NotThere\"", "{at}");
    }
}

/// A form that would be done, if this person may.
struct FormRow {
    at: String,
    fields: Vec<(&'static str, String)>,
    gets: [Gets; 9],
}

/// The causes of a broken promise at first, as their form says which it showed.
const CAUSES: &str = "Waiting for a third party\nNeeded a release\nStaffing\nMissed hand-over\nWrong priority\nUnderestimated\nOur mistake";

/// Stands for the id of the plan version that is the newest by then.
const NEWEST: &str = "newest";

/// Stands for the id of the plan version that is the newest of another plan.
const GOLD: &str = "gold";

/// No form stands on that page.
const NO_FORM: [Gets; 9] = ours([Nothing; 3]);

fn forms(account: &str) -> Vec<FormRow> {
    let owned = |fields: &[(&'static str, &str)]| fields.iter().map(|(n, v)| (*n, (*v).to_owned())).collect::<Vec<_>>();
    let row = |at: &str, fields: &[(&'static str, &str)], gets| FormRow { at: at.into(), fields: owned(fields), gets };
    let request = request_form("minor");
    let call = [&request[..], &[("act", "open"), ("account", account), ("answered", "1795550400000")]].concat();
    let own_case = format!("/portal/cases/{CASE}");
    let desk_case = format!("/desk/cases/{CASE}");
    let us = ours([Moved, Moved, Nothing]);
    let administrator = ours([Nothing, Nothing, Moved]);
    let customers = [SignIn, Moved, Moved, Nothing, Nothing, Nothing, Moved, Moved, Moved];
    let granted = [&request[..], &[("for", account)]].concat();
    // What was shown, as the form says it: the version before, and the calendar that would be.
    let berlin = Calendar::monday_to_friday("Europe/Berlin");
    let day = Holiday { date: "2031-08-05".parse().unwrap(), name: Some("X".into()), source: Some("by hand".into()) };
    let edited = format!("1-{}", fingerprint(&berlin).unwrap());
    let closed = format!("2-{}", fingerprint(&berlin.closed_on(vec![day])).unwrap());
    let mut week =
        vec![("act", "edit"), ("act", "save"), ("seen", "1"), ("zone", "Europe/Berlin"), ("previewed", &edited)];
    week.extend(["mon", "tue", "wed", "thu", "fri"].map(|day| (day, "24 hours")));
    week.extend(["sat", "sun"].map(|day| (day, "closed")));
    let calendar = format!("/admin/calendars/{CALENDAR}");
    // The plan has had two versions more by then, one for each of its calendar.
    let mut changed = Plan::standard(Calendar::standard());
    changed.p2.resolution = Target::BusinessMinutes(24 * 60);
    let mut plan: Vec<(&'static str, String)> =
        vec![("act", "plan".into()), ("seen", "3".into()), ("act", "save".into())];
    plan.push(("previewed", "3: P2 resolved: 24 business hours instead of 48 business hours".into()));
    plan.extend(written(&changed).into_iter().map(|(name, value)| (&*name.leak(), value)));
    vec![
        row("/portal/requests/new", &[("act", "save"), ("subject", "S")], customers),
        row("/portal/requests/new", &request, customers),
        row("/portal/requests/new", &[("act", "save"), ("subject", "S"), ("for", account)], ACT),
        row("/portal/requests/new", &granted, ACT),
        row(&own_case, &[("act", "message"), SEEN_ALL, ("text", "T")], ACT),
        row(&own_case, &[("act", "propose"), SEEN_ALL, ("summary", "T")], ACT_ONCE),
        // In this order: what was begun is answered and ended.
        row(
            &own_case,
            &[("act", "escalate"), SEEN_ALL, ("escalation_reason", "resolution"), ("escalation", "T")],
            ACT_ONCE,
        ),
        row(
            &desk_case,
            &[("act", "acknowledge-escalation"), SEEN_ALL, ("acknowledgement", "T")],
            ours([Nothing, Moved, Nothing]),
        ),
        row(&desk_case, &[("act", "end-escalation"), SEEN_ALL, ("ending", "T")], ours([Nothing, Moved, Nothing])),
        row(&desk_case, &[("act", "note"), SEEN_ALL, ("note", "N")], us),
        row(&desk_case, &[("act", "call"), SEEN_ALL, ("call_text", "T"), ("minutes", "4")], us),
        row(&desk_case, &[("act", "promise"), SEEN_ALL, ("promise", "30")], us),
        row(&desk_case, &[("act", "message"), SEEN_ALL, ("text", "T")], us),
        row("/desk/phone", &call, us),
        row(&calendar, &week, administrator),
        row(
            &format!("{calendar}/holidays/add"),
            &[
                ("act", "add"),
                ("candidates", "2031-08-05\tX\tby hand"),
                ("day", "2031-08-05"),
                ("previewed", &closed),
                ("act", "save"),
            ],
            administrator,
        ),
        FormRow { at: "/admin/plans/Standard".into(), fields: plan, gets: administrator },
        row("/admin/plans/Standard/move", &[("act", "move"), ("to", NEWEST)], administrator),
        row("/admin/new/plan", &[("act", "new-plan"), ("name", "Gold"), ("like", "Standard")], administrator),
        row("/admin/new/calendar", &[&week[..], &[("name", "Night")]].concat(), administrator),
        row(
            &format!("/admin/accounts/{account}"),
            &[("act", "give-plan"), ("seen", NEWEST), ("plan", "Gold"), ("previewed", GOLD), ("act", "save")],
            administrator,
        ),
        row(&format!("/admin/accounts/{account}/move"), &[("act", "move"), ("to", GOLD)], administrator),
        row(
            "/admin/causes",
            &[("act", "causes"), ("seen", CAUSES), ("cause_1", "Weather"), ("new", "Strike")],
            administrator,
        ),
        row("/admin/accounts", &[("act", "save")], NO_FORM),
        row("/admin/plans", &[("act", "save")], NO_FORM),
        row("/admin/calendars", &[("act", "save")], NO_FORM),
        row("/portal", &[("act", "save")], NO_FORM),
        row("/portal/requests/call", &[("act", "save")], NO_FORM),
        row("/portal/account", &[("act", "save")], NO_FORM),
        // For a merchant's members: both accounts let a third partner read.
        row(
            "/portal/account",
            &[("act", "grant"), ("partner", "Brightwater Digital"), ("level", "read")],
            [SignIn, Moved, Moved, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
        ),
        row("/portal/cases", &[("act", "save")], NO_FORM),
        row("/desk/search", &[("act", "save")], NO_FORM),
        row("/desk", &[("act", "take")], NO_FORM),
        row("/reports/satisfaction", &[("weeks", "4")], NO_FORM),
    ]
}

/// The id of the newest version of a plan; nothing where there is none.
async fn newest(world: &World, plan: &str) -> String {
    let newest = world.desk.store().read().await.unwrap().newest_of_plan(plan).await.unwrap();
    newest.map_or_else(String::new, |id| id.to_string())
}

#[tokio::test]
async fn each_form_is_taken_from_whom_it_is_made_for_and_a_refused_one_changes_nothing() {
    let world = World::new().await;
    world.case_of(&world.mara).await;
    let browsers = browsers(&world).await;
    for FormRow { at, fields, gets } in forms(&account(&world)) {
        let [newest, gold] = [newest(&world, "Standard").await, newest(&world, "Gold").await];
        let value = |value: &str| match value {
            NEWEST => newest.clone(),
            GOLD => gold.clone(),
            value => value.to_owned(),
        };
        let fields: Vec<_> = fields.iter().map(|(name, typed)| (*name, value(typed))).collect();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for (who, browser) in browsers.iter().enumerate() {
            let before = world.written().await;
            let answer = browser.post(&at, &fields).await;
            let got = match Gets::of(&answer) {
                // Where it leads says what was done.
                Page if answer.body.contains("class=\"banner good\"") => Moved,
                got => got,
            };
            assert_eq!(got, gets[who], "{at} {fields:?} for person {who}");
            let after = world.written().await;
            assert_eq!(before == after, gets[who] != Moved, "{at} {fields:?} for person {who}");
        }
    }
}

#[tokio::test]
async fn a_draft_is_saved_for_members_alone() {
    let world = World::new().await;
    let statuses = [401, 200, 200, 404, 404, 404, 200, 200, 200];
    for (who, browser) in browsers(&world).await.iter().enumerate() {
        let before = world.written().await;
        let answer = browser.post_json("/act/save-draft", draft(&request_form("core"))).await;
        assert_eq!(answer.status.as_u16(), statuses[who], "person {who}: {answer:?}");
        assert_eq!(before == world.written().await, statuses[who] != 200, "person {who}");
    }
}

/// An answer without what is new each time, and without the number that was asked for.
pub(super) fn faceless(answer: &Answer, number: &str) -> (u16, BTreeMap<String, String>, String) {
    let plain = |text: &str| text.replace(answer.nonce(), "NONCE").replace(number, "NUMBER");
    let headers = answer.headers.iter().filter(|(name, _)| name.as_str() != "x-request-id");
    let headers = headers.map(|(name, value)| (name.to_string(), plain(value.to_str().unwrap()))).collect();
    (answer.status.as_u16(), headers, plain(&answer.body))
}

#[tokio::test]
async fn another_accounts_case_answers_exactly_as_one_that_does_not_exist() {
    let world = World::new().await;
    world.case_of(&world.mara).await;
    assert!(world.desk.case(&world.manager, NO_CASE.parse::<CaseNumber>().unwrap()).await.is_err());
    let sol = world.browser(&world.sol).await;
    for room in ["/portal/cases/", "/desk/cases/"] {
        let both = [CASE, NO_CASE].map(|number| (number, format!("{room}{number}")));
        let mut faces = Vec::new();
        for (number, at) in &both {
            let mut of_one = vec![faceless(&sol.get(at).await, number)];
            of_one.push(faceless(&sol.get(&act_page(at)).await, number));
            for (act, text) in [
                ("message", "T"),
                ("message", ""),
                ("answer", "T"),
                ("propose", "T"),
                ("accept", ""),
                ("decline", "T"),
                ("survey", ""),
                ("note", "T"),
                ("take", ""),
                ("hand-over", ""),
                ("escalate", "resolution"),
                ("escalate", ""),
                ("acknowledge-escalation", "T"),
                ("end-escalation", "T"),
                ("priority", "P1"),
                ("have-it", ""),
                ("reopen", "T"),
                ("reopen", ""),
                ("override", "T"),
                ("workaround", "T"),
                ("workaround-tested", "yes"),
                ("workaround-accepted", ""),
                ("workaround-failed", "T"),
                ("promise", "30"),
                ("call", "T"),
                ("explain", "Staffing"),
            ] {
                let texts = [
                    "text",
                    "answer",
                    "summary",
                    "reason",
                    "note",
                    "escalation_reason",
                    "escalation",
                    "acknowledgement",
                    "ending",
                    "new_priority",
                    "priority_reason",
                    "reopen_reason",
                    "override_reason",
                    "workaround",
                    "works",
                    "workaround_test",
                    "workaround_failure",
                    "promise",
                    "call_text",
                    "cause",
                ];
                let texts = texts.map(|name| (name, text));
                for seen in [SEEN_ALL, ("seen", "0")] {
                    let form = [&[("act", act), seen][..], &texts].concat();
                    of_one.push(faceless(&sol.post(at, &form).await, number));
                }
            }
            faces.push(of_one);
        }
        for (there, not_there) in faces[0].iter().zip(&faces[1]) {
            assert_eq!(there.0, 404);
            assert_eq!(there, not_there);
        }
    }
}
