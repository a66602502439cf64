//! Found cases, on the portal and on the desk: the form with what is looked for, whose fields are the page's address, and
//! the list with its hits marked. The server makes it all plain; nothing here waits for a script.

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{Empty, Icon, Moment, PriorityBadge, SelectField, SelectOption, Status, Symbol, Tone, When};

/// A part of a text, and whether it is what was looked for.
pub type Piece = (String, bool);

/// A case of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct FoundLine {
    href: String,
    number: String,
    subject: Vec<Piece>,
    /// A legacy case has none of ours.
    priority: Option<Priority>,
    status: String,
    tone: Tone,
    /// Whose it is, and when it was asked or closed.
    about: String,
    at: Moment,
    /// Where it was said, if not in the subject: what that is, whether it is internal, and the words.
    excerpt: Option<(String, bool, Vec<Piece>)>,
}

/// A list that narrows what is found: its name, its label, what there is, and what was chosen.
type Narrows = (String, String, Vec<(String, String)>, String);

/// What both pages show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Found {
    /// The page's own path, and whose cases it is about where its address says so.
    path: String,
    of: String,
    typed: String,
    narrows: Vec<Narrows>,
    lines: Vec<FoundLine>,
    /// How many there are, or in which order.
    says: String,
    /// Where nothing is: a title, a text, and a next step as address and words.
    nothing: Option<(String, String, String, String)>,
    first: Option<String>,
    next: Option<String>,
}

#[component]
pub fn FoundCases(found: Found) -> impl IntoView {
    let Found { path, of, typed, narrows, lines, says, nothing, first, next } = found;
    let fields = narrows.into_iter().map(|(name, label, options, chosen)| {
        let options = options.into_iter().map(|(value, label)| SelectOption::new(value, label)).collect();
        view! { <SelectField name=name label=label options=options value=chosen/> }
    });
    view! {
        <form method="get" action=path class="stack-s" role="search">
            {(!of.is_empty()).then(|| view! { <input type="hidden" name="for" value=of/> })}
            <label class="search big">
                <Icon symbol=Symbol::Search/>
                <span class="visually-hidden">"Words or a case number"</span>
                <input type="search" name="q" value=typed placeholder="Words or a case number" maxlength="200"/>
            </label>
            <div class="filters row tight bottom-edge">{fields.collect_view()}<button class="button s" type="submit">"Search"</button></div>
        </form>
        <section class="card" data-test="found">
            <header><h2>"Cases"</h2><span class="small soft" role="status">{says}</span></header>
            {nothing
                .map(|(title, text, href, step)| view! {
                    <Empty title=title text=text><a class="button" href=href rel="external">{step}</a></Empty>
                })}
            {(!lines.is_empty())
                .then(|| view! {
                    <ol class="body stack divided">
                        {lines.into_iter().map(|line| view! { <Line line=line/> }).collect_view()}
                    </ol>
                })}
            {(first.is_some() || next.is_some())
                .then(|| view! {
                    <nav class="pager" aria-label="Pages">
                        {first.map(|first| view! { <a class="button s" href=first>"First page"</a> })}
                        {next.map(|next| view! { <a class="button s" href=next rel="next">"Next page"</a> })}
                    </nav>
                })}
        </section>
    }
    .into_any()
}

#[component]
fn Line(line: FoundLine) -> impl IntoView {
    view! {
        <li class="stack-xs">
            <div class="row tight">
                {line.priority.map(|priority| view! { <PriorityBadge priority=priority/> })}
                <a class="strong break fill" href=line.href>{pieces(line.subject)}</a>
                <Status word=line.status tone=line.tone/>
            </div>
            <div class="xs faint num break">{line.number} " · " {line.about} " " <When moment=line.at/></div>
            {line
                .excerpt
                .map(|(what, internal, excerpt)| view! {
                    <p class=if internal { "note break" } else { "small soft break" }>
                        <span class="faint">{what} ": "</span>
                        {pieces(excerpt)}
                    </p>
                })}
        </li>
    }
    .into_any()
}

/// A text with what was looked for marked.
fn pieces(pieces: Vec<Piece>) -> AnyView {
    let piece = |(text, hit): Piece| if hit { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() };
    pieces.into_iter().map(piece).collect_view().into_any()
}

#[cfg(feature = "ssr")]
pub mod load {
    use caseline_desk::cases::{self as desk, Found as FoundWhat, Place, Search, Which};
    use caseline_desk::store::{LegacyRow, Openness, SearchFilter};
    use caseline_domain::access::Actor;
    use caseline_domain::case::{Priority, Status};
    use caseline_domain::form::Fields;
    use caseline_domain::id::{CaseNumber, LegacyId, PersonId};

