//! How often somebody may try to sign in, ask for a reset or use a link: from one address, and from one address for one
//! person, so that guessing is slow and nobody can be locked out from elsewhere. And how often who is signed in may write.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use caseline_app::form::{Bounce, SIGN_IN};
use caseline_app::pages::public::post::without_secrets;
use caseline_app::ui::News;
use caseline_domain::form::{FieldErrors, Fields};
use caseline_domain::id::PersonId;
use caseline_domain::text::EmailAddress;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Forget what has recovered once this many keys were seen.
const TIDY_ABOVE: usize = 10_000;

/// So many a minute for each key.
struct Bound<K: Hash + Eq + Clone> {
    /// None: no limit.
    limit: Option<DefaultKeyedRateLimiter<K>>,
    /// Looking through all keys takes a while, so not at every attempt.
    tidying: DefaultDirectRateLimiter,
}

impl<K: Hash + Eq + Clone> Bound<K> {
    /// 0: no limit.
    fn per_minute(most: u32) -> Self {
        Bound {
            limit: NonZeroU32::new(most).map(|most| RateLimiter::keyed(Quota::per_minute(most))),
            tidying: RateLimiter::direct(Quota::per_second(NonZeroU32::MIN)),
        }
    }

    /// Whether one more is within bounds; counts it.
    fn allow(&self, key: &K) -> bool {
        let Some(limit) = &self.limit else { return true };
        if limit.len() > TIDY_ABOVE && self.tidying.check().is_ok() {
            limit.retain_recent();
        }
        limit.check_key(key).is_ok()
    }
}

pub struct SignInLimits {
    by_address: Bound<IpAddr>,
    /// The person as a hash: what somebody types is as long as they like.
    by_person: Bound<(IpAddr, u64)>,
    hash: RandomState,
}

impl SignInLimits {
    /// `per_minute` attempts from one address, a quarter of it for one person from there; 0: no limit.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        SignInLimits {
            by_address: Bound::per_minute(per_minute),
            by_person: Bound::per_minute(per_minute.div_ceil(4)),
            hash: RandomState::new(),
        }
    }

    /// Whether one more attempt of anybody from there is within bounds; counts it.
    #[must_use]
    pub fn allow_from(&self, from: IpAddr) -> bool {
        self.by_address.allow(&network(from))
    }

    /// Whether one more attempt for this person is within bounds; counts it. A text that is no e-mail address is nobody's,
    /// and counts for the address it comes from alone.
    #[must_use]
    pub fn allow(&self, from: IpAddr, email: &str) -> bool {
        if !self.allow_from(from) {
            return false;
        }
        let Some(person) = EmailAddress::parse(email) else { return true };
        self.by_person.allow(&(network(from), self.hash.hash_one(person.folded())))
    }
}

/// A form that strangers may send, and that guesses something: bounded by where it comes from.
#[derive(Clone, Copy)]
pub enum Limited {
    SignIn,
    ForgotPassword,
    Welcome,
    Survey,
}

const TOO_OFTEN: &str = "Too many attempts. Wait a minute, then try again.";

impl Limited {
    /// By the address as it is routed, so that no other way of writing it goes past.
    pub fn of(segments: &[&str]) -> Option<Limited> {
        match segments {
            ["sign-in"] => Some(Limited::SignIn),
            ["forgot-password"] => Some(Limited::ForgotPassword),
            ["welcome", _] => Some(Limited::Welcome),
            ["survey", _] => Some(Limited::Survey),
            _ => None,
        }
    }

    /// Where one came too often from there, its own page again, with what was typed but no password. Counts it.
    pub fn refused(self, limits: &SignInLimits, from: Option<IpAddr>, fields: &Fields) -> Option<Bounce> {
        let from = from?;
        let allowed = match self {
            Limited::SignIn | Limited::ForgotPassword => limits.allow(from, fields.get("email")),
            Limited::Welcome | Limited::Survey => limits.allow_from(from),
        };
        (!allowed).then(|| self.bounce(without_secrets(fields)))
    }

    fn bounce(self, kept: Fields) -> Bounce {
        let (act, field) = match self {
            Limited::SignIn => (SIGN_IN, "password"),
            Limited::ForgotPassword => ("forgot", "email"),
            Limited::Welcome => ("welcome", "password"),
            Limited::Survey => return Bounce::news("survey", kept, News::Warn, TOO_OFTEN),
        };
        Bounce::errors(act, kept, FieldErrors::one(field, TOO_OFTEN))
    }
}

/// What one page saves by itself in a minute at most: a draft, each time 800 milliseconds after the last key. Four pages
/// of one person may, however few forms they may send.
const SAVES: u32 = 4 * 75;

/// By the person, wherever they are: a session that runs wild, or a script with its cookie, fills no database.
pub struct WriteLimits {
    forms: Bound<PersonId>,
    saves: Bound<PersonId>,
}

impl WriteLimits {
    /// `per_minute` forms of one person; 0: no limit.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        let saves = if per_minute == 0 { 0 } else { per_minute.max(SAVES) };
        WriteLimits { forms: Bound::per_minute(per_minute), saves: Bound::per_minute(saves) }
    }

    /// Whether one more form of this person is within bounds; counts it.
    #[must_use]
    pub fn allow_form(&self, person: PersonId) -> bool {
        self.forms.allow(&person)
    }

    /// The same for what a page saves by itself.
    #[must_use]
    pub fn allow_save(&self, person: PersonId) -> bool {
        self.saves.allow(&person)
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
    use caseline_desk::clock::{Ids, SystemIds};
    use caseline_domain::instant::Timestamp;

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
        assert!(limits.by_person.limit.as_ref().unwrap().len() <= 8);
    }

    #[test]
    fn a_person_s_forms_are_bounded_and_typing_is_not() {
        let [mara, sol] = [1, 2].map(|n| PersonId(SystemIds.id(Timestamp::from_millis(n))));
        let limits = WriteLimits::new(2);
        assert!(limits.allow_form(mara) && limits.allow_form(mara));
        assert!(!limits.allow_form(mara), "a third form");
        assert!(limits.allow_form(sol), "another person is still free");
        assert!((0..SAVES).all(|_| limits.allow_save(mara)), "what is typed is saved");
        assert!(!limits.allow_save(mara), "no hand types this fast");
        let none = WriteLimits::new(0);
        assert!((0..1_000).all(|_| none.allow_form(mara) && none.allow_save(mara)));
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
