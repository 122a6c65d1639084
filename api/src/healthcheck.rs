//! `upbeat healthcheck`: asks a running server whether it is able to work.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long the server may take to answer.
const LIMIT: Duration = Duration::from_secs(5);

/// Whether the server at `address` answers `/readyz` with 200.
pub async fn run(address: SocketAddr) -> bool {
    tokio::time::timeout(LIMIT, ask(address))
        .await
        .is_ok_and(|answer| answer.unwrap_or(false))
}

async fn ask(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut status_line = [0; 12];
    stream.read_exact(&mut status_line).await?;
    Ok(&status_line == b"HTTP/1.1 200")
}
