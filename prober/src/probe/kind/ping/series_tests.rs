//! Series of requests over UDP to a peer that echoes, loses, delays or lies: what is
//! sent and heard is the same, and nobody needs to permit it.

use std::net::Ipv4Addr;
use std::sync::Arc;

use queue::Outcome;
use tokio::time::sleep;

use super::*;

/// What a peer does with the request of a number: the answers, each after a pause.
type Manner = fn(usize, Vec<u8>) -> Vec<(u64, Vec<u8>)>;

/// The answer to `request`.
fn echo(mut request: Vec<u8>) -> Vec<u8> {
    request[0] = 0;
    request
}

async fn peer(manner: Manner) -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let socket = Arc::new(socket);
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut packet = [0; 100];
        while let Ok((len, from)) = socket.recv_from(&mut packet).await {
            let sequence = u16::from_be_bytes([packet[6], packet[7]]);
            for (after_ms, answer) in manner(sequence.into(), packet[..len].to_vec()) {
                let socket = Arc::clone(&socket);
                tokio::spawn(async move {
                    sleep(Duration::from_millis(after_ms)).await;
                    let _ = socket.send_to(&answer, from).await;
                });
            }
        }
    });
    address
}

fn open_udp(address: SocketAddr) -> Result<UdpSocket, net::Error> {
    let opened = || {
        let socket = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_nonblocking(true)?;
        socket.connect(address)?;
        UdpSocket::from_std(socket)
    };
    opened().map_err(|err| net::Error::unreached(address, &err))
}

/// Pings `addresses` within `limit_ms`: what the series ended with, or broke off with.
async fn ping(
    addresses: &[SocketAddr],
    check: &PingCheck,
    limit_ms: u64,
) -> (Option<Fault>, Trace, Duration) {
    let start = Instant::now();
    let limit = format!("{limit_ms} ms");
    let mut trace = Trace::new(start + Duration::from_millis(limit_ms));
    trace.begin_hop("ping://a.test".to_owned(), "a.test".to_owned());
    let candidates = Candidates::unjudged(addresses);
    let result = series(candidates, check, &limit, open_udp, &mut trace).await;
    let took = start.elapsed();
    let fault = result.err().or_else(|| trace.take_broken());
    (fault, trace, took)
}

fn check(count: u8, max_loss_percent: u8) -> PingCheck {
    PingCheck {
        count,
        max_loss_percent,
        degraded_above_jitter_ms: None,
    }
}

fn detail(fault: &Option<Fault>) -> &str {
    fault
        .as_ref()
        .map_or("", |fault| fault.failure.detail.as_str())
}

#[tokio::test]
async fn what_is_lost_is_counted_against_its_limit() {
    let lossy = peer(|sequence, request| match sequence {
        2 => vec![],
        _ => vec![(0, echo(request))],
    })
    .await;
    for (most, expected) in [(25, ""), (24, "assertion.loss"), (0, "assertion.loss")] {
        let (fault, trace, _) = ping(&[lossy], &check(4, most), 400).await;
        assert_eq!(detail(&fault), expected, "{most}");
        assert_eq!(trace.seen.findings[0].actual, "1 of 4 lost (25 %)");
    }
    let (fault, ..) = ping(&[lossy], &check(4, 0), 400).await;
    assert_eq!(
        fault.unwrap().failure.reason,
        "a.test echoed 3 of 4 requests, at most 0 % may be lost"
    );
}

#[tokio::test]
async fn a_third_is_more_than_33_percent() {
    let lossy = peer(|sequence, request| match sequence {
        0 => vec![],
        _ => vec![(0, echo(request))],
    })
    .await;
    let (fault, ..) = ping(&[lossy], &check(3, 33), 400).await;
    assert_eq!(detail(&fault), "assertion.loss");
    let (fault, ..) = ping(&[lossy], &check(3, 34), 400).await;
    assert_eq!(detail(&fault), "");
}

