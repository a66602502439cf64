//! Loading a page anew while somebody looks at it: at most once a second, not while the tab is hidden, and so that nothing
//! is lost of what they do there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::{after, stream};
use crate::form::ActKey;

/// In milliseconds.
const AT_MOST_EVERY: f64 = 1_000.0;
const AFTER_A_FAILURE: f64 = 10_000.0;
/// An entry that was in view this long, twice, has been looked at.
const LOOKS: Duration = Duration::from_secs(2);

type Loading = Rc<dyn Fn()>;

thread_local! {
    static KEY: RefCell<ActKey> = RefCell::default();
}

/// The page is drawn as this key says.
pub fn shows(key: &ActKey) {
    KEY.set(key.clone());
}

pub fn keep_up<L, F>(at: impl Fn() -> String + 'static, load: L, apply: impl Fn(String) + 'static)
where
    L: Fn(String) -> F + 'static,
    F: Future<Output = Option<String>> + 'static,
{
    // When it may be loaded again, and whether something happened since it was.
    let (not_before, due) = (Rc::new(Cell::new(0.0)), Rc::new(Cell::new(false)));
    let alive = Rc::new(Cell::new(true));
    let (at, work) = (Rc::new(at), Rc::new((load, apply)));
    let slot: Rc<RefCell<Option<Loading>>> = Rc::default();
    let go: Loading = {
        let (at, due, alive, slot) = (at.clone(), due.clone(), alive.clone(), slot.clone());
        let waits = Rc::new(Cell::new(false));
        Rc::new(move || {
            if !due.get() || waits.get() || !alive.get() || hidden() {
                return;
            }
            let Some(again) = slot.borrow().clone() else { return };
            waits.set(true);
            let (now, waits) = (js_sys::Date::now(), waits.clone());
            let wait = not_before.get() - now;
            if wait > 0.0 {
                let wait = Duration::from_millis(wait as u64);
                let again = move || {
                    waits.set(false);
                    again();
                };
                after(wait, Box::new(again));
                return;
            }
            due.set(false);
            not_before.set(now + AT_MOST_EVERY);
            let (asked, work, alive) = (at(), work.clone(), alive.clone());
            let (at, due, not_before) = (at.clone(), due.clone(), not_before.clone());
            spawn_local(async move {
                let loaded = (work.0)(asked.clone()).await;
                waits.set(false);
                if !alive.get() {
                    return;
                }
                match loaded {
                    // There is no such page any more: signed out, withdrawn. What they look at stays until they do something.
                    Some(text) if text.starts_with('!') => {
                        if text == "!outdated" && is_untouched() {
                            crate::page::load_anew();
                        }
                    }
                    // They may have gone to another address meanwhile.
                    Some(text) if at() == asked => undisturbed(|| (work.1)(text)),
                    Some(_) => {}
                    None => {
                        due.set(true);
                        not_before.set(js_sys::Date::now() + AFTER_A_FAILURE);
                    }
                }
                again();
            });
        })
    };
    *slot.borrow_mut() = Some(go.clone());
    let shown = {
        let go = send_wrapper(go.clone());
        window_event_listener_untyped("visibilitychange", move |_| {
            stream::look();
            go();
        })
    };
    let gone = send_wrapper({
        let alive = alive.clone();
        Rc::new(move || {
            alive.set(false);
            // What holds itself lets go.
            slot.borrow_mut().take();
        })
    });
    on_cleanup(move || {
        gone();
        shown.remove();
    });
    stream::follow(move |number| {
        if concerns(number, &at()) {
            due.set(true);
            go();
        }
    });
}

/// The browser has one thread; what is cleaned up there was made there.
fn send_wrapper(work: Loading) -> impl Fn() + Send + Sync + 'static {
    let work = leptos::prelude::StoredValue::new_local(work);
    move || {
        if let Some(work) = work.try_get_value() {
            work();
        }
    }
}

/// A case's page shows that case, a list any.
fn concerns(number: &str, at: &str) -> bool {
    let path = at.split('?').next().unwrap_or_default();
    number == "*" || path.split_once("/cases/").is_none_or(|(_, shown)| shown == number)
}

fn hidden() -> bool {
    document().hidden()
}

/// Lets the page be drawn over itself, and gives back afterwards whatever that took: what was typed into a form that had
/// to be drawn anew, the focus, and the place of the field in which somebody types.
fn undisturbed(draw: impl FnOnce()) {
    let typed = typed();
    let focus = document().active_element();
    let focused = focus.as_ref().map(identity);
    let top = focus.as_ref().filter(|field| is_field(field)).map(|field| field.get_bounding_client_rect().top());
    let known = entries();
    draw();
    // Drawn by then, and not painted yet.
    request_animation_frame(move || {
        let ActKey { seen, once } = KEY.with_borrow(Clone::clone);
        for (name, value) in [("seen", seen.to_string()), ("once", once)] {
            for field in all(&format!("main [name={name}]")) {
                // Of a form that is sent meanwhile it is as good as the one before.
                let _ = field.set_attribute("value", &value);
            }
        }
        for (field, value, checked) in &typed {
            if field.is_connected() {
                continue;
            }
            let now = like(&identity(field));
            if now.is_none() && field.matches("textarea").unwrap_or(false) {
                give_back(&value.as_string().unwrap_or_default());
            }
            if let Some(now) = now {
                unfold(field, &now);
                // What is refused stays as the page has it.
                let _ = if is_choice(&now) {
                    Reflect::set(&now, &"checked".into(), checked)
                } else {
                    Reflect::set(&now, &"value".into(), value)
                };
            }
        }
        if let Some(focused) = focused {
            let now = document().active_element().as_ref().map(identity);
            if now.as_ref() != Some(&focused)
                && let Some(now) = like(&focused)
            {
                let _ = focus_without_scrolling(&now);
            }
            let now = document().active_element().filter(is_field).map(|field| field.get_bounding_client_rect().top());
            if let Some((before, now)) = top.zip(now)
                && before != now
            {
                window().scroll_by_with_x_and_y(0.0, now - before);
            }
        }
        mark_new(&known);
    });
}

