//! Where the time goes: each delay is in its own phase, as long as the server saw it.
//!
//! Server and check run on one thread and one clock. A busy machine makes what is
//! measured longer, now and then, on either side: so of a few checks the best is to
//! be within the tolerance.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prober::Probes;
use queue::{Outcome, Phases};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::dns_server::{Say, naming_after};
use crate::pki::Authority;
use crate::server::{OK, answering, read_head, serve};
use crate::{NO_DNS, NO_SECRETS, check, probes, probes_with};

const DELAY: Duration = Duration::from_millis(60);

/// How far a phase may be from what the server saw.
const TOLERANCE: Duration = Duration::from_millis(10);

const CHECKS: usize = 5;

/// How long the server saw each delay take, in order.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Duration>>>);

impl Seen {
    fn note(&self, since: Instant) {
        self.0.lock().unwrap().push(since.elapsed());
    }
}

/// Checks `url` a few times; `phase` is as long as the server saw it, and the others
/// are not.
async fn measure(probes: &Probes, url: &str, seen: &Seen, phase: impl Fn(&Phases) -> Option<u32>) {
    let mut least = (Duration::MAX, Duration::MAX);
    for _ in 0..CHECKS {
        seen.0.lock().unwrap().clear();
        let found = probes.run(&check(url), &NO_SECRETS).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        let phases = found.phases.unwrap();
        let measured = Duration::from_micros(phase(&phases).unwrap().into());
        let all = Duration::from_micros(phases.total_us());
        let by_server = *seen.0.lock().unwrap().first().unwrap();
        assert!(all >= DELAY, "{phases:?}");
        least.0 = least.0.min(measured.abs_diff(by_server));
        least.1 = least.1.min(all - measured);
    }
    assert!(least.0 <= TOLERANCE, "{:?} off at best", least.0);
    assert!(least.1 < DELAY / 2, "{:?} elsewhere at best", least.1);
}

#[tokio::test]
async fn a_slow_name_server_is_seen_in_dns() {
    let server = answering(OK).await;
    let seen = Seen::default();
    let noting = seen.clone();
    let dns = naming_after(Say::Address(Ipv4Addr::LOCALHOST), move || {
        let noting = noting.clone();
        async move {
            let start = Instant::now();
            sleep(DELAY).await;
            noting.note(start);
        }
    })
    .await;
    let url = format!("http://example.test:{}/", server.port());
    let probes = probes_with(dns, vec![]);
    measure(&probes, &url, &seen, |phases| phases.dns_us).await;
}

#[tokio::test]
async fn a_slow_handshake_is_seen_in_tls() {
    let authority = Authority::new();
    let acceptor = TlsAcceptor::from(Arc::new(authority.leaf(|_| {}).config(&[])));
    let seen = Seen::default();
    let noting = seen.clone();
    let server = serve(move |stream: TcpStream| {
        let (acceptor, noting) = (acceptor.clone(), noting.clone());
        async move {
            stream.readable().await.unwrap();
            let start = Instant::now();
            sleep(DELAY).await;
            let mut stream = acceptor.accept(stream).await.unwrap();
            noting.note(start);
            crate::server::exchange(&mut stream, OK).await;
        }
    })
    .await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let url = format!("https://localhost:{}/", server.port());
    measure(&probes, &url, &seen, |phases| phases.tls_us).await;
}

/// A server that says `first` at once and `rest` after a while, each once asked.
async fn pausing(first: &'static [u8], rest: &'static [u8]) -> (SocketAddr, Seen) {
    let seen = Seen::default();
    let noting = seen.clone();
    let server = serve(move |mut stream: TcpStream| {
        let noting = noting.clone();
        async move {
            read_head(&mut stream).await;
            stream.write_all(first).await.unwrap();
            let start = Instant::now();
            sleep(DELAY).await;
            noting.note(start);
            stream.write_all(rest).await.unwrap();
        }
    })
    .await;
    (server, seen)
}

#[tokio::test]
async fn a_slow_first_byte_is_seen_in_ttfb() {
    let (server, seen) = pausing(b"", OK).await;
    let url = format!("http://{server}/");
    measure(&probes(), &url, &seen, |phases| phases.ttfb_us).await;
}

#[tokio::test]
async fn a_slow_head_and_a_slow_body_are_seen_in_transfer() {
    let (in_head, seen_head) = pausing(b"HTTP/1.1 200", b" OK\r\nContent-Length: 0\r\n\r\n").await;
    let (in_body, seen_body) =
        pausing(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", b"k").await;
    for (server, seen) in [(in_head, seen_head), (in_body, seen_body)] {
        let url = format!("http://{server}/");
        measure(&probes(), &url, &seen, |phases| phases.transfer_us).await;
    }
}

/// A queue of connections that is full drops what comes: the system tries again
/// after a second (RFC 6298, section 2), when there is room.
#[tokio::test]
async fn a_slow_accept_is_seen_in_connect() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let filling = TcpStream::connect(address).await.unwrap();
    let asked = tokio::spawn(async move {
        let start = Instant::now();
        let found = probes()
            .run(&check(format!("http://{address}/")), &NO_SECRETS)
            .await;
        (start, found)
    });
    sleep(Duration::from_millis(300)).await;
    let (_filled, _) = listener.accept().await.unwrap();
    drop(filling);
    let (mut stream, _) = listener.accept().await.unwrap();
    let accepted = Instant::now();
    crate::server::exchange(&mut stream, OK).await;
    let (start, found) = asked.await.unwrap();
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let phases = found.phases.unwrap();
    let connect = Duration::from_micros(phases.connect_us.unwrap().into());
    // The connection was there before it was accepted, and never before the second.
    assert!(
        connect <= accepted.duration_since(start) + TOLERANCE,
        "{connect:?}"
    );
    assert!(connect >= Duration::from_millis(900), "{connect:?}");
    let all = Duration::from_micros(phases.total_us());
    assert!(all - connect < Duration::from_millis(300), "{phases:?}");
}
