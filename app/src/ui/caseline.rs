//! The signature of the house: one line from start to due. Time that counts is solid, time that does not is a thread,
//! a pause is dotted, now is a mark. Positions are whole permille, which the server and the browser compute alike.
//! Deliberately absent: what a clock is; whoever calls has already cut its receipt into pieces.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::markup::{escaped, percent};

/// Below this width (permille) a piece is drawn without the gap beside it, or the gap would swallow it.
const SLIVER: u16 = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PieceKind {
    /// The clock runs.
    Counted,
    /// Outside the service hours: closed, weekend, holiday.
    Idle,
    /// The clock is paused until the customer answers.
    Paused,
}

/// One stretch of the line, in permille of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Piece {
    pub from_permille: u16,
    pub until_permille: u16,
    pub kind: PieceKind,
    /// Whether it lies before now.
    pub done: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaselineSize {
    /// In a row of a table.
    #[default]
    Small,
    /// On the case, in a preview.
    Big,
}

/// What stands under the two ends of a big one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Ends {
    pub start: String,
    pub due: String,
}

/// The line. `says` is its text alternative: the same facts as a sentence. Its colour is that of the nearest
/// priority class (`class=priority_class(…)`), otherwise the accent.
#[component]
pub fn Caseline(
    pieces: Vec<Piece>,
    now: Option<u16>,
    #[prop(into)] says: String,
    #[prop(optional)] size: CaselineSize,
    #[prop(optional, into)] class: Option<&'static str>,
    #[prop(optional, into)] ends: Option<Ends>,
) -> impl IntoView {
    let class = ["caseline", if size == CaselineSize::Big { "big" } else { "" }, class.unwrap_or_default()]
        .into_iter()
        .filter(|name| !name.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    view! {
        <div class=class>
            <svg role="img" inner_html=drawing(&pieces, now, &says)></svg>
            {ends.map(|ends| view! { <div class="ends"><span>{ends.start}</span><span>{ends.due}</span></div> })}
        </div>
    }
    .into_any()
}

/// What the strokes mean, for the first time one meets them.
#[component]
pub fn CaselineKey() -> impl IntoView {
    let sample = |kind, done| vec![Piece { from_permille: 0, until_permille: 1000, kind, done }];
    let rows = [
        (sample(PieceKind::Counted, true), "counted"),
        (sample(PieceKind::Counted, false), "still to count"),
        (sample(PieceKind::Idle, false), "outside service hours"),
        (sample(PieceKind::Paused, false), "paused for an answer"),
    ];
    view! {
        <ul class="caseline-key">
            {rows
                .into_iter()
                .map(|(pieces, word)| {
                    view! {
                        <li>
                            <span class="caseline">
                                <svg aria-hidden="true" inner_html=strokes(&pieces, None)></svg>
                            </span>
                            {word}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

fn drawing(pieces: &[Piece], now: Option<u16>, says: &str) -> String {
    format!("<title>{}</title>{}", escaped(says), strokes(pieces, now))
}

/// Threads and pauses first, then what counts, then now: what matters lies on top.
fn strokes(pieces: &[Piece], now: Option<u16>) -> String {
    let mut under = String::new();
    let mut over = String::new();
    for piece in pieces {
        let from = piece.from_permille.min(1000);
        let until = piece.until_permille.min(1000);
        if until <= from {
            continue;
        }
        let (x1, x2) = (percent(from), percent(until));
        match piece.kind {
            PieceKind::Counted => {
                let width = until - from;
                let done = if piece.done { " done" } else { "" };
                let sliver = if width < SLIVER { " sliver" } else { "" };
                let width = percent(width);
                over.push_str(&format!(
                    r#"<rect class="counted{done}{sliver}" x="{x1}" width="{width}" height="100%" rx="3"></rect>"#
                ));
            }
            PieceKind::Idle => {
                under.push_str(&format!(r#"<line class="thread-line" x1="{x1}" x2="{x2}" y1="50%" y2="50%"></line>"#))
            }
            PieceKind::Paused => {
                under.push_str(&format!(r#"<line class="pause-line" x1="{x1}" x2="{x2}" y1="50%" y2="50%"></line>"#))
            }
        }
    }
    if let Some(now) = now {
        let x = percent(now);
        over.push_str(&format!(r#"<rect class="now" x="{x}" y="-25%" width="2" height="150%" rx="1"></rect>"#));
    }
    under + &over
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(from_permille: u16, until_permille: u16, kind: PieceKind, done: bool) -> Piece {
        Piece { from_permille, until_permille, kind, done }
    }

    #[test]
    fn a_pause_is_a_line_and_counted_time_a_bar() {
        let drawn =
            strokes(&[piece(0, 120, PieceKind::Counted, true), piece(120, 260, PieceKind::Paused, true)], Some(260));
        assert_eq!(
            drawn,
            concat!(
                r#"<line class="pause-line" x1="12%" x2="26%" y1="50%" y2="50%"></line>"#,
                r#"<rect class="counted done" x="0%" width="12%" height="100%" rx="3"></rect>"#,
                r#"<rect class="now" x="26%" y="-25%" width="2" height="150%" rx="1"></rect>"#,
            )
        );
    }

    #[test]
    fn an_empty_or_turned_piece_is_not_drawn() {
        assert_eq!(strokes(&[piece(500, 500, PieceKind::Counted, true), piece(9, 3, PieceKind::Idle, true)], None), "");
    }

    #[test]
    fn the_sentence_cannot_break_out_of_the_title() {
        assert!(drawing(&[], None, "</title><script>").starts_with("<title>&lt;/title&gt;&lt;script&gt;</title>"));
    }
}
