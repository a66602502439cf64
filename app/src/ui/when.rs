//! A point in time as the reader sees it. The server formats it in the reader's zone, so nothing jumps and nothing
//! needs a script. Deliberately absent: any calculation with time.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// An instant, formatted by the server: for machines and for the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Moment {
    /// RFC 3339, in UTC.
    pub iso: String,
    /// What the reader sees: "Mon 09:12".
    pub text: String,
}

#[component]
pub fn When(moment: Moment) -> impl IntoView {
    view! { <time datetime=moment.iso>{moment.text}</time> }
}
