//! Our word to an account: which promises of the last 90 days were kept.

use caseline_desk::error::Refusal;
use caseline_domain::case::{ClockKind, Impact};
use caseline_domain::form::NextUpdate;
use caseline_domain::instant::{DAY, HOUR, MINUTE};

use crate::support::{Person, World, on_both_databases, refused};

/// Kept and promised, of each kind that anything was promised of.
async fn word(w: &World, member: &Person) -> Vec<(ClockKind, u32, u32)> {
    w.later(MINUTE);
    let account = w.desk.account_plan(&member.actor).await.unwrap();
    assert!(!account.more);
    let promised = account.word.into_iter().filter(|word| word.promised > 0);
    promised.map(|word| (word.kind, word.kept, word.promised)).collect()
}

async fn a_promise_counts_once_it_is_kept_for_good_or_broken(w: &World) {
    use ClockKind::{Assignment, FirstResponse, Resolution};
    assert_eq!(word(w, &w.merchant).await, []);
    let number = w.merchant.submits(Impact::Core).await;
    assert_eq!(word(w, &w.merchant).await, [], "nothing is decided yet");
    w.ana.takes(number).await.unwrap();
    assert_eq!(word(w, &w.merchant).await, [(Assignment, 1, 1)]);
    w.ana.proposes(number, "Fixed.").await.unwrap();
    assert_eq!(word(w, &w.merchant).await, [(Assignment, 1, 1), (FirstResponse, 1, 1)], "declined, it would run on");
    w.merchant.agrees(number).await.unwrap();
    let kept = [(Assignment, 1, 1), (FirstResponse, 1, 1), (Resolution, 1, 1)];
    assert_eq!(word(w, &w.merchant).await, kept);
    assert_eq!(word(w, &w.stranger).await, [], "another account's");

    w.merchant.submits(Impact::Minor).await;
    w.later(15 * DAY);
    let broken = [(Assignment, 1, 2), (FirstResponse, 1, 2), (Resolution, 1, 2)];
    assert_eq!(word(w, &w.merchant).await, broken, "what nobody took is late with everything");
}

async fn what_a_change_put_another_promise_in_the_place_of_counts_too(w: &World) {
    use ClockKind::{Assignment, FirstResponse, Resolution};
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    // Two updates in time, and one that was not.
    for late in [false, false, true] {
        w.ana.promises(number, NextUpdate::In(60)).await.unwrap();
        w.later(if late { 2 * HOUR } else { HOUR / 2 });
        w.ana.writes(number, "Still at it.").await.unwrap();
    }
    assert_eq!(word(w, &w.merchant).await, [(Assignment, 1, 1), (FirstResponse, 1, 1), (ClockKind::NextUpdate, 2, 3)]);
    // Late, closed and opened again: what came of the first time stays, and a second time begins.
    w.later(5 * DAY);
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    let first = [(Assignment, 1, 1), (FirstResponse, 1, 1), (ClockKind::NextUpdate, 2, 3), (Resolution, 0, 1)];
    assert_eq!(word(w, &w.merchant).await, first);
    w.merchant.reopens(number, "Again.").await.unwrap();
    w.ana.takes(number).await.ok();
    let again = word(w, &w.merchant).await;
    assert_eq!(again, [(Assignment, 2, 2), (FirstResponse, 1, 1), (ClockKind::NextUpdate, 2, 3), (Resolution, 0, 1)]);
}

async fn our_word_is_of_the_last_ninety_days(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    w.later(90 * DAY - HOUR);
    assert_eq!(word(w, &w.merchant).await.len(), 3);
    w.later(2 * HOUR);
    assert_eq!(word(w, &w.merchant).await, []);
}

async fn our_word_is_counted_once_a_minute_for_an_account_however_often_it_is_asked_for(w: &World) {
    let promised = async |member: &Person| {
        let word = w.desk.account_plan(&member.actor).await.unwrap().word;
        word.iter().map(|word| word.promised).sum::<u32>()
    };
    assert_eq!(promised(&w.merchant).await, 0);
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    assert_eq!((promised(&w.merchant).await, promised(&w.colleague).await), (0, 0));
    w.later(MINUTE);
    assert_eq!((promised(&w.stranger).await, promised(&w.colleague).await), (0, 1));
}

async fn what_an_account_was_promised_is_its_members_to_read(w: &World) {
    for person in [&w.ana, &w.manager, &w.administrator] {
        refused!(w.desk.account_plan(&person.actor).await, Refusal::NotThere);
    }
    let account = w.desk.account_plan(&w.stranger.actor).await.unwrap();
    assert_eq!(account.plan.id, w.plan.id);
}

on_both_databases!(
    a_promise_counts_once_it_is_kept_for_good_or_broken,
    what_a_change_put_another_promise_in_the_place_of_counts_too,
    our_word_is_of_the_last_ninety_days,
    our_word_is_counted_once_a_minute_for_an_account_however_often_it_is_asked_for,
    what_an_account_was_promised_is_its_members_to_read,
);