    use super::{Found, FoundLine, Narrows};
    use crate::clock::moment;
    use crate::page::PageError;
    use crate::request::RequestContext;
    use crate::ui::Tone;

    /// What is typed beyond this is no search any more.
    const LONGEST: usize = 200;

    /// What stands before the number of a legacy case in the key of a page.
    const LEGACY: char = 'l';

    /// What differs between the two pages.
    pub struct Room<'a> {
        pub path: &'static str,
        /// The account that the page's address names, if it does.
        pub of: &'a str,
        /// What stands before a case's number in the address of its page.
        pub cases: &'static str,
        /// The same of a legacy case.
        pub legacy: &'static str,
        /// Who can have asked; nobody is offered on the desk.
        pub askers: &'a [(PersonId, String)],
        /// A status in this room's words.
        pub status: fn(Status, bool) -> (&'static str, Tone),
        /// Whose case it is, in this room's words.
        pub whose: fn(&caseline_desk::store::FoundRow) -> String,
        pub whose_legacy: fn(&LegacyRow) -> String,
        /// Where a request is opened, for who may.
        pub asks: Option<String>,
    }

    /// Gathers what an address asks for.
    pub async fn found(
        request: &RequestContext,
        actor: &Actor,
        room: Room<'_>,
        query: &Fields,
    ) -> Result<Found, PageError> {
        let typed: String = query.get("q").chars().take(LONGEST).collect();
        let state = query.get("state");
        let asked = query.get("asked");
        let priority: Option<Priority> = query.get("priority").parse().ok();
        let opened_by = if asked == "me" { Some(actor.person) } else { asked.parse::<PersonId>().ok() };
        // Only whom the page offers: anybody else's cases are not the account's.
        let opened_by = opened_by.filter(|person| room.askers.iter().any(|(asker, _)| asker == person));
        let openness = match state {
            "open" => Openness::Open,
            "closed" => Openness::Closed,
            "legacy" => Openness::Legacy,
            _ => Openness::All,
        };
        let filter = SearchFilter { openness, priority, opened_by };
        // A key that cannot be read begins at the start; nothing is lost by it.
        let after = query.get("after").split_once('-').and_then(|(score, number)| {
            let which = match number.strip_prefix(LEGACY) {
                Some(number) => Which::Legacy(LegacyId(number.parse().ok()?)),
                None => Which::Case(CaseNumber(number.parse().ok()?)),
            };
            Some(Place { score: score.parse().ok()?, which })
        });
        let search = Search { typed: typed.clone(), filter, after };
        let found = request.desk.search(actor, &search).await?;

        let asked = match opened_by {
            Some(person) if person == actor.person => "me".to_owned(),
            Some(person) => person.to_string(),
            None => String::new(),
        };
        let narrows = narrows(actor, &room, &filter, asked.clone());
        let is_narrowed = filter != SearchFilter::default();
        let address = |with: &[(&str, &str)]| {
            let of = [("for", room.of)];
            let with: Vec<_> = of.iter().chain(with).filter(|(_, value)| !value.is_empty()).collect();
            let query = serde_urlencoded::to_string(with).unwrap_or_default();
            if query.is_empty() { room.path.to_owned() } else { format!("{}?{query}", room.path) }
        };
        let priority = priority.map_or("", Priority::word);
        let state = if openness == Openness::All { "" } else { state };
        let here = [("q", typed.as_str()), ("state", state), ("priority", priority), ("asked", &asked)];
        let next = found.next.map(|place| match place.which {
            Which::Case(number) => format!("{}-{}", place.score, number.0),
            Which::Legacy(id) => format!("{}-{LEGACY}{id}", place.score),
        });
        let next = next.map(|after| address(&[&here[..], &[("after", after.as_str())]].concat()));
        let nothing =
            found.cases.is_empty().then(|| nothing(&room, &found, is_narrowed, (&address(&here[..1]), &address(&[]))));
        Ok(Found {
            path: room.path.to_owned(),
            of: room.of.to_owned(),
            says: says(&found),
            narrows,
            lines: found.cases.iter().map(|case| line(request, actor, &room, case)).collect(),
            nothing,
            first: after.map(|_| address(&here)),
            next,
            typed,
        })
    }

