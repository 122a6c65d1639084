//! Decides what ticks mean.
//!
//! ```text
//! {region}:results ─► ingest ─► rows (ticks, votes, status, feed) ─► "seq N is there"
//!                       ▲
//!              domain (pure): votes, quorum, uptime
//! ```
//!
//! - [`ingest`] takes the probers' reports: one transaction a batch, then the
//!   acknowledgement, then the announcement. First result wins, so the same
//!   batch twice is the same rows once.
//! - [`incident`] applies what people do to incidents, which open and resolve with the votes.
//! - [`sweep`] judges websites whose votes have expired with no tick arriving.
//! - [`feed`] tells subscribers what a transaction did.
//! - [`history`] reads uptime and the ledger of any window.
//! - [`region`] knows where checks run; a region exists once it is first heard of.
//! - [`retention`] creates the days' partitions ahead and deletes old data.
//! - [`certificate`] and [`trouble`] tell of certificates that expire soon, and of troubles of
//!   regions and of this installation.
//! - [`maintenance`] plans windows of maintenance, and applies what people do to them.
//! - [`lifecycle`] applies the creation, edit, pause and resumption of a website to its votes.
//!
//! It runs inside the api process and knows no GraphQL; the rules themselves
//! are in [`domain`], which knows no database either.

mod audience;
mod calendar;
pub mod certificate;
mod change_log;
pub mod domain;
mod error;
pub mod feed;
pub mod history;
pub mod incident;
pub mod ingest;
mod keep;
pub mod lifecycle;
pub mod maintenance;
mod partitions;
mod planned;
pub mod region;
pub mod retention;
mod rewrite_log;
pub mod rollup;
pub mod sql;
pub mod sweep;
pub mod tags;
pub mod trial;
pub mod trouble;
mod website_state;

pub use domain::quorum::Quorum;
pub use error::{Error, Result};
pub use keep::Keep;
