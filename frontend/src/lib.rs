//! Wakes the pages in the browser.

/// Called by the page once the module is there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(caseline_app::App);
}
