//! The prober from outside: checks against servers with bad manners, and the
//! worker on an in-process queue.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod aliases;
mod bench;
mod binary;
mod cost;
mod descriptors;
mod detour;
mod dns;
mod dns_server;
mod edns;
mod evidence;
mod eyeballs;
mod failing_queue;
mod fairness;
mod gateway;
mod hops;
mod http;
mod http_assertion;
mod http_body;
mod http_charset;
mod http_coding;
mod http_condition;
mod http_endless;
mod http_head;
mod http_location;
mod http_redirect;
mod http_request;
mod impairment;
mod kinds;
mod lifecycle;
mod memory;
mod namespace;
mod own_process;
mod phases;
mod pki;
mod redaction;
mod redirect;
mod resolver;
mod secrets;
mod server;
mod stop;
mod tls;
mod tls_chain;
mod tls_facts;
mod torture;
mod worker;

use std::net::SocketAddr;

use net::{EgressPolicy, Resolver};
use prober::{Observation, Probes};
use queue::{Check, How, HttpCheck, Kind, Secrets};

/// A name server that nobody asks: tests with addresses and `localhost` only.
const NO_DNS: &str = "127.0.0.1:9";

/// What most checks have to hide.
static NO_SECRETS: Secrets = Secrets {
    headers: Vec::new(),
    credentials: None,
    client: None,
};

/// Checks that may reach 127.0.0.1 and need no name server.
fn probes() -> Probes {
    probes_with(NO_DNS.parse().unwrap(), vec![])
}

/// Checks that may reach 127.0.0.1, ask `dns` for names and trust `roots`.
fn probes_with(dns: SocketAddr, roots: Vec<rustls::pki_types::CertificateDer<'static>>) -> Probes {
    let egress = EgressPolicy::new(vec!["127.0.0.1/32".parse().unwrap()]);
    Probes::new(egress, Resolver::with_servers(&[dns]), roots).unwrap()
}

/// A check of `url`: 5 s, no retries, 5 redirects.
fn check(url: impl Into<String>) -> Check {
    http_check(url, |http| http.max_redirects = 5)
}

/// A check of `url` that `change` has made another: 5 s, no retries.
fn http_check(url: impl Into<String>, change: impl FnOnce(&mut HttpCheck)) -> Check {
    let mut http = HttpCheck::default();
    change(&mut http);
    check_of(url, Kind::Http(http))
}

/// A check of another kind: 5 s, no retries.
fn check_of(url: impl Into<String>, kind: Kind) -> Check {
    Check {
        url: url.into(),
        timeout_ms: 5_000,
        retries: 0,
        how: How {
            kind,
            ..How::default()
        },
        sealed: vec![],
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
