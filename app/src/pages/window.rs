//! Which part of a long thread a page shows: the first entry, the one that waits for an answer, and up to a hundred that
//! follow one another, the newest unless the address says otherwise. Where some are left out, a link leads to the last of
//! them. Places count what this reader sees, so that nothing can be told from them about the rest.

use crate::ui::LeftOut;

/// How many follow one another.
pub const SHOWN: usize = 100;

/// What is shown, in order.
#[derive(Debug, PartialEq, Eq)]
pub struct Window {
    /// Indexes of entries, each with what is left out before it.
    pub entries: Vec<(usize, Option<LeftOut>)>,
    /// What is left out behind the last one.
    pub later: Option<LeftOut>,
}

impl Window {
    /// Of `total` entries. `until`: the number of the last one to show, as the address of the page has it; `waits`: the
    /// index of one that has to be seen; `page`: the page's path.
    pub fn of(total: usize, until: &str, waits: Option<usize>, page: &str) -> Window {
        let until = until.parse().unwrap_or(total).clamp(SHOWN.min(total), total);
        let from = until.saturating_sub(SHOWN);
        let mut shown: Vec<usize> = (from..until).chain(waits).chain((total > 0).then_some(0)).collect();
        shown.sort_unstable();
        shown.dedup();
        let (mut entries, mut next) = (Vec::with_capacity(shown.len()), 0);
        for index in shown {
            let left_out = (index > next).then(|| left_out(next, index, until, page));
            entries.push((index, left_out));
            next = index + 1;
        }
        Window { entries, later: (next < total).then(|| left_out(next, total, until, page)) }
    }
}

/// The link in the place of the entries from one index up to another.
fn left_out(from: usize, to: usize, until: usize, page: &str) -> LeftOut {
    let (count, earlier) = (to - from, from < until);
    let some = if count > SHOWN { format!("{SHOWN} of {count}") } else { count.to_string() };
    let order = if earlier { "earlier" } else { "later" };
    let noun = if count == 1 { "entry" } else { "entries" };
    // Those next to what is shown: before it the last ones, behind it the first.
    let last = if earlier { to } else { to.min(from + SHOWN) };
    LeftOut { words: format!("Show {some} {order} {noun}"), href: format!("{page}?until={last}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "/portal/cases/C-1001";

    fn gap(words: &str, until: usize) -> Option<LeftOut> {
        Some(LeftOut { words: words.to_owned(), href: format!("{PAGE}?until={until}") })
    }

    fn indexes(window: &Window) -> Vec<usize> {
        window.entries.iter().map(|(index, _)| *index).collect()
    }

    #[test]
    fn a_short_thread_is_shown_whole() {
        for total in [0, 1, 100, 101] {
            let window = Window::of(total, "", total.checked_sub(1), PAGE);
            assert_eq!(indexes(&window), (0..total).collect::<Vec<_>>());
            assert!(window.later.is_none() && window.entries.iter().all(|(_, gap)| gap.is_none()), "{total}");
        }
    }

    #[test]
    fn of_a_long_one_the_first_and_the_newest_are() {
        let window = Window::of(3_000, "", None, PAGE);
        assert_eq!(indexes(&window), std::iter::once(0).chain(2_900..3_000).collect::<Vec<_>>());
        assert_eq!(window.entries[1].1, gap("Show 100 of 2899 earlier entries", 2_900));
        assert_eq!(window.later, None);
        assert_eq!(Window::of(102, "", None, PAGE).entries[1].1, gap("Show 1 earlier entry", 2));
    }

    #[test]
    fn what_waits_for_an_answer_is_shown_wherever_it_stands() {
        let window = Window::of(3_000, "", Some(40), PAGE);
        assert_eq!(indexes(&window)[..3], [0, 40, 2_900]);
        assert_eq!(window.entries[1].1, gap("Show 39 earlier entries", 40));
        assert_eq!(window.entries[2].1, gap("Show 100 of 2859 earlier entries", 2_900));
        let window = Window::of(3_000, "200", Some(2_500), PAGE);
        assert_eq!(indexes(&window)[100..], [199, 2_500]);
        assert_eq!(window.entries[101].1, gap("Show 100 of 2300 later entries", 300));
    }

    #[test]
    fn by_the_links_every_entry_is_reached_and_no_page_shows_more_than_a_hundred_and_two() {
        let total = 1_234;
        let (mut seen, mut addresses) = (std::collections::BTreeSet::new(), vec![String::new()]);
        let mut gone_to = std::collections::BTreeSet::new();
        while let Some(until) = addresses.pop() {
            if !gone_to.insert(until.clone()) {
                continue;
            }
            let window = Window::of(total, &until, Some(600), PAGE);
            assert!(window.entries.len() <= SHOWN + 2 && window.entries.is_sorted_by_key(|(index, _)| *index));
            seen.extend(indexes(&window));
            let links = window.entries.into_iter().filter_map(|(_, gap)| gap).chain(window.later);
            addresses.extend(links.map(|gap| gap.href.split_once("?until=").unwrap().1.to_owned()));
        }
        assert_eq!(seen.len(), total);
    }

    #[test]
    fn an_address_that_says_something_else_shows_the_nearest() {
        for (until, last) in [("0", 99), ("-3", 299), ("x", 299), ("999999", 299), ("150", 149)] {
            let window = Window::of(300, until, None, PAGE);
            assert_eq!(indexes(&window).last(), Some(&last), "{until}");
        }
    }
}
