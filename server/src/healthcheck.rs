//! `upbeat healthcheck`: asks a running server whether it is ready.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Time limit for the server's response.
const LIMIT: Duration = Duration::from_secs(5);

/// Longest response that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// Fails unless the server at `address` answers `/readyz` with 200.
///
/// # Errors
/// If nothing answers within 5 s, or the server is not ready.
pub async fn run(address: SocketAddr) -> anyhow::Result<()> {
    let answer = tokio::time::timeout(LIMIT, ask(address)).await;
    let answer = answer
        .with_context(|| format!("{address} does not answer within {} s", LIMIT.as_secs()))?
        .with_context(|| format!("no server answers on {address}"))?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status_line = head.lines().next().unwrap_or_default();
    ensure!(
        status_line.starts_with("HTTP/1.1 200"),
        "the server on {address} is not ready: {status_line} {body}"
    );
    Ok(())
}

async fn ask(address: SocketAddr) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(MAX_BYTES).read_to_end(&mut answer).await?;
    Ok(answer)
}
