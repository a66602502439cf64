//! What is kept only for a while, and goes.

use caseline_desk::clock::Secret;
use caseline_desk::mail::Transport;
use caseline_desk::people::Invitation;
use caseline_domain::access::Standing;
use caseline_domain::case::Impact;
use caseline_domain::instant::{DAY, HOUR};
use caseline_domain::text::EmailAddress;

use crate::support::{World, details, line, on_both_databases};

async fn invited(w: &World, email: &str) -> Secret {
    let email = EmailAddress::parse(email).unwrap();
    let invitation = Invitation { email, name: line("New"), standing: Standing::Csa, zone: "UTC".into() };
    w.desk.invite(None, invitation).await.unwrap()
}

/// How many rows each swept table has: performed, session, one_time_link, survey_link, outbox.
async fn rows(w: &World) -> [i64; 5] {
    [
        w.count("select count(*) from performed").await,
        w.count("select count(*) from session").await,
        w.count("select count(*) from one_time_link").await,
        w.count("select count(*) from survey_link").await,
        w.count("select count(*) from outbox").await,
    ]
}

async fn what_is_over_goes_when_its_time_has_come_and_nothing_before(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.desk.submit_request(&w.merchant.actor, details(Impact::Core), w.once()).await.unwrap();
    w.ana.takes(number).await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    let link = invited(w, "csa3@caseline.example").await;
    w.desk.choose_password(&link, "correct horse".into()).await.unwrap();
    invited(w, "csa4@caseline.example").await;
    let mail = w.outbox().await.len() as i64;
    while w.desk.send_due_mail(&Transport::Files(w.folder.join("mail"))).await.unwrap() > 0 {}
    let later = invited(w, "csa5@caseline.example").await;
    assert_eq!(rows(w).await, [1, 1, 3, 1, mail + 1]);
    assert_eq!(w.desk.sweep().await.unwrap(), 0);

    w.desk.pass_changes_on().await.unwrap();
    w.later(3 * DAY);
    assert_eq!(w.desk.sweep().await.unwrap(), 6, "the session that nobody used, and what changed three days ago");
    w.later(4 * DAY);
    assert_eq!(w.desk.sweep().await.unwrap(), 0, "seven days are kept");
    w.later(HOUR);
    assert_eq!(w.desk.sweep().await.unwrap(), 2, "the form's key and the link that was used");
    assert_eq!(rows(w).await, [0, 0, 2, 1, mail + 1]);
    assert!(w.desk.whose_password_link(&later).await.unwrap().is_some());

    // The invitations ran out after 14 days; the sent mail is 30 days old; the survey's link ran out after 30.
    w.later(14 * DAY);
    assert_eq!(w.desk.sweep().await.unwrap(), 2);
    w.later(9 * DAY);
    assert_eq!(i64::try_from(w.desk.sweep().await.unwrap()).unwrap(), mail);
    w.later(7 * DAY);
    assert_eq!(w.desk.sweep().await.unwrap(), 1);
    assert_eq!(rows(w).await, [0, 0, 0, 0, 1], "what was not sent stays");
    assert_eq!(w.count("select count(*) from support_case").await, 2);
}

async fn a_form_that_came_back_is_for_who_sent_it_on_its_page_for_a_week(w: &World) {
    let (ada, page) = (&w.administrator.actor, "/admin/plans/Standard");
    let id = w.desk.keep_form_shown(ada, page, "typed".into()).await.unwrap();
    assert_eq!(w.desk.form_shown(ada, page, id).await.unwrap().as_deref(), Some("typed"));
    assert_eq!(w.desk.form_shown(ada, "/admin/plans/Gold", id).await.unwrap(), None, "another page");
    assert_eq!(w.desk.form_shown(&w.manager.actor, page, id).await.unwrap(), None, "somebody else");
    let kept = "select count(*) from form_shown";
    let others = w.desk.keep_form_shown(&w.manager.actor, page, "theirs".into()).await.unwrap();
    for _ in 0..45 {
        w.later(1);
        w.desk.keep_form_shown(ada, page, "more".into()).await.unwrap();
    }
    assert_eq!(w.count(kept).await, 41, "of one person so many");
    assert_eq!(w.desk.form_shown(ada, page, id).await.unwrap(), None, "the earliest go first");
    assert!(w.desk.form_shown(&w.manager.actor, page, others).await.unwrap().is_some());
    w.later(7 * DAY - HOUR);
    w.desk.sweep().await.unwrap();
    assert_eq!(w.count(kept).await, 41);
    w.later(2 * HOUR);
    w.desk.sweep().await.unwrap();
    assert_eq!(w.count(kept).await, 0);
}

async fn two_servers_sweep_at_once(w: &World) {
    let mut tx = w.desk.store().write().await.unwrap();
    for _ in 0..1_100 {
        tx.perform_once(w.once().unwrap(), w.ana.id(), w.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    w.later(8 * DAY);
    let other = w.another_server().await;
    let (one, two) = tokio::join!(w.desk.sweep(), other.sweep());
    assert_eq!(one.unwrap() + two.unwrap(), 1_100);
    assert_eq!(rows(w).await[0], 0);
    other.store().close().await;
}

on_both_databases! {
    a_form_that_came_back_is_for_who_sent_it_on_its_page_for_a_week,
    what_is_over_goes_when_its_time_has_come_and_nothing_before,
    two_servers_sweep_at_once,
}
