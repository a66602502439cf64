//! The present moment in the browser, as the server tells it: what a page counts is what the server would answer. The
//! page's own clock is used for what has passed since, never for what time it is.

use caseline_domain::instant::Timestamp;

/// A page may stay open for this long and still count its deadlines right.
#[cfg(feature = "ssr")]
pub const STAYS_OPEN: i64 = 30 * caseline_domain::instant::DAY;

/// Calls `show` with the present moment every second, for as long as what calls this is on the page. `made`: when the
/// server made the page. On the server it does nothing.
#[cfg(feature = "hydrate")]
pub fn each_second(made: Timestamp, show: impl Fn(Timestamp) + 'static) {
    use leptos::prelude::*;

    let began = made_at();
    let show = std::rc::Rc::new(show);
    Effect::new(move || {
        let show = std::rc::Rc::clone(&show);
        let tick = set_interval_with_handle(
            move || show(made.plus_millis(whole(js_sys::Date::now() - began))),
            std::time::Duration::from_secs(1),
        );
        if let Ok(tick) = tick {
            on_cleanup(move || tick.clear());
        }
    });
}

#[cfg(not(feature = "hydrate"))]
pub fn each_second(_: Timestamp, _: impl Fn(Timestamp) + 'static) {}

/// When this browser's clock says that the server made the page: as the response began, for a page that is being
/// hydrated; now, for one that was fetched by a page that is.
#[cfg(feature = "hydrate")]
fn made_at() -> f64 {
    let now = js_sys::Date::now();
    let hydrated = leptos::prelude::document().document_element().is_some_and(|root| root.has_attribute("data-ready"));
    let since = if hydrated { None } else { since_the_response_began() };
    now - since.unwrap_or(0.0)
}

#[cfg(feature = "hydrate")]
fn since_the_response_began() -> Option<f64> {
    use wasm_bindgen::JsCast;

    let performance = leptos::prelude::window().performance()?;
    let navigation = performance.get_entries_by_type("navigation").get(0);
    let began = navigation.dyn_into::<web_sys::PerformanceResourceTiming>().ok()?.response_start();
    // Zero where the browser does not tell.
    (began > 0.0).then(|| performance.now() - began)
}

#[cfg(feature = "hydrate")]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since the page was made fit")]
fn whole(millis: f64) -> i64 {
    millis as i64
}
