//! The HTTP server: limits of connections, and shutdown.

mod connection;
mod http2;
mod load;
mod tls;
mod write_timeout;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::{debug, info, warn};

pub(super) use connection::Connection;
pub(super) use load::Carried;
use load::Load;
pub use tls::Tls;
use write_timeout::{WRITE_PATIENCE, WriteTimeout};

/// Most connections at once, including sockets: 10,000 sockets of one account, and room for
/// others.
pub const MAX_CONNECTIONS: usize = 12_000;

/// Connections that may wait to be accepted, as far as the system allows. A client that finds
/// no room retries a second later.
const WAITING: u32 = 4_096;

/// How long a client may take to send the head of a request, and stay silent between two
/// requests.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);

/// Longest head of a request, and most read-ahead of a body, in bytes.
const HEAD_BYTES: usize = 32 * 1024;

/// How long open requests and sockets may continue when the process stops.
const GRACE: Duration = Duration::from_secs(10);

/// How long to wait for a free place before connections of anonymous clients are closed to
/// make room.
const PLACE_PATIENCE: Duration = Duration::from_millis(100);

/// How long to wait if the process has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

/// Listens on `address`.
///
/// # Errors
/// If the address is not available.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Connections of a previous process may still be closing.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Serves `router` until `shutdown`, then waits up to ten seconds for open requests. With `tls`,
/// everything is encrypted.
///
/// Without TLS it is HTTP/1.1 only: the header time limit does not apply while a server detects
/// the client's version, and sockets need HTTP/1.1. With it, the handshake chooses.
///
/// # Errors
/// Currently none: failures to accept are logged and survived.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let serving = Serving {
        router,
        tls,
        shutdown,
    };
    serve_up_to(MAX_CONNECTIONS, listener, serving).await
}

/// What each connection needs.
#[derive(Clone)]
struct Serving {
    router: Router,
    tls: Option<Tls>,
    shutdown: CancellationToken,
}

async fn serve_up_to(most: usize, listener: TcpListener, serving: Serving) -> io::Result<()> {
    let shutdown = serving.shutdown.clone();
    let places = Arc::new(Semaphore::new(most));
    let load = Load::default();
    let mut background = JoinSet::new();
    background.spawn(load.clone().keep_bounded());
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = accept(&listener, &places, &load) => accepted,
        };
        match accepted {
            Ok((stream, connection)) => {
                tokio::spawn(serving.clone().attend(stream, connection));
            }
            Err(err) if is_the_clients(&err) => debug!(error = %err, "A client disconnected"),
            Err(err) => {
                warn!(error = %err, "Could not accept a connection, pausing");
                tokio::select! {
                    () = shutdown.cancelled() => break,
                    () = sleep(ACCEPT_PAUSE) => {}
                }
            }
        }
    }
    drop(listener);
    let open = most - places.available_permits();
    info!(open, "Closing connections");
    let all = u32::try_from(most).unwrap_or(u32::MAX);
    if timeout(GRACE, places.acquire_many(all)).await.is_err() {
        let open = most - places.available_permits();
        warn!(open, "Connections are still open, abandoning them");
    }
    Ok(())
}

/// The next connection, once there is a place for it. Until then connections wait in the
/// kernel, and anonymous connections of some age are closed.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    load: &Load,
) -> io::Result<(TcpStream, Connection)> {
    let place = loop {
        let place = Arc::clone(places).acquire_owned();
        match timeout(PLACE_PATIENCE, place).await {
            Ok(place) => break place.map_err(io::Error::other)?,
            Err(_) => load.make_places(),
        }
    };
    let (stream, peer) = listener.accept().await?;
    // Fails only if the client has already disconnected, which the first read detects.
    let _ = stream.set_nodelay(true);
    Ok((stream, Connection::new(place, peer.ip(), load)))
}

