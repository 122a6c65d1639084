//! Two families of addresses, of which either may come late, be lost, or be broken.
//! Source: RFC 8305.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use hickory_proto::rr::RecordType;
use net::{EgressPolicy, Resolver};
use prober::{Observation, Probes};
use queue::{Check, Family, Kind, Outcome, TcpCheck};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::sleep;

use crate::dns_server::{Told, telling};
use crate::server::{OK, answering, exchange};
use crate::{NO_SECRETS, check, check_of, detail, reason};

const V4: [u8; 4] = Ipv4Addr::LOCALHOST.octets();
const V6: [u8; 16] = Ipv6Addr::LOCALHOST.octets();

fn probes(dns: SocketAddr) -> Probes {
    let allow = ["127.0.0.0/8", "::1/128"].map(|net| net.parse().unwrap());
    let egress = EgressPolicy::new(allow.to_vec());
    Probes::new(egress, Resolver::with_servers(&[dns]), vec![]).unwrap()
}

/// A name server that says `a` and `aaaa`, each after so many milliseconds.
async fn saying(a: (u64, Told), aaaa: (u64, Told)) -> SocketAddr {
    telling(move |kind, _| match kind {
        RecordType::A => a.clone(),
        RecordType::AAAA => aaaa.clone(),
        _ => (0, Told::Nothing),
    })
    .await
}

async fn look(dns: SocketAddr, port: u16) -> (Observation, Duration) {
    let start = Instant::now();
    let url = format!("http://two.test:{port}/");
    let found = probes(dns).run(&check(url), &NO_SECRETS).await;
    (found, start.elapsed())
}

/// A server on `::1`.
async fn answering_v6() -> SocketAddr {
    let listener = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move { exchange(&mut stream, OK).await });
        }
    });
    address
}

/// An address that keeps silent: its queue is full, and the kernel answers no further
/// attempt to connect.
async fn silent(address: SocketAddr) -> (TcpListener, TcpStream) {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4().unwrap(),
        SocketAddr::V6(_) => TcpSocket::new_v6().unwrap(),
    };
    socket.bind(address).unwrap();
    let listener = socket.listen(0).unwrap();
    let first = TcpStream::connect(listener.local_addr().unwrap()).await;
    (listener, first.unwrap())
}

#[tokio::test]
async fn the_family_that_comes_later_joins_where_the_first_is_broken() {
    let server = answering(OK).await;
    for later_ms in [0, 20, 80, 400] {
        // Nobody listens on ::1.
        let aaaa = (0, Told::V6(vec![V6]));
        let dns = saying((later_ms, Told::V4(vec![V4])), aaaa).await;
        let (found, took) = look(dns, server.port()).await;
        assert_eq!(found.outcome, Outcome::Up, "{later_ms} ms: {found:?}");
        assert_eq!(found.evidence.address, Some(server));
        assert_eq!(found.evidence.addresses.len(), 2);
        assert!(took < Duration::from_secs(2), "{took:?}");
        // The time in which only names were awaited is no time to connect.
        let phases = found.phases.unwrap();
        let dns = Duration::from_micros(phases.dns_us.unwrap().into());
        assert!(dns >= Duration::from_millis(later_ms), "{phases:?}");
        assert!(phases.connect_us.unwrap() < 50_000, "{phases:?}");
    }
}

#[tokio::test]
async fn the_same_holds_the_other_way_round() {
    let server = answering_v6().await;
    for later_ms in [0, 20, 80, 400] {
        let aaaa = (later_ms, Told::V6(vec![V6]));
        let dns = saying((0, Told::V4(vec![V4])), aaaa).await;
        let (found, _) = look(dns, server.port()).await;
        assert_eq!(found.outcome, Outcome::Up, "{later_ms} ms: {found:?}");
        assert_eq!(found.evidence.address, Some(server));
    }
}

