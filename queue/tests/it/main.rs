//! The contract, run against both transports, and what only one of them does.

#![expect(clippy::unwrap_used, reason = "these are tests, helpers included")]

mod acl;
mod contract;
mod failover;
mod faults;
mod hostile;
mod redis;
mod refusals;
mod regions;
mod samples;
mod seal;
mod wire;

use queue::{Heartbeat, Load};

/// What a prober says that has nothing to tell.
fn heartbeat(at_ms: i64) -> Heartbeat {
    Heartbeat {
        at_ms,
        version: String::new(),
        egress_allow: vec![],
        impairment: None,
        instance: String::new(),
        load: Load::default(),
    }
}
