//! A request whose draft was submitted or discarded in another window: it does not come back in silence, and nothing
//! stands between an outage and the number to call.

use axum::http::StatusCode;

use super::{World, request_form};

const NEW: &str = "/portal/requests/new";
const GONE: &str = "This request is with us already, or was discarded in another window.";

#[tokio::test]
async fn what_must_be_phoned_leads_to_the_call_card_at_once_though_its_draft_is_gone() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    for (impact, gone_by) in [("outage", "discard"), ("crucial", "submit")] {
        mara.post(NEW, &[&[("act", "save")][..], &request_form("minor")].concat()).await;
        let draft = world.desk.draft(&world.mara).await.unwrap().unwrap();
        let page = [("revision", draft.revision.to_string()), ("base", serde_json::to_string(&draft.fields).unwrap())];
        let page = page.each_ref().map(|(name, value)| (*name, value.as_str()));
        let sent = |act, impact| [&[("act", act)][..], &page, &request_form(impact)].concat();
        assert_eq!(mara.post(NEW, &sent(gone_by, "minor")).await.status, StatusCode::SEE_OTHER);
        assert!(world.desk.draft(&world.mara).await.unwrap().is_none());

        let answer = mara.post(NEW, &sent("submit", impact)).await;
        assert_eq!(answer.goes_to(), "/portal/requests/call#", "{impact}: {}", answer.body);
        let kept = world.desk.draft(&world.mara).await.unwrap().unwrap();
        assert_eq!(kept.fields.get("subject"), "Orders stay in routing");
        let code = kept.code.unwrap().0;
        let card = mara.get("/portal/requests/call").await.body;
        assert!(card.contains(&code[..3]) && card.contains(&code[3..]), "{card}");
        mara.post(NEW, &[("act", "discard")]).await;
    }
}

#[tokio::test]
async fn saving_alone_brings_no_draft_back() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    for impact in ["minor", "outage"] {
        let form = [&[("act", "save"), ("revision", "7"), ("base", "")][..], &request_form(impact)].concat();
        let answer = mara.post(NEW, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{impact}");
        assert!(answer.body.contains(GONE), "{impact}: {}", answer.body);
        assert!(world.desk.draft(&world.mara).await.unwrap().is_none(), "{impact}");
    }
}
