//! Ids as the desk makes them, version 7 of RFC 9562 with the millisecond of creation, but drawn from the seed.

use caseline_domain::instant::Timestamp;
use uuid::Uuid;

use crate::random::Random;

#[must_use]
pub fn id_at(at: Timestamp, random: &mut Random) -> Uuid {
    let millis = at.millis().max(0) as u64;
    let high = (millis << 16) | 0x7000 | (random.next() >> 52);
    let low = 0x8000_0000_0000_0000 | (random.next() >> 2);
    Uuid::from_u64_pair(high, low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn an_id_is_of_version_seven_and_tells_its_time() {
        let at: Timestamp = "2026-11-23T09:00:00.250Z".parse().unwrap();
        let id = id_at(at, &mut Random::new(1, Stream::Case, 0));
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert_eq!((id.as_u64_pair().0 >> 16) as i64, at.millis());
    }
}
