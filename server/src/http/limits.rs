//! How often somebody may try to sign in, ask for a reset or use a link: from one address, and from one address for one person, so that guessing is
//! slow and nobody can be locked out from elsewhere.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Forget what has recovered once this many addresses were seen.
const TIDY_ABOVE: usize = 10_000;

pub struct SignInLimits {
    by_address: Option<DefaultKeyedRateLimiter<IpAddr>>,
    by_person: Option<DefaultKeyedRateLimiter<(IpAddr, String)>>,
}

impl SignInLimits {
    /// `per_minute` attempts from one address, a quarter of it for one person from there; 0: no limit.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        let address = NonZeroU32::new(per_minute);
        let person = NonZeroU32::new(per_minute.div_ceil(4));
        SignInLimits {
            by_address: address.map(|limit| RateLimiter::keyed(Quota::per_minute(limit))),
            by_person: person.map(|limit| RateLimiter::keyed(Quota::per_minute(limit))),
        }
    }

    /// Whether one more attempt of anybody from there is within bounds; counts it.
    #[must_use]
    pub fn allow_from(&self, from: IpAddr) -> bool {
        for_room(self.by_address.as_ref());
        self.by_address.as_ref().is_none_or(|limit| limit.check_key(&from).is_ok())
    }

    /// Whether one more attempt for this person is within bounds; counts it.
    #[must_use]
    pub fn allow(&self, from: IpAddr, email: &str) -> bool {
        for_room(self.by_person.as_ref());
        let address = self.allow_from(from);
        let person = self.by_person.as_ref().is_none_or(|limit| limit.check_key(&(from, email.to_owned())).is_ok());
        address && person
    }
}

fn for_room<K: std::hash::Hash + Eq + Clone>(limit: Option<&DefaultKeyedRateLimiter<K>>) {
    if let Some(limit) = limit
        && limit.len() > TIDY_ABOVE
    {
        limit.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_bounded_by_address_and_by_person() {
        let limits = SignInLimits::new(8);
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        assert!(limits.allow(here, "a") && limits.allow(here, "a"));
        assert!(!limits.allow(here, "a"), "a third try for one person");
        assert!(limits.allow(here, "b"), "another person is still free");
        for person in ["c", "d", "e", "f"] {
            assert!(limits.allow(here, person), "{person}");
        }
        assert!(!limits.allow(here, "g"), "the address has used its attempts");
        assert!(limits.allow("127.0.0.2".parse().unwrap(), "a"), "nobody is locked out from elsewhere");
    }

    #[test]
    fn zero_means_no_limit() {
        let limits = SignInLimits::new(0);
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        assert!((0..100).all(|_| limits.allow(here, "a")));
    }
}
