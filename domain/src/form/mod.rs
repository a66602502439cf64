//! Raw input becomes a command, or an error next to each field that needs one. The server parses what was posted and
//! the browser what is about to be, with these same functions, so both say the same sentence.

#[cfg(feature = "zones")]
pub mod calendar;
mod case;
pub mod causes;
mod fields;
mod files;
mod grant;
mod person;
#[cfg(feature = "zones")]
pub mod plan;
mod request;
mod steps;
mod survey;

pub use case::{Ask, Escalate, HandOver};
pub use case::{acknowledgement, answer, ask, decline, ending, escalate, hand_over, message, note, proposal, refusal};
pub use fields::{FieldErrors, Fields};
pub use files::{ATTACHED, FILES, REFUSED, REMOVE, attached, attached_value, of_attached_value, with_refused};
pub use grant::{NewGrant, grant};
pub use person::{Credentials, email, new_password, sign_in};
pub use request::{
    AREAS, CHANGE_ROWS, CODE_ALPHABET, LONGEST_CALL, PHONE_ACCOUNT, PHONE_CALLER, Phone, PhoneCase, call_code, draft,
    phone, phone_case, priority, request,
};
pub use steps::{BreachCause, BrokenPromise, CallLog, ChangePriority, NEXT_UPDATES, NextUpdate, WorkaroundTest};
pub use steps::{
    breach_cause, broken_promise, call_log, change_priority, next_update, overriding, reopening, workaround,
    workaround_failure, workaround_test,
};
pub use survey::survey;

use crate::text::TextFault;

/// The sentence for a text that does not fit. `what` completes "Write …".
fn sentence(fault: TextFault, what: &str) -> String {
    match fault {
        TextFault::Empty => format!("Write {what}."),
        TextFault::TooLong(longest) => format!("Make it shorter: at most {longest} characters fit here."),
    }
}