#[tokio::test]
async fn what_comes_late_joins_a_race_that_is_under_way() {
    let (listener, _first) = silent((Ipv6Addr::LOCALHOST, 0).into()).await;
    let port = listener.local_addr().unwrap().port();
    let server = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    // Another may have the port.
    let Ok(server) = server else { return };
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = server.accept().await {
            exchange(&mut stream, OK).await;
        }
    });
    for later_ms in [0, 80, 400] {
        let aaaa = (0, Told::V6(vec![V6]));
        let dns = saying((later_ms, Told::V4(vec![V4])), aaaa).await;
        let (found, took) = look(dns, port).await;
        assert_eq!(found.outcome, Outcome::Up, "{later_ms} ms: {found:?}");
        // 250 ms of silence, and no more.
        assert!(took >= Duration::from_millis(240), "{took:?}");
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
}

#[tokio::test]
async fn one_familys_failure_is_not_the_end() {
    let server = answering(OK).await;
    for told in [
        Told::Nothing,
        Told::Code(2),
        Told::Code(5),
        Told::Code(4),
        Told::Code(1),
        Told::Empty,
        Told::Garbage,
        Told::BadRecord,
    ] {
        let aaaa = (0, told.clone());
        let dns = saying((10, Told::V4(vec![V4])), aaaa).await;
        let (found, took) = look(dns, server.port()).await;
        assert_eq!(found.outcome, Outcome::Up, "{told:?}: {found:?}");
        assert!(took < Duration::from_secs(2), "{told:?}: {took:?}");
    }
}

#[tokio::test]
async fn a_question_that_is_lost_is_asked_again() {
    let server = answering(OK).await;
    for lost in [RecordType::A, RecordType::AAAA] {
        let dns = telling(move |kind, times| match kind {
            kind if kind == lost && times == 0 => (0, Told::Nothing),
            RecordType::A => (0, Told::V4(vec![V4])),
            _ => (0, Told::Empty),
        })
        .await;
        let (found, took) = look(dns, server.port()).await;
        assert_eq!(found.outcome, Outcome::Up, "{lost}: {found:?}");
        assert!(took < Duration::from_secs(3), "{took:?}");
    }
}

#[tokio::test]
async fn what_is_known_is_told_though_a_family_stays_away() {
    let (closed, _keep) = crate::server::refusing();
    let dns = saying((0, Told::V4(vec![V4])), (0, Told::Nothing)).await;
    let url = format!("http://two.test:{}/", closed.port());
    let check = Check {
        timeout_ms: 1_200,
        ..check(url)
    };
    let found = probes(dns).run(&check, &NO_SECRETS).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "connect.refused"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_family_that_is_insisted_on_is_asked_for_alone() {
    let server = answering(OK).await;
    for (family, expected) in [(Family::V4, ""), (Family::V6, "connect.refused")] {
        let dns = saying((0, Told::V4(vec![V4])), (0, Told::V6(vec![V6]))).await;
        let mut check = check(format!("http://two.test:{}/", server.port()));
        check.how.family = family;
        let found = probes(dns).run(&check, &NO_SECRETS).await;
        assert_eq!(detail(&found), expected, "{family:?}: {found:?}");
        assert_eq!(found.evidence.addresses.len(), 1, "{found:?}");
    }
}

#[tokio::test]
async fn every_kind_takes_what_comes_late() {
    let server = answering(OK).await;
    let dns = saying((80, Told::V4(vec![V4])), (0, Told::V6(vec![V6]))).await;
    let url = format!("tcp://two.test:{}", server.port());
    let tcp = check_of(url, Kind::Tcp(TcpCheck::default()));
    let found = probes(dns).run(&tcp, &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");

    // A name server's own name; that at ::1 is not there.
    let names = saying((0, Told::V4(vec![V4])), (0, Told::Nothing)).await;
    let dns_check = Kind::Dns(queue::DnsCheck {
        server: Some(format!("two.test:{}", names.port())),
        ..queue::DnsCheck::default()
    });
    let found = probes(dns)
        .run(&check_of("dns://example.test", dns_check), &NO_SECRETS)
        .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(found.evidence.address, Some(names));
}

#[tokio::test]
async fn many_addresses_are_tried_though_few_at_a_time() {
    // Seven that keep silent, then one that lives.
    let (listener, _first) = silent((Ipv4Addr::new(127, 0, 0, 2), 0).into()).await;
    let port = listener.local_addr().unwrap().port();
    let mut kept = Vec::new();
    for last in 3..9 {
        kept.push(silent((Ipv4Addr::new(127, 0, 0, last), port).into()).await);
    }
    let server = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 9), port));
    let server = server.await.unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = server.accept().await {
            exchange(&mut stream, OK).await;
        }
    });
    let addresses: Vec<_> = (2..10).map(|last| [127, 0, 0, last]).collect();
    let dns = saying((0, Told::V4(addresses)), (0, Told::Empty)).await;
    let check = Check {
        timeout_ms: 9_000,
        ..check(format!("http://two.test:{port}/"))
    };
    let mut most = 0;
    let looking = async {
        loop {
            most = most.max(attempts_at(port));
            sleep(Duration::from_millis(10)).await;
        }
    };
    let probes = probes(dns);
    let found = tokio::select! {
        found = probes.run(&check, &NO_SECRETS) => found,
        () = looking => unreachable!(),
    };
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    // So many sockets the limit of open files counts for a check.
    assert_eq!(most, 3);
}