    fn narrows(actor: &Actor, room: &Room<'_>, filter: &SearchFilter, asked: String) -> Vec<Narrows> {
        let owned = |value: &str, label: &str| (value.to_owned(), label.to_owned());
        let state = match filter.openness {
            Openness::All => "",
            Openness::Open => "open",
            Openness::Closed => "closed",
            Openness::Legacy => "legacy",
        };
        let states = [("", "All"), ("open", "Open"), ("closed", "Closed"), ("legacy", "Legacy")];
        let states = states.map(|(value, label)| owned(value, label)).to_vec();
        let priorities = Priority::ALL.into_iter().map(|priority| owned(priority.word(), priority.word()));
        let priorities = std::iter::once(owned("", "Any")).chain(priorities).collect();
        let priority = filter.priority.map_or("", Priority::word);
        let mut narrows = vec![
            ("state".to_owned(), "State".to_owned(), states, state.to_owned()),
            ("priority".to_owned(), "Priority".to_owned(), priorities, priority.to_owned()),
        ];
        if !room.askers.is_empty() {
            let others = room.askers.iter().filter(|(person, _)| *person != actor.person);
            let others = others.map(|(person, name)| (person.to_string(), name.clone()));
            let everybody = [owned("", "Everybody"), owned("me", "Me")];
            narrows.push((
                "asked".to_owned(),
                "Asked by".to_owned(),
                everybody.into_iter().chain(others).collect(),
                asked,
            ));
        }
        narrows
    }

    /// How many there are; a list of all is not counted.
    fn says(found: &desk::FoundCases) -> String {
        match (found.searched, found.is_cut, found.count) {
            (_, _, 0) => "None".to_owned(),
            (false, ..) => "The newest first".to_owned(),
            (true, true, count) => format!("The newest {count} of more. Another word finds fewer"),
            (true, false, 1) => "One case".to_owned(),
            (true, false, count) => format!("{count} cases, the best first"),
        }
    }

    /// Why there is nothing, and what to do next.
    fn nothing(
        room: &Room<'_>,
        found: &desk::FoundCases,
        is_narrowed: bool,
        (without_filters, all): (&str, &str),
    ) -> (String, String, String, String) {
        let (title, text, href, step) = match (found.searched, is_narrowed) {
            (true, true) => (
                "Nothing here has all these words",
                "Only a part of the cases was looked through. The last word may be the beginning of one.",
                without_filters,
                "Look in all cases",
            ),
            (true, false) => (
                "No case has all these words",
                "A case must have each of them, in its subject or in what was written; the last may be the beginning of a word. Try fewer, or the case’s number.",
                all,
                "Clear the search",
            ),
            (false, _) if room.askers.is_empty() => (
                "What are you looking for?",
                "Type words of a subject, a message or a note, or a case’s number. The last word may be the beginning of one.",
                "/desk?view=all",
                "To all open cases",
            ),
            (false, true) => ("No case is like that", "Choose less, and there is more.", all, "Show all cases"),
            (false, false) => (
                "No case yet",
                "Everything that you or a colleague asks us is listed here, for as long as you are with us.",
                room.asks.as_deref().unwrap_or("/portal"),
                if room.asks.is_some() { "Open a request" } else { "Your own cases" },
            ),
        };
        (title.to_owned(), text.to_owned(), href.to_owned(), step.to_owned())
    }

    fn line(request: &RequestContext, actor: &Actor, room: &Room<'_>, case: &desk::FoundCase) -> FoundLine {
        let (zone, now) = (request.zone(actor), request.desk.now());
        let excerpt = case.excerpt.as_ref().map(|excerpt| {
            let said = moment(excerpt.at, &zone, now).text;
            let what = if excerpt.internal { format!("Internal, {said}") } else { said };
            (what, excerpt.internal, excerpt.pieces.clone())
        });
        let (closed, opened) = match &case.found {
            FoundWhat::Case(row) => (row.closed, row.started),
            FoundWhat::Legacy(row) => (row.closed, row.opened),
        };
        let (about, at) = closed.map_or(("opened", opened), |closed| ("closed", closed));
        let (subject, at) = (case.subject.clone(), moment(at, &zone, now));
        match &case.found {
            FoundWhat::Case(row) => {
                let (status, tone) = (room.status)(row.status, row.waits_for_customer);
                FoundLine {
                    href: format!("{}{}", room.cases, row.number),
                    number: row.number.to_string(),
                    subject,
                    priority: Some(row.priority),
                    status: status.to_owned(),
                    tone,
                    about: format!("{} · {about}", (room.whose)(row)),
                    at,
                    excerpt,
                }
            }
            FoundWhat::Legacy(row) => FoundLine {
                href: format!("{}{}", room.legacy, row.id),
                number: row.old_number.clone(),
                subject,
                priority: None,
                status: "Legacy".to_owned(),
                tone: Tone::Neutral,
                about: format!("{} · {about}", (room.whose_legacy)(row)),
                at,
                excerpt,
            },
        }
    }
}
