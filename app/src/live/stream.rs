//! One stream for all tabs of a browser: a lock says whose it is, and a channel passes on what it hears. Where a browser
//! has no locks (without https), each tab has a stream of its own. It is open while a page follows.

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

type Hears = Rc<dyn Fn(&str)>;

#[derive(Default)]
struct Live {
    pages: Vec<(u32, Hears)>,
    made: u32,
    /// The last position heard of, at first that of the document.
    position: i64,
    channel: Option<BroadcastChannel>,
    source: Option<EventSource>,
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
    // A document that says no position is none that follows: the server has only begun.
    let Some(position) = document().document_element().and_then(|page| page.get_attribute("data-live")?.parse().ok())
    else {
        return;
    };
    let id = with(|live| {
        live.made += 1;
        live.position = live.position.max(position);
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
        say(&channel, &format!("? {}", with(|live| live.position)));
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

fn say(channel: &BroadcastChannel, text: &str) {
    // A channel that is closed has nobody to tell.
    let _ = channel.post_message(&text.into());
}

/// What another tab says: what it heard, or from where on it wants to know.
fn told(text: Option<String>) {
    let Some((first, second)) = text.as_deref().and_then(|text| text.split_once(' ')) else { return };
    if first != "?" {
        return heard(first, second);
    }
    let missed = with(|live| {
        let missed = live.source.is_some() && second.parse::<i64>().is_ok_and(|known| known < live.position);
        live.channel.clone().filter(|_| missed).map(|channel| (channel, live.position))
    });
    if let Some((channel, position)) = missed {
        say(&channel, &format!("{position} *"));
    }
}

fn heard(position: &str, number: &str) {
    let pages: Vec<Hears> = with(|live| {
        live.position = position.parse().unwrap_or(live.position);
        live.pages.iter().map(|(_, hears)| hears.clone()).collect()
    });
    pages.iter().for_each(|hears| hears(number));
}

fn open() {
    let after = with(|live| live.position);
    let Ok(source) = EventSource::new(&format!("/live?after={after}")) else { return };
    let message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let (position, number) = (event.last_event_id(), event.data().as_string().unwrap_or_default());
        let channel = with(|live| {
            live.failed = 0;
            live.channel.clone()
        });
        if let Some(channel) = channel {
            say(&channel, &format!("{position} {number}"));
        }
        heard(&position, &number);
    });
    source.set_onmessage(Some(message.into_js_value().unchecked_ref()));
    let error = Closure::<dyn Fn()>::new(again);
    source.set_onerror(Some(error.into_js_value().unchecked_ref()));
    with(|live| live.source = Some(source));
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
