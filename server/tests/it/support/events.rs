//! A client of server-sent events.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// An open stream of events.
pub(crate) struct EventStream {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    body: Incoming,
    read: String,
}

/// One event. Without JSON its data is null.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServerEvent {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: Value,
}

impl EventStream {
    /// The answer to `request`, on a connection of its own.
    pub(crate) async fn open(stream: TcpStream, request: Request<Full<Bytes>>) -> Self {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            read: String::new(),
        }
    }

    /// The next event; `None` when the stream ends, in whatever way.
    pub(crate) async fn next(&mut self) -> Option<ServerEvent> {
        loop {
            if let Some(event) = self.next_block().await?.parse() {
                return Some(event);
            }
        }
    }

    /// The next event or comment.
    pub(crate) async fn next_block(&mut self) -> Option<Block> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.read = rest;
                return Some(Block(block));
            }
            let frame = self.body.frame().await?.ok()?;
            let text = frame.into_data().ok()?;
            self.read.push_str(std::str::from_utf8(&text).unwrap());
        }
    }
}

/// Lines up to an empty one.
#[derive(Debug)]
pub(crate) struct Block(pub(crate) String);

impl Block {
    fn parse(&self) -> Option<ServerEvent> {
        let field = |name: &str| {
            let values = self.0.lines().filter_map(|line| line.split_once(':'));
            let mut values = values.filter(|(field, _)| *field == name);
            values.next().map(|(_, value)| value.trim().to_owned())
        };
        Some(ServerEvent {
            name: field("event")?,
            id: field("id"),
            data: serde_json::from_str(&field("data")?).unwrap_or_default(),
        })
    }
}
