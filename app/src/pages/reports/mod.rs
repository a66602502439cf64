//! What managers ask, one page a question.

mod satisfaction;

/// What these pages show.
#[cfg(feature = "ssr")]
pub mod load {
    pub use super::satisfaction::load as satisfaction;
}

pub use satisfaction::Satisfaction;
