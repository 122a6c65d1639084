//! What ticks mean, as pure functions: no clock, no async, no I/O.
//!
//! The rule that turns facts into a website's status lives here and nowhere
//! else. Callers bring the rows and the time.

pub mod ballot;
pub mod epoch;
#[cfg(test)]
mod false_alarms_tests;
pub mod late;
pub mod quorum;
pub mod replay;
#[cfg(test)]
mod replay_tests;
pub mod uptime;
