//! The receipt of a clock, folded away: how its due time comes about, line by line; and the clocks of before. The browser
//! makes it of what the page carries, by the code that made it on the server.

use caseline_domain::case::{Receipt, Terms};
use caseline_domain::hours::{Offsets, Timeline};
use leptos::prelude::*;

use crate::counting::Live;
use crate::ui::TableHead;

/// What shows a receipt: it, the reader's zone, the calendar's.
type Show<T> = fn(&Receipt, &Offsets, &Offsets) -> T;

/// How the due time of the clock at `place` comes about. `before`: what it promised before, in sentences.
#[component]
pub fn Count(live: Live, place: usize, terms: Vec<String>, before: Vec<String>) -> impl IntoView {
    let mut terms = terms.into_iter();
    let mut term = || terms.next().unwrap_or_default();
    let (plan, version) = (term(), term().parse().unwrap_or_default());
    let terms = StoredValue::new(Terms { plan, version, zone: term(), calendar: term() });
    let before = StoredValue::new(before);
    // As of the moment that is shown; only a paused clock makes another one of it.
    let due =
        Memo::new(move |_| live.at(place).map(|clock| clock.with(|clock| (clock.due.text.clone(), clock.standing))));
    let lines = move || {
        due.track();
        counted(live, place, terms, lines).unwrap_or_default()
    };
    let text = move || {
        let mut text = counted(live, place, terms, |receipt, reader, calendar| receipt.text(reader, calendar));
        for sentence in before.get_value() {
            text.get_or_insert_default().push_str(&format!("  {sentence}\n"));
        }
        text.unwrap_or_default()
    };
    let promised = before.get_value();
    view! {
        <details class="count" data-test=format!("count-{place}")>
            <summary>"Show the whole count"</summary>
            <div class="stack-s">
                {move || drawn(lines())}
                {promised.into_iter().map(|sentence| view! { <p class="xs soft">{sentence}</p> }).collect_view()}
                <p class="xs faint break">
                    {terms
                        .with_value(|terms| {
                            format!(
                                "Plan {}, version {}. Calendar of {}, fingerprint {}.",
                                terms.plan, terms.version, terms.zone, terms.calendar
                            )
                        })}
                </p>
                <CopyButton text=text/>
            </div>
        </details>
    }
    .into_any()
}

/// The receipt as of now, as `show` shows it.
fn counted<T>(live: Live, place: usize, terms: StoredValue<Terms>, show: Show<T>) -> Option<T> {
    let now = live.now();
    live.counting.with_value(|counting| {
        let (clock, timeline, _): (_, &Timeline, _) = counting.clock(place)?;
        let receipt = terms.with_value(|terms| Receipt::of(&clock, terms, Vec::new(), timeline, now)).ok()?;
        Some(show(&receipt, &counting.zone, timeline.offsets()))
    })
}

/// The sentence, the lines with the class of each, and the last one.
type Lines = (String, Vec<(&'static str, [String; 5])>, String);

fn lines(receipt: &Receipt, reader: &Offsets, calendar: &Offsets) -> Lines {
    let classes = receipt.lines.iter().map(|line| if line.counts() { "" } else { "idle" });
    let rows = classes.zip(receipt.rows(reader, calendar)).collect();
    (receipt.sentence(reader), rows, receipt.due_words(reader, calendar))
}

fn drawn((sentence, rows, due): Lines) -> AnyView {
    let rows = rows.into_iter().map(|(class, [from, until, counts, whole, why])| {
        view! {
            <li class=class>
                <span>{from} " to " {until}</span>
                <span class="nowrap">{counts}</span>
                <span class="xs">{why}</span>
                <span class="xs nowrap">{whole}</span>
            </li>
        }
    });
    view! {
        <p class="small">{sentence}</p>
        <ol class="receipt">
            {rows.collect_view()}
            <li class="total"><span>"Due " {due}</span></li>
        </ol>
    }
    .into_any()
}

/// Puts the receipt as plain text where one can paste it from. It needs the script, and only shows with it.
#[component]
fn CopyButton(text: impl Fn() -> String + 'static) -> impl IntoView {
    let said = RwSignal::new("Copy as text");
    view! {
        <p class="with-script">
            <button class="button s quiet" type="button" on:click=move |_| copy(&text(), said)>{said}</button>
        </p>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn copy(text: &str, said: RwSignal<&'static str>) {
    use wasm_bindgen::prelude::Closure;

    let done = Closure::once(move |_| said.set("Copied"));
    let refused = Closure::once(move |_| said.set("Your browser does not let us copy"));
    let _ = window().navigator().clipboard().write_text(text).then2(&done, &refused);
    // The browser calls one of them later, once.
    done.forget();
    refused.forget();
}

#[cfg(not(feature = "hydrate"))]
fn copy(_: &str, _: RwSignal<&'static str>) {}

/// What was promised and gave way to something else, or came before the last promise of its kind.
#[component]
pub fn History(rows: Vec<Vec<String>>) -> impl IntoView {
    const COLUMNS: &[&str] = &["Clock", "Promised", "From", "Due", "How it went"];
    let rows = rows.into_iter().map(|row| {
        let cells =
            row.into_iter().zip(COLUMNS).map(|(cell, name)| view! { <td class="wrap" data-label=*name>{cell}</td> });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <details data-test="history">
            <summary>"The clocks of before"</summary>
            <div class="scroll">
                <table class="table small">
                    <TableHead columns=COLUMNS/>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
