//! The use cases of the support desk and all that they touch: the store, mail, timed work.
//!
//! One use case is one function: one decision about access ([`caseline_domain::access::decide`]), one transaction, and
//! the events it appends. Pages, the command line and whatever comes later call these same functions. Deliberately
//! absent: HTTP and Leptos.

pub mod account_plans;
pub mod accounts;
pub mod calendars;
pub mod cases;
mod causes;
pub mod clock;
mod countable;
pub mod error;
pub mod feed;
pub mod files;
mod forms;
mod grants;
mod jobs;
pub mod legacy;
pub mod mail;
mod notices;
pub mod people;
pub mod plan_versions;
mod plans;
pub mod reports;
pub mod roster;
pub mod store;
pub mod surveys;
mod sweep;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::instant::Timestamp;
use tokio::sync::{Notify, Semaphore};

use clock::{Clock, Ids};
use error::Refusal;
use files::FileSettings;
pub use plans::{Book, PlanInForce};
use store::{Store, StoreError, Write};

/// What an installation decides for itself.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach this desk, without a slash at the end; links in mail begin with it.
    pub public_url: String,
    /// The sender of all mail.
    pub mail_from: String,
    /// Shown on the call card, in and outside the US.
    pub phone_us: String,
    pub phone_abroad: String,
    pub files: FileSettings,
    /// Whether this is a demonstration: only then is the password that is printed in our source anybody's.
    pub demo: bool,
    /// The folder for data: where files lie that belong to what the database holds.
    pub data: std::path::PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            public_url: "http://127.0.0.1:3000".into(),
            mail_from: "Caseline <support@caseline.example>".into(),
            // The numbers that the process publishes ("Calling Our Customer Support Center for P1 Issues").
            phone_us: "1-877-282-7436".into(),
            phone_abroad: "+001 310 945-1310".into(),
            files: FileSettings::new("data/files".into(), 25, 10, 5_000),
            demo: false,
            data: "data".into(),
        }
    }
}

/// The desk: everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    settings: Settings,
    plans: plans::Plans,
    words: cases::Words,
    passwords: people::Passwords,
    /// One calendar file is read after the other.
    files: Arc<Semaphore>,
    mail_waits: Notify,
    feed: feed::Feed,
    timers_wait: Notify,
}

/// How many passwords are hashed at once: each takes 19 MiB and a core.
const HASHING: usize = 2;

/// Decides for a person; for nobody, which is the command line of the machine itself, everything is allowed.
fn decide_by(by: Option<&Actor>, action: Action) -> Result<(), Refusal> {
    by.map_or(Ok(()), |actor| Ok(decide(actor, action)?))
}

impl Desk {
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, settings: Settings) -> Desk {
        let inner = Inner {
            store,
            clock,
            ids,
            settings,
            plans: plans::Plans::default(),
            words: cases::Words::default(),
            passwords: people::Passwords::new(Semaphore::new(HASHING)),
            files: Arc::new(Semaphore::new(1)),
            mail_waits: Notify::new(),
            feed: feed::Feed::default(),
            timers_wait: Notify::new(),
        };
        Desk { inner: Arc::new(inner) }
    }

    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    #[must_use]
    pub fn ids(&self) -> &dyn Ids {
        &*self.inner.ids
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Runs one transaction to its end in a task of its own: a client that hangs up drops its handler, and a
    /// transaction dropped midway would poison its connection (sqlx 4385).
    async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Write) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let desk = self.clone();
        let task = tokio::spawn(async move {
            let mut tx = desk.store().write().await?;
            let value = work(&mut tx).await?;
            let changed = tx.changes_a_case();
            tx.commit().await?;
            if changed {
                desk.inner.feed.wake();
            }
            Ok(value)
        });
        match task.await {
            Ok(result) => result,
            Err(stopped) if stopped.is_panic() => std::panic::resume_unwind(stopped.into_panic()),
            Err(_) => Err(StoreError::Schema("the server is stopping".into()).into()),
        }
    }
}
