//! A case of an earlier system, on the portal and on the desk: what it is, what is known of it and its files. Nothing can be
//! done with it; each room puts its own frame around it, and its own thread of a case inside.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{Banner, Fact, FactList, Status};

/// What both pages show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Legacy {
    pub number: String,
    pub subject: String,
    status: String,
    from: String,
    facts: Vec<Fact>,
    /// In words, and where they are.
    files: Vec<(String, String)>,
}

/// What it is, and that it is only read.
#[component]
pub fn LegacyHead(legacy: Legacy) -> impl IntoView {
    view! {
        <div class="stack-s">
            <div class="row">
                <Status word=legacy.status/>
                <span class="faint num break" data-test="old-number">{legacy.number}</span>
            </div>
            <h1 class="break">{legacy.subject}</h1>
        </div>
        <Banner>{legacy.from}</Banner>
    }
    .into_any()
}

/// What is known of it, and its files.
#[component]
pub fn LegacyFacts(legacy: Legacy) -> impl IntoView {
    let files = legacy.files;
    view! {
        <h2 class="small-head">"About this case"</h2>
        <FactList facts=legacy.facts/>
        {files
            .into_iter()
            .map(|(words, href)| view! { <a class="link small break" href=href rel="external" download="">{words}</a> })
            .collect_view()}
    }
    .into_any()
}

#[cfg(feature = "ssr")]
pub mod load {
    use caseline_desk::error::Refusal;
    use caseline_domain::access::Actor;
    use caseline_domain::id::{AccountId, LegacyId};
    use caseline_domain::legacy::CUSTOMER;
    use caseline_domain::words;

    use super::Legacy;
    use crate::clock::moment;
    use crate::page::PageError;
    use crate::pages::window::Window;
    use crate::request::RequestContext;
    use crate::ui::{Fact, LeftOut, Moment};

    /// One thing that was written.
    pub struct Written {
        /// What is left out before it.
        pub before: Option<LeftOut>,
        /// Its place among those that this reader sees, from 1.
        pub place: usize,
        pub author: String,
        pub at: Moment,
        pub text: String,
        pub internal: bool,
        /// Who asked wrote it.
        pub theirs: bool,
    }

    /// A legacy case and whose it is, what was written in it, and what is left out behind the last entry shown.
    pub type Loaded = ((Legacy, AccountId), Vec<Written>, Option<LeftOut>);

    /// Gathers a legacy case. `room`: what stands before its number in the address of its page.
    pub async fn legacy(
        request: &RequestContext,
        actor: &Actor,
        room: &str,
        number: &str,
        until: &str,
    ) -> Result<Loaded, PageError> {
        // What is no number answers as a number that is not there.
        let id: LegacyId = number.parse().map_err(|_| Refusal::NotThere)?;
        let view = request.desk.legacy_case(actor, id).await?;
        let (zone, now) = (request.zone(actor), request.desk.now());
        let row = view.row;
        let asked = if row.contact.is_empty() { CUSTOMER } else { &row.contact }.to_lowercase();
        let page = format!("{room}{id}");
        let window = Window::of(view.entries.len(), until, None, &page);
        let thread = window.entries.into_iter().map(|(index, before)| {
            let entry = &view.entries[index];
            Written {
                before,
                place: index + 1,
                author: entry.author.clone(),
                at: moment(entry.at, &zone, now),
                text: entry.body.clone(),
                internal: entry.internal,
                theirs: entry.author.to_lowercase() == asked,
            }
        });
        let thread = thread.collect();
        let day = |at| words::moment(at, &zone, now);
        let mut facts = vec![Fact::new("Account", row.account_name)];
        for (term, said) in [("Asked by", &row.contact), ("Priority", &row.priority)] {
            if !said.is_empty() {
                facts.push(Fact::new(term, said));
            }
        }
        facts.push(Fact::new("Opened", day(row.opened)));
        facts.extend(row.closed.map(|closed| Fact::new("Closed", day(closed))));
        facts.push(Fact::new("Imported", day(row.imported)));
        let files = view
            .files
            .into_iter()
            .map(|(place, file)| (format!("{}, {}", file.name, size(file.size)), format!("{page}/files/{place}")));
        let legacy = Legacy {
            status: if row.status.is_empty() { "Legacy".to_owned() } else { row.status },
            from: format!("Imported from {}, read only.", row.system),
            number: row.old_number,
            subject: row.subject,
            facts,
            files: files.collect(),
        };
        Ok(((legacy, row.account), thread, window.later))
    }

    /// As people say it, to a tenth.
    fn size(bytes: u64) -> String {
        match bytes {
            0..1_000 => format!("{bytes} bytes"),
            1_000..1_000_000 => format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100),
            _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::size;

        #[test]
        fn a_size_is_said_to_a_tenth() {
            let said = [0, 999, 1_000, 15_320, 999_999, 1_250_000].map(size);
            assert_eq!(said, ["0 bytes", "999 bytes", "1.0 kB", "15.3 kB", "999.9 kB", "1.2 MB"]);
        }
    }
}
