//! The desk: the queue, a case, and taking a call.

mod around;
mod case;
mod composer;
mod legacy;
#[cfg(feature = "ssr")]
pub mod load;
mod phone;
#[cfg(feature = "ssr")]
pub mod post;
mod queue;
mod search;
mod steps;
mod thread;

pub use around::{Around, DeskPage, Room};
pub use case::Case;
pub use legacy::LegacyCase;
#[cfg(feature = "ssr")]
pub use legacy::load as load_legacy;
pub use phone::Phone;
pub use queue::Queue;
pub use search::Search;
#[cfg(feature = "ssr")]
pub use search::load as load_search;
