//! Servers on loopback that can be slow, reset, redirect or lie.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

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

/// Answers one connection in HTTP/2 as one should, and well.
pub(crate) async fn exchange_http2(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
    let service = hyper::service::service_fn(|_| async {
        let body = http_body_util::Full::new(bytes::Bytes::from_static(b"ok"));
        Ok::<_, std::convert::Infallible>(hyper::Response::new(body))
    });
    let _ = hyper::server::conn::http2::Builder::new(hyper_util::rt::TokioExecutor::new())
        .serve_connection(hyper_util::rt::TokioIo::new(stream), service)
        .await;
}

/// The requests that a server has got, each with its body.
pub(crate) type Requests = Arc<Mutex<Vec<String>>>;

/// A server whose answer is what `answer` makes of the request's path; and the
/// requests that it gets.
pub(crate) async fn recording(
    answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
) -> (SocketAddr, Requests) {
    let (requests, answer) = (Requests::default(), Arc::new(answer));
    let seen = Arc::clone(&requests);
    let address = serve(move |mut stream| {
        let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
        async move { record(&mut stream, &seen, &*answer).await }
    })
    .await;
    (address, requests)
}

/// Reads a request, notes it, and answers it.
pub(crate) async fn record(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    requests: &Requests,
    answer: &(impl Fn(&str) -> Vec<u8> + ?Sized),
) {
    let mut request = read_head(stream).await;
    if request.is_empty() {
        return;
    }
    let len = field(&request, "content-length").map_or(0, |len| len.parse().unwrap());
    let mut body = vec![0; len];
    stream.read_exact(&mut body).await.unwrap();
    let path = request.split(' ').nth(1).unwrap().to_owned();
    request.push_str(&String::from_utf8(body).unwrap());
    requests.lock().unwrap().push(request);
    let _ = stream.write_all(&answer(&path)).await;
    let _ = stream.shutdown().await;
}

/// The value of the header `name` of `request`.
pub(crate) fn field<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    request.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// A redirect with further header lines, each ended.
pub(crate) fn moved(status: u16, location: &str, more: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Moved\r\nLocation: {location}\r\n{more}Content-Length: 0\r\n\r\n")
        .into_bytes()
}

/// A good answer with `body`, and further header lines, each ended.
pub(crate) fn good(body: &str, more: &str) -> Vec<u8> {
    let len = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Length: {len}\r\n{more}\r\n{body}").into_bytes()
}
