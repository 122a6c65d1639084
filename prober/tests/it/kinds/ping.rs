//! Echo requests to this host, in both worlds: where the system permits them, and
//! where it does not.

use std::net::UdpSocket;

use net::{EgressPolicy, Resolver};
use prober::{Observation, Probes};
use queue::{Check, Kind, Outcome, PingCheck, Verdict};
use socket2::{Domain, Protocol, Socket, Type};

use super::{phases, verdicts};
use crate::{NO_DNS, NO_SECRETS, check_of, detail, reason};

async fn ping(url: &str, check: PingCheck) -> Observation {
    let egress = EgressPolicy::new(vec![
        "127.0.0.1/32".parse().unwrap(),
        "::1/128".parse().unwrap(),
    ]);
    let resolver = Resolver::with_servers(&[NO_DNS.parse().unwrap()]);
    let probes = Probes::new(egress, resolver, vec![]).unwrap();
    probes
        .run(&check_of(url, Kind::Ping(check)), &NO_SECRETS)
        .await
}

/// Whether this system lets us send echo requests of the family of `domain`.
fn is_permitted(domain: Domain, protocol: Protocol) -> bool {
    [Type::DGRAM, Type::RAW]
        .into_iter()
        .any(|kind| Socket::new(domain, kind, Some(protocol)).is_ok())
}

fn assert_forbidden(found: &Observation) {
    assert_eq!(
        (found.outcome, detail(found)),
        (Outcome::Unmeasured, "internal.ping_forbidden"),
        "{found:?}"
    );
    assert!(reason(found).contains("ping_group_range"), "{found:?}");
}

#[tokio::test]
async fn this_host_echoes() {
    for url in ["ping://127.0.0.1", "ping://[::ffff:127.0.0.1]"] {
        let found = ping(url, PingCheck::default()).await;
        if !is_permitted(Domain::IPV4, Protocol::ICMPV4) {
            assert_forbidden(&found);
            continue;
        }
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        assert_eq!(phases(&found), ["ttfb"]);
        let us = found.phases.unwrap().ttfb_us.unwrap();
        assert!((1..500_000).contains(&us), "{us}");
        assert_eq!(verdicts(&found), [Verdict::Passed]);
        assert_eq!(found.evidence.findings[0].actual, "0 of 3 lost (0 %)");
    }
}

#[tokio::test]
async fn this_host_echoes_over_ipv6_where_it_has_it() {
    let found = ping("ping://[::1]", PingCheck::default()).await;
    if UdpSocket::bind("[::1]:0").is_err() {
        // Without the family there is no way, and that is not the website's fault.
        assert_eq!(found.outcome, Outcome::Unmeasured, "{found:?}");
    } else if is_permitted(Domain::IPV6, Protocol::ICMPV6) {
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    } else {
        assert_forbidden(&found);
    }
}

#[tokio::test]
async fn a_name_is_resolved_and_its_time_is_the_dns_phase() {
    let found = ping("ping://localhost", PingCheck::default()).await;
    if is_permitted(Domain::IPV4, Protocol::ICMPV4) {
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        assert_eq!(phases(&found), ["dns", "ttfb"]);
    } else {
        assert_forbidden(&found);
    }
}

#[tokio::test]
async fn a_jitter_above_its_limit_is_degraded() {
    let check = PingCheck {
        count: 10,
        degraded_above_jitter_ms: Some(0),
        ..PingCheck::default()
    };
    let found = ping("ping://127.0.0.1", check).await;
    if is_permitted(Domain::IPV4, Protocol::ICMPV4) {
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Degraded, "assertion.jitter"),
            "{found:?}"
        );
        assert_eq!(verdicts(&found), [Verdict::Passed, Verdict::Degraded]);
    } else {
        assert_forbidden(&found);
    }
}

#[tokio::test]
async fn checks_at_the_same_time_take_only_their_own_echoes() {
    let check = |count| PingCheck {
        count,
        ..PingCheck::default()
    };
    let many = (0..8).map(|_| ping("ping://127.0.0.1", check(10)));
    for found in futures_util::future::join_all(many).await {
        if is_permitted(Domain::IPV4, Protocol::ICMPV4) {
            assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        } else {
            assert_forbidden(&found);
        }
    }
}

#[tokio::test]
async fn the_family_decides_which_address_is_pinged() {
    let mut how = check_of("ping://127.0.0.1", Kind::Ping(PingCheck::default())).how;
    how.family = queue::Family::V6;
    let check = Check {
        how,
        ..check_of("ping://127.0.0.1", Kind::Ping(PingCheck::default()))
    };
    let found = crate::probes().run(&check, &NO_SECRETS).await;
    assert_eq!(detail(&found), "dns.no_records", "{found:?}");
}
