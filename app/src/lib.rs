//! The pages of Caseline: rendered on the server, hydrated in the browser, from the same source.
//!
//! `pages/` has one folder an area. A page is a component, the server function that loads it (under `/act`), and, where
//! it has forms, a `post.rs` that the server calls for a form post to the page's own address. `ui/` are the house
//! components. To add a page: its files, its `<Route>` in `app.rs`, its posts in `post.rs`. Deliberately absent: SQL,
//! decisions about access, and rules of the process, which are the desk's and the domain's.

mod app;
pub mod clock;
pub mod form;
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
