//! The pages, one folder an area. Those of another bundle than is built are not there.

#[cfg(feature = "desk")]
pub mod admin;
#[cfg(feature = "ssr")]
mod attached;
mod clocks;
#[cfg(feature = "desk")]
pub mod desk;
mod escalation;
mod found;
mod legacy;
#[cfg(feature = "portal")]
pub mod portal;
#[cfg(feature = "portal")]
pub mod public;
#[cfg(feature = "desk")]
pub mod reports;
#[cfg(feature = "ssr")]
mod told;
#[cfg(feature = "ssr")]
mod unanswered;
#[cfg(feature = "ssr")]
mod window;
mod workaround;
