//! The pages, one folder an area.

pub mod admin;
pub mod desk;
mod escalation;
pub mod portal;
pub mod public;
pub mod reports;
#[cfg(feature = "ssr")]
mod told;
#[cfg(feature = "ssr")]
mod window;
