//! HTTP/1.1 servers with bad manners.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::server::{hang, read_head, serve};

/// Between two bytes of a server that drips.
const DRIP: Duration = Duration::from_millis(20);

/// When a connection is reset.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reset {
    Accepted,
    Asked,
    InHead,
    InBody,
}

/// A server that says `first` and then drips `again`, a byte at a time, for ever.
pub(super) async fn dripping(first: &'static [u8], again: &'static [u8]) -> SocketAddr {
    serve(async move |mut stream: TcpStream| {
        read_head(&mut stream).await;
        let _ = stream.write_all(first).await;
        for byte in again.iter().cycle() {
            sleep(DRIP).await;
            if stream.write_all(&[*byte]).await.is_err() {
                return;
            }
        }
    })
    .await
}

/// A server that says `first` and then `again` for ever, as fast as it is heard.
pub(super) async fn flooding(first: &'static [u8], again: &[u8]) -> SocketAddr {
    let again = again.repeat(16_384_usize.div_ceil(again.len()));
    serve(move |mut stream| {
        let again = again.clone();
        async move {
            read_head(&mut stream).await;
            flood(&mut stream, first, &again).await;
        }
    })
    .await
}

pub(super) async fn flood(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    first: &[u8],
    again: &[u8],
) {
    let _ = stream.write_all(first).await;
    while stream.write_all(again).await.is_ok() {}
}

/// A server that says `part` and then nothing more.
pub(super) async fn stopping(part: &'static [u8]) -> SocketAddr {
    serve(async move |mut stream: TcpStream| {
        read_head(&mut stream).await;
        let _ = stream.write_all(part).await;
        hang().await;
    })
    .await
}

/// A server that takes the connection and says nothing.
pub(super) async fn silent() -> SocketAddr {
    serve(async |stream: TcpStream| {
        hang().await;
        drop(stream);
    })
    .await
}

/// A server that resets the connection.
pub(super) async fn resetting(when: Reset) -> SocketAddr {
    serve(move |mut stream| async move {
        if !matches!(when, Reset::Accepted) {
            read_head(&mut stream).await;
        }
        let part: &[u8] = match when {
            Reset::Accepted | Reset::Asked => b"",
            Reset::InHead => b"HTTP/1.1 200 OK\r\nConten",
            Reset::InBody => b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        };
        let _ = stream.write_all(part).await;
        reset(stream);
    })
    .await
}

/// Ends the connection with a reset instead of an end.
pub(super) fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
    drop(stream);
}

/// A server whose answer is a redirect to what `to` makes of the request's path.
pub(super) async fn redirecting(to: fn(&str) -> String) -> SocketAddr {
    serve(move |mut stream| async move {
        let head = read_head(&mut stream).await;
        let path = head.split(' ').nth(1).unwrap_or("/");
        let answer = format!(
            "HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
            to(path)
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await
}
