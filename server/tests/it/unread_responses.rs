//! Clients that do not read what they have asked for, and such as do not finish asking.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use bytes::Bytes;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::support::{TestApp, eventually};

const MIB: usize = 1024 * 1024;

/// An answer: more than the kernel keeps for a connection.
const LARGE: usize = 16 * MIB;

/// Bytes of answers that somebody keeps.
#[derive(Clone, Default)]
struct Kept(Arc<AtomicUsize>);

struct Answer(Vec<u8>, Kept);

impl Kept {
    fn answer(&self) -> Body {
        self.0.fetch_add(LARGE, SeqCst);
        Body::from(Bytes::from_owner(Answer(vec![7; LARGE], self.clone())))
    }

    fn bytes(&self) -> usize {
        self.0.load(SeqCst)
    }
}

impl AsRef<[u8]> for Answer {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.1.0.fetch_sub(LARGE, SeqCst);
    }
}

/// A server of which every answer is large.
async fn large() -> (SocketAddr, Kept) {
    let kept = Kept::default();
    let of = kept.clone();
    let router = Router::new().route("/", get(async move || of.answer()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    tokio::spawn(api::http::serve(listener, None, router, stop));
    (address, kept)
}

/// Somebody who asks, and reads the first byte of the answer.
async fn asked(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(request).await.unwrap();
    stream.read_exact(&mut [0]).await.unwrap();
    stream
}

#[tokio::test]
async fn answers_that_nobody_reads_take_bounded_memory() {
    let (address, kept) = large().await;
    let mut silent = Vec::new();
    for _ in 0..40 {
        silent.push(asked(address).await);
        eventually("little to be kept", async || {
            (kept.bytes() <= 64 * MIB + LARGE).then_some(())
        })
        .await;
    }
    assert!(kept.bytes() >= 32 * MIB, "{} are kept", kept.bytes());
    // Whoever reads is served all the same.
    let mut stream = asked(address).await;
    let mut length = 0;
    let mut buffer = vec![0; MIB];
    while length < LARGE {
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "cut off after {length} bytes");
        length += read;
    }
}

#[tokio::test]
async fn who_takes_nothing_for_half_a_minute_is_left() {
    let (address, kept) = large().await;
    let began = Instant::now();
    let mut silent = asked(address).await;
    eventually("the answer to be dropped", async || {
        (kept.bytes() == 0).then_some(())
    })
    .await;
    assert!(began.elapsed() >= Duration::from_secs(25));
    let mut rest = Vec::new();
    // It is reset, or has an end that is too early.
    let _ = silent.read_to_end(&mut rest).await;
    assert!(rest.len() < LARGE);
}

#[tokio::test]
async fn requests_that_nobody_finishes_take_bounded_memory() {
    let app = TestApp::new().await;
    let body = vec![b' '; MIB - 1];
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {MIB}\r\n\r\n"
    );
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // The connection may be cut before all is written.
        let _ = stream.write_all(&body).await;
        slow.push(stream);
    }
    app.user("ada").await;
    let mut cut = 0;
    eventually("connections to be cut", async || {
        slow.retain(|stream| match stream.try_read(&mut [0]) {
            Err(err) if err.kind() == std::io::ErrorKind::WouldBlock => true,
            // Whoever is told to be too late was let wait until then.
            Ok(1..) => false,
            _ => {
                cut += 1;
                false
            }
        });
        (cut >= 30).then_some(())
    })
    .await;
    let nobody = app.nobody();
    nobody
        .graphql("{ viewer { id } }", json!({}))
        .await
        .data("");
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let app = TestApp::new().await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let start = b"GET /healthz HTTP/1.1\r\nHost: a\r\n".to_vec();
    let field = format!("X: {}\r\n", "x".repeat(4_000));
    let head = [start, field.repeat(20).into_bytes()].concat();
    // It answers before all is there.
    let _ = stream.write_all(&head).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.starts_with(b"HTTP/1.1 431 "), "{answer:?}");
}
