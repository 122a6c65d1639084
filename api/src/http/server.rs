//! The server under the routes: what a connection may take, and how it ends.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::{debug, info, warn};

/// Most connections at once, sockets included. 10,000 sockets of one account, and room.
pub const MAX_CONNECTIONS: usize = 12_000;

/// How long a client may take to send the head of a request, and to send nothing between two.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);

/// How long open requests and sockets get when the process stops.
const GRACE: Duration = Duration::from_secs(10);

/// How long to wait when the machine has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

/// A connection's place among [`MAX_CONNECTIONS`], in the extensions of each of its requests. A
/// socket keeps it: the server forgets a connection when it becomes one.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    _place: Arc<OwnedSemaphorePermit>,
    cut: CancellationToken,
}

impl Connection {
    /// Closes the connection in the middle of whatever is being sent: for a client that
    /// takes nothing any more.
    pub(super) fn cut(&self) {
        self.cut.cancel();
    }
}

/// Serves `router` until `shutdown`, then waits up to ten seconds for what is under way.
///
/// HTTP/1.1 only: the header time limit does not hold while a server waits to see which version a
/// client speaks, and sockets need HTTP/1.1.
///
/// # Errors
/// None so far: failures to accept are logged and survived.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = accept(&listener, &places) => accepted,
        };
        match accepted {
            Ok((stream, connection)) => {
                tokio::spawn(attend(stream, connection, router.clone(), shutdown.clone()));
            }
            Err(err) if is_the_clients(&err) => debug!(error = %err, "A client went away"),
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
    let open = MAX_CONNECTIONS - places.available_permits();
    info!(open, "Closing connections");
    let all = u32::try_from(MAX_CONNECTIONS).unwrap_or(u32::MAX);
    if timeout(GRACE, places.acquire_many(all)).await.is_err() {
        let open = MAX_CONNECTIONS - places.available_permits();
        warn!(open, "Connections are still open, leaving them");
    }
    Ok(())
}

/// The next connection, once there is a place for it; until then they wait in the kernel.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, Connection)> {
    let place = Arc::clone(places)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    // It fails where the client is gone already, which the first read tells, too.
    let _ = stream.set_nodelay(true);
    Ok((
        stream,
        Connection {
            _place: Arc::new(place),
            cut: CancellationToken::new(),
        },
    ))
}

async fn attend(
    stream: TcpStream,
    connection: Connection,
    router: Router,
    shutdown: CancellationToken,
) {
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE);
    let cut = connection.cut.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(connection.clone());
        let answer = router.clone().oneshot(request);
        async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    // The head's time limit begins with its first byte; silence has the same one.
    let mut first = [0];
    let begun = tokio::select! {
        () = shutdown.cancelled() => false,
        read = timeout(HEAD_PATIENCE, stream.peek(&mut first)) => matches!(read, Ok(Ok(1))),
    };
    if !begun {
        return;
    }
    let served = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(served);
    let ended = async {
        tokio::select! {
            outcome = served.as_mut() => outcome,
            () = shutdown.cancelled() => {
                served.as_mut().graceful_shutdown();
                served.await
            }
        }
    };
    tokio::select! {
        outcome = ended => {
            if let Err(err) = outcome {
                debug!(error = %err, "A connection broke");
            }
        }
        () = cut.cancelled() => debug!("A connection was cut"),
    }
}

fn is_the_clients(err: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, NotConnected};
    matches!(
        err.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | NotConnected
    )
}
