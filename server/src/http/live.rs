//! `GET /live`: a stream of server-sent events that tells which cases changed, for as long as somebody looks. An event has
//! a mark of its position as id and the case's number as data, and nothing more: whoever hears of it asks for the page, as
//! they may. `*` in the place of a number says that everything is to be loaded anew, `.` that the stream lives.
//!
//! A browser comes back by itself when a stream ends, and resumes behind the mark it knows. So a stream is ended without
//! ado: when its reader is too slow, when the session is over, when there are too many, when the server stops. Signed out
//! there is none (204), which no browser takes for a fault to write into its console.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use caseline_desk::Desk;
use caseline_desk::clock::Secret;
use caseline_desk::feed::{Follower, Heard, Newest, Since, is_for};
use caseline_desk::store::Change;
use caseline_domain::access::Actor;
use caseline_domain::id::{CaseNumber, PersonId};
use futures::stream::unfold;
use serde::Deserialize;
use tokio::sync::Notify;
use tokio::time::{Instant, Interval, interval_at};

use super::App;
use super::security::is_asked_by_us;

/// So that whatever stands between does not take a quiet stream for a dead one, and the browser knows a dead one: it
/// counts on this (`app/src/live/stream.rs`).
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How often a stream looks whether its session still lives.
const LOOKS_AGAIN: Duration = Duration::from_secs(30);
/// Streams of one session: a browser has one for all its tabs, or where it cannot, which is without https, one a tab; then it
/// opens no more than six connections. The next ends the first.
const MOST_OF_A_SESSION: usize = 8;
/// Streams of all sessions of one person, those too that are told to end and have not yet. The next is refused.
const MOST_OF_A_PERSON: usize = 3 * MOST_OF_A_SESSION;
/// Streams of all sessions: each is a connection, and pages need some too.
const MOST: usize = 2_048;

const EVERYTHING: &str = "*";
const LIVES: &str = ".";

/// The streams that are open.
pub struct Streams {
    open: Mutex<Open>,
    heartbeat: Duration,
    looks_again: Duration,
}

#[derive(Default)]
struct Open {
    /// Those that were not told to leave.
    by_session: HashMap<Vec<u8>, VecDeque<Arc<Notify>>>,
    by_person: HashMap<PersonId, usize>,
    count: usize,
    closed: bool,
}

impl Default for Streams {
    fn default() -> Streams {
        Streams { open: Mutex::default(), heartbeat: HEARTBEAT, looks_again: LOOKS_AGAIN }
    }
}

impl Streams {
    #[cfg(test)]
    pub fn beating_and_looking_again_every(pause: Duration) -> Streams {
        Streams { heartbeat: pause, looks_again: pause, ..Streams::default() }
    }

    /// Ends the streams of a session that is over.
    pub fn end(&self, session: &[u8]) {
        self.open().by_session.get(session).into_iter().flatten().for_each(|told| told.notify_one());
    }

    /// Ends every stream, and lets no other begin: the server stops, and does not wait for them.
    pub fn close(&self) {
        let mut open = self.open();
        open.closed = true;
        open.by_session.values().flatten().for_each(|told| told.notify_one());
    }

    /// A place for one more of this session, unless there are too many of all or of this person.
    fn seat(self: &Arc<Self>, session: Vec<u8>, person: PersonId) -> Option<Seat> {
        let mut open = self.open();
        let of_person = open.by_person.get(&person).copied().unwrap_or_default();
        if open.closed || open.count >= MOST || of_person >= MOST_OF_A_PERSON {
            return None;
        }
        open.by_person.insert(person, of_person + 1);
        let told = Arc::new(Notify::new());
        let of_session = open.by_session.entry(session.clone()).or_default();
        of_session.push_back(told.clone());
        if of_session.len() > MOST_OF_A_SESSION
            && let Some(first) = of_session.pop_front()
        {
            first.notify_one();
        }
        open.count += 1;
        Some(Seat { streams: self.clone(), session, person, told })
    }

    fn open(&self) -> std::sync::MutexGuard<'_, Open> {
        // Nothing that is done while it is held leaves it half done.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one stream, until it ends.
struct Seat {
    streams: Arc<Streams>,
    session: Vec<u8>,
    person: PersonId,
    /// To leave.
    told: Arc<Notify>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.open();
        open.count -= 1;
        if let Some(of_person) = open.by_person.get_mut(&self.person) {
            *of_person -= 1;
            if *of_person == 0 {
                open.by_person.remove(&self.person);
            }
        }
        if let Some(of_session) = open.by_session.get_mut(&self.session) {
            of_session.retain(|told| !Arc::ptr_eq(told, &self.told));
            if of_session.is_empty() {
                open.by_session.remove(&self.session);
            }
        }
    }
}

