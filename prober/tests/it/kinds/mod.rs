//! The other kinds of check, each against good servers and bad ones.

mod dns;
mod ping;
mod smtp;
mod tcp;
mod tls;
mod websocket;

use std::time::{Duration, Instant};

use net::{EgressPolicy, Resolver};
use prober::{Observation, Probes};
use queue::{Check, DnsCheck, FailureClass, Kind, Outcome, SmtpCheck, TcpCheck, Verdict};
use tokio::net::{TcpStream, UdpSocket};

use crate::server::{hang, serve};
use crate::{NO_DNS, NO_SECRETS, check_of, detail, probes, reason};

/// The phases that were reached, by name.
fn phases(found: &Observation) -> Vec<&'static str> {
    let phases = found.phases.unwrap();
    let reached = phases.named().into_iter().filter(|(_, us)| us.is_some());
    reached.map(|(name, _)| name).collect()
}

/// The verdicts of all conditions, in order.
fn verdicts(found: &Observation) -> Vec<Verdict> {
    let findings = found.evidence.findings.iter();
    findings.map(|finding| finding.verdict).collect()
}

/// Runs a check that may reach 127.0.0.1.
async fn run(url: impl Into<String>, kind: Kind) -> Observation {
    probes().run(&check_of(url, kind), &NO_SECRETS).await
}

fn assert_down(found: &Observation, class: FailureClass, subclass: &str) {
    let failure = found.failure.as_ref();
    assert_eq!(
        (
            found.outcome,
            failure.map(|failure| failure.class),
            detail(found)
        ),
        (Outcome::Down, Some(class), subclass),
        "{found:?}"
    );
}

#[tokio::test]
async fn every_kind_obeys_the_egress_policy() {
    let egress = EgressPolicy::new(vec![]);
    let resolver = Resolver::with_servers(&[NO_DNS.parse().unwrap()]);
    let closed = Probes::new(egress, resolver, vec![]).unwrap();
    let dns = |server: &str| {
        Kind::Dns(DnsCheck {
            server: Some(server.to_owned()),
            ..DnsCheck::default()
        })
    };
    let websocket = || Kind::WebSocket(queue::WebSocketCheck::default());
    let ping = || Kind::Ping(queue::PingCheck::default());
    let smtp = || Kind::Smtp(SmtpCheck::default());
    for (url, kind) in [
        ("tcp://127.0.0.1:1", Kind::Tcp(TcpCheck::default())),
        ("tcp://0x7f.1:1", Kind::Tcp(TcpCheck::default())),
        ("tcp://localhost:1", Kind::Tcp(TcpCheck::default())),
        // Ports that are closed to all but the checks that speak their language.
        ("tcp://1.1.1.1:25", Kind::Tcp(TcpCheck::default())),
        ("tls://1.1.1.1:53", Kind::Tls),
        ("ws://1.1.1.1:6379/", websocket()),
        ("smtp://1.1.1.1:53", smtp()),
        ("dns://a.test", dns("1.1.1.1:25")),
        ("tls://127.0.0.1", Kind::Tls),
        ("tls://localhost", Kind::Tls),
        ("ping://127.0.0.1", ping()),
        ("ping://[::1]", ping()),
        ("ping://[::ffff:10.0.0.1]", ping()),
        ("ping://localhost", ping()),
        ("ws://127.0.0.1:1/", websocket()),
        ("wss://localhost:1/", websocket()),
        ("smtp://127.0.0.1", smtp()),
        ("smtps://localhost", smtp()),
        ("dns://a.test", dns("127.0.0.1")),
        ("dns://a.test", dns("10.0.0.1:53")),
        ("dns://a.test", dns("localhost:53")),
    ] {
        let found = closed.run(&check_of(url, kind), &NO_SECRETS).await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Unmeasured, "blocked.address"),
            "{url}: {found:?}"
        );
    }
}

#[tokio::test]
async fn no_kind_outlives_its_time_limit() {
    let silent = serve(async |stream: TcpStream| {
        hang().await;
        drop(stream);
    })
    .await;
    let silent_udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let expecting = |tls| {
        Kind::Tcp(TcpCheck {
            tls,
            expect: Some("x".to_owned()),
            ..TcpCheck::default()
        })
    };
    let dns = Kind::Dns(DnsCheck {
        server: Some(silent_udp.local_addr().unwrap().to_string()),
        ..DnsCheck::default()
    });
    let websocket = || Kind::WebSocket(queue::WebSocketCheck::default());
    let smtp = || Kind::Smtp(SmtpCheck::default());
    for (scheme, kind, expected) in [
        ("tcp", expecting(false), "timeout.ttfb"),
        ("tcp", expecting(true), "timeout.tls"),
        ("tls", Kind::Tls, "timeout.tls"),
        ("ws", websocket(), "timeout.ttfb"),
        ("wss", websocket(), "timeout.tls"),
        ("smtp", smtp(), "timeout.ttfb"),
        ("smtps", smtp(), "timeout.tls"),
        ("dns", dns, "dns.timeout"),
    ] {
        let url = match scheme {
            "dns" => "dns://example.test".to_owned(),
            _ => format!("{scheme}://{silent}"),
        };
        let check = Check {
            timeout_ms: 500,
            ..check_of(url, kind)
        };
        let start = Instant::now();
        let found = probes().run(&check, &NO_SECRETS).await;
        let took = start.elapsed();
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, expected),
            "{scheme}: {found:?}"
        );
        assert!(reason(&found).ends_with(" 500 ms"), "{}", reason(&found));
        assert!(
            (400..1_500).contains(&took.as_millis()),
            "{scheme}: {took:?}"
        );
        // The phase that did not end counts up to the limit; a busy machine loses time before it.
        let total = found.phases.unwrap().total_us();
        assert!(total >= 250_000, "{scheme}: {found:?}");
    }
}

#[tokio::test]
async fn the_limits_of_the_response_time_hold_for_every_kind() {
    let slow = serve(async |stream: TcpStream| {
        tokio::time::sleep(Duration::from_millis(60)).await;
        let _ = stream.try_write(b"hello");
        hang().await;
    })
    .await;
    let kind = Kind::Tcp(TcpCheck {
        expect: Some("hello".to_owned()),
        ..TcpCheck::default()
    });
    let mut check = check_of(format!("tcp://{slow}"), kind);
    check.how.degraded_above_ms = Some(50);
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Degraded, "assertion.response_time"),
        "{found:?}"
    );
}
