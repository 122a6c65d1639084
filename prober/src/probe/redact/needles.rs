//! The looks of all secrets, found together: what a text costs depends on its length,
//! not on how many there are.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use super::LEAST_BYTES;

/// Bits of the filter that most places of a text do not pass.
const FILTER_BITS: u32 = 16;

/// Bytes that are compared in one step.
const BYTES_A_STEP: usize = 16;

/// Steps that comparing may take in all texts of an attempt: some milliseconds.
const MOST_STEPS: usize = 1_000_000;

/// The first bytes of a look.
type Prefix = [u8; LEAST_BYTES];

/// What a secret looks like.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Needle {
    pub(super) bytes: Vec<u8>,
    /// Whether the characters around it say the rest of its first and last bytes.
    pub(super) is_base64: bool,
}

/// Texts that hold too much of what secrets begin with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spent;

/// Needles by what they begin with.
pub(crate) struct Needles {
    /// In order.
    all: Vec<Needle>,
    by_prefix: HashMap<Prefix, Range<usize>>,
    /// A bit for each prefix that there is.
    filter: Vec<u64>,
    steps: Cell<usize>,
}

impl Needles {
    pub(super) fn of(mut all: Vec<Needle>) -> Self {
        all.retain(|needle| needle.bytes.len() >= LEAST_BYTES);
        all.sort();
        all.dedup();
        let mut by_prefix = HashMap::<Prefix, Range<usize>>::new();
        let words = if all.is_empty() {
            0
        } else {
            1 << (FILTER_BITS - 6)
        };
        let mut filter = vec![0; words];
        for (index, needle) in all.iter().enumerate() {
            let Some(&prefix) = needle.bytes.first_chunk() else {
                continue;
            };
            by_prefix.entry(prefix).or_insert(index..index).end = index + 1;
            let (word, bit) = place(prefix);
            filter[word] |= bit;
        }
        Self {
            all,
            by_prefix,
            filter,
            steps: Cell::new(0),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Calls `found` with each needle that `bytes` agree with, where that begins, and with
    /// how many of its bytes.
    ///
    /// # Errors
    /// Where that takes too long.
    pub(super) fn each(
        &self,
        bytes: &[u8],
        mut found: impl FnMut(&Needle, usize, usize),
    ) -> Result<(), Spent> {
        if self.is_empty() {
            return Ok(());
        }
        for (begin, window) in bytes.windows(LEAST_BYTES).enumerate() {
            let Some(&prefix) = window.first_chunk() else {
                continue;
            };
            let (word, bit) = place(prefix);
            if self.filter[word] & bit == 0 {
                continue;
            }
            let Some(range) = self.by_prefix.get(&prefix) else {
                continue;
            };
            for needle in &self.all[range.clone()] {
                let pairs = needle.bytes.iter().zip(&bytes[begin..]);
                let len = pairs.take_while(|(one, other)| one == other).count();
                self.spend(1 + len / BYTES_A_STEP)?;
                found(needle, begin, len);
            }
        }
        Ok(())
    }

    fn spend(&self, steps: usize) -> Result<(), Spent> {
        let spent = self.steps.get() + steps;
        self.steps.set(spent);
        if spent > MOST_STEPS {
            Err(Spent)
        } else {
            Ok(())
        }
    }
}

/// Which bit of the filter stands for `prefix`: the word and the bit in it.
fn place(prefix: Prefix) -> (usize, u64) {
    // Fibonacci hashing spreads what differs in a few bits.
    let hash = u32::from_le_bytes(prefix).wrapping_mul(0x9e37_79b9) >> (32 - FILTER_BITS);
    let word = usize::try_from(hash >> 6).unwrap_or_default();
    (word, 1 << (hash & 63))
}
