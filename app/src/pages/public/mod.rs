//! What is seen without being signed in: sign-in, choosing a password, the survey of a closed case.

mod password;
#[cfg(feature = "ssr")]
pub mod post;
mod sign_in;
mod survey;

/// What these pages show.
#[cfg(feature = "ssr")]
pub mod load {
    pub use super::password::load as welcome;
    pub use super::sign_in::load as sign_in;
    pub use super::survey::load as survey;
}

pub use password::{ForgotPassword, Welcome};
pub use sign_in::SignIn;
pub use survey::Survey;
