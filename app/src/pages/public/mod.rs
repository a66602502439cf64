//! What is seen without being signed in: sign-in, choosing a password, the survey of a closed case.

mod password;
#[cfg(feature = "ssr")]
pub mod post;
mod sign_in;
mod survey;

pub use password::{ForgotPassword, Welcome};
pub use sign_in::SignIn;
pub use survey::Survey;
