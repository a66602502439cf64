//! Who hears that a case changed: every change once, in one order, on every server.

use caseline_desk::Desk;
use caseline_desk::feed::{Follower, Heard, Newest, Since, is_for};
use caseline_desk::store::Change;
use caseline_domain::access::Actor;
use caseline_domain::case::Impact;
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{DAY, HOUR};

use crate::support::{Person, World, note, on_both_databases, on_postgres, refused};

async fn next(follower: &mut Follower) -> Change {
    match follower.next().await {
        Heard::Change(change) => change,
        other => panic!("{other:?}"),
    }
}

/// What one hears who knows everything up to a position.
async fn since(desk: &Desk, actor: &Actor, position: i64) -> Vec<(i64, CaseNumber)> {
    match desk.changes_since(actor, position).await.unwrap() {
        Since::Changes(changes, _) => changes,
        Since::LoadAnew(_) => panic!("too long ago"),
    }
}

async fn each_change_leaves_its_row_and_a_refused_one_leaves_none(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.notes(number, "Looks like the queue.").await.unwrap();
    assert!(w.ben.takes(number).await.is_err());
    refused!(w.stranger.writes(number, "Me too").await, caseline_desk::error::Refusal::NotThere);
    let once = caseline_desk::cases::ActForm { once: w.once(), ..w.ana.form(number).await };
    for _ in 0..2 {
        w.desk.write_note(&w.ana.actor, once, note("Sent twice.")).await.unwrap();
    }
    w.ana.takes_call_of(&w.stranger, Impact::Outage).await;
    w.ana.proposes(number, "Solved.").await.unwrap();
    // The survey's invitation belongs to the same change.
    w.merchant.agrees(number).await.unwrap();
    let rows: Vec<(i64, bool)> = w.stored("select number, visible from change order by id").await;
    let mut rows: Vec<_> = rows.into_iter().map(|(number, visible)| (CaseNumber(number), visible)).collect();
    // Written in the same millisecond they have no order yet.
    rows.sort_unstable();
    let mut expected = [true, true, false, false, true, true].map(|visible| (number, visible)).to_vec();
    expected.push((CaseNumber(number.0 + 1), true));
    expected.sort_unstable();
    assert_eq!(rows, expected);
    assert_eq!(w.count("select count(*) from change where position is not null").await, 0, "given after the commit");
}

async fn a_member_hears_what_is_public_in_their_own_account_and_our_side_hears_all(w: &World) {
    let (ours, theirs) = (w.merchant.submits(Impact::Core).await, w.stranger.submits(Impact::Core).await);
    w.desk.pass_changes_on().await.unwrap();
    let mut follower = w.desk.follow();
    w.ana.notes(ours, "Not for customers.").await.unwrap();
    w.desk.pass_changes_on().await.unwrap();
    let internal = next(&mut follower).await;
    assert_eq!((internal.position, internal.number, internal.visible), (3, ours, false));
    for (person, hears) in
        [(&w.merchant, false), (&w.stranger, false), (&w.ana, true), (&w.manager, true), (&w.administrator, true)]
    {
        assert_eq!(is_for(&internal, &person.actor), hears, "{}", person.actor.name);
    }
    let heard = async |person: &Person| {
        let mut numbers: Vec<_> =
            since(&w.desk, &person.actor, 0).await.into_iter().map(|(_, number)| number).collect();
        numbers.sort_unstable();
        numbers
    };
    assert_eq!(heard(&w.merchant).await, [ours]);
    assert_eq!(heard(&w.colleague).await, [ours]);
    assert_eq!(heard(&w.stranger).await, [theirs]);
    assert_eq!(heard(&w.ana).await, [ours, ours, theirs]);
}

