//! The receipts in the machine form: for whom the case's page is, and otherwise as if there were none.

use axum::http::StatusCode;

use super::World;

#[tokio::test]
async fn receipts_are_had_by_whoever_may_read_the_case_and_are_not_there_for_others() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let (own, desk) = (format!("/portal/cases/{number}/receipt.json"), format!("/desk/cases/{number}/receipt.json"));
    for (at, actor) in
        [(&own, &world.mara), (&desk, &world.ana), (&desk, &world.manager), (&desk, &world.administrator)]
    {
        let answer = world.browser(actor).await.get(at).await;
        assert_eq!(answer.status, StatusCode::OK, "{at} for {}", actor.name);
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.headers["cache-control"], "no-store");
        let receipts: Vec<serde_json::Value> = serde_json::from_str(&answer.body).unwrap();
        let page = world.desk.case(actor, number).await.unwrap();
        let made = page.receipts().unwrap().into_iter().map(|case| serde_json::to_value(case.receipt).unwrap());
        assert_eq!(receipts, made.collect::<Vec<_>>());
        assert_eq!(receipts[0]["clock"], "resolution");
    }
    for (at, actor) in [(&own, &world.sol), (&own, &world.ana), (&desk, &world.mara), (&desk, &world.sol)] {
        let there = world.browser(actor).await.get(at).await;
        let nowhere = world.browser(actor).await.get(&at.replace(&number.to_string(), "C-9999")).await;
        assert_eq!((there.status, nowhere.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{at}");
        let plain = |answer: &super::Answer| answer.body.replace(answer.nonce(), "NONCE");
        assert_eq!(plain(&there), plain(&nowhere), "{at} for {}", actor.name);
    }
    let stranger = world.stranger().get(&own).await;
    assert_eq!(stranger.goes_to(), format!("/sign-in?next={own}"));
}
