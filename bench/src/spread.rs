//! What many times are like: their middle, their end, and whether two kinds of them can be told apart.

use kernel::{Entropy, SystemEntropy};

/// Times in microseconds, in order.
pub(crate) struct Spread(Vec<u32>);

impl Spread {
    pub(crate) fn new(mut times: Vec<u32>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(crate) const fn count(&self) -> usize {
        self.0.len()
    }

    /// Of a hundred times so many are not longer, in milliseconds.
    pub(crate) fn at_ms(&self, percent: usize) -> f64 {
        let time = self.0.get(self.0.len() * percent / 100);
        f64::from(time.copied().unwrap_or_default()) / 1_000.0
    }

    /// How well one can tell by a time which kind it is of: the area under the receiver's operating curve,
    /// 0.5 where guessing does as well, 1 where every time of this kind is longer than any of the other.
    pub(crate) fn auc(&self, other: &Self) -> f64 {
        let pairs = float(self.0.len()) * float(other.0.len());
        let longer: f64 = self
            .0
            .iter()
            .map(|time| {
                let shorter = other.0.partition_point(|one| one < time);
                let to_same = other.0.partition_point(|one| one <= time);
                f64::midpoint(float(shorter), float(to_same))
            })
            .sum();
        longer / pairs
    }

    /// The largest distance between the two distribution functions (Kolmogorov and Smirnov): 0 where they are
    /// the same.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        let below = |times: &[u32], time: u32| {
            float(times.partition_point(|one| *one <= time)) / float(times.len())
        };
        self.0
            .iter()
            .chain(&other.0)
            .map(|time| (below(&self.0, *time) - below(&other.0, *time)).abs())
            .fold(0.0, f64::max)
    }

    /// Two halves, drawn.
    pub(crate) fn halves(&self) -> (Self, Self) {
        let mut drawn = self.0.clone();
        shuffle(&mut drawn);
        let second = drawn.split_off(drawn.len() / 2);
        (Self::new(drawn), Self::new(second))
    }
}

/// Puts into an order that is drawn.
pub(crate) fn shuffle<T>(items: &mut [T]) {
    items.sort_by_cached_key(|_| {
        let mut key = [0; 8];
        SystemEntropy.fill(&mut key);
        key
    });
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_always_longer_is_told_apart_and_what_is_the_same_is_not() {
        let short = Spread::new(vec![1, 2, 3]);
        let long = Spread::new(vec![7, 5, 6]);
        assert!((long.auc(&short) - 1.0).abs() < 1e-9 && short.auc(&long).abs() < 1e-9);
        assert!((short.auc(&short) - 0.5).abs() < 1e-9);
        assert!((short.distance(&long) - 1.0).abs() < 1e-9);
        assert!(short.distance(&short).abs() < 1e-9);
    }

    #[test]
    fn one_pair_of_four_the_other_way_is_three_quarters() {
        let [one, other] = [vec![2, 4], vec![1, 3]].map(Spread::new);
        assert!((one.auc(&other) - 0.75).abs() < 1e-9);
        assert!((one.distance(&other) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn halves_hold_every_time_once() {
        let (one, other) = Spread::new((0..101).collect()).halves();
        let mut all = [one.0, other.0].concat();
        all.sort_unstable();
        assert_eq!(all, (0..101).collect::<Vec<_>>());
    }
}