fn all(selector: &str) -> Vec<Element> {
    let found = document().query_selector_all(selector).map(|found| Array::from(&found));
    found.map(|found| found.iter().filter_map(|one| one.dyn_into().ok()).collect()).unwrap_or_default()
}

const FIELDS: &str = "main textarea, main select, main input:not([type=hidden])";

fn is_field(element: &Element) -> bool {
    element.matches(FIELDS).unwrap_or(false)
}

fn is_choice(element: &Element) -> bool {
    element.matches("[type=radio], [type=checkbox]").unwrap_or(false)
}

/// What stays the same when an element is drawn anew: where a link leads, which field of which form it is. Nothing for
/// what cannot be told from others.
fn identity(element: &Element) -> String {
    let form = element.closest("form").ok().flatten().map(|form| form.id()).unwrap_or_default();
    let mut identity = String::new();
    for name in ["name", "href"] {
        identity += &element.get_attribute(name).unwrap_or_default();
    }
    if is_choice(element) {
        identity += &element.id();
        identity += &element.get_attribute("value").unwrap_or_default();
    }
    if identity.is_empty() { identity } else { identity + "\n" + &form }
}

fn like(same: &str) -> Option<Element> {
    if same.is_empty() {
        return None;
    }
    all("main a, main textarea, main select, main input").into_iter().find(|now| identity(now) == same)
}

/// What a field was folded in is open again, as far as it was.
fn unfold(was: &Element, now: &Element) {
    let fold = |of: &Element| of.closest("details").ok().flatten();
    let (mut was, mut now) = (fold(was), fold(now));
    while let Some((before, after)) = was.zip(now) {
        if before.has_attribute("open") {
            let _ = after.set_attribute("open", "");
        }
        let above = |fold: Element| fold.parent_element().and_then(|above| above.closest("details").ok().flatten());
        (was, now) = (above(before), above(after));
    }
}

/// A form is gone because the case moved on: what was typed into it is shown, to be taken from there.
fn give_back(text: &str) {
    let shown = document().get_element_by_id("thread").filter(|_| !text.trim().is_empty()).and_then(|thread| {
        let left_over = document().create_element("section").ok()?;
        left_over.set_class_name("ask pre-line");
        left_over.set_attribute("data-test", "left-over").ok()?;
        left_over.set_text_content(Some(&format!("The case has moved on. This was not sent:\n\n{text}")));
        thread.before_with_node_1(&left_over).ok()
    });
    // Without a thread there is no form either.
    let _ = shown;
}

/// Every field with what it holds.
fn typed() -> Vec<(Element, JsValue, JsValue)> {
    let get = |field: &Element, name: &str| Reflect::get(field, &name.into()).unwrap_or_default();
    all(FIELDS)
        .into_iter()
        .map(|field| {
            let (value, checked) = (get(&field, "value"), get(&field, "checked"));
            (field, value, checked)
        })
        .collect()
}

/// Whether every field is as the server sent it; of what does not say, it is not known.
fn is_untouched() -> bool {
    let sent = |field: &Element, name: &str| Reflect::get(field, &name.into()).unwrap_or_default();
    typed().iter().all(|(field, value, checked)| {
        sent(field, "defaultValue") == *value && sent(field, "defaultChecked") == *checked
    })
}

fn focus_without_scrolling(element: &Element) -> Result<(), JsValue> {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"preventScroll".into(), &true.into())?;
    let focus: js_sys::Function = Reflect::get(element, &"focus".into())?.dyn_into()?;
    focus.call1(element, &options).map(|_| ())
}

/// The entries of the thread by their ids, and how many lines it has.
fn entries() -> (Vec<String>, usize) {
    let ids = all("#thread > [id]").iter().map(Element::id).collect();
    (ids, all("#thread > li").len())
}

/// Marks what was not there before, and says so to who does not see it.
fn mark_new(known: &(Vec<String>, usize)) {
    let (ids, lines) = known;
    let fresh: Vec<Element> = all("#thread > [id]").into_iter().filter(|entry| !ids.contains(&entry.id())).collect();
    let says = match fresh.last() {
        Some(last) => {
            let author = last.query_selector(".meta b").ok().flatten().and_then(|name| name.text_content());
            format!("New from {}", author.unwrap_or_default())
        }
        None if all("#thread > li").len() > *lines => "The case has moved on".to_owned(),
        None => return,
    };
    if let Some(region) = document().get_element_by_id("live") {
        region.set_text_content(Some(&says));
    }
    if !fresh.is_empty() {
        fresh.iter().for_each(|entry| drop(entry.set_attribute("data-new", "")));
        after(LOOKS, Box::new(unmark_seen));
    }
}

/// What is new is new until the person has looked: it was in view twice in a row.
fn unmark_seen() {
    let height = document().document_element().map_or(0.0, |page| f64::from(page.client_height()));
    for entry in all("#thread > [data-new]") {
        let place = entry.get_bounding_client_rect();
        if hidden() || place.top() >= height || place.bottom() <= 0.0 {
            continue;
        }
        let _ = match entry.get_attribute("data-new").as_deref() {
            Some("seen") => entry.remove_attribute("data-new"),
            _ => entry.set_attribute("data-new", "seen"),
        };
    }
    if !all("#thread > [data-new]").is_empty() {
        after(LOOKS, Box::new(unmark_seen));
    }
}
