//! The prober: it looks at websites from one region and reports facts.
//!
//! ```text
//! {region}:checks ─► worker ─► probe ─► egress ─► the website
//! {region}:results ◄─ worker ◄─ facts
//! ```
//!
//! - [`probe`] runs one check: name, connection, TLS, request and body by hand,
//!   each phase timed where it happens, a new connection for every check,
//!   redirect and attempt. A failing website is data, never an error.
//! - [`egress`] says which addresses may be reached. Every address is judged
//!   after it was resolved and before it is connected to, at each redirect too.
//! - [`worker`] takes jobs from the region's queue, only as many as it may run,
//!   and hands each report in together with the job's acknowledgement. What a
//!   dead neighbour left is taken over; what we could not hand in is kept.
//! - [`config`] holds the settings that the binary `upbeat-prober` and the
//!   embedded prober of `upbeat` share.
//!
//! One rule stands above the others: what is our own fault (no file
//! descriptors, no route, a dead resolver, a stalled machine) is reported as
//! unmeasured, never as the website being down.
//!
//! This crate knows the queue and the network. It knows no database, and not
//! what its facts mean for a website: that is `status`.

pub mod config;
pub mod egress;
mod error;
pub mod files;
pub mod log;
pub mod probe;
pub mod signals;
pub mod worker;

pub use egress::EgressPolicy;
pub use error::{Error, Result};
pub use probe::net::resolver::Resolver;
pub use probe::{Observation, Probes, assertion, check_identity, host_and_port, is_same_website};
pub use worker::WorkerOptions;