#[tokio::test]
async fn silence_is_a_timeout_at_the_deadline() {
    let silent: Manner = |_, _| vec![];
    let foreign: Manner = |_, mut request| {
        // Somebody else's echo, and our own request.
        let own = request.clone();
        request[8] ^= 1;
        vec![(0, echo(request)), (0, own)]
    };
    for manner in [silent, foreign] {
        // However much may be lost, all of it never may.
        let (fault, mut trace, took) = ping(&[peer(manner).await], &check(3, 99), 400).await;
        let fault = fault.unwrap();
        assert_eq!(fault.outcome, Outcome::Down);
        assert_eq!(fault.failure.class, FailureClass::Timeout);
        assert_eq!(fault.failure.detail, "timeout.ping");
        assert_eq!(fault.failure.reason, "no echo from a.test within 400 ms");
        assert!(took >= Duration::from_millis(350), "{took:?}");
        assert_eq!(trace.seen.findings[0].actual, "3 of 3 lost (100 %)");
        assert!(trace.finish().ttfb_us.unwrap() >= 350_000);
    }
}

#[tokio::test]
async fn an_echo_that_comes_twice_counts_once() {
    let twice = peer(|sequence, request| match sequence {
        0 => vec![(0, echo(request.clone())), (200, echo(request))],
        _ => vec![],
    })
    .await;
    let (fault, mut trace, _) = ping(&[twice], &check(2, 0), 400).await;
    assert_eq!(detail(&fault), "assertion.loss");
    assert_eq!(trace.seen.findings[0].actual, "1 of 2 lost (50 %)");
    assert!(trace.finish().ttfb_us.unwrap() < 150_000);
}

#[tokio::test]
async fn an_echo_counts_after_the_next_request_too() {
    // The pause between two requests is 250 ms.
    let slow = peer(|_, request| vec![(400, echo(request))]).await;
    let (fault, trace, _) = ping(&[slow], &check(2, 0), 1_000).await;
    assert_eq!(detail(&fault), "", "{trace:?}");
}

#[tokio::test]
async fn the_phase_is_the_mean_round_trip() {
    let steady = peer(|_, request| vec![(40, echo(request))]).await;
    let (fault, mut trace, took) = ping(&[steady], &check(4, 0), 400).await;
    assert_eq!(detail(&fault), "");
    let trip = Duration::from_micros(trace.finish().ttfb_us.unwrap().into());
    assert!(trip >= Duration::from_millis(40), "{trip:?}");
    // One after the other, they took four times as long.
    assert!(trip * 4 <= took, "{trip:?} of {took:?}");
}

#[tokio::test]
async fn a_jitter_above_its_limit_is_degraded() {
    let uneven = peer(|sequence, request| {
        let after_ms = if sequence == 1 { 60 } else { 0 };
        vec![(after_ms, echo(request))]
    })
    .await;
    for (limit_ms, expected) in [(30, Some(Outcome::Degraded)), (300, None)] {
        let check = PingCheck {
            degraded_above_jitter_ms: Some(limit_ms),
            ..check(3, 0)
        };
        let (fault, ..) = ping(&[uneven], &check, 400).await;
        assert_eq!(fault.map(|fault| fault.outcome), expected, "{limit_ms}");
    }
}

#[tokio::test]
async fn an_address_that_is_silent_is_passed_over() {
    let silent = peer(|_, _| vec![]).await;
    let good = peer(|_, request| vec![(0, echo(request))]).await;
    let (fault, trace, _) = ping(&[silent, good], &check(2, 0), 2_000).await;
    assert_eq!((detail(&fault), trace.seen.address), ("", Some(good)));
}

#[test]
fn jitter_is_the_mean_difference_of_neighbours() {
    let ms =
        |times: &[u64]| -> Vec<_> { times.iter().map(|ms| Duration::from_millis(*ms)).collect() };
    for (trips, expected) in [
        (ms(&[]), 0),
        (ms(&[5]), 0),
        (ms(&[10, 20]), 10),
        (ms(&[10, 20, 10, 40]), 50 / 3),
    ] {
        assert_eq!(jitter(&trips).as_millis(), expected, "{trips:?}");
    }
    assert_eq!(mean(&ms(&[10, 20])), Duration::from_millis(15));
}
