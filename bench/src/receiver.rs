//! A receiver of webhooks, which keeps what came.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// An event that came.
#[derive(Clone, Debug)]
pub struct Event {
    /// When, by this process's clock.
    pub at: Instant,
    /// Id of the message.
    pub id: String,
    /// Its type: `incident.opened`.
    pub kind: String,
    /// Id of the incident; empty for what is about none.
    pub incident: String,
    /// Name of the website; empty for what is about none.
    pub website: String,
}

/// A server that takes every event.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Where it listens.
    pub address: SocketAddr,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Receiver {
    /// Takes events at `address`; port 0 for any.
    pub async fn start(address: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let receiver = Self {
            address: listener.local_addr()?,
            events: Arc::default(),
        };
        let events = Arc::clone(&receiver.events);
        tokio::spawn(async move {
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(take(stream, Arc::clone(&events)));
                }
            }
        });
        Ok(receiver)
    }

    /// What came so far, in order.
    pub fn events(&self) -> Vec<Event> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.clone()
    }
}

async fn take(mut stream: TcpStream, events: Arc<Mutex<Vec<Event>>>) -> Option<()> {
    let mut bytes = Vec::new();
    let (head, len) = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(bytes.get(..end)?).to_ascii_lowercase();
            let len = value(&head, "content-length")?.parse::<usize>().ok()?;
            break (head, end + 4 + len);
        }
    };
    while bytes.len() < len {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = bytes.get(head.len() + 4..)?;
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |pointer: &str| {
        let text = body.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let event = Event {
        at: Instant::now(),
        id: value(&head, "webhook-id").unwrap_or_default().to_owned(),
        kind: text("/type"),
        incident: text("/data/incident/id"),
        website: text("/data/website/name"),
    };
    events
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(event);
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    stream.write_all(answer).await.ok()
}

fn value<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}
