//! What managers ask, one page a question.

mod satisfaction;

pub use satisfaction::Satisfaction;
