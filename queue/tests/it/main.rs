//! The contract, run against both transports, and what only one of them does.

#![expect(clippy::unwrap_used, reason = "these are tests, helpers included")]

mod acl;
mod contract;
mod failover;
mod faults;
mod hostile;
mod redis;
mod redis_outage;
mod refusals;
mod regions;
mod samples;
mod seal;
mod wire;

use bytes::Bytes;
use queue::{Heartbeat, Load};

/// The batch of one entry.
fn body(text: &'static str) -> Vec<Bytes> {
    vec![Bytes::from_static(text.as_bytes())]
}

/// What a prober says that has nothing to tell.
fn heartbeat(at_ms: i64) -> Heartbeat {
    Heartbeat {
        at_ms,
        version: "0.1.0".to_owned(),
        egress_allow: vec![],
        impairment: None,
        instance: String::new(),
        load: Load::default(),
    }
}
