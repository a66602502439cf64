//! What the server hands a page beside its address: the desk, who is signed in, and how the reader wants it.

use std::collections::BTreeMap;
use std::sync::Arc;

use caseline_desk::error::Refusal;
use caseline_desk::{Desk, Settings};
use caseline_domain::access::{Actor, Standing};
use caseline_domain::hours::Offsets;
use leptos::prelude::*;
use serde::Deserialize;

use crate::bundle::Bundle;
use crate::page::PageError;
use crate::ui::{NavItem, Phone, Theme, Viewer, escaped};

/// The context of one request, for the pages and their server functions.
#[derive(Clone)]
pub struct RequestContext {
    pub desk: Desk,
    pub actor: Option<Actor>,
    pub theme: Theme,
    pub site: Arc<Site>,
    /// Demo mode shows the demo sign-ins.
    pub demo: bool,
    pub wakes: Wakes,
    /// In development: the page loads itself again once [`STARTED`] is another.
    pub reloads: bool,
    /// A mark of the position up to which this page shows what happened, for who follows from there; nothing where nobody
    /// can follow.
    pub position: Option<String>,
}

/// Whether a page wakes up in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wakes {
    AtItsAddress,
    /// It is shown at the address of another page, which is what the browser would make of it.
    Never,
}

/// Where a server of `make dev` tells one start from another. No other server has it.
pub const STARTED: &str = "/dev/started";

/// The names of today's files, from `site/dist/manifest.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Site(pub BTreeMap<String, String>);

impl Site {
    /// The address of a file by its role: `css`, `font`, `icon`.
    #[must_use]
    pub fn href(&self, role: &str) -> Option<String> {
        self.0.get(role).map(|path| format!("/{path}"))
    }

    /// The browser code of a bundle: of its own, by the roles `js-NAME` and `wasm-NAME`; else of all in one, which is what
    /// cargo-leptos builds.
    #[must_use]
    pub fn code(&self, bundle: Bundle) -> Option<Code> {
        let both = |js: &str, wasm: &str| Some(Code { js: self.href(js)?, wasm: self.href(wasm)? });
        let name = bundle.name();
        both(&format!("js-{name}"), &format!("wasm-{name}")).or_else(|| both("js", "wasm"))
    }
}

/// The addresses of the two files that wake a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub js: String,
    pub wasm: String,
}

/// The context of this request.
pub fn request() -> Result<RequestContext, PageError> {
    use_context::<RequestContext>().ok_or(PageError::Broken)
}

/// The desk and who is signed in, for a page that needs somebody.
pub fn signed_in() -> Result<(RequestContext, Actor), PageError> {
    let request = request()?;
    let Some(actor) = request.actor.clone() else {
        crate::page::answer_with(PageError::SignedOut);
        return Err(PageError::SignedOut);
    };
    Ok((request, actor))
}

impl From<Refusal> for PageError {
    fn from(refusal: Refusal) -> Self {
        let error = match refusal {
            Refusal::NotThere => PageError::NotThere,
            Refusal::Unavailable => PageError::Unavailable,
            other => {
                tracing::error!(error = %other, "a page could not be made");
                PageError::Broken
            }
        };
        // A server function called by the browser answers with the same status as the page.
        crate::page::answer_with(error);
        error
    }
}

impl From<caseline_domain::hours::OutOfHorizon> for PageError {
    fn from(error: caseline_domain::hours::OutOfHorizon) -> Self {
        Refusal::from(error).into()
    }
}

impl RequestContext {
    /// The corner of the page that shows who is signed in. `account_name` for members.
    #[must_use]
    pub fn viewer(&self, actor: &Actor, account_name: Option<&str>) -> Viewer {
        let desk = || NavItem::new("/desk", "Desk");
        let reports = || NavItem::new("/reports/satisfaction", "Reports");
        let (place, links) = match actor.standing {
            Standing::Member { .. } => (account_name.unwrap_or("Member").to_owned(), vec![]),
            Standing::Csa => ("Customer Support Analyst".to_owned(), vec![]),
            Standing::Manager => ("Support manager".to_owned(), vec![desk(), reports()]),
            Standing::Administrator => ("Administrator".to_owned(), vec![desk(), reports()]),
        };
        Viewer { name: actor.name.clone(), place, theme: self.theme, links }
    }

    /// The numbers to call, in and outside the US.
    #[must_use]
    pub fn phones(&self) -> (Phone, Phone) {
        phones(self.desk.settings())
    }

    /// The zone in which this person reads times.
    #[must_use]
    pub fn zone(&self, actor: &Actor) -> Arc<Offsets> {
        self.desk.zone(&actor.zone)
    }

    /// A key for the forms of one page.
    #[must_use]
    pub fn once(&self) -> String {
        self.desk.ids().id(self.desk.now()).to_string()
    }
}

fn phones(settings: &Settings) -> (Phone, Phone) {
    (phone(&settings.phone_us), phone(&settings.phone_abroad))
}

/// Whom to phone when there is no page, as markup: a server without its data says it, and a browser that asked for a page
/// of such a server.
#[must_use]
pub fn phone_sentence(settings: &Settings) -> String {
    let (us, abroad) = phones(settings);
    let number = |phone: Phone| format!("<a class=\"link\" href=\"tel:{}\">{}</a>", phone.dial, escaped(&phone.text));
    format!("For an outage or a P1, phone us: {}, outside the US {}.", number(us), number(abroad))
}

/// A number as it is printed, and as it is dialled: digits with the country's code.
fn phone(text: &str) -> Phone {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    Phone { text: text.to_owned(), dial: format!("+{}", digits.trim_start_matches("00")) }
}

/// An address that leads nowhere but into this site: a path of plain visible ASCII that no browser reads as another host
/// (`//host`, and `/\host`, which is the same to them). For whatever a form or a header says where to go next.
#[must_use]
pub fn local(next: &str) -> Option<&str> {
    let visible = next.bytes().all(|byte| matches!(byte, 0x21..=0x7e) && byte != b'\\');
    (visible && next.starts_with('/') && !next.starts_with("//")).then_some(next)
}

/// A text as it stands in an address or a header (RFC 3986, "Percent-Encoding"): only what is reserved for nothing stays.
#[must_use]
pub fn in_address(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Where a person's own room is.
#[must_use]
pub fn home_of(actor: &Actor) -> &'static str {
    match actor.standing {
        Standing::Member { .. } => "/portal",
        Standing::Csa | Standing::Administrator => "/desk",
        Standing::Manager => "/reports/satisfaction",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_to_go_next_is_within_this_site() {
        for ours in [
            "/",
            "/portal/cases/C-1042",
            "/desk?view=mine&after=1-2#top",
            // Encoded they are letters of a path, for browsers as for us.
            "/%2f%2fevil.example",
            "/%5cevil.example",
            "/%09/evil.example",
        ] {
            assert_eq!(local(ours), Some(ours), "{ours}");
        }
        for elsewhere in [
            "",
            "portal",
            "https://evil.example",
            "javascript:alert(1)",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            // Browsers drop tabs and line ends before they look.
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            "/\r/evil.example",
            "/a\r\nSet-Cookie: x",
            " //evil.example",
            "/\0/evil.example",
            "/\u{7f}",
            "/\u{2f}/evil.example",
            "/\u{ff0f}evil.example",
            "%2f%2fevil.example",
        ] {
            assert_eq!(local(elsewhere), None, "{elsewhere:?}");
        }
    }
}
