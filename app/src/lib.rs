//! The pages of Caseline: rendered on the server, hydrated in the browser, from the same source.
//!
//! `pages/` has one folder an area. A page is a component, the function of the server that gathers what it shows, and,
//! where it has forms, a `post.rs` that the server calls for a form post to the page's own address. `ui/` are the house
//! components. To add a page: its files, its `<Route>` in `bundle.rs`, its row in `load.rs`, its posts in `post.rs`. Deliberately absent: SQL,
//! decisions about access, and rules of the process, which are the desk's and the domain's.

// Hydration takes over what the server wrote only if both were built alike.
#[cfg(not(erase_components))]
compile_error!(
    "build with `--cfg erase_components`, as .cargo/config.toml says; a RUSTFLAGS in the environment replaces it"
);

mod act_forms;
mod app;
pub mod bundle;
pub mod clock;
mod counting;
pub mod form;
mod live;
#[cfg(feature = "ssr")]
mod load;
mod now;
pub mod page;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod post;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod ui;

pub use app::App;
