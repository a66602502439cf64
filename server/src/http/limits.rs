//! How often somebody may try to sign in, ask for a reset or use a link: from one address, and from one address for one
//! person, so that guessing is slow and nobody can be locked out from elsewhere.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use caseline_domain::text::EmailAddress;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Forget what has recovered once this many addresses were seen.
const TIDY_ABOVE: usize = 10_000;

pub struct SignInLimits {
    by_address: Option<DefaultKeyedRateLimiter<IpAddr>>,
    /// The person as a hash: what somebody types is as long as they like.
    by_person: Option<DefaultKeyedRateLimiter<(IpAddr, u64)>>,
    hash: RandomState,
    /// Looking through all keys takes a while, so not at every attempt.
    tidying: DefaultDirectRateLimiter,
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
            hash: RandomState::new(),
            tidying: RateLimiter::direct(Quota::per_second(NonZeroU32::MIN)),
        }
    }

    /// Whether one more attempt of anybody from there is within bounds; counts it.
    #[must_use]
    pub fn allow_from(&self, from: IpAddr) -> bool {
        self.tidy();
        self.by_address.as_ref().is_none_or(|limit| limit.check_key(&network(from)).is_ok())
    }

    /// Whether one more attempt for this person is within bounds; counts it. A text that is no e-mail address is nobody's,
    /// and counts for the address it comes from alone.
    #[must_use]
    pub fn allow(&self, from: IpAddr, email: &str) -> bool {
        if !self.allow_from(from) {
            return false;
        }
        let (Some(limit), Some(person)) = (&self.by_person, EmailAddress::parse(email)) else { return true };
        limit.check_key(&(network(from), self.hash.hash_one(person.folded()))).is_ok()
    }

    fn tidy(&self) {
        let addresses = self.by_address.as_ref().map_or(0, |limit| limit.len());
        let people = self.by_person.as_ref().map_or(0, |limit| limit.len());
        if addresses.max(people) > TIDY_ABOVE && self.tidying.check().is_ok() {
            self.by_address.as_ref().inspect(|limit| limit.retain_recent());
            self.by_person.as_ref().inspect(|limit| limit.retain_recent());
        }
    }
}

/// Whose address it is: one subscriber has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_bounded_by_address_and_by_person() {
        let limits = SignInLimits::new(8);
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        assert!(limits.allow(here, "a@x.example") && limits.allow(here, "a@x.example"));
        assert!(!limits.allow(here, "a@x.example"), "a third try for one person");
        assert!(limits.allow(here, "b@x.example"), "another person is still free");
        for person in ["c@x.example", "d@x.example", "e@x.example", "f@x.example"] {
            assert!(limits.allow(here, person), "{person}");
        }
        assert!(!limits.allow(here, "g@x.example"), "the address has used its attempts");
        assert!(limits.allow("127.0.0.2".parse().unwrap(), "a@x.example"), "nobody is locked out from elsewhere");
    }

    #[test]
    fn zero_means_no_limit() {
        let limits = SignInLimits::new(0);
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        assert!((0..100).all(|_| limits.allow(here, "a@x.example")));
    }

    #[test]
    fn a_spent_address_leaves_no_more_behind() {
        let limits = SignInLimits::new(8);
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        for n in 0..100 {
            let _ = limits.allow(here, &format!("{n}@x.example"));
            let _ = limits.allow(here, &"x".repeat(100_000));
        }
        assert!(limits.by_person.as_ref().unwrap().len() <= 8);
    }

    #[test]
    fn an_address_of_ipv6_is_its_subscribers_whole_net() {
        let limits = SignInLimits::new(1);
        assert!(limits.allow("2001:db8::1".parse().unwrap(), "a@x.example"));
        assert!(!limits.allow("2001:db8::2:1".parse().unwrap(), "b@x.example"));
        assert!(limits.allow("2001:db8:0:1::1".parse().unwrap(), "a@x.example"));
        assert!(limits.allow("192.0.2.1".parse().unwrap(), "a@x.example"));
        assert!(!limits.allow("::ffff:192.0.2.1".parse().unwrap(), "b@x.example"));
    }
}
