//! Redirects from one version of HTTP to another: each hop has its own phases, and
//! a time limit that passes is named after the phase of the hop that it passed in.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream;
use http_body_util::StreamBody;
use hyper::Response;
use hyper::body::Frame;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use queue::{Check, Outcome, Phases};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::pki::{Authority, serve_tls};
use crate::server::{OK, answering, hang, moved, read_head, serve};
use crate::{NO_DNS, NO_SECRETS, check, detail, probes_with, reason};

/// How much longer than the server's pause a phase may be; a busy machine makes it
/// longer, now and then, so of a few checks the best counts.
const TOLERANCE: Duration = Duration::from_millis(25);

const CHECKS: usize = 5;

/// Pauses of a server.
#[derive(Clone, Copy, Default)]
struct Pauses {
    handshake: Duration,
    /// Before the head.
    head: Duration,
    /// Before the end of the body.
    body: Duration,
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn of(us: Option<u32>) -> Duration {
    Duration::from_micros(us.unwrap_or_default().into())
}

fn piece(text: &'static [u8]) -> Result<Frame<Bytes>, Infallible> {
    Ok(Frame::data(Bytes::from_static(text)))
}

/// Answers in HTTP/2: a redirect to `location`, or a body in two pieces.
async fn answer_http2(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    pauses: Pauses,
    location: Option<String>,
) {
    let service = service_fn(move |_| {
        let location = location.clone();
        async move {
            sleep(pauses.head).await;
            let pieces = stream::unfold(0, move |number| async move {
                match number {
                    0 => Some((piece(b"o"), 1)),
                    1 => {
                        sleep(pauses.body).await;
                        Some((piece(b"k"), 2))
                    }
                    _ => None,
                }
            });
            let response = Response::builder();
            let response = match &location {
                Some(location) => response.status(302).header("location", location),
                None => response.header("content-length", "2"),
            };
            response.body(StreamBody::new(Box::pin(pieces)))
        }
    });
    let _ = http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// An HTTPS server that speaks HTTP/2.
async fn http2_server(
    authority: &Authority,
    pauses: Pauses,
    location: Option<String>,
) -> SocketAddr {
    let config = authority.leaf(|_| {}).config(&["h2"]);
    let acceptor = TlsAcceptor::from(Arc::new(config));
    serve(move |stream: TcpStream| {
        let (acceptor, location) = (acceptor.clone(), location.clone());
        async move {
            sleep(pauses.handshake).await;
            if let Ok(stream) = acceptor.accept(stream).await {
                answer_http2(stream, pauses, location).await;
            }
        }
    })
    .await
}

/// An HTTP/1.1 server that redirects to `location`.
async fn redirecting(pause: Duration, location: String) -> SocketAddr {
    serve(move |mut stream: TcpStream| {
        let answer = moved(302, &location, "");
        async move {
            read_head(&mut stream).await;
            sleep(pause).await;
            let _ = stream.write_all(&answer).await;
        }
    })
    .await
}

/// The phases of each hop in the quickest of a few checks of `url`, which is up and
/// whose phases are the time that it took.
async fn quickest(authority: &Authority, url: &str) -> Vec<Phases> {
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let mut best: Option<(Duration, Duration, Vec<Phases>)> = None;
    for _ in 0..CHECKS {
        let start = Instant::now();
        let found = probes.run(&check(url), &NO_SECRETS).await;
        let took = start.elapsed();
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        let all = Duration::from_micros(found.phases.unwrap().total_us());
        assert!(all <= took, "{all:?} in {took:?}: {found:?}");
        let hops = found.evidence.hops.iter().map(|hop| hop.phases).collect();
        if best.as_ref().is_none_or(|(least, ..)| took < *least) {
            best = Some((took, all, hops));
        }
    }
    let (took, all, hops) = best.unwrap();
    assert!(took - all < TOLERANCE, "{all:?} in {took:?}: {hops:?}");
    hops
}

fn assert_near(phase: Option<u32>, expected: Duration, what: &str) {
    let found = of(phase);
    assert!(
        found >= expected && found - expected < TOLERANCE,
        "{what}: {found:?} instead of {expected:?}"
    );
}

#[tokio::test]
async fn a_redirect_to_http2_keeps_the_phases_of_both_hops_apart() {
    let authority = Authority::new();
    let pauses = Pauses {
        handshake: ms(60),
        head: ms(120),
        body: ms(80),
    };
    let last = http2_server(&authority, pauses, None).await;
    let to = format!("https://localhost:{}/", last.port());
    let first = redirecting(ms(40), to).await;
    let hops = quickest(&authority, &format!("http://{first}/")).await;
    assert_eq!(hops.len(), 2);
    assert_near(hops[0].ttfb_us, ms(40), "the first byte of the first hop");
    assert_near(hops[1].tls_us, ms(60), "the handshake of the second hop");
    assert_near(hops[1].ttfb_us, ms(120), "the first byte of the second hop");
    assert_near(hops[1].transfer_us, ms(80), "the body of the second hop");
}

#[tokio::test]
async fn three_hops_in_two_versions_have_their_own_phases() {
    let authority = Authority::new();
    let config = authority.leaf(|_| {}).config(&["http/1.1"]);
    let last = serve_tls(config, async |mut stream| {
        read_head(&mut stream).await;
        sleep(ms(50)).await;
        let _ = stream.write_all(OK).await;
        let _ = stream.shutdown().await;
    })
    .await;
    let pauses = Pauses {
        head: ms(100),
        ..Pauses::default()
    };
    let to = Some(format!("https://localhost:{}/", last.port()));
    let second = http2_server(&authority, pauses, to).await;
    let first = redirecting(ms(30), format!("https://localhost:{}/", second.port())).await;
    let hops = quickest(&authority, &format!("http://{first}/")).await;
    assert_eq!(hops.len(), 3);
    for (hop, expected) in hops.iter().zip([30, 100, 50]) {
        assert_near(hop.ttfb_us, ms(expected), "the first byte");
        assert!(of(hop.transfer_us) < TOLERANCE, "{hop:?}");
    }
}

#[tokio::test]
async fn a_limit_of_the_response_time_counts_each_hop_once() {
    let authority = Authority::new();
    let pauses = Pauses {
        handshake: ms(150),
        head: ms(50),
        ..Pauses::default()
    };
    let last = http2_server(&authority, pauses, None).await;
    let first = redirecting(ms(0), format!("https://localhost:{}/", last.port())).await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let mut check = check(format!("http://{first}/"));
    check.how.down_above_ms = Some(320);
    let mut found = Vec::new();
    for _ in 0..CHECKS {
        found.push(probes.run(&check, &NO_SECRETS).await.outcome);
    }
    assert!(found.contains(&Outcome::Up), "{found:?}");
}

/// An address whose queue of connections is full: nobody is ever let in.
async fn full() -> (SocketAddr, (tokio::net::TcpListener, TcpStream)) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let filling = TcpStream::connect(address).await.unwrap();
    (address, (listener, filling))
}

#[tokio::test]
async fn a_time_limit_in_the_second_hop_is_named_after_its_phase() {
    let authority = Authority::new();
    let forever = Duration::from_secs(3_600);
    let silent = serve(async |stream: TcpStream| {
        hang().await;
        drop(stream);
    })
    .await;
    let pausing = async |pauses| http2_server(&authority, pauses, None).await;
    let head = Pauses {
        head: forever,
        ..Pauses::default()
    };
    let body = Pauses {
        body: forever,
        ..Pauses::default()
    };
    let (closed, _kept) = full().await;
    for (scheme, server, expected) in [
        ("http", closed, "timeout.connect"),
        ("https", silent, "timeout.tls"),
        ("https", pausing(head).await, "timeout.ttfb"),
        ("https", pausing(body).await, "timeout.transfer"),
        ("http", silent, "timeout.ttfb"),
    ] {
        let to = format!("{scheme}://localhost:{}/", server.port());
        // The first hop has had a first byte, and a pause of its own.
        let first = redirecting(ms(50), to).await;
        let check = Check {
            timeout_ms: 600,
            ..check(format!("http://{first}/"))
        };
        let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
        let found = probes.run(&check, &NO_SECRETS).await;
        assert_eq!(detail(&found), expected, "{found:?}");
        assert!(reason(&found).contains("localhost"), "{found:?}");
        let all = Duration::from_micros(found.phases.unwrap().total_us());
        assert!(all < ms(600) + TOLERANCE * 4, "{expected}: {found:?}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_in_the_second_hop_is_told_by_what_came_of_it() {
    // The first hop's first byte does not make the second hop's answer begun.
    let closing = answering(&b""[..]).await;
    let first = redirecting(ms(0), format!("http://localhost:{}/", closing.port())).await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![]);
    let found = probes
        .run(&check(format!("http://{first}/")), &NO_SECRETS)
        .await;
    assert_eq!(detail(&found), "protocol.closed", "{found:?}");
}