/// Connections to the port that nobody has answered yet, as the kernel counts them.
fn attempts_at(port: u16) -> usize {
    let sockets = std::fs::read_to_string("/proc/self/net/tcp").unwrap();
    let remote = format!(":{port:04X}");
    let is_attempt = |line: &&str| {
        let mut words = line.split_whitespace().skip(2);
        words.next().is_some_and(|place| place.ends_with(&remote)) && words.next() == Some("02")
    };
    sockets.lines().filter(is_attempt).count()
}

#[tokio::test]
async fn an_address_that_may_not_be_reached_does_not_hide_one_that_may() {
    let server = answering(OK).await;
    let private = "fd00::1".parse::<Ipv6Addr>().unwrap().octets();
    let dns = saying((80, Told::V4(vec![V4])), (0, Told::V6(vec![private]))).await;
    let (found, _) = look(dns, server.port()).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let dns = saying((80, Told::Empty), (0, Told::V6(vec![private]))).await;
    let (found, _) = look(dns, server.port()).await;
    assert_eq!(detail(&found), "blocked.address", "{}", reason(&found));
}

#[tokio::test]
async fn a_family_that_is_denied_does_not_deny_the_other() {
    // Source: RFC 4074, section 4.2: balancers say so of AAAA where a name has A alone.
    let denied = || (0, Told::Code(3));
    let v4 = answering(OK).await;
    let v6 = answering_v6().await;
    for later_ms in [0, 80, 400] {
        let dns = saying((later_ms, Told::V4(vec![V4])), denied()).await;
        let (found, _) = look(dns, v4.port()).await;
        assert_eq!(found.outcome, Outcome::Up, "{later_ms} ms: {found:?}");
        let dns = saying(denied(), (later_ms, Told::V6(vec![V6]))).await;
        let (found, _) = look(dns, v6.port()).await;
        assert_eq!(found.outcome, Outcome::Up, "{later_ms} ms: {found:?}");
    }
    // Where the other one keeps silent, it is not awaited for ever.
    for (a, aaaa) in [
        ((0, Told::Nothing), denied()),
        (denied(), (0, Told::Nothing)),
    ] {
        let dns = saying(a, aaaa).await;
        let (found, took) = look(dns, v4.port()).await;
        assert_eq!(detail(&found), "dns.nxdomain", "{found:?}");
        assert!(took < Duration::from_secs(4), "{took:?}");
    }
}
