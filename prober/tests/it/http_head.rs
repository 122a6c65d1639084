//! Heads as they are found in the wild, in HTTP/1.1 and HTTP/2.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use prober::Observation;
use queue::{Assertion, Comparison, HttpVersion, Outcome, Subject};
use tokio::io::AsyncWriteExt;

use crate::pki::{Authority, serve_tls};
use crate::server::{OK, Requests, answering, good, hang, record};
use crate::torture::h2::{GOAWAY, RST_STREAM, await_request, frame, greet};
use crate::{NO_DNS, NO_SECRETS, detail, http_check, probes, probes_with, reason};

fn header(name: &str, value: &str) -> Assertion {
    Assertion {
        subject: Subject::Header(name.to_owned()),
        comparison: Comparison::Equals,
        value: value.to_owned(),
    }
}

async fn run(answer: Vec<u8>, assertions: Vec<Assertion>) -> Observation {
    let server = answering(answer).await;
    let check = http_check(format!("http://{server}/"), |http| {
        http.assertions = assertions
    });
    probes().run(&check, &NO_SECRETS).await
}

#[tokio::test]
async fn folded_lines_are_joined() {
    for lines in [
        "X: a b\r\n",
        "X: a\r\n b\r\n",
        "X: a\r\n\t  b\r\n",
        "X: a  \r\n  b\r\n",
        "X:\r\n a\r\n b\r\n",
        "X : a b\r\n",
        "X: a b\n",
    ] {
        let found = run(good("ok", lines), vec![header("x", "a b")]).await;
        assert_eq!(found.outcome, Outcome::Up, "{lines:?}: {found:?}");
    }
}

#[tokio::test]
async fn a_head_is_bounded_by_its_bytes_alone() {
    for count in [100, 101, 1_000, 10_000] {
        let found = run(
            good("ok", &"a: b\r\n".repeat(count)),
            vec![header("b", "c")],
        )
        .await;
        assert_eq!(detail(&found), "assertion.header", "{count}: {found:?}");
        let found = run(good("ok", &"a: b\r\n".repeat(count)), vec![]).await;
        assert_eq!(found.outcome, Outcome::Up, "{count}: {found:?}");
    }
    for lines in [
        "a: b\r\n".repeat(11_000),
        format!("a: {}\r\n", "b".repeat(70_000)),
        format!("a: b\r\n {}\r\n", "c".repeat(70_000)),
    ] {
        let found = run(good("ok", &lines), vec![]).await;
        assert_eq!(detail(&found), "protocol.head_too_large", "{found:?}");
        let expected = "the answer of 127.0.0.1 has a head of more than 65536 bytes";
        assert_eq!(reason(&found), expected);
    }
}

#[tokio::test]
async fn lengths_that_differ_are_refused_by_name() {
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok".to_vec();
    let differing = run(answer, vec![]).await;
    assert_eq!(detail(&differing), "protocol.bad_header");
    assert_eq!(
        reason(&differing),
        "the answer of 127.0.0.1 has two lengths, 2 and 3"
    );
    for lines in [
        "Content-Length: 2, 2\r\n",
        "Content-Length: 2\r\nContent-Length: 2\r\n",
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\n{lines}\r\nok and more");
        let whole = Assertion {
            subject: Subject::Body,
            comparison: Comparison::Equals,
            value: "ok".to_owned(),
        };
        let found = run(answer.into_bytes(), vec![whole]).await;
        assert_eq!(found.outcome, Outcome::Up, "{lines}: {found:?}");
    }
}

#[tokio::test]
async fn announcements_are_passed_over_and_their_headers_too() {
    let answer = [
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: early\r\n\r\n".to_vec(),
        good("ok", "X: late\r\n"),
    ];
    let found = run(answer.concat(), vec![header("x", "late")]).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(found.http_status, Some(200));
}

/// A server that refuses HTTP/2 by a frame, and answers in HTTP/1.1; what it was
/// asked in that, and how often it refused.
async fn wanting_http1(
    authority: &Authority,
    alpn: &[&str],
    refusal: Vec<u8>,
) -> (SocketAddr, Requests, Arc<AtomicUsize>) {
    let (requests, refused) = (Requests::default(), Arc::new(AtomicUsize::new(0)));
    let (seen, counted) = (Arc::clone(&requests), Arc::clone(&refused));
    let address = serve_tls(authority.leaf(|_| {}).config(alpn), move |mut stream| {
        let (seen, counted, refusal) = (Arc::clone(&seen), Arc::clone(&counted), refusal.clone());
        async move {
            if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                greet(&mut stream).await;
                await_request(&mut stream).await;
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(&refusal).await;
                hang().await;
            } else {
                record(&mut stream, &seen, &|_: &str| OK.to_vec()).await;
            }
        }
    })
    .await;
    (address, requests, refused)
}

#[tokio::test]
async fn a_server_that_wants_http1_is_asked_again_in_that() {
    let authority = Authority::new();
    let reset = frame(RST_STREAM, 0, 1, &[0, 0, 0, 13]);
    let goaway = frame(GOAWAY, 0, 0, &[0, 0, 0, 0, 0, 0, 0, 13]);
    let both = &["h2", "http/1.1"][..];
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    for (refusal, alpn, version, expected) in [
        (&reset, both, HttpVersion::Any, ""),
        (&goaway, both, HttpVersion::Any, ""),
        (&reset, &["h2"][..], HttpVersion::Any, "tls.no_alpn"),
        (&reset, both, HttpVersion::Http2, "protocol.stream_reset"),
        (&goaway, both, HttpVersion::Http2, "protocol.goaway"),
        (&reset, both, HttpVersion::Http1, ""),
    ] {
        let (server, requests, refused) = wanting_http1(&authority, alpn, refusal.clone()).await;
        let check = http_check(format!("https://localhost:{}/a", server.port()), |http| {
            http.version = version;
            http.method = "POST".to_owned();
            http.body = Some("body".to_owned());
        });
        let found = probes.run(&check, &NO_SECRETS).await;
        assert_eq!(detail(&found), expected, "{version:?}: {found:?}");
        let once = usize::from(version != HttpVersion::Http1);
        assert_eq!(refused.load(Ordering::SeqCst), once);
        let requests = requests.lock().unwrap();
        if expected.is_empty() {
            assert_eq!(requests.len(), 1);
            assert!(
                requests[0].starts_with("POST /a HTTP/1.1\r\n"),
                "{requests:?}"
            );
            assert!(requests[0].ends_with("\r\n\r\nbody"), "{requests:?}");
            assert_eq!((found.evidence.hops.len(), found.attempts), (1, 1));
        }
    }
}
