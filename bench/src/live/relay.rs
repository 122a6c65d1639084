//! The least that live ticks can cost: one `write` a socket and tick, of bytes that were made
//! once. Nobody is signed in, nothing is checked.
//!
//! It runs in a process of its own, so that its CPU time is its own.

use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use sea_orm::prelude::ChronoDateTimeUtc;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::INTERVAL;
use crate::process;
use crate::socket::frame_of_server;

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 4_096;

#[derive(Args)]
pub(crate) struct Options {
    /// Websites of which there are ticks, one every 10 s each.
    #[arg(long)]
    websites: u32,
}

type Sockets = Arc<Mutex<Vec<TcpStream>>>;

/// Prints its address and relays until it is killed.
#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    process::raise_limit()?;
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(BACKLOG)?;
    println!("{}", listener.local_addr()?);
    let sockets = Sockets::default();
    tokio::spawn(accept(listener, Arc::clone(&sockets)));
    let websites: Vec<Uuid> = (0..options.websites).map(|_| Uuid::new_v4()).collect();
    let pause = INTERVAL / options.websites.max(1);
    let mut next = Instant::now();
    for (n, website) in websites.iter().cycle().enumerate() {
        next += pause;
        sleep_until(next).await;
        let frame = tick(*website, n);
        let mut sockets = sockets.lock().unwrap_or_else(PoisonError::into_inner);
        // Who does not read is left out.
        sockets.retain(|socket| socket.try_write(&frame).is_ok());
    }
    std::future::pending().await
}

async fn accept(listener: TcpListener, sockets: Sockets) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let sockets = Arc::clone(&sockets);
        tokio::spawn(async move {
            if let Ok(stream) = welcome(stream).await {
                let mut sockets = sockets.lock().unwrap_or_else(PoisonError::into_inner);
                sockets.push(stream);
            }
        });
    }
}

/// Says what a client waits for, whatever it says.
async fn welcome(mut stream: TcpStream) -> anyhow::Result<TcpStream> {
    stream.set_nodelay(true)?;
    let upgraded =
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    let accepted = frame_of_server(&json!({ "type": "connection_ack" }));
    let mut said = [0; 4_096];
    for answer in [&upgraded[..], &accepted, &[]] {
        let _ = stream.read(&mut said).await?;
        stream.write_all(answer).await?;
    }
    // The first write of a stream finds out whether it may be written to.
    stream.writable().await?;
    Ok(stream)
}

/// A message like those of the others.
fn tick(website: Uuid, n: usize) -> Vec<u8> {
    let now_ms = process::now_ms().unwrap_or_default();
    let now = ChronoDateTimeUtc::from_timestamp_millis(i64::try_from(now_ms).unwrap_or_default());
    let now = now.unwrap_or_default().to_rfc3339();
    let tick = json!({
        "slot": now, "checkedAt": now, "outcome": "UP", "httpStatus": 200,
        "responseTimeMs": 1.234, "region": "one",
    });
    let website = json!({
        "id": website, "name": format!("127.0.0.1:{:05}", n % 100_000),
        "url": "http://127.0.0.1:40000/42",
    });
    let cursor = format!("{n:027}");
    let ticks = json!({ "cursor": cursor, "website": website, "tick": tick });
    let payload = json!({ "data": { "ticks": ticks } });
    frame_of_server(&json!({ "type": "next", "id": "1", "payload": payload }))
}
