//! The prober from outside: checks against servers with bad manners, and the
//! worker on an in-process queue.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod binary;
mod dns;
mod dns_server;
mod flaky;
mod http;
mod redirect;
mod server;
mod tls;
mod worker;

use std::net::SocketAddr;

use prober::{EgressPolicy, Observation, Probes, Resolver};
use queue::{Check, HttpCheck, Kind};

/// A name server that nobody asks: tests with addresses and `localhost` only.
const NO_DNS: &str = "127.0.0.1:9";

/// Checks that may reach 127.0.0.1 and need no name server.
fn probes() -> Probes {
    probes_with(NO_DNS.parse().unwrap(), vec![])
}

/// Checks that may reach 127.0.0.1, ask `dns` for names and trust `roots`.
fn probes_with(dns: SocketAddr, roots: Vec<rustls::pki_types::CertificateDer<'static>>) -> Probes {
    let egress = EgressPolicy::new(vec!["127.0.0.1/32".parse().unwrap()]);
    Probes::new(egress, Resolver::with_servers(&[dns]).unwrap(), roots).unwrap()
}

/// A check of `url`: 5 s, no retries, 5 redirects.
fn check(url: impl Into<String>) -> Check {
    let kind = Kind::Http(HttpCheck {
        url: url.into(),
        max_redirects: 5,
    });
    Check {
        timeout_ms: 5_000,
        retries: 0,
        kind,
    }
}

/// The same with half a second of time.
fn short_check(url: impl Into<String>) -> Check {
    Check {
        timeout_ms: 500,
        ..check(url)
    }
}

/// The failure's subclass, or nothing.
fn detail(observation: &Observation) -> &str {
    observation
        .failure
        .as_ref()
        .map_or("", |failure| &failure.detail)
}

/// The failure's sentence, or nothing.
fn reason(observation: &Observation) -> &str {
    observation
        .failure
        .as_ref()
        .map_or("", |failure| &failure.reason)
}
