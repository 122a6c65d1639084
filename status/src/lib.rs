//! Decides what ticks mean.
//!
//! ```text
//! {region}:results ─► ingest ─► rows (ticks, votes, status, feed) ─► "seq N is there"
//!                       ▲
//!              domain (pure): ballot, quorum, uptime
//! ```
//!
//! - [`ingest`] takes the probers' reports: one transaction a batch, then the
//!   acknowledgement, then the announcement. First result wins, so the same
//!   batch twice is the same rows once.
//! - [`sweep`] judges websites whose votes have run out with no tick arriving.
//! - [`history`] reads back: uptime and the ledger of any window.
//! - [`region`] knows where checks come from; a region exists when it is first
//!   heard of.
//! - [`retention`] makes the days' partitions ahead and drops what is too old.
//! - [`lifecycle`] says what creating, editing, pausing and resuming a website
//!   does to its votes.
//!
//! It runs inside the api process and knows no GraphQL; the rules themselves
//! are in [`domain`], which knows no database either.

mod arrays;
mod derive;
pub mod domain;
mod error;
pub mod history;
pub mod ingest;
mod keep;
pub mod lifecycle;
pub mod lists;
mod planned;
pub mod region;
pub mod retention;
pub mod rollup;
mod standing;
pub mod sweep;

pub use domain::quorum::Quorum;
pub use error::{Error, Result};
pub use keep::Keep;
