//! The websites that are watched: those that are always up, with an access log of who
//! asked for which path when, and those that are down when they are told to.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::now_ms;

/// One request that came in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    /// When, milliseconds of Unix time.
    pub(super) at_ms: i64,
    /// From where; it tells the region.
    pub(super) peer: IpAddr,
    /// Which website, as its path says: `/w/7`.
    pub(super) website: usize,
}

/// A server of many websites, one path each.
pub(super) struct Site {
    log: Arc<Mutex<Vec<Visit>>>,
    down: Down,
}

/// Paths that are answered with an error.
type Down = Arc<Mutex<HashSet<String>>>;

impl Site {
    /// Answers at `address`, each request after `delay`.
    pub(super) async fn start(address: SocketAddr, delay: Duration) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let log = Arc::<Mutex<Vec<Visit>>>::default();
        let down = Down::default();
        tokio::spawn(accept(listener, delay, Arc::clone(&log), Arc::clone(&down)));
        Ok(Self { log, down })
    }

    /// The access log, oldest first.
    pub(super) fn visits(&self) -> Vec<Visit> {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// From now on `path` is answered with an error.
    pub(super) fn fail(&self, path: &str) {
        let mut down = self.down.lock().unwrap_or_else(PoisonError::into_inner);
        down.insert(path.to_owned());
    }

    /// From now on `path` is answered as it was before it failed.
    pub(super) fn recover(&self, path: &str) {
        let mut down = self.down.lock().unwrap_or_else(PoisonError::into_inner);
        down.remove(path);
    }
}

async fn accept(listener: TcpListener, delay: Duration, log: Arc<Mutex<Vec<Visit>>>, down: Down) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            continue;
        };
        let (log, down) = (Arc::clone(&log), Arc::clone(&down));
        tokio::spawn(answer(stream, peer.ip(), delay, log, down));
    }
}

async fn answer(
    mut stream: TcpStream,
    peer: IpAddr,
    delay: Duration,
    log: Arc<Mutex<Vec<Visit>>>,
    down: Down,
) {
    let mut request = [0; 2_048];
    let read = stream.read(&mut request).await.unwrap_or(0);
    let text = String::from_utf8_lossy(&request[..read]);
    let Some(path) = text.split_whitespace().nth(1) else {
        return;
    };
    if let Some(website) = website_of(path) {
        log.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Visit {
                at_ms: now_ms(),
                peer,
                website,
            });
    }
    let is_down = down
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .contains(path);
    sleep(delay).await;
    let status = if is_down {
        "503 Service Unavailable"
    } else {
        "200 OK"
    };
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn website_of(path: &str) -> Option<usize> {
    path.strip_prefix("/w/")?.parse().ok()
}
