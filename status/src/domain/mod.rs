//! The meaning of ticks, as pure functions: no clock, no async, no I/O.
//!
//! The rule that turns facts into a website's status lives only here. Callers supply the rows
//! and the time.

pub mod cause;
#[cfg(test)]
mod false_alarms_tests;
pub mod incident;
#[cfg(test)]
mod incident_votes_tests;
pub mod judgement;
pub mod late_ticks;
pub mod maintenance;
pub mod quorum;
pub mod revision;
pub mod uptime;
pub mod votes;
