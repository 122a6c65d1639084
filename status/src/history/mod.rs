//! Reading back: what websites were, and what became of their slots, in any window.
//!
//! Days that are made are read as such; what lies before and after them is told from
//! the changes and the ticks themselves, so a window's answer is the same whether or
//! not its days are made. Many websites are asked for together: the number of
//! statements does not depend on theirs.

pub(crate) mod changes;
mod counts;
mod latency;
mod ledger;
mod parts;
mod series;
mod uptime;

pub use changes::{Span, spans};
pub use counts::{Counts, counts};
pub use latency::{Latency, LatencySeries, Phase, Point, latency, latency_series, phases};
pub use ledger::{Slots, ledgers, slots};
pub use series::{Bar, Series, Step, series};
pub use uptime::{tallies, tally};

/// A window of time, milliseconds of Unix time; `to_ms` is exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Window {
    /// Begin.
    pub from_ms: i64,
    /// End.
    pub to_ms: i64,
}
