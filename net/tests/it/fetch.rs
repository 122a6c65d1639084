//! One request, whatever the other side does.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use net::fetch::{BODY_BYTES, FetchError, FetchErrorKind, Reply, Request, Tls, fetch};
use net::roots::Roots;
use net::{Dialer, EgressPolicy, Family, Purpose, Resolver};
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::sleep;

use crate::server::{certificate, read_request, serve};

/// What no error may say.
const SECRET: &str = "T0P5ECRET";

fn tls(extra: Vec<CertificateDer<'static>>) -> Tls {
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    Tls::new(Arc::new(Roots::new(extra, &provider).unwrap())).unwrap()
}

async fn ask_with(
    tls: &Tls,
    allow: &[&str],
    url: &str,
    body: &str,
    limit: Duration,
) -> Result<Reply, FetchError> {
    let allow = allow.iter().map(|net| net.parse().unwrap()).collect();
    let egress = EgressPolicy::new(allow);
    let resolver = Resolver::with_servers(&["127.0.0.1:9".parse().unwrap()]);
    let dialer = Dialer {
        egress: &egress,
        resolver: &resolver,
        family: Family::Any,
        purpose: Purpose::Any,
    };
    let request = Request {
        method: hyper::Method::POST,
        url: url.parse().unwrap(),
        headers: hyper::HeaderMap::new(),
        body: body.to_owned().into(),
        reply_bytes: BODY_BYTES,
    };
    assert!(!format!("{request:?}").contains(SECRET));
    let result = fetch(dialer, tls, request, limit).await;
    if let Err(err) = &result {
        let said = format!("{err} {err:?}");
        assert!(!said.contains(SECRET) && !said.contains("hook"), "{said}");
    }
    result
}

async fn ask(address: SocketAddr, limit: Duration) -> Result<Reply, FetchError> {
    let url = format!("http://{address}/hook/{SECRET}?key={SECRET}");
    ask_with(&tls(vec![]), &["127.0.0.0/8"], &url, "hello", limit).await
}

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(300);

fn failed(result: Result<Reply, FetchError>) -> (FetchErrorKind, String) {
    let err = result.unwrap_err();
    (err.kind, err.reason)
}

