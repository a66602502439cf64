//! The portal: what a member sees and does. Its pages show one account's cases and nothing internal; what each may read
//! is decided by the desk. Deliberately absent: anything for our own side, even when one of us opens these addresses.

mod account;
mod around;
mod call;
mod case;
mod cases;
mod home;
mod legacy;
#[cfg(feature = "ssr")]
pub mod post;
mod request;
#[cfg(feature = "ssr")]
mod spoken;

/// What these pages show.
#[cfg(feature = "ssr")]
pub mod load {
    pub use super::account::load::account;
    pub use super::call::load as call;
    pub use super::case::load::case;
    pub use super::cases::load as cases;
    pub use super::home::load::home;
    pub use super::legacy::load as legacy;
    pub use super::request::load::request_page;
}

pub use account::Account;
#[cfg(feature = "ssr")]
pub use around::looking_at;
pub use call::CallNow;
pub use case::Case;
pub use cases::Cases;
pub use home::Home;
pub use legacy::LegacyCase;
#[cfg(feature = "ssr")]
pub use request::GONE as DRAFT_GONE;
pub use request::NewRequest;
