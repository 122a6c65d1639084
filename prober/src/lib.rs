//! The prober: it checks websites from one region and reports facts.
//!
//! ```text
//! {region}:checks ─► worker ─► probe ─► net ─► the website
//! {region}:results ◄─ worker ◄─ facts
//! ```
//!
//! - [`probe`] runs one check: name, connection, TLS, request and body are implemented here,
//!   each phase is timed where it happens, with a new connection for every check, redirect and
//!   attempt. A failing website is data, never an error.
//! - [`net`] is the only way to a connection. Every address is judged after it was resolved
//!   and before it is connected to, also at each redirect.
//! - [`worker`] takes jobs from the region's queue, only as many as it may run, and hands in
//!   each report together with the job's acknowledgement. Jobs of dead probers are taken over;
//!   results that cannot be handed in are kept.
//! - [`config`] has the settings that the binary `upbeat-prober` and the embedded prober of
//!   `upbeat` share.
//!
//! One rule is above all others: our own faults (no file descriptors, no route, a dead
//! resolver, a stalled machine) are reported as unmeasured, never as the website being down.
//!
//! This crate knows the queue and the network. It knows no database, and not what its facts
//! mean for a website: that is `status`.

pub mod config;
mod error;
pub mod probe;
pub mod worker;

pub use error::{Error, Result};
pub use probe::{
    FILES_OF_A_CHECK, Observation, Probes, assertion, check_identity, is_same_website,
};
pub use worker::{WorkerOptions, most_running};