/// A server that reads a request, says `answer` and closes.
async fn saying(answer: &'static str) -> SocketAddr {
    serve(move |mut stream: TcpStream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await
}

#[tokio::test]
async fn a_request_arrives_as_it_was_given_and_is_answered() {
    let address = serve(|mut stream| async move {
        let (head, body) = read_request(&mut stream).await;
        let text = format!("{head}{}", String::from_utf8(body).unwrap());
        let answer = format!(
            "HTTP/1.1 429 Slow Down\r\nRetry-After: 7\r\nContent-Length: {}\r\n\r\n{text}",
            text.len()
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
    })
    .await;
    let reply = ask(address, LONG).await.unwrap();
    assert_eq!(reply.status, 429);
    assert_eq!(reply.headers["retry-after"], "7");
    assert!(reply.is_whole);
    let echoed = String::from_utf8(reply.body).unwrap();
    let first = format!("POST /hook/{SECRET}?key={SECRET} HTTP/1.1\r\n");
    assert!(echoed.starts_with(&first), "{echoed}");
    assert!(
        echoed.contains(&format!("\r\nhost: {address}\r\n")),
        "{echoed}"
    );
    assert!(echoed.contains("\r\nconnection: close\r\n"), "{echoed}");
    assert!(echoed.ends_with("\r\n\r\nhello"), "{echoed}");
}

#[tokio::test]
async fn whoever_never_answers_is_left_at_the_deadline() {
    let silent = serve(|mut stream| async move {
        read_request(&mut stream).await;
        sleep(LONG).await;
    })
    .await;
    let began = Instant::now();
    let (kind, reason) = failed(ask(silent, SHORT).await);
    assert_eq!(kind, FetchErrorKind::Late);
    assert_eq!(reason, "no reply within 300 ms");
    assert!(began.elapsed() < Duration::from_secs(5));

    let deaf = serve(|stream| async move {
        sleep(LONG).await;
        drop(stream);
    })
    .await;
    let url = format!("https://{deaf}/hook");
    let result = ask_with(&tls(vec![]), &["127.0.0.0/8"], &url, "", SHORT).await;
    let (kind, reason) = failed(result);
    assert_eq!(kind, FetchErrorKind::Late);
    assert!(reason.contains("handshake within 300 ms"), "{reason}");
}

#[tokio::test]
async fn a_head_that_drips_ends_at_the_deadline_too() {
    let dripping = serve(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream.write_all(b"a: b\r\n").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    assert_eq!(failed(ask(dripping, SHORT).await).0, FetchErrorKind::Late);
}

#[tokio::test]
async fn a_head_without_end_is_no_reply() {
    let endless = serve(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\na: ").await;
        while stream.write_all(&[b'x'; 1024]).await.is_ok() {}
    })
    .await;
    let (kind, reason) = failed(ask(endless, LONG).await);
    assert_eq!(kind, FetchErrorKind::Http);
    assert_eq!(reason, "the reply has too large a head");
}

#[tokio::test]
async fn half_a_reply_is_one_if_its_head_is_whole() {
    let half = saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok").await;
    let reply = ask(half, LONG).await.unwrap();
    assert_eq!((reply.body.as_slice(), reply.is_whole), (&b"ok"[..], false));

    let half = saying("HTTP/1.1 200 OK\r\nContent-Le").await;
    let (kind, reason) = failed(ask(half, LONG).await);
    assert_eq!(kind, FetchErrorKind::Http);
    assert_eq!(reason, "the connection was closed before a reply");

    let other = saying("220 mail.test ESMTP\r\n").await;
    let (kind, reason) = failed(ask(other, LONG).await);
    assert_eq!(kind, FetchErrorKind::Http);
    assert_eq!(reason, "the reply is not HTTP/1.1");
}

#[tokio::test]
async fn an_endless_body_costs_its_head() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let endless = serve(move |mut stream| {
        let sent = Arc::clone(&counted);
        async move {
            read_request(&mut stream).await;
            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
            let _ = stream.write_all(head).await;
            while stream.write_all(&[b'x'; 64 * 1024]).await.is_ok() {
                sent.fetch_add(64 * 1024, Ordering::SeqCst);
            }
            sent.fetch_add(1, Ordering::SeqCst);
        }
    })
    .await;
    let reply = ask(endless, LONG).await.unwrap();
    assert_eq!(reply.body.len(), BODY_BYTES);
    assert!(!reply.is_whole);
    // The server notices that nobody reads on: it has sent what buffers hold.
    while sent.load(Ordering::SeqCst).is_multiple_of(2) {
        sleep(Duration::from_millis(10)).await;
    }
    assert!(sent.load(Ordering::SeqCst) < 32 * 1024 * 1024);
}

#[tokio::test]
async fn a_body_that_never_ends_is_left_at_the_deadline_with_what_is_known() {
    let slow = serve(|mut stream| async move {
        read_request(&mut stream).await;
        let head = b"HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head).await;
        while stream.write_all(b"1\r\nx\r\n").await.is_ok() {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let reply = ask(slow, SHORT).await.unwrap();
    assert_eq!((reply.status.as_u16(), reply.is_whole), (500, false));
    assert!(reply.body.starts_with(b"x"));
}

#[tokio::test]
async fn redirects_are_returned_and_not_followed() {
    let address =
        saying("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
            .await;
    assert_eq!(ask(address, LONG).await.unwrap().status, 302);
}

#[tokio::test]
async fn what_the_policy_refuses_is_told_apart_from_what_fails() {
    let address = saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    for host in [
        format!("127.0.0.1:{}", address.port()),
        "localhost".to_owned(),
        "2130706433".to_owned(),
        "[::ffff:127.0.0.1]".to_owned(),
        "169.254.169.254".to_owned(),
    ] {
        let url = format!("http://{host}/hook/{SECRET}");
        let (kind, reason) = failed(ask_with(&tls(vec![]), &[], &url, "", LONG).await);
        assert_eq!(kind, FetchErrorKind::Blocked, "{host}");
        assert!(reason.ends_with("this server may not reach it"), "{reason}");
    }
    let refusing = TcpSocket::new_v4().unwrap();
    refusing.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let address = refusing.local_addr().unwrap();
    let (kind, reason) = failed(ask(address, LONG).await);
    assert_eq!(kind, FetchErrorKind::Connection);
    assert_eq!(reason, format!("connection refused by {address}"));
}

#[tokio::test]
async fn a_request_for_something_else_than_http_is_not_sent() {
    for url in ["ftp://127.0.0.1/x", "http://ada:pw@127.0.0.1/x"] {
        let result = ask_with(&tls(vec![]), &["127.0.0.0/8"], url, "", LONG).await;
        assert_eq!(failed(result).0, FetchErrorKind::Request, "{url}");
    }
}

#[tokio::test]
async fn only_valid_certificates_are_talked_to() {
    let year_long = (2020, 2200);
    for (name, (from, until), is_known, expected) in [
        ("localhost", year_long, true, None),
        (
            "localhost",
            year_long,
            false,
            Some("TLS: certificate of an unknown issuer, or its chain is incomplete"),
        ),
        (
            "a.test",
            year_long,
            true,
            Some("TLS: certificate for another name"),
        ),
        (
            "localhost",
            (2020, 2021),
            true,
            Some("TLS: certificate expired"),
        ),
        (
            "localhost",
            (2190, 2200),
            true,
            Some("TLS: certificate not valid yet"),
        ),
    ] {
        let (certificate, acceptor) = certificate(name, from, until);
        let address = serve(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                read_request(&mut stream).await;
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                let _ = stream.write_all(answer).await;
                let _ = stream.read_u8().await;
            }
        })
        .await;
        let tls = tls(if is_known { vec![certificate] } else { vec![] });
        let url = format!("https://localhost:{}/hook/{SECRET}", address.port());
        let result = ask_with(&tls, &["127.0.0.0/8"], &url, "hello", LONG).await;
        match expected {
            None => assert_eq!(result.unwrap().body, b"ok"),
            Some(expected) => {
                assert_eq!(failed(result), (FetchErrorKind::Tls, expected.to_owned()));
            }
        }
    }
    let plain = serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = stream.read(&mut [0; 4096]).await;
    })
    .await;
    let url = format!("https://{plain}/hook/{SECRET}");
    let result = ask_with(&tls(vec![]), &["127.0.0.0/8"], &url, "", LONG).await;
    let expected = "TLS: the answer is not TLS".to_owned();
    assert_eq!(failed(result), (FetchErrorKind::Tls, expected));
}
