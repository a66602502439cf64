//! A closure proposal as both sides read it: what becomes of it unanswered, by its own timers.

use caseline_domain::case::Impact;
use caseline_domain::id::CaseNumber;
use caseline_domain::text::PublicText;

use super::World;

fn text(text: &str) -> PublicText {
    PublicText::parse(text).unwrap()
}

/// The home, the case in the portal, and the case on the desk.
async fn pages(world: &World, number: CaseNumber) -> [String; 3] {
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    let case = mara.get(&format!("/portal/cases/{number}")).await.body;
    [mara.get("/portal").await.body, case, ana.get(&format!("/desk/cases/{number}")).await.body]
}

#[tokio::test]
async fn each_page_says_when_an_unanswered_proposal_closes_the_case() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    world.desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    for page in pages(&world, number).await {
        assert!(!page.contains("Unanswered"), "nothing is proposed: {page}");
    }
    world.desk.propose_closure(&world.ana, world.fresh(number).await, text("The rule is back.")).await.unwrap();
    let due = world.desk.case(&world.ana, number).await.unwrap().lapses().unwrap().unwrap();
    for page in pages(&world, number).await {
        assert!(page.contains("Unanswered until Tue 1 Dec, 21:00, it closes by itself."), "{page}");
        assert!(!page.contains("only if you agree"), "{page}");
    }
    // And so it does.
    world.later(due.since(world.now()) + 1);
    assert_eq!(world.desk.do_what_is_due().await.unwrap(), 1);
    let [_, case, _] = pages(&world, number).await;
    assert!(!case.contains("Unanswered"), "{case}");
}

#[tokio::test]
async fn what_never_closes_by_itself_says_so() {
    let world = World::new().await;
    for (impact, which) in [(Impact::Outage, "an Outage"), (Impact::Crucial, "a P1")] {
        let number = world.phoned_case_of(&world.mara, impact).await;
        world.desk.propose_closure(&world.ana, world.fresh(number).await, text("It is up.")).await.unwrap();
        for page in pages(&world, number).await {
            assert!(
                page.contains(&format!("Unanswered, it stays open: {which} never closes by itself.")),
                "{which}: {page}"
            );
        }
    }
}

#[tokio::test]
async fn a_plan_without_a_lapse_closes_nothing_by_itself() {
    let world = World::new().await;
    world.changes_plan(|plan| plan.closing.lapse_after = None).await;
    let number = world.case_of(&world.mara).await;
    world.desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    world.desk.propose_closure(&world.ana, world.fresh(number).await, text("The rule is back.")).await.unwrap();
    for page in pages(&world, number).await {
        assert!(page.contains("Unanswered, it stays open: it never closes by itself."), "{page}");
    }
}
