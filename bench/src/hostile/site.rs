//! What a hostile tenant's websites answer: bodies that are made to cost.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// Arrays within arrays: each comparison of subtrees walks what is below.
const NESTED_DEPTH: usize = 100;
const NESTED_BYTES: usize = 960 * 1024;

/// The largest body that a check reads.
const LARGE_BYTES: usize = 10 * 1024 * 1024;

pub(super) struct Site {
    pub(super) address: SocketAddr,
}

impl Site {
    /// Serves `/nested`, `/letters`, `/large`, `/drip`, `/echo` and `/slow`, until the process
    /// ends.
    pub(super) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move {
            let nested = nested();
            let letters = letters();
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    continue;
                };
                tokio::spawn(answer(stream, nested.clone(), letters.clone()));
            }
        });
        Ok(Self { address })
    }
}

async fn answer(mut stream: TcpStream, nested: bytes::Bytes, letters: bytes::Bytes) {
    let mut request = vec![0; 4_096];
    let read = stream.read(&mut request).await.unwrap_or(0);
    let text = String::from_utf8_lossy(&request[..read]).into_owned();
    let path = text.split_whitespace().nth(1).unwrap_or_default();
    let body = match path.split('?').next().unwrap_or_default() {
        "/nested" => nested,
        "/letters" => letters,
        "/large" => vec![b'x'; LARGE_BYTES].into(),
        "/echo" => text.clone().into(),
        "/drip" => return drip(stream).await,
        "/slow" => {
            sleep(Duration::from_millis(500)).await;
            "ok".into()
        }
        // 64 KB of evidence.
        _ => vec![b'e'; 64 * 1024].into(),
    };
    let status = if path.starts_with("/evidence") {
        500
    } else {
        200
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    if stream.write_all(head.as_bytes()).await.is_ok() {
        let _ = stream.write_all(&body).await;
        let _ = stream.shutdown().await;
    }
}

/// A body that never ends, a byte every tenth of a second.
async fn drip(mut stream: TcpStream) {
    let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    let mut alive = stream.write_all(head).await.is_ok();
    while alive {
        sleep(Duration::from_millis(100)).await;
        alive = stream.write_all(b"x").await.is_ok();
    }
}

fn nested() -> bytes::Bytes {
    let one = format!("{}1{}", "[".repeat(NESTED_DEPTH), "]".repeat(NESTED_DEPTH));
    let count = NESTED_BYTES / (one.len() + 1);
    format!("[{}]", vec![one; count].join(",")).into()
}

/// Random letters `a` and `b`, so that a search meets a new state at almost every byte.
fn letters() -> bytes::Bytes {
    let mut seed = 1_u64;
    std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        b"apbq"[usize::from((seed >> 62) as u8)]
    })
    .take(LARGE_BYTES)
    .collect::<Vec<u8>>()
    .into()
}
