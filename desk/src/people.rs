//! People and sign-in: passwords, sessions, invitations and resets.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use caseline_domain::access::{Action, Actor, Standing, decide};
use caseline_domain::form::Credentials;
use caseline_domain::id::{AccountId, PersonId};
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
use caseline_domain::text::{EmailAddress, Line};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::clock::Secret;
use crate::error::Refusal;
use crate::notices;
use crate::store::{NewPerson, StoreError};
use crate::{Desk, decide_by};

/// A session ends this long after sign-in, whatever happens, and this long after it was last used.
const SESSION_LIVES: i64 = 14 * DAY;
pub(crate) const SESSION_IDLES: i64 = 3 * DAY;
/// How exact "last used" is: writing it at every request would make every look at a page a write.
const SESSION_TOUCH: i64 = 5 * MINUTE;

const INVITATION_LIVES: i64 = 14 * DAY;
const RESET_LIVES: i64 = 2 * HOUR;

/// Password hashing, bounded: a burst of sign-ins waits instead of taking all memory, and what cannot wait either is
/// sent away at once.
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
    /// For those at work and those who wait.
    room: Arc<Semaphore>,
}

/// How many wait for a permit: two at a time, they take seconds.
const WAITING: usize = 32;

/// What to compare with for an address that nobody has, so that the answer takes as long as for one that somebody has.
/// Made with the parameters below; no password matches it, because it is never looked at.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5c25vYm9keXM$4Yf0QOYVQyQ4Hs1nVwQXw5o6rR7H3mY1Yw3s8rVbq0k";

/// The people of the demo data, and what they are. Only demo mode knows their password.
pub const DEMO_SIGN_INS: [(&str, &str); 5] = [
    ("merchant@example.com", "a merchant’s member"),
    ("partner@example.com", "a partner’s member"),
    ("csa@example.com", "Customer Support Analyst"),
    ("manager@example.com", "support manager"),
    ("admin@example.com", "administrator"),
];
pub const DEMO_PASSWORD: &str = "caseline-demo";

impl Passwords {
    pub(crate) fn new(permits: Semaphore) -> Self {
        let room = Semaphore::new(permits.available_permits() + WAITING);
        Passwords { permits: Arc::new(permits), room: Arc::new(room) }
    }

    /// The hash to store, argon2id with the crate's parameters (OWASP: 19 MiB, two passes, one lane).
    async fn hash(&self, password: String) -> Result<String, Refusal> {
        self.run(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()))
            .await?
            .map_err(|error| Refusal::Internal(format!("hashing a password: {error}")))
    }

    async fn matches(&self, password: String, hash: Option<String>) -> Result<bool, Refusal> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODYS.to_owned());
        let matches = self
            .run(move || {
                PasswordHash::new(&hash)
                    .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(known && matches)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let stopping = || Refusal::Internal("the server is stopping".into());
        let Ok(room) = self.room.clone().try_acquire_owned() else {
            tracing::warn!("too many sign-ins at once: one was sent away");
            return Err(Refusal::Unavailable);
        };
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| stopping())?;
        // A client that hangs up drops this future, but not the work: the permits go where the work goes.
        let work = move || {
            let done = work();
            drop((permit, room));
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| stopping())
    }
}

/// Address or password wrong: deliberately one answer for both.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    #[error("unknown address or wrong password")]
    Wrong,
    #[error(transparent)]
    Other(#[from] Refusal),
}

/// A person about to be invited.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub email: EmailAddress,
    pub name: Line,
    pub standing: Standing,
    pub zone: String,
}

