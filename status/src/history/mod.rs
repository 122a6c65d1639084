//! Reads history: statuses and slots of websites in any window.
//!
//! Complete days are read from rollups; the time before and after them is computed from status
//! changes and ticks, so the answer is the same whether or not its days have been rolled up.
//! Reads take many websites at once: the number of statements does not depend on the number of
//! websites.

mod counts;
mod latency;
mod ledger;
mod parts;
mod recent;
mod series;
mod uptime;

pub use counts::{Counts, counts};
pub use latency::{Latency, LatencySeries, Phase, Point, latency, latency_series, phases};
pub use ledger::{Slots, ledgers, slots};
pub use recent::{RecentTick, recent_ticks, response_times};
pub use series::{Bar, Series, Step, series};
pub use uptime::{tallies, tally};

pub use crate::calendar::Window;
pub use crate::change_log::{Span, spans};
pub use crate::domain::uptime::Tally;
pub use crate::rollup::sketch::Sketch;
