//! What of an escalation each may do, as their pages offer it, and how the desk's navigation marks it.

use caseline_domain::case::EscalationReason;
use caseline_domain::form::Escalate;
use caseline_domain::text::PublicText;

use super::World;

fn text(text: &str) -> PublicText {
    PublicText::parse(text).unwrap()
}

#[tokio::test]
async fn each_page_offers_what_fits_the_escalation_and_its_reader_may_do() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let offered = async || -> Vec<Vec<&str>> {
        let mut all = Vec::new();
        for (actor, room) in
            [(&world.mara, "portal"), (&world.ana, "desk"), (&world.manager, "desk"), (&world.administrator, "desk")]
        {
            let page = world.browser(actor).await.get(&format!("/{room}/cases/{number}")).await.body;
            let is_offered = |act: &&str| page.contains(&format!(r#"name="act" value="{act}""#));
            let acts = ["escalate", "acknowledge-escalation", "end-escalation"];
            all.push(acts.into_iter().filter(is_offered).collect());
        }
        all
    };
    let begins = vec!["escalate"];
    assert_eq!(offered().await, [begins.clone(), begins.clone(), begins.clone(), vec![]]);
    let escalate = Escalate { reason: EscalationReason::Resolution, text: text("It came back.") };
    world.desk.escalate(&world.mara, world.fresh(number).await, escalate).await.unwrap();
    let ends = vec!["end-escalation"];
    assert_eq!(offered().await, [ends.clone(), vec![], vec!["acknowledge-escalation", "end-escalation"], vec![]]);
    let form = world.fresh(number).await;
    world.desk.acknowledge_escalation(&world.manager, form, text("I am here.")).await.unwrap();
    assert_eq!(offered().await, [ends.clone(), vec![], ends, vec![]]);
    world.desk.end_escalation(&world.mara, world.fresh(number).await, None).await.unwrap();
    assert_eq!(offered().await, [begins.clone(), begins.clone(), begins, vec![]]);
}

#[tokio::test]
async fn the_count_of_the_escalated_is_marked_while_one_waits_for_a_manager() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let ana = world.browser(&world.ana).await;
    let marked = async || -> (String, bool) {
        let page = ana.get("/desk").await.body;
        let (_, link) = page.split_once(r#"<a href="/desk?view=escalated""#).unwrap();
        let (link, _) = link.split_once("</a>").unwrap();
        let count = link.rsplit("<span").next().unwrap();
        let (_, number) = count.split_once('>').unwrap();
        (number.split('<').next().unwrap().to_owned(), count.contains("hot"))
    };
    assert_eq!(marked().await, ("0".to_owned(), false));
    let escalate = Escalate { reason: EscalationReason::Resolution, text: text("It came back.") };
    world.desk.escalate(&world.mara, world.fresh(number).await, escalate).await.unwrap();
    assert_eq!(marked().await, ("1".to_owned(), true));
    let form = world.fresh(number).await;
    world.desk.acknowledge_escalation(&world.manager, form, text("I am here.")).await.unwrap();
    assert_eq!(marked().await, ("1".to_owned(), false));
}
