//! What a partner's member meets on the portal: the pages of accounts that let them in, and forms that are done for the
//! account they were shown for. What each address answers to everybody is in `access.rs`.

use axum::http::StatusCode;

use super::access::Gets::{self, Nothing, Page, SignIn};
use super::access::{CASE, account, browsers, faceless};
use super::{World, act_page, draft, request_form};

#[tokio::test]
async fn another_accounts_pages_are_there_for_partners_that_it_lets_in() {
    let world = World::new().await;
    world.case_of(&world.mara).await;
    let reads = [SignIn, Page, Nothing, Nothing, Nothing, Nothing, Page, Page, Nothing];
    let acts = [SignIn, Page, Nothing, Nothing, Nothing, Nothing, Page, Nothing, Nothing];
    let (account, browsers) = (account(&world), browsers(&world).await);
    for (path, gets) in
        [("/portal", reads), ("/portal/cases", reads), ("/portal/requests/new", acts), ("/portal/requests/call", acts)]
    {
        for account in [account.clone(), account.replace('-', "")] {
            let at = format!("{path}?for={account}");
            for (who, browser) in browsers.iter().enumerate() {
                assert_eq!(Gets::of(&browser.get(&at).await), gets[who], "{at} for person {who}");
                let asked = browser.get(&act_page(&at)).await;
                assert_eq!(asked.status == StatusCode::OK, gets[who] == Page, "{at} for person {who}: {asked:?}");
            }
        }
        for nobody in ["x", "00000000-0000-0000-0000-000000000000"] {
            let at = format!("{path}?for={nobody}");
            assert_eq!(Gets::of(&browsers[6].get(&at).await), Nothing, "{at}");
        }
    }
}

#[tokio::test]
async fn a_draft_for_another_account_is_saved_for_who_may_act_for_it() {
    let world = World::new().await;
    let account = account(&world);
    let form = [&request_form("core")[..], &[("for", account.as_str())]].concat();
    let statuses = [401, 200, 404, 404, 404, 404, 200, 404, 404];
    for (who, browser) in browsers(&world).await.iter().enumerate() {
        let before = world.written().await;
        let answer = browser.post_json("/act/save-draft", draft(&form)).await;
        assert_eq!(answer.status.as_u16(), statuses[who], "person {who}: {answer:?}");
        assert_eq!(before == world.written().await, statuses[who] != 200, "person {who}");
    }
}

#[tokio::test]
async fn a_withdrawn_grant_is_over_with_the_next_click_and_shows_on_no_page_before() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let (mara, paz) = (world.browser(&world.mara).await, world.browser(&world.acting).await);
    let case = format!("/portal/cases/{number}");
    let home = format!("/portal?for={}", account(&world));
    let page = paz.get(&case).await.body;
    assert!(
        page.contains("Harbor &amp; Pine") && page.contains("Northwind Partners"),
        "whose case it is, and who looks"
    );
    // Two tabs: what was shown for one account is not done for the other.
    let own = paz.post("/portal/requests/new", &request_form("minor")).await;
    let merchant = account(&world);
    let theirs = [&request_form("minor")[..], &[("for", merchant.as_str())]].concat();
    let theirs = paz.post("/portal/requests/new", &theirs).await;
    let (own, theirs) =
        (own.goes_to().trim_end_matches('#').to_owned(), theirs.goes_to().trim_end_matches('#').to_owned());
    assert_eq!(mara.get(&own).await.status, StatusCode::NOT_FOUND);
    let seen = mara.get(&theirs).await.body;
    assert!(seen.contains("Paz Vega, Northwind Partners"), "{seen}");
    let page = mara.get("/portal/account").await.body;
    assert!(
        page.contains("Northwind Partners") && page.contains("act for you") && page.contains("Mara Lind"),
        "{page}"
    );
    assert!(!page.contains("Brightwater"), "no other partner is named");
    assert!(!paz.get("/portal/account").await.body.contains("Who has access"));

    let partner = world.acting.standing.account().unwrap().to_string();
    let done = mara.post("/portal/account", &[("act", "withdraw"), ("partner", &partner)]).await;
    assert_eq!(done.goes_to(), "/portal/account#access");
    let nothing = faceless(&paz.get("/portal/cases/C-9999").await, "C-9999");
    assert_eq!(faceless(&paz.get(&case).await, CASE), nothing);
    assert_eq!(paz.get(&home).await.status, StatusCode::NOT_FOUND);
    assert_eq!(paz.get("/portal").await.status, StatusCode::OK);
    let page = paz.get("/portal").await.body;
    assert!(!page.contains("Harbor"), "{page}");
    let page = mara.get("/portal/account").await.body;
    assert!(page.contains("withdrawn"), "{page}");
}

#[tokio::test]
async fn a_grant_that_cannot_be_comes_back_with_what_was_typed() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    for (typed, level, sentence) in [
        ("Brightwater", "read", "No partner is called exactly so"),
        ("Sal y Sol", "act", "No partner is called exactly so"),
        ("Northwind Partners", "act", "has this access already"),
        ("Brightwater Digital", "", "Choose what its people may do"),
        ("", "act", "Write the partner"),
    ] {
        let answer = mara.post("/portal/account", &[("act", "grant"), ("partner", typed), ("level", level)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(answer.body.contains(sentence), "{typed}: {}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{typed}\"")), "{typed}");
    }
}
