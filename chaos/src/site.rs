//! The website that is watched, with an access log: who asked for which path when.

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
}

impl Site {
    /// Answers at `address`, each request after `delay`.
    pub(super) async fn start(address: SocketAddr, delay: Duration) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let log = Arc::<Mutex<Vec<Visit>>>::default();
        tokio::spawn(accept(listener, delay, Arc::clone(&log)));
        Ok(Self { log })
    }

    /// The access log, oldest first.
    pub(super) fn visits(&self) -> Vec<Visit> {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

async fn accept(listener: TcpListener, delay: Duration, log: Arc<Mutex<Vec<Visit>>>) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            continue;
        };
        tokio::spawn(answer(stream, peer.ip(), delay, Arc::clone(&log)));
    }
}

async fn answer(mut stream: TcpStream, peer: IpAddr, delay: Duration, log: Arc<Mutex<Vec<Visit>>>) {
    let mut request = [0; 2_048];
    let read = stream.read(&mut request).await.unwrap_or(0);
    let text = String::from_utf8_lossy(&request[..read]);
    let Some(website) = website_of(&text) else {
        return;
    };
    log.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(Visit {
            at_ms: now_ms(),
            peer,
            website,
        });
    sleep(delay).await;
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    let _ = stream.write_all(answer).await;
    let _ = stream.shutdown().await;
}

fn website_of(request: &str) -> Option<usize> {
    let path = request.split_whitespace().nth(1)?;
    path.strip_prefix("/w/")?.parse().ok()
}
