//! A distribution of times: a few hundred bytes for any number of them, which merges with
//! others and returns every quantile within 1 %.
//!
//! It is a DDSketch (Masson, Rim, Lee, 2019). Its bytes are those of DataDog's
//! `DDSketchWithExactSummaryStatistics`, which other programs can read too.

use sketches_ddsketch::{Config, DDSketch};

/// Relative error of a quantile. 2,048 bins of this width cover times from 1 µs to over 10^17
/// µs, so bins are never merged.
const RELATIVE_ERROR: f64 = 0.01;

/// Most bins.
const BINS: u32 = 2_048;

/// Times below this count as zero, in microseconds.
const LEAST_US: f64 = 1e-9;

/// A distribution of times in microseconds.
#[derive(Clone)]
pub struct Sketch(DDSketch);

/// The bytes are not a valid sketch.
#[derive(Debug, thiserror::Error)]
#[error("a stored sketch cannot be read")]
pub struct Unreadable;

impl Default for Sketch {
    fn default() -> Self {
        Self(DDSketch::new(Config::new(RELATIVE_ERROR, BINS, LEAST_US)))
    }
}

impl std::fmt::Debug for Sketch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sketch")
            .field("count", &self.count())
            .field("sum_us", &self.sum_us())
            .finish_non_exhaustive()
    }
}

impl Sketch {
    /// Adds a time, in microseconds.
    pub fn add(&mut self, us: f64) {
        self.0.add(us);
    }

    /// Adds the times of `other`.
    ///
    /// # Errors
    /// [`Unreadable`] if `other` has another relative error.
    pub fn merge(&mut self, other: &Self) -> Result<(), Unreadable> {
        self.0.merge(&other.0).map_err(|_| Unreadable)
    }

    /// Number of times in the sketch.
    pub fn count(&self) -> u64 {
        self.0.count() as u64
    }

    /// Sum of the times, in microseconds.
    pub fn sum_us(&self) -> f64 {
        self.0.sum().unwrap_or(0.0)
    }

    /// Minimum, in microseconds, exact; `None` if empty.
    pub fn min_us(&self) -> Option<f64> {
        self.0.min()
    }

    /// Maximum, in microseconds, exact; `None` if empty.
    pub fn max_us(&self) -> Option<f64> {
        self.0.max()
    }

    /// Quantile `q` (0.0 to 1.0), in microseconds, within 1 %; `None` if empty.
    pub fn quantile_us(&self, q: f64) -> Option<f64> {
        let us = self.0.quantile(q).ok().flatten()?;
        // Clamps the estimate to the exact minimum and maximum.
        Some(us.clamp(self.min_us()?, self.max_us()?))
    }

    /// Encodes the sketch; `None` if empty.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        (self.count() > 0).then(|| self.0.to_java_bytes())
    }

    /// Decodes a sketch.
    ///
    /// # Errors
    /// [`Unreadable`] if the bytes are not a valid sketch.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        DDSketch::from_java_bytes(bytes)
            .map(Self)
            .map_err(|_| Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketch_of(times: &[f64]) -> Sketch {
        let mut sketch = Sketch::default();
        for us in times {
            sketch.add(*us);
        }
        sketch
    }

    /// The exact time at the rank that the sketch answers for, `q × (n − 1)`.
    fn exact(times: &[f64], q: f64) -> f64 {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        let rank = q * (times.len() - 1) as f64;
        let up_to = times.iter().zip(0_u32..);
        let last = up_to.take_while(|(_, at)| f64::from(*at) <= rank).last();
        *last.unwrap().0
    }

    #[test]
    fn an_empty_one_says_nothing() {
        let sketch = Sketch::default();
        assert_eq!(sketch.count(), 0);
        assert_eq!((sketch.min_us(), sketch.max_us()), (None, None));
        assert_eq!(sketch.quantile_us(0.5), None);
        assert!(sketch.to_bytes().is_none());
        assert!(Sketch::from_bytes(&[255, 1, 2]).is_err());
    }

    #[test]
    fn a_time_of_nothing_counts() {
        let sketch = sketch_of(&[0.0, 0.0, 10.0]);
        let back = Sketch::from_bytes(&sketch.to_bytes().unwrap()).unwrap();
        for sketch in [sketch, back] {
            assert_eq!(sketch.count(), 3);
            assert_eq!(sketch.quantile_us(0.5), Some(0.0));
            assert_eq!((sketch.min_us(), sketch.max_us()), (Some(0.0), Some(10.0)));
        }
    }

    proptest! {
        #[test]
        fn quantiles_are_within_one_percent(
            times in proptest::collection::vec(1.0..6e7_f64, 1..400),
            q in 0.0..1.0_f64,
        ) {
            let told = sketch_of(&times).quantile_us(q).unwrap();
            let exact = exact(&times, q);
            prop_assert!((told - exact).abs() <= exact * (RELATIVE_ERROR + 1e-9), "{told} {exact}");
        }

        #[test]
        fn merged_parts_equal_the_whole(
            times in proptest::collection::vec(0.0..6e7_f64, 1..300),
            cut in 0..300_usize,
        ) {
            let times: Vec<f64> = times.iter().map(|us| us.round()).collect();
            let (one, two) = times.split_at(cut.min(times.len()));
            let mut merged = Sketch::default();
            for part in [one, two] {
                // Merge sketches in the form in which rows store them.
                if let Some(bytes) = sketch_of(part).to_bytes() {
                    merged.merge(&Sketch::from_bytes(&bytes).unwrap()).unwrap();
                }
            }
            let whole = sketch_of(&times);
            prop_assert_eq!(merged.count(), whole.count());
            prop_assert_eq!(merged.sum_us(), whole.sum_us());
            prop_assert_eq!(merged.min_us(), whole.min_us());
            prop_assert_eq!(merged.max_us(), whole.max_us());
            for q in [0.0, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0] {
                prop_assert_eq!(merged.quantile_us(q), whole.quantile_us(q));
            }
        }
    }
}
