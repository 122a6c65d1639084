//! What looking at a stranger's answer may cost.

use std::time::Instant;

/// After so many steps the clock is looked at.
const LOOK_EVERY: u64 = 16 * 1024;

/// So many steps, of some nanoseconds each, and none after the deadline.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u64,
    look_at: u64,
    deadline: Option<Instant>,
}

/// It is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spent;

impl Budget {
    /// A budget of `steps`.
    pub(crate) fn of(steps: u64) -> Self {
        Self {
            left: steps,
            look_at: 0,
            deadline: None,
        }
    }

    /// The same, which ends at `deadline` too.
    pub(crate) fn until(self, deadline: Instant) -> Self {
        Self {
            look_at: self.left,
            deadline: Some(deadline),
            ..self
        }
    }

    /// How many steps are left.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// Spends `steps`.
    ///
    /// # Errors
    /// Where not so many are left, or the deadline has passed.
    pub(crate) fn spend(&mut self, steps: usize) -> Result<(), Spent> {
        let left = u64::try_from(steps)
            .ok()
            .and_then(|steps| self.left.checked_sub(steps));
        // What costs less may still be had.
        let left = left.ok_or(Spent)?;
        self.left = left;
        if left < self.look_at {
            self.look_at = left.saturating_sub(LOOK_EVERY);
            if self.deadline.is_some_and(|at| Instant::now() >= at) {
                self.left = 0;
                return Err(Spent);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_with_its_steps_or_its_deadline() {
        let mut budget = Budget::of(10);
        assert_eq!(budget.spend(4), Ok(()));
        assert_eq!(budget.spend(6), Ok(()));
        assert_eq!(budget.spend(1), Err(Spent));
        let mut late = Budget::of(u64::MAX).until(Instant::now());
        let spent = (0..=LOOK_EVERY).position(|_| late.spend(1).is_err());
        assert!(spent.is_some());
        assert_eq!(late.spend(1), Err(Spent));
    }
}
