//! The present moment, fresh ids and secrets: one value each, handed in, so that tests move time and repeat.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use caseline_domain::instant::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What tells the time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is handed")]
    fn now(&self) -> Timestamp {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands until a test moves it.
pub struct TestClock(AtomicI64);

impl TestClock {
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        TestClock(AtomicI64::new(now.millis()))
    }

    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub fn set(&self, now: Timestamp) {
        self.0.store(now.millis(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Where ids and secrets come from.
pub trait Ids: Send + Sync {
    /// Random bytes nobody can guess.
    fn fill(&self, bytes: &mut [u8]);

    /// A new id that sorts by its time of making (UUID version 7, RFC 9562).
    fn id(&self, now: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(now.millis()).unwrap_or(0), &random).into_uuid()
    }

    /// A new id that tells nothing, and that nobody guesses (UUID version 4).
    fn random_id(&self) -> Uuid {
        let mut random = [0; 16];
        self.fill(&mut random);
        uuid::Builder::from_random_bytes(random).into_uuid()
    }

    /// A new secret for a link or a session: 256 bits.
    fn secret(&self) -> Secret {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        Secret(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// `length` letters of an alphabet, each equally likely.
    fn letters(&self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        // Bytes beyond the last whole multiple would make the first letters likelier.
        let fair = 256 - 256 % letters.len();
        let mut text = String::with_capacity(length);
        while text.chars().count() < length {
            let mut byte = [0];
            self.fill(&mut byte);
            if usize::from(byte[0]) < fair {
                text.push(letters[usize::from(byte[0]) % letters.len()]);
            }
        }
        text
    }
}

/// The operating system's randomness.
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(
        clippy::expect_used,
        reason = "without randomness no session may be made, and nothing can be done about it"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}

/// The same ids in the same order, for tests.
#[derive(Default)]
pub struct TestIds(AtomicU64);

impl Ids for TestIds {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let block = Sha256::digest(self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// A secret as it travels in a cookie or a link. Only its hash is ever stored; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// What somebody presents; anything that cannot be one is simply never found.
    #[must_use]
    pub fn presented(text: &str) -> Self {
        Secret(text.to_owned())
    }

    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored. A plain hash suffices: the secret is random and long, so there is nothing to guess.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