#[derive(Deserialize)]
pub struct Asked {
    after: Option<String>,
}

/// The stream of whoever is signed in, from `Last-Event-ID` or `after` on; without either, from now on.
pub async fn live(State(app): State<App>, Query(asked): Query<Asked>, jar: CookieJar, headers: HeaderMap) -> Response {
    if !is_asked_by_us(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(secret) = app.secret(&jar) else { return StatusCode::NO_CONTENT.into_response() };
    let actor = match app.desk.whose_session(&secret).await {
        Ok(Some(actor)) => actor,
        Ok(None) => return StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            tracing::warn!(%error, "whose stream it is could not be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let Some(seat) = app.streams.seat(secret.hash(), actor.person) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")]).into_response();
    };
    let resumed = headers.get("last-event-id").and_then(|id| Some(id.to_str().ok()?.to_owned()));
    // Follows before it asks what was before: nothing falls between.
    let follower = app.desk.follow();
    let (known, backlog) = match resumed.or(asked.after) {
        None => (0, VecDeque::new()),
        Some(after) => match app.desk.changes_since_mark(&actor, &after).await {
            Ok(Since::Changes(changes, Newest(known))) => {
                let event = |(position, number): (i64, CaseNumber)| event(&app.desk, position, &number.to_string());
                (known, changes.into_iter().map(event).collect())
            }
            Ok(Since::LoadAnew(Newest(known))) => (known, [event(&app.desk, known, EVERYTHING)].into()),
            Err(error) => {
                tracing::warn!(%error, "a stream could not resume");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        },
    };
    let looks_again = interval_at(Instant::now() + app.streams.looks_again, app.streams.looks_again);
    let heartbeat = KeepAlive::new().interval(app.streams.heartbeat).event(Event::default().data(LIVES));
    let stream = Stream { desk: app.desk, secret, actor, seat, follower, known, backlog, looks_again };
    let headers = [(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    let events = unfold(stream, |mut stream| async {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    });
    (headers, Sse::new(events).keep_alive(heartbeat)).into_response()
}

fn event(desk: &Desk, position: i64, data: &str) -> Event {
    let event = Event::default().data(data);
    match desk.mark(position) {
        Some(mark) => event.id(mark),
        // Who comes back without one is told of what comes, as who has just come.
        None => event,
    }
}

/// What one reader gets. It goes on only when they have taken what came before: who does not read for long is
/// behind, and then comes back.
struct Stream {
    desk: Desk,
    secret: Secret,
    actor: Actor,
    seat: Seat,
    follower: Follower,
    /// Up to here they know everything.
    known: i64,
    backlog: VecDeque<Event>,
    looks_again: Interval,
}

impl Stream {
    /// Whether what another account granted is in force at this very moment: it may have been withdrawn on another server.
    /// Nothing where the session is over or cannot be known.
    async fn may_still(&mut self, change: &Change) -> Option<bool> {
        if self.actor.standing.account().is_some_and(|own| own != change.account) {
            self.actor = self.desk.whose_session(&self.secret).await.ok()??;
        }
        Some(is_for(change, &self.actor))
    }

    /// The next event; nothing at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                biased;
                () = self.seat.told.notified() => return None,
                // With the database away nobody can be known: they come back.
                _ = self.looks_again.tick() => self.actor = self.desk.whose_session(&self.secret).await.ok()??,
                Some(event) = async { self.backlog.pop_front() } => return Some(event),
                heard = self.follower.next() => match heard {
                    Heard::TooSlow => return None,
                    Heard::Change(change) if change.position > self.known => {
                        self.known = change.position;
                        if is_for(&change, &self.actor) && self.may_still(&change).await? {
                            return Some(event(&self.desk, change.position, &change.number.to_string()));
                        }
                    }
                    Heard::SessionsOver(person) if person == self.actor.person => {
                        self.actor = self.desk.whose_session(&self.secret).await.ok()??;
                    }
                    // They come back, and everything is decided anew, what they have not taken yet too.
                    Heard::AccessChanged(partner) if self.actor.standing.account() == Some(partner) => return None,
                    Heard::Change(_) | Heard::SessionsOver(_) | Heard::AccessChanged(_) => {}
                },
            }
        }
    }
}
