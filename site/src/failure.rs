//! Why a step could not be done, as a sentence for the person at the terminal. There is one kind of failure, because the
//! only thing a caller here does with it is to stop and show it.

use std::fmt;

/// A sentence that says what failed and, where it is known, what to do about it.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub fn new(sentence: impl Into<String>) -> Failure {
        Failure(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when any other error came up.
pub trait While<T> {
    /// `what` follows the words "could not", as in "could not read site/dist/manifest.json: …".
    fn could_not(self, what: impl fmt::Display) -> Result<T, Failure>;
}

impl<T, E: fmt::Display> While<T> for Result<T, E> {
    fn could_not(self, what: impl fmt::Display) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(format!("could not {what}: {error}")))
    }
}
