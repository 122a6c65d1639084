//! A proxy in front of Redis that can stall, lose responses and close connections.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// How the proxy treats data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Passes it on.
    Fair,
    /// Passes it on after a delay.
    Slow(Duration),
    /// Holds commands until the weather changes.
    HoldCommands,
    /// Holds responses until the weather changes.
    HoldAnswers,
    /// Holds both.
    Hold,
    /// Drops responses.
    LoseAnswers,
    /// Closes connections, new ones immediately.
    HangUp,
}

/// A listener on the loopback interface that forwards to a socket.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    target: watch::Sender<PathBuf>,
    connections: Arc<AtomicU64>,
    _task: AbortOnDropHandle<()>,
}

impl Proxy {
    /// A proxy in front of the server at the unix socket `target`.
    pub async fn start(target: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let weather = watch::Sender::new(Weather::Fair);
        let connections = Arc::new(AtomicU64::new(0));
        let target = watch::Sender::new(target);
        let task = accept(
            listener,
            target.subscribe(),
            weather.clone(),
            Arc::clone(&connections),
        );
        Self {
            address,
            weather,
            target,
            connections,
            _task: AbortOnDropHandle::new(tokio::spawn(task)),
        }
    }

    /// URL of the server through this proxy.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Changes the weather, also for existing connections.
    pub fn set(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Forwards new connections to the server at the unix socket `target`; existing ones are
    /// unaffected.
    pub fn lead_to(&self, target: PathBuf) {
        self.target.send_replace(target);
    }

    /// Number of connections so far.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn accept(
    listener: TcpListener,
    target: watch::Receiver<PathBuf>,
    weather: watch::Sender<Weather>,
    connections: Arc<AtomicU64>,
) {
    while let Ok((client, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::Relaxed);
        let target = target.borrow().clone();
        tokio::spawn(carry(client, target, weather.subscribe()));
    }
}

async fn carry(client: TcpStream, target: PathBuf, mut weather: watch::Receiver<Weather>) {
    let Ok(server) = UnixStream::connect(target).await else {
        return;
    };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let commands = pump(from_client, to_server, weather.clone(), |weather| {
        matches!(weather, Weather::Hold | Weather::HoldCommands)
    });
    let answers = pump(from_server, to_client, weather.clone(), |weather| {
        matches!(weather, Weather::Hold | Weather::HoldAnswers)
    });
    tokio::select! {
        () = commands => {}
        () = answers => {}
        _ = weather.wait_for(|weather| *weather == Weather::HangUp) => {}
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut weather: watch::Receiver<Weather>,
    holds: impl Fn(&Weather) -> bool,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(len @ 1..) = from.read(&mut buffer).await {
        let now = match weather.wait_for(|weather| !holds(weather)).await {
            Ok(now) => *now,
            Err(_) => return,
        };
        // Only data from the server counts as a response.
        let is_answer = holds(&Weather::HoldAnswers);
        match now {
            Weather::LoseAnswers if is_answer => continue,
            Weather::Slow(delay) => tokio::time::sleep(delay).await,
            _ => {}
        }
        if to.write_all(&buffer[..len]).await.is_err() {
            return;
        }
    }
}
