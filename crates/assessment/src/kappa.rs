//! Cohen's kappa: how far two people agree beyond what chance alone would give.

use std::collections::BTreeMap;

/// How often two people said the same of the same things, and each answer of each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pairs: i128,
    agreed: i128,
    first: BTreeMap<String, i128>,
    second: BTreeMap<String, i128>,
}

impl Tally {
    /// Counts one thing that both answered.
    pub(crate) fn add(&mut self, first: String, second: String) {
        self.pairs += 1;
        self.agreed += i128::from(first == second);
        *self.first.entry(first).or_default() += 1;
        *self.second.entry(second).or_default() += 1;
    }

    /// Things that both answered.
    pub(crate) fn pairs(&self) -> i64 {
        i64::try_from(self.pairs).unwrap_or(i64::MAX)
    }

    /// Things of which both said the same.
    pub(crate) fn agreed(&self) -> i64 {
        i64::try_from(self.agreed).unwrap_or(i64::MAX)
    }

    /// Cohen's kappa in thousandths: 1000 is full agreement, 0 what chance gives. Nothing where neither ever gave a
    /// second answer: then there was nothing to disagree about.
    pub(crate) fn kappa(&self) -> Option<i64> {
        let by_chance: i128 = self
            .first
            .iter()
            .map(|(answer, count)| count * self.second.get(answer).unwrap_or(&0))
            .sum();
        // (p_o - p_e) / (1 - p_e), with both sides of the fraction times the square of the pairs.
        let whole = self.pairs * self.pairs - by_chance;
        let beyond = self.pairs * self.agreed - by_chance;
        if whole == 0 {
            return None;
        }
        // To the nearest thousandth, also below zero.
        let thousandths = (2_000 * beyond + whole).div_euclid(2 * whole);
        i64::try_from(thousandths).ok()
    }
}

/// The value at a share (in hundredths) of sorted values, by nearest rank.
pub(crate) fn percentile<T: Copy>(sorted: &[T], share: usize) -> Option<T> {
    let rank = (sorted.len() * share).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tally(cells: &[(&str, &str, usize)]) -> Tally {
        let mut tally = Tally::default();
        for (first, second, times) in cells {
            for _ in 0..*times {
                tally.add((*first).to_owned(), (*second).to_owned());
            }
        }
        tally
    }

    /// Fifty things; both say yes of 20 and no of 15. The first says yes of 25, the second of 30. They agree on
    /// 35/50 = 0.70; chance gives 0.5·0.6 + 0.5·0.4 = 0.50; kappa is (0.70 − 0.50)/(1 − 0.50) = 0.40.
    #[test]
    fn the_worked_example_comes_to_four_tenths() {
        let worked = tally(&[
            ("yes", "yes", 20),
            ("yes", "no", 5),
            ("no", "yes", 10),
            ("no", "no", 15),
        ]);
        assert_eq!((worked.pairs(), worked.agreed()), (50, 35));
        assert_eq!(worked.kappa(), Some(400));
    }

    /// Three classes, ten things, 7 of them agreed: 0.7. The first says a of 4, b of 3, c of 3; the second a of 4, b of
    /// 4, c of 2. Chance gives (4·4 + 3·4 + 3·2)/100 = 0.34; kappa is 0.36/0.66 = 0.545.
    #[test]
    fn three_classes_are_counted_alike() {
        let worked = tally(&[
            ("a", "a", 3),
            ("a", "b", 1),
            ("b", "b", 2),
            ("b", "a", 1),
            ("c", "c", 2),
            ("c", "b", 1),
        ]);
        assert_eq!((worked.pairs(), worked.agreed()), (10, 7));
        assert_eq!(worked.kappa(), Some(545));
    }

    #[test]
    fn the_ends_of_the_scale() {
        assert_eq!(tally(&[("a", "a", 4), ("b", "b", 3)]).kappa(), Some(1000));
        assert_eq!(tally(&[("a", "b", 5), ("b", "a", 5)]).kappa(), Some(-1000));
        assert_eq!(tally(&[("a", "a", 9)]).kappa(), None);
        assert_eq!(Tally::default().kappa(), None);
    }

    #[test]
    fn percentiles_are_values_that_were_there() {
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!(percentile(&ten, 50), Some(5));
        assert_eq!(percentile(&ten, 90), Some(9));
        assert_eq!(percentile(&[7], 90), Some(7));
        assert_eq!(percentile::<i64>(&[], 50), None);
    }

    proptest! {
        /// Whatever is answered, kappa lies between its ends and does not depend on who is the first.
        #[test]
        fn kappa_is_even_handed(pairs in proptest::collection::vec((0..4_u8, 0..4_u8), 1..40)) {
            let mut one = Tally::default();
            let mut other = Tally::default();
            for (first, second) in pairs {
                one.add(first.to_string(), second.to_string());
                other.add(second.to_string(), first.to_string());
            }
            prop_assert_eq!(one.kappa(), other.kappa());
            if let Some(kappa) = one.kappa() {
                prop_assert!((-1000..=1000).contains(&kappa));
            }
        }
    }
}