impl Serving {
    async fn attend(self, stream: TcpStream, connection: Connection) {
        // The time limit of the head starts with its first byte; the silence before has the same
        // limit.
        let mut first = [0];
        let begun = tokio::select! {
            () = self.shutdown.cancelled() => false,
            read = timeout(HEAD_PATIENCE, stream.peek(&mut first)) => matches!(read, Ok(Ok(1))),
        };
        if !begun {
            return;
        }
        let stream = WriteTimeout::new(stream, connection.share(), WRITE_PATIENCE);
        let cut = connection.clone();
        tokio::select! {
            () = self.speak(stream, connection) => {}
            () = cut.is_cut() => debug!("A connection was cut"),
        }
    }

    async fn speak(self, stream: WriteTimeout<TcpStream>, connection: Connection) {
        let Some(tls) = &self.tls else {
            return self.speak_http1(stream, connection).await;
        };
        let stream = tokio::select! {
            () = self.shutdown.cancelled() => return,
            stream = timeout(HEAD_PATIENCE, tls.accept(stream)) => stream,
        };
        let stream = match stream {
            Ok(Ok(stream)) => stream,
            Ok(Err(err)) => return debug!(error = %err, "A handshake failed"),
            Err(_) => return debug!("A handshake took too long"),
        };
        connection.handled();
        match stream.get_ref().1.alpn_protocol() {
            Some(tls::HTTP_2) => http2::speak(self, stream, connection).await,
            _ => self.speak_http1(stream, connection).await,
        }
    }

    async fn speak_http1<S>(self, stream: S, connection: Connection)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Self {
            router, shutdown, ..
        } = self;
        let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_PATIENCE)
            .max_buf_size(HEAD_BYTES);
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(connection.clone());
            let answer = router.clone().oneshot(request);
            let connection = connection.clone();
            async move {
                let answer = answer.await.unwrap_or_else(|never| match never {});
                connection.handled();
                Ok::<_, Infallible>(connection.counted(answer))
            }
        });
        let served = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        tokio::pin!(served);
        let outcome = tokio::select! {
            outcome = served.as_mut() => outcome,
            () = shutdown.cancelled() => {
                served.as_mut().graceful_shutdown();
                served.await
            }
        };
        if let Err(err) = outcome {
            debug!(error = %err, "A connection failed");
        }
    }
}

fn is_the_clients(err: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, NotConnected};
    matches!(
        err.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | NotConnected
    )
}

#[cfg(test)]
mod tests {
    use axum::Extension;
    use axum::routing::get;
    use futures_util::future::try_join_all;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn asked(stream: &mut TcpStream, path: &str) -> bool {
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        let mut answer = [0; 12];
        stream.write_all(request.as_bytes()).await.is_ok()
            && stream.read_exact(&mut answer).await.is_ok()
            && answer == *b"HTTP/1.1 200"
    }

    #[tokio::test]
    async fn many_who_come_at_once_find_room_to_wait() {
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let all = (0..400).map(|_| TcpStream::connect(address));
        // A client that finds no room gets no response, and retries after a second.
        let all = timeout(Duration::from_millis(900), try_join_all(all)).await;
        assert_eq!(all.unwrap().unwrap().len(), 400);
    }

    #[tokio::test]
    async fn strangers_make_room_and_members_do_not() {
        let member = async |Extension(connection): Extension<Connection>| {
            connection.belongs_to_member();
        };
        let router = Router::new()
            .route("/member", get(member))
            .route("/stranger", get(async || ()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = Serving {
            router,
            tls: None,
            shutdown: stop.clone(),
        };
        let serving = tokio::spawn(serve_up_to(3, listener, serving));

        let mut open = Vec::new();
        for path in ["/stranger", "/member", "/stranger"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            assert!(asked(&mut stream, path).await);
            open.push(stream);
        }
        let mut late = TcpStream::connect(address).await.unwrap();
        assert!(asked(&mut late, "/stranger").await);
        let mut cut = Vec::new();
        for stream in &mut open {
            // The rest of the first response precedes the next one.
            let mut rest = [0; 4_096];
            while stream.try_read(&mut rest).is_ok_and(|read| read > 0) {}
            cut.push(!asked(stream, "/stranger").await);
        }
        assert!(cut[0] && !cut[1], "{cut:?}");
        drop((open, late));
        stop.cancel();
        serving.await.unwrap().unwrap();
    }
}