impl Desk {
    /// Checks the credentials and begins a session. The session's secret is for the person's cookie alone.
    pub async fn sign_in(&self, credentials: Credentials) -> Result<(Secret, Actor), SignInRefusal> {
        let person = {
            let mut db = self.store().read().await.map_err(Refusal::from)?;
            db.person_by_email(&credentials.email.folded()).await.map_err(Refusal::from)?
        };
        let hash = person.as_ref().and_then(|person| person.password_hash.clone());
        // The demo password stands in our public source. A database that was filled with demo data once keeps its
        // hash, so outside demo mode it is nobody's password: the one rule holds whatever became of those people
        // (renamed, re-addressed, copied), and the refusal comes after the same work as any other.
        let public = credentials.password == DEMO_PASSWORD && !self.settings().demo;
        let matches = self.inner.passwords.matches(credentials.password, hash.clone()).await?;
        let Some(person) = person.filter(|_| matches && !public) else { return Err(SignInRefusal::Wrong) };
        let secret = self.ids().secret();
        let (session, now, person) = (self.session_hash(&secret), self.now(), PersonId(person.id));
        // Comparing took a while. A reset that came between ended the sessions of before; it must not leave this one.
        let still = self
            .write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let row = tx.person_locked(person).await?.filter(|person| person.password_hash == hash);
                    let Some(row) = row else { return Ok(None) };
                    tx.drop_expired_sessions(now).await?;
                    tx.insert_session(&session, person, now, now.plus_millis(SESSION_LIVES)).await?;
                    Ok(Some(tx.actor(&row).await?))
                })
            })
            .await
            .map_err(Refusal::from)?;
        still.map(|actor| (secret, actor)).ok_or(SignInRefusal::Wrong)
    }

    /// Whether this person comes with this key for the first time; notes that they did.
    pub async fn first_time(&self, actor: &Actor, key: Uuid) -> Result<bool, Refusal> {
        let (person, now) = (actor.person, self.now());
        Ok(self
            .write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.perform_once(key, person, now).await }))
            .await?)
    }

    /// What is stored of a session. In demo mode it is another hash, so that a session begun with the public password
    /// is no session of a server that is not a demonstration, now or later, without a look at anybody's password.
    fn session_hash(&self, secret: &Secret) -> Vec<u8> {
        if self.settings().demo {
            Secret::presented(&format!("demo {}", secret.reveal())).hash()
        } else {
            secret.hash()
        }
    }

    /// Whose session this is; `None` when it has ended. Whoever asks uses it, which keeps it alive.
    pub async fn session(&self, secret: &Secret) -> Result<Option<Actor>, Refusal> {
        let Some((actor, seen)) = self.session_seen(secret).await? else { return Ok(None) };
        let (hash, now) = (self.session_hash(secret), self.now());
        if now.since(seen) > SESSION_TOUCH {
            self.write(move |tx| Box::pin(async move { tx.touch_session(&hash, now).await })).await?;
        }
        Ok(Some(actor))
    }

    /// The same for what goes on by itself, which keeps no session alive.
    pub async fn whose_session(&self, secret: &Secret) -> Result<Option<Actor>, Refusal> {
        Ok(self.session_seen(secret).await?.map(|(actor, _)| actor))
    }

    async fn session_seen(&self, secret: &Secret) -> Result<Option<(Actor, Timestamp)>, Refusal> {
        let (hash, now) = (self.session_hash(secret), self.now());
        let mut db = self.store().read().await?;
        let Some((person, seen)) = db.session(&hash, now, now.plus_millis(-SESSION_IDLES)).await? else {
            return Ok(None);
        };
        Ok(Some((db.actor(&person).await?, seen)))
    }

    pub async fn sign_out(&self, secret: &Secret) -> Result<(), Refusal> {
        let hash = self.session_hash(secret);
        Ok(self.write(move |tx| Box::pin(async move { tx.end_session(&hash).await })).await?)
    }

    /// Creates a person without a password and mails them the link to choose one. For administrators; the command line
    /// of the machine itself passes no actor.
    pub async fn invite(&self, by: Option<&Actor>, invitation: Invitation) -> Result<Secret, Refusal> {
        decide_by(by, Action::ManagePeople)?;
        let (now, secret) = (self.now(), self.ids().secret());
        let Invitation { email, name, standing, zone } = invitation;
        let id = PersonId(self.ids().id(now));
        let person = NewPerson::new(id, email.as_str().to_owned(), name.as_str().to_owned(), standing, zone);
        let mail = notices::invitation(self, &person.name, &person.email, &secret, now);
        let hash = secret.hash();
        let created = self
            .write(move |tx| {
                Box::pin(async move {
                    tx.insert_person(&person, now).await?;
                    tx.insert_one_time_link(&hash, person.id, "invitation", now.plus_millis(INVITATION_LIVES)).await?;
                    tx.insert_mail(&mail, now).await
                })
            })
            .await;
        match created {
            Err(StoreError::Duplicate(_)) => Err(Refusal::Fields(caseline_domain::form::FieldErrors::one(
                "email",
                "Somebody has this address already.",
            ))),
            other => {
                other?;
                self.inner.mail_waits.notify_one();
                Ok(secret)
            }
        }
    }

    /// Mails a link to choose a new password, if somebody has that address. The answer is the same if nobody does, and so
    /// is the work up to it: a link and a mail are made, and something is committed.
    pub async fn ask_for_reset(&self, email: &EmailAddress) -> Result<(), Refusal> {
        let found = self.store().read().await?.person_by_email(&email.folded()).await?;
        let (now, secret) = (self.now(), self.ids().secret());
        let (name, address) = found.as_ref().map_or(("", email.as_str()), |person| (&person.name, &person.email));
        let mail = notices::reset(self, name, address, &secret, now);
        let hash = secret.hash();
        self.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let Some(person) = found.map(|person| PersonId(person.id)) else { return tx.change_nothing().await };
                // Disabled since a moment: no link may be left that is good once they are enabled again.
                if tx.person_locked(person).await?.is_none() {
                    return Ok(());
                }
                tx.void_resets(person, now).await?;
                tx.insert_one_time_link(&hash, person, "reset", now.plus_millis(RESET_LIVES)).await?;
                tx.insert_mail(&mail, now).await
            })
        })
        .await?;
        self.inner.mail_waits.notify_one();
        Ok(())
    }

    /// Whose invitation or reset link this is, by their e-mail address, while it is good. Looking changes nothing: mail
    /// scanners look too.
    pub async fn whose_password_link(&self, secret: &Secret) -> Result<Option<String>, Refusal> {
        let now = self.now();
        let mut read = self.store().read().await?;
        let Some((person, _)) = read.one_time_link(&secret.hash(), now).await? else { return Ok(None) };
        Ok(read.person(PersonId(person)).await?.map(|person| person.email))
    }

    /// Uses an invitation or reset link: sets the password, ends every session of before, and begins one, all or
    /// nothing of it.
    pub async fn choose_password(&self, secret: &Secret, password: String) -> Result<(Secret, Actor), Refusal> {
        if self.whose_password_link(secret).await?.is_none() {
            return Err(Refusal::NotThere);
        }
        let password_hash = self.inner.passwords.hash(password).await?;
        let (hash, now) = (secret.hash(), self.now());
        let begun = self.ids().secret();
        let session = self.session_hash(&begun);
        let actor = self
            .write::<_, Refusal, _>(move |tx| {
                Box::pin(async move {
                    let (person, _) = tx.one_time_link(&hash, now).await?.ok_or(Refusal::NotThere)?;
                    let person = PersonId(person);
                    // Before their link, as whatever voids it does: in another order the two would wait for each other.
                    let row = tx.person_locked(person).await?.ok_or(Refusal::NotThere)?;
                    tx.use_one_time_link(&hash, now).await?.ok_or(Refusal::NotThere)?;
                    tx.set_password(person, &password_hash).await?;
                    tx.end_sessions_of(person).await?;
                    tx.void_links(person, now).await?;
                    tx.insert_session(&session, person, now, now.plus_millis(SESSION_LIVES)).await?;
                    Ok(tx.actor(&row).await?)
                })
            })
            .await?;
        self.inner.feed.sessions_are_over(actor.person);
        Ok((begun, actor))
    }

    /// The hash of a password, for filling in people in bulk.
    pub async fn hash_password(&self, password: &str) -> Result<String, Refusal> {
        self.inner.passwords.hash(password.to_owned()).await
    }

    /// Accounts whose name begins with a text, for the phone.
    pub async fn accounts_named(&self, actor: &Actor, text: &str) -> Result<Vec<(AccountId, String)>, Refusal> {
        decide(actor, Action::TakeCalls)?;
        let rows = self.store().read().await?.accounts_named(text, 50).await?;
        Ok(rows.into_iter().map(|row| (AccountId(row.id), row.name)).collect())
    }

    /// An account by its id, with who can phone for it.
    pub async fn account_with_callers(
        &self,
        actor: &Actor,
        account: AccountId,
    ) -> Result<Option<(String, Vec<(PersonId, String)>)>, Refusal> {
        decide(actor, Action::TakeCalls)?;
        let mut read = self.store().read().await?;
        let Some(row) = read.account(account).await? else { return Ok(None) };
        Ok(Some((row.name, read.callers(account).await?)))
    }

    /// Everybody who can own a case.
    pub async fn colleagues(&self, actor: &Actor) -> Result<Vec<(PersonId, String)>, Refusal> {
        decide(actor, Action::WorkCases)?;
        let rows = self.store().read().await?.colleagues().await?;
        Ok(rows.into_iter().map(|row| (PersonId(row.id), row.name)).collect())
    }

    /// The moment up to which something made now and good for `lives` is good.
    pub(crate) fn until(&self, lives: i64) -> Timestamp {
        self.now().plus_millis(lives)
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;

    use caseline_domain::form::{Fields, new_password};

    use super::*;

    fn shape(hash: &str) -> String {
        let hash = PasswordHash::new(hash).unwrap();
        format!("{} {:?} {} {:?}", hash.algorithm, hash.version, hash.params, hash.hash.map(|output| output.len()))
    }

    #[test]
    fn nobody_can_choose_the_demo_password() {
        let typed = [("password", DEMO_PASSWORD), ("password_again", DEMO_PASSWORD)];
        let fields = Fields::new(typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        assert!(new_password(&fields).is_err());
    }

    #[tokio::test]
    async fn who_hangs_up_makes_no_room_before_the_work_ends() {
        let passwords = Passwords::new(Semaphore::new(1));
        let (started, is_started) = tokio::sync::oneshot::channel();
        let (end, is_ended) = std::sync::mpsc::channel::<()>();
        tokio::select! {
            _ = passwords.run(move || { started.send(()).unwrap(); is_ended.recv() }) => unreachable!("it waits"),
            started = is_started => started.unwrap(),
        }
        assert_eq!(passwords.permits.available_permits(), 0, "the work goes on");
        end.send(()).unwrap();
        passwords.run(|| ()).await.unwrap();
    }

    #[tokio::test]
    async fn beyond_those_who_wait_one_is_sent_away_at_once() {
        let passwords = Passwords::new(Semaphore::new(1));
        let held = passwords.permits.clone().acquire_owned().await.unwrap();
        let mut waiting: Vec<_> = (0..=WAITING).map(|_| Box::pin(passwords.run(|| ()))).collect();
        for one in &mut waiting {
            assert!(
                std::future::poll_fn(|context| std::task::Poll::Ready(one.as_mut().poll(context).is_pending())).await
            );
        }
        assert!(matches!(passwords.run(|| ()).await, Err(Refusal::Unavailable)));
        drop(held);
        for one in waiting {
            one.await.unwrap();
        }
        passwords.run(|| ()).await.unwrap();
    }

    #[tokio::test]
    async fn comparing_with_nobodys_hash_is_as_much_work_as_with_somebodys() {
        let passwords = Passwords::new(Semaphore::new(1));
        let somebodys = passwords.hash("correct horse".into()).await.unwrap();
        assert_eq!(shape(NOBODYS), shape(&somebodys));
        assert!(passwords.matches("correct horse".into(), Some(somebodys.clone())).await.unwrap());
        assert!(!passwords.matches("wrong horse".into(), Some(somebodys)).await.unwrap());
        assert!(!passwords.matches("correct horse".into(), None).await.unwrap());
    }
}
