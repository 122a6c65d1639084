//! Servers on loopback that can be slow, reset, redirect or lie.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// A good answer.
pub(crate) const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A server that treats every connection with `manner`; it ends with the test's
/// runtime.
pub(crate) async fn serve<F, Fut>(manner: F) -> SocketAddr
where
    F: Fn(TcpStream) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).unwrap();
            tokio::spawn(manner(stream));
        }
    });
    address
}

/// A server that reads a request, sends `answer` and closes.
pub(crate) async fn answering(answer: impl Into<Vec<u8>>) -> SocketAddr {
    let answer = answer.into();
    serve(move |mut stream| {
        let answer = answer.clone();
        async move { exchange(&mut stream, &answer).await }
    })
    .await
}

/// The same, counting its connections.
pub(crate) async fn counting(answer: &'static [u8]) -> (SocketAddr, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let address = serve(move |mut stream| {
        seen.fetch_add(1, Ordering::SeqCst);
        async move { exchange(&mut stream, answer).await }
    })
    .await;
    (address, count)
}

/// An address at which nobody listens, and what keeps others from it.
pub(crate) fn refusing() -> (SocketAddr, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    (socket.local_addr().unwrap(), socket)
}

/// Reads a request and sends `answer`; what the client does then is its affair.
pub(crate) async fn exchange(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), answer: &[u8]) {
    read_head(stream).await;
    let _ = stream.write_all(answer).await;
    let _ = stream.shutdown().await;
}

/// The request's head.
pub(crate) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// Never ends.
pub(crate) async fn hang() {
    std::future::pending().await
}
