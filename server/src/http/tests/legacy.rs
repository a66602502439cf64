//! Legacy cases: their pages, their files, and the way from an old number.

use axum::http::StatusCode;

use super::{Answer, World, act_page};

const FILE: &str = "/portal/legacy/1/files/1";

/// An answer without what is new each time.
fn faceless(answer: &Answer, number: &str) -> (u16, String) {
    (answer.status.as_u16(), answer.body.replace(answer.nonce(), "NONCE").replace(number, "NUMBER"))
}

#[tokio::test]
async fn a_member_reads_what_is_public_and_our_side_all_of_it() {
    let world = World::new().await;
    world.legacy_case_of(&world.mara).await;
    let member = world.browser(&world.mara).await.get("/portal/legacy/1").await;
    assert!(member.body.contains("quartz") && member.body.contains("Imported from OldDesk, read only"));
    assert!(!member.body.contains("Sandpiper") && !member.body.contains("internal-word"), "{}", member.body);
    let csa = world.browser(&world.ana).await.get("/desk/legacy/1").await;
    assert!(csa.body.contains("quartz") && csa.body.contains("Sandpiper") && csa.body.contains("internal-word"));
    let asked = world.browser(&world.mara).await.get(&act_page("/portal/legacy/1")).await;
    assert!(asked.body.contains("quartz") && !asked.body.contains("Sandpiper"), "{}", asked.body);
}

#[tokio::test]
async fn a_file_is_saved_by_who_may_see_its_case_and_never_shown() {
    let world = World::new().await;
    world.legacy_case_of(&world.mara).await;
    let desk = "/desk/legacy/1/files/1";
    let partners = [(&world.acting, FILE), (&world.reading, FILE)];
    for (actor, at) in partners.into_iter().chain([
        (&world.mara, FILE),
        (&world.ana, desk),
        (&world.manager, desk),
        (&world.administrator, desk),
    ]) {
        let answer = world.browser(actor).await.get(at).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "<script>alert(1)</script>"));
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert_eq!(answer.header("content-disposition"), "attachment; filename*=UTF-8''p%C3%A1g%20%3C1%3E.html");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(answer.header("cache-control"), "private, no-store");
    }
    assert!(world.stranger().get(FILE).await.asks_to_sign_in());
    let others = [(&world.apart, FILE), (&world.acting, desk)];
    for (actor, at) in
        others.into_iter().chain([(&world.mara, desk), (&world.sol, FILE), (&world.sol, desk), (&world.ana, FILE)])
    {
        assert_eq!(world.browser(actor).await.get(at).await.status, StatusCode::NOT_FOUND, "{at}");
    }
    for at in ["/portal/legacy/1/files/2", "/portal/legacy/2/files/1", "/portal/legacy/1/files/x"] {
        assert_eq!(world.browser(&world.mara).await.get(at).await.status, StatusCode::NOT_FOUND, "{at}");
    }
}

#[tokio::test]
async fn another_accounts_legacy_case_answers_as_one_that_does_not_exist() {
    let world = World::new().await;
    world.legacy_case_of(&world.mara).await;
    let sol = world.browser(&world.sol).await;
    for (there, not) in [("/portal/legacy/1", "/portal/legacy/2"), (FILE, "/portal/legacy/2/files/1")] {
        let (there, not) = (sol.get(there).await, sol.get(not).await);
        assert_eq!(there.status, StatusCode::NOT_FOUND);
        assert_eq!(faceless(&there, "legacy/1"), faceless(&not, "legacy/2"));
    }
    for at in ["/portal/legacy/01", "/portal/legacy/+1", "/portal/legacy/1.0", "/portal/legacy/INC-7"] {
        assert_eq!(world.browser(&world.mara).await.get(at).await.status, StatusCode::NOT_FOUND, "{at}");
    }
}

#[tokio::test]
async fn an_old_number_leads_straight_to_its_case_and_everything_else_to_the_list() {
    let world = World::new().await;
    world.legacy_case_of(&world.mara).await;
    for typed in ["INC-7", "inc+7", "+Inc%237+", "INC-7&state=&priority=&asked=", "INC-7&state=legacy"] {
        let answer = world.browser(&world.mara).await.get(&format!("/portal/cases?q={typed}")).await;
        assert_eq!((answer.status, answer.goes_to()), (StatusCode::SEE_OTHER, "/portal/legacy/1"), "{typed}");
        let answer = world.browser(&world.ana).await.get(&format!("/desk/search?q={typed}")).await;
        assert_eq!((answer.status, answer.goes_to()), (StatusCode::SEE_OTHER, "/desk/legacy/1"), "{typed}");
        let answer = world.browser(&world.sol).await.get(&format!("/portal/cases?q={typed}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{typed}");
        assert!(!answer.body.contains("Terminal says nothing"), "{typed}");
    }
    // For a partner's people, where they look at its account.
    let account = world.mara.standing.account().unwrap();
    let there = format!("/portal/cases?for={account}&q=INC-7");
    for actor in [&world.acting, &world.reading] {
        let browser = world.browser(actor).await;
        assert_eq!(browser.get(&there).await.goes_to(), "/portal/legacy/1");
        assert_eq!(browser.get("/portal/cases?q=INC-7").await.status, StatusCode::OK);
        let page = browser.get("/portal/legacy/1").await;
        assert!(page.body.contains("quartz") && page.body.contains(&format!("/portal/cases?for={account}")));
        assert!(!page.body.contains("Sandpiper"), "{}", page.body);
        let list = browser.get(&format!("/portal/cases?for={account}&state=legacy")).await;
        assert!(list.body.contains("href=\"/portal/legacy/1\""), "{}", list.body);
    }
    assert_eq!(world.browser(&world.apart).await.get(&there).await.status, StatusCode::NOT_FOUND);
    for typed in ["7", "INC-7+terminal", "INC-7&state=closed", "INC-7&priority=P2", "quartz", ""] {
        let answer = world.browser(&world.mara).await.get(&format!("/portal/cases?q={typed}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{typed}");
    }
}
