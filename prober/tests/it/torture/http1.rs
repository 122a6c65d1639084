//! Servers of HTTP/1.1 with their names and the subclass that is to be found.

use std::net::SocketAddr;

use super::server::{Reset, dripping, flooding, redirecting, resetting, silent, stopping};
use super::{answers, bodies};

const GOOD: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";
const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const LONG: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";

const ENDLESS: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n";
const EVENTS: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n\
    9\r\ndata: ok\n\r\n";
const RADIO: &[u8] = b"ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n";

type Row = (&'static str, SocketAddr, &'static str);

pub(super) async fn slow() -> Vec<Row> {
    vec![
        ("silence", silent().await, "timeout.ttfb"),
        (
            "a slow head",
            dripping(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n").await,
            TRANSFER,
        ),
        (
            "a slow status",
            dripping(b"", b"HTTP/1.1 200 OK").await,
            TRANSFER,
        ),
        // What has no end that it says is not waited for.
        ("a slow body", dripping(GOOD, b"a").await, ""),
        ("a slow body of exabytes", dripping(ENDLESS, b"a").await, ""),
        (
            "a body that begins and says no more",
            stopping(GOOD).await,
            "",
        ),
        ("a stream of events", stopping(EVENTS).await, ""),
        ("a radio", dripping(RADIO, b"tune").await, ""),
        (
            "a slow body of known length",
            dripping(LONG, b"a").await,
            TRANSFER,
        ),
        ("slow chunks", dripping(CHUNKED, b"1\r\na\r\n").await, ""),
        (
            "HTTP/2 where it is not expected",
            stopping(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await,
            answers::BAD_STATUS_LINE,
        ),
        ("half a status", stopping(b"HTTP/1.1 2").await, TRANSFER),
        ("half a body", stopping(LONG).await, TRANSFER),
        (
            "a reset once accepted",
            resetting(Reset::Accepted).await,
            "connect.reset",
        ),
        (
            "a reset once asked",
            resetting(Reset::Asked).await,
            "connect.reset",
        ),
        (
            "a reset in the head",
            resetting(Reset::InHead).await,
            "connect.reset",
        ),
        (
            "a reset in the body",
            resetting(Reset::InBody).await,
            "body.incomplete",
        ),
    ]
}

const TOO_MUCH: &str = "protocol.too_much";
const TRANSFER: &str = "timeout.transfer";

pub(super) async fn floods() -> Vec<Row> {
    vec![
        ("an endless body", flooding(GOOD, b"a").await, ""),
        (
            "endless chunks",
            flooding(CHUNKED, b"2\r\naa\r\n").await,
            "",
        ),
        (
            "an endless size of a chunk",
            flooding(CHUNKED, b"0").await,
            answers::BAD_BODY,
        ),
        (
            "an endless extension of a chunk",
            flooding(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
                b"a",
            )
            .await,
            answers::BAD_BODY,
        ),
        (
            "endless trailers",
            flooding(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
                b"a: b\r\n",
            )
            .await,
            answers::BAD_BODY,
        ),
        (
            "endless headers",
            flooding(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n").await,
            answers::HEAD_TOO_LARGE,
        ),
        (
            "an endless header",
            flooding(b"HTTP/1.1 200 OK\r\na: ", b"b").await,
            answers::HEAD_TOO_LARGE,
        ),
        (
            "an endless status",
            flooding(b"HTTP/1.1 200 ", b"OK").await,
            answers::HEAD_TOO_LARGE,
        ),
        (
            "endless empty lines",
            flooding(b"", b"\r\n").await,
            answers::HEAD_TOO_LARGE,
        ),
        (
            "endless early hints",
            flooding(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n").await,
            TOO_MUCH,
        ),
        ("endless gzip of nothing", empty_members().await, ""),
    ]
}

/// Members of gzip that decode to nothing, one after the other for ever.
async fn empty_members() -> SocketAddr {
    let first = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
    flooding(first, &bodies::gzip("")).await
}

pub(super) async fn redirects() -> Vec<Row> {
    let to = |to: fn(&str) -> String| redirecting(to);
    vec![
        (
            "a redirect to itself",
            to(|path| path.to_owned()).await,
            "redirect.loop",
        ),
        (
            "a redirect in a circle",
            to(|path| {
                if path == "/a" {
                    "/b".to_owned()
                } else {
                    "/a".to_owned()
                }
            })
            .await,
            "redirect.loop",
        ),
        (
            "a redirect that grows",
            to(|path| format!("{path}x")).await,
            "redirect.too_many",
        ),
        (
            "a redirect that grows by kilobytes",
            to(|path| format!("{path}{}", "x".repeat(5_000))).await,
            "redirect.too_many",
        ),
        (
            "a redirect that grows, and cookies with it",
            to(|path| {
                let cookie = |i| format!("\r\nSet-Cookie: {i}{path}={}", "v".repeat(3_000));
                let cookies: String = (0..18).map(cookie).collect();
                format!("{path}x{cookies}")
            })
            .await,
            "redirect.too_many",
        ),
        ("a redirect to nowhere", to(|_| String::new()).await, ""),
        (
            "a redirect to two places",
            to(|_| "/a\r\nLocation: /b".to_owned()).await,
            INVALID,
        ),
        (
            "a redirect to private space",
            to(|_| "http://10.0.0.1/".to_owned()).await,
            BLOCKED,
        ),
        (
            "a redirect to a cloud's metadata",
            to(|_| "http://169.254.169.254/latest/meta-data/".to_owned()).await,
            BLOCKED,
        ),
        (
            "a redirect to this host",
            to(|_| "http://[::1]/".to_owned()).await,
            BLOCKED,
        ),
        (
            "a redirect to a mapped address",
            to(|_| "http://[::ffff:a00:1]/".to_owned()).await,
            BLOCKED,
        ),
        (
            "a redirect to a file",
            to(|_| "file:///etc/passwd".to_owned()).await,
            INVALID,
        ),
        (
            "a redirect to a script",
            to(|_| "javascript:alert(1)".to_owned()).await,
            INVALID,
        ),
        (
            "a redirect to data",
            to(|_| "data:text/plain,ok".to_owned()).await,
            INVALID,
        ),
        (
            "a redirect to no port",
            to(|_| "http://a.test:99999/".to_owned()).await,
            INVALID,
        ),
    ]
}

const BLOCKED: &str = "blocked.address";
const INVALID: &str = "redirect.invalid";