/// Two servers write and give positions at once, while each has a follower and somebody resumes all the time.
async fn every_follower_hears_every_change_once_and_in_one_order(w: &World) {
    const CASES: usize = 4;
    const NOTES: usize = 12;
    let other = w.another_server().await;
    w.desk.pass_changes_on().await.unwrap();
    other.pass_changes_on().await.unwrap();
    let mut followers = [w.desk.follow(), other.follow()];
    let mut writers = Vec::new();
    for (desk, person) in [(&w.desk, &w.ana), (&other, &w.ben)] {
        for _ in 0..CASES {
            let number = w.merchant.submits(Impact::Core).await;
            let writer = Person { desk: desk.clone(), ..person.clone() };
            writers.push(tokio::spawn(async move {
                for _ in 0..NOTES {
                    writer.notes(number, "One more.").await.unwrap();
                }
            }));
        }
    }
    let all = 2 * CASES * (NOTES + 1);
    let stampers: Vec<_> = [w.desk.clone(), other.clone()]
        .map(|desk| {
            tokio::spawn(async move {
                let mut passed = 0;
                while passed < all {
                    passed += desk.pass_changes_on().await.unwrap();
                    tokio::task::yield_now().await;
                }
                passed
            })
        })
        .into();
    let mut resumed = Vec::new();
    while resumed.len() < all {
        let known = resumed.last().map_or(0, |(position, _)| *position);
        resumed.extend(since(&w.desk, &w.manager.actor, known).await);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    for stamper in stampers {
        assert_eq!(stamper.await.unwrap(), all);
    }
    let positions: Vec<i64> = (1..=i64::try_from(all).unwrap()).collect();
    assert_eq!(resumed.iter().map(|(position, _)| *position).collect::<Vec<_>>(), positions);
    for follower in &mut followers {
        for (position, number) in &resumed {
            let change = next(follower).await;
            assert_eq!((change.position, change.number), (*position, *number));
        }
    }
    assert_eq!(w.count("select count(distinct number) from change").await, i64::try_from(2 * CASES).unwrap());
    other.store().close().await;
}

async fn what_a_server_left_without_its_position_another_gives_it(w: &World) {
    let dying = w.another_server().await;
    let merchant = Person { desk: dying.clone(), ..w.merchant.clone() };
    let number = merchant.submits(Impact::Core).await;
    dying.store().close().await;
    let mut follower = w.desk.follow();
    assert_eq!(w.desk.pass_changes_on().await.unwrap(), 1);
    assert_eq!(next(&mut follower).await.number, number);
    assert_eq!(w.desk.pass_changes_on().await.unwrap(), 0);
}

async fn a_server_that_starts_passes_on_nothing_of_before(w: &World) {
    w.merchant.submits(Impact::Core).await;
    assert_eq!(w.desk.position(), None);
    w.desk.pass_changes_on().await.unwrap();
    assert_eq!(w.desk.position(), Some(1));
    let starts = w.another_server().await;
    assert_eq!(starts.pass_changes_on().await.unwrap(), 0);
    assert_eq!(starts.position(), Some(1));
    starts.store().close().await;
}

async fn the_publisher_passes_changes_on_by_itself(w: &World) {
    let publisher = tokio::spawn(w.desk.clone().publish_changes());
    while w.desk.position().is_none() {
        tokio::task::yield_now().await;
    }
    let mut follower = w.desk.follow();
    let number = w.merchant.submits(Impact::Core).await;
    assert_eq!(next(&mut follower).await.number, number);
    publisher.abort();
    let _ = publisher.await;
}

async fn who_was_away_for_longer_than_changes_are_kept_loads_everything_anew(w: &World) {
    let ana = &w.ana.actor;
    assert_eq!(w.desk.changes_since(ana, 0).await.unwrap(), Since::Changes(vec![], Newest(0)));
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.notes(number, "An hour before.").await.unwrap();
    w.desk.pass_changes_on().await.unwrap();
    w.later(HOUR);
    w.ana.notes(number, "Kept.").await.unwrap();
    // A machine's clock may step back: what stands behind something kept is kept too.
    w.later(-2 * HOUR);
    w.desk.pass_changes_on().await.unwrap();
    w.ana.notes(number, "Dated before, and after it in order.").await.unwrap();
    w.desk.pass_changes_on().await.unwrap();
    w.later(DAY + HOUR);
    assert_eq!(w.desk.sweep().await.unwrap(), 0, "a day is kept");
    w.later(HOUR);
    assert_eq!(w.desk.sweep().await.unwrap(), 2);
    assert_eq!(since(&w.desk, ana, 2).await, [(3, number), (4, number)]);
    for position in [0, 1] {
        assert_eq!(w.desk.changes_since(ana, position).await.unwrap(), Since::LoadAnew(Newest(4)), "{position}");
    }
    w.later(2 * HOUR);
    assert_eq!(w.desk.sweep().await.unwrap(), 2);
    assert_eq!(w.desk.changes_since(ana, 3).await.unwrap(), Since::LoadAnew(Newest(4)));
    assert_eq!(w.desk.changes_since(ana, 4).await.unwrap(), Since::Changes(vec![], Newest(4)));
    // Of another database, before it was taken back to a copy.
    assert_eq!(w.desk.changes_since(ana, 5).await.unwrap(), Since::LoadAnew(Newest(4)));
    w.ana.notes(number, "The next.").await.unwrap();
    w.desk.pass_changes_on().await.unwrap();
    assert_eq!(since(&w.desk, ana, 4).await, [(5, number)]);
}

async fn what_waits_for_its_position_is_not_swept(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.later(3 * DAY);
    assert_eq!(w.desk.sweep().await.unwrap(), 0);
    w.desk.pass_changes_on().await.unwrap();
    assert_eq!(since(&w.desk, &w.ana.actor, 0).await, [(1, number)]);
}

async fn a_follower_who_does_not_listen_is_told_to_resume(w: &World) {
    let mut follower = w.desk.follow();
    let number = w.merchant.submits(Impact::Core).await;
    w.desk.pass_changes_on().await.unwrap();
    let mut tx = w.desk.store().write().await.unwrap();
    for _ in 0..1_100 {
        let change = caseline_desk::store::NewChange {
            id: w.once().unwrap(),
            number,
            account: w.merchant.account(),
            visible: true,
        };
        tx.insert_change(&change, w.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(w.desk.pass_changes_on().await.unwrap(), 1_100);
    assert_eq!(follower.next().await, Heard::TooSlow);
    assert!(matches!(w.desk.changes_since(&w.ana.actor, 1).await.unwrap(), Since::LoadAnew(Newest(1_101))));
}

on_both_databases! {
    each_change_leaves_its_row_and_a_refused_one_leaves_none,
    a_member_hears_what_is_public_in_their_own_account_and_our_side_hears_all,
    every_follower_hears_every_change_once_and_in_one_order,
    what_a_server_left_without_its_position_another_gives_it,
    a_server_that_starts_passes_on_nothing_of_before,
    the_publisher_passes_changes_on_by_itself,
    who_was_away_for_longer_than_changes_are_kept_loads_everything_anew,
    what_waits_for_its_position_is_not_swept,
    a_follower_who_does_not_listen_is_told_to_resume,
}

#[tokio::test]
async fn on_postgres_positions_given_by_one_server_wake_the_others() {
    on_postgres(async |w: &World| {
        let other = w.another_server().await;
        let mut wake_ups = other.store().wake_ups().await.unwrap();
        w.merchant.submits(Impact::Core).await;
        w.desk.pass_changes_on().await.unwrap();
        wake_ups.next().await.unwrap();
        drop(wake_ups);
        other.store().close().await;
    })
    .await;
}
