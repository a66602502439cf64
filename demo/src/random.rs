//! Chance that can be repeated: SplitMix64 (Steele, Lea and Flood 2014), one stream for each thing that is made, so that
//! making more of one never changes another. Whole numbers only, so that every machine draws the same.

/// What a stream of chance is for.
#[derive(Clone, Copy, Debug)]
pub enum Stream {
    Account,
    Member,
    Staff,
    Case,
    Scene,
    Audition,
    Plan,
    Legacy,
}

#[derive(Clone, Debug)]
pub struct Random(u64);

/// Eighths of the deals that [`Random::spread`] makes, in thousandths of the median.
const SPREAD: [i64; 9] = [40, 240, 460, 720, 1_000, 1_420, 2_050, 3_200, 6_500];

impl Random {
    #[must_use]
    pub fn new(seed: u64, stream: Stream, index: u64) -> Self {
        let mut random = Random(seed ^ (stream as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93));
        let mixed = random.next() ^ index.wrapping_mul(0xa076_1d64_78bd_642f);
        Random(Random(mixed).next())
    }

    /// Another stream, that goes its own way from here.
    #[must_use]
    pub fn branch(&mut self) -> Random {
        Random(self.next())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to just below `bound`; 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product: even enough for anything that people look at.
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as u64) as i64
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, permille: u64) -> bool {
        self.below(1_000) < permille
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// Where a draw falls among running totals: the index of the first that is greater.
    pub fn among(&mut self, totals: &[u64]) -> usize {
        let drawn = self.below(totals.last().copied().unwrap_or(0));
        totals.partition_point(|total| *total <= drawn).min(totals.len().saturating_sub(1))
    }

    /// A length of time as waiting times are: mostly around the median, seldom many times as long.
    pub fn spread(&mut self, median: i64) -> i64 {
        median * self.on(&SPREAD) / 1_000
    }

    /// A value on a curve that is given by its values at even steps.
    pub fn on(&mut self, curve: &[i64]) -> i64 {
        let segment = self.below(curve.len() as u64 - 1) as usize;
        let (low, high) = (curve[segment], curve[segment + 1]);
        low + (high - low) * self.below(1_024) as i64 / 1_024
    }
}

/// Running totals of weights, for [`Random::among`].
#[must_use]
pub fn totals(weights: impl IntoIterator<Item = u64>) -> Vec<u64> {
    weights
        .into_iter()
        .scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_itself_and_differs_from_the_next() {
        let draw = |index| Random::new(7, Stream::Case, index).next();
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
        assert_ne!(Random::new(7, Stream::Member, 3).next(), draw(3));
    }

    #[test]
    fn draws_stay_in_their_bounds_and_follow_their_weights() {
        let mut random = Random::new(1, Stream::Case, 0);
        let weights = totals([1, 0, 3]);
        let mut counts = [0; 3];
        for _ in 0..4_000 {
            assert!((5..=9).contains(&random.between(5, 9)));
            assert!((40..=6_500).contains(&random.spread(1_000)));
            counts[random.among(&weights)] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((2_800..3_200).contains(&counts[2]), "{counts:?}");
    }
}
