//! One stream for all tabs of a browser: a lock says whose it is, and a channel passes on what it hears. Where a browser
//! has no locks (without https), each tab has a stream of its own. It is open while a page follows. Where it stands is a
//! mark that only the server can read.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

use super::after;

const NAME: &str = "live";
/// So long a stream outlives its last page: another may come.
const LINGERS: Duration = Duration::from_millis(500);
/// The longest pause before the server is asked again, in seconds.
const LONGEST_PAUSE: u64 = 60;
/// What the server says every twenty seconds, to say nothing.
const LIVES: &str = ".";
/// A stream that said nothing for so long is dead, though nobody told the browser: it slept, or moved to another network.
/// In milliseconds.
const DEAD: i64 = 50_000;
const LOOKS: Duration = Duration::from_secs(25);
/// What a tab hears may be on its way to the others; in milliseconds.
const ON_ITS_WAY: i64 = 1_000;

type Hears = Rc<dyn Fn(&str)>;

#[derive(Default)]
struct Live {
    pages: Vec<(u32, Hears)>,
    made: u32,
    /// The mark of the last position heard of, at first that of the document.
    mark: String,
    /// When something was heard last, and when the stream was last known to live, in milliseconds of the epoch.
    heard: i64,
    lived: i64,
    channel: Option<BroadcastChannel>,
    source: Option<EventSource>,
    watched: bool,
    /// Gives the lock back.
    release: Option<Function>,
    /// Whether the lock is asked for, or ours.
    asked: bool,
    failed: u32,
}

thread_local! {
    static LIVE: RefCell<Live> = RefCell::default();
}

fn with<T>(work: impl FnOnce(&mut Live) -> T) -> T {
    LIVE.with_borrow_mut(work)
}

/// Calls `hears` with the number of each case that changes, or `*`, until this page goes.
pub fn follow(hears: impl Fn(&str) + 'static) {
    // A document that has no mark is none that follows: the server has only begun.
    let Some(mark) = document().document_element().and_then(|page| page.get_attribute("data-live")) else { return };
    let id = with(|live| {
        live.made += 1;
        if live.mark.is_empty() {
            live.mark = mark;
        }
        live.pages.push((live.made, Rc::new(hears)));
        live.made
    });
    on_cleanup(move || {
        with(|live| live.pages.retain(|(page, _)| *page != id));
        after(LINGERS, Box::new(close_if_nobody_follows));
    });
    begin();
}

fn begin() {
    if with(|live| std::mem::replace(&mut live.asked, true)) {
        return;
    }
    let locks = Reflect::get(&window().navigator(), &"locks".into()).unwrap_or_default();
    let Some(request) = Reflect::get(&locks, &"request".into()).ok().and_then(|it| it.dyn_into::<Function>().ok())
    else {
        open();
        return;
    };
    if let Ok(channel) = BroadcastChannel::new(NAME) {
        let told = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| told(event.data().as_string()));
        channel.set_onmessage(Some(told.into_js_value().unchecked_ref()));
        // What came between the making of this page and now, whoever has the stream has heard.
        let since = window().performance().map_or(0.0, |performance| performance.time_origin());
        // As a whole number: to write and to read others takes thirteen kilobytes of code.
        say(&channel, &format!("? {}", since as i64));
        with(|live| live.channel = Some(channel));
    }
    // Called once the lock is ours, which is when no other tab has it any more. It is ours until the promise is kept.
    let ours = Closure::once_into_js(|_: JsValue| {
        Promise::new(&mut |keep, _| {
            with(|live| live.release = Some(keep));
            open();
            close_if_nobody_follows();
        })
    });
    let _ = request.call2(&locks, &NAME.into(), &ours);
}

fn now() -> i64 {
    js_sys::Date::now() as i64
}

fn say(channel: &BroadcastChannel, text: &str) {
    // A channel that is closed has nobody to tell.
    let _ = channel.post_message(&text.into());
}

/// What another tab says: what it heard, or since when it wants to know.
fn told(text: Option<String>) {
    let Some((first, second)) = text.as_deref().and_then(|text| text.split_once(' ')) else { return };
    if first != "?" {
        return heard(first, second);
    }
    let missed = with(|live| {
        let missed = second.parse::<i64>().is_ok_and(|since| since < live.heard + ON_ITS_WAY);
        live.channel.clone().filter(|_| missed && live.source.is_some()).map(|channel| (channel, live.mark.clone()))
    });
    if let Some((channel, mark)) = missed {
        say(&channel, &format!("{mark} *"));
    }
}

fn heard(mark: &str, number: &str) {
    let pages: Vec<Hears> = with(|live| {
        live.mark = mark.to_owned();
        live.heard = now();
        live.pages.iter().map(|(_, hears)| hears.clone()).collect()
    });
    pages.iter().for_each(|hears| hears(number));
}

fn open() {
    let Ok(source) = EventSource::new(&format!("/live?after={}", with(|live| live.mark.clone()))) else { return };
    let message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let (mark, number) = (event.last_event_id(), event.data().as_string().unwrap_or_default());
        let channel = with(|live| {
            live.failed = 0;
            live.lived = now();
            live.channel.clone()
        });
        if number == LIVES {
            return;
        }
        if let Some(channel) = channel {
            say(&channel, &format!("{mark} {number}"));
        }
        heard(&mark, &number);
    });
    source.set_onmessage(Some(message.into_js_value().unchecked_ref()));
    let error = Closure::<dyn Fn()>::new(again);
    source.set_onerror(Some(error.into_js_value().unchecked_ref()));
    let begins = with(|live| {
        live.source = Some(source);
        live.lived = now();
        !std::mem::replace(&mut live.watched, true)
    });
    if begins {
        after(LOOKS, Box::new(watch));
    }
}

/// As long as there is a stream.
fn watch() {
    look();
    if with(|live| {
        live.watched = live.source.is_some();
        live.watched
    }) {
        after(LOOKS, Box::new(watch));
    }
}

/// Asks anew where the stream is dead.
pub fn look() {
    let dead = with(|live| live.source.take_if(|_| live.lived + DEAD < now()));
    if let Some(source) = dead {
        source.close();
        open();
    }
}

/// A stream that only broke off the browser opens again by itself; one that was refused it leaves closed.
fn again() {
    let pause = with(|live| {
        live.source.take_if(|source| source.ready_state() == EventSource::CLOSED)?;
        live.failed += 1;
        Some(Duration::from_secs((1 << live.failed.min(6)).min(LONGEST_PAUSE)))
    });
    if let Some(pause) = pause {
        let open_if_wanted = || {
            if with(|live| live.source.is_none() && live.asked && !live.pages.is_empty()) {
                open();
            }
        };
        after(pause, Box::new(open_if_wanted));
    }
}

fn close_if_nobody_follows() {
    let release = with(|live| {
        // The lock is not ours yet: when it is, this is asked again.
        if !live.pages.is_empty() || live.channel.is_some() && live.release.is_none() {
            return None;
        }
        live.asked = false;
        if let Some(source) = live.source.take() {
            source.close();
        }
        if let Some(channel) = live.channel.take() {
            channel.close();
        }
        live.release.take()
    });
    if let Some(release) = release {
        let _ = release.call0(&JsValue::NULL);
    }
}
