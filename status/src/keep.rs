//! How long data is kept.

/// Retention periods in days; `None` means forever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Ticks and their evidence. Older reports are not ingested either.
    pub ticks_days: u16,
    /// Hourly rollups of response times.
    pub hours_days: u16,
    /// Status changes and daily rollups.
    pub history_days: Option<u16>,
}

impl Default for Keep {
    /// Source: ARCHITECTURE.md, "Storage".
    fn default() -> Self {
        Self {
            ticks_days: 30,
            hours_days: 90,
            history_days: None,
        }
    }
}

impl Keep {
    /// The first day whose ticks are kept.
    pub fn first_day_of_ticks(&self, now_ms: i64) -> i32 {
        crate::rollup::day_of(now_ms) - i32::from(self.ticks_days)
    }

    /// The first day whose hours are kept.
    pub fn first_day_of_hours(&self, now_ms: i64) -> i32 {
        crate::rollup::day_of(now_ms) - i32::from(self.hours_days)
    }

    /// The first day whose status changes and daily rollups are kept; `None` if they are kept
    /// forever.
    pub fn first_day_of_history(&self, now_ms: i64) -> Option<i32> {
        let days = i32::from(self.history_days?);
        Some(crate::rollup::day_of(now_ms) - days)
    }
}
