//! A client of `graphql-transport-ws` in bytes, so that thousands of them cost little. Source:
//! RFC 6455, and `PROTOCOL.md` in the graphql-ws repository.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Asks for a socket; the key is that of RFC 6455, and nobody checks what is made of it.
pub(crate) const UPGRADE: &str = "GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";

/// Read at once, bytes; it is taken from the stack only while something is there.
const CHUNK: usize = 16 * 1_024;

/// Longest head of an answer, bytes.
const HEAD: usize = 4 * 1_024;

const FIN: u8 = 0x80;
const MASK: u8 = 0x80;

/// Kinds of frames.
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// A socket whose client is signed in.
pub(crate) struct Socket {
    stream: TcpStream,
    /// The begin of a frame whose end has not come.
    rest: Vec<u8>,
}

/// A frame of a server.
struct Frame<'a> {
    kind: u8,
    payload: &'a [u8],
    /// The whole frame, bytes.
    length: usize,
}

impl Socket {
    /// Connects, and waits until the server has accepted `token`.
    pub(crate) async fn open(address: SocketAddr, token: &str) -> anyhow::Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        stream.write_all(UPGRADE.as_bytes()).await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            // Nothing follows the head until the client has spoken.
            let read = stream.read_buf(&mut head).await?;
            ensure!(read > 0 && head.len() < HEAD, "no socket is opened");
        }
        let head = String::from_utf8_lossy(&head);
        ensure!(head.starts_with("HTTP/1.1 101 "), "the server says {head}");
        let mut socket = Self {
            stream,
            rest: Vec::new(),
        };
        let payload = json!({ "authorization": format!("Bearer {token}") });
        let init = json!({ "type": "connection_init", "payload": payload });
        socket.stream.write_all(&frame(&init)).await?;
        let mut accepted = false;
        while !accepted {
            socket.receive(|_| accepted = true).await?;
        }
        Ok(socket)
    }

    /// Subscribes to `document`.
    pub(crate) async fn subscribe(&mut self, document: &str) -> anyhow::Result<()> {
        self.subscribe_as("1", document).await
    }

    /// Subscribes to `document` as the operation `id`.
    pub(crate) async fn subscribe_as(&mut self, id: &str, document: &str) -> anyhow::Result<()> {
        let payload = json!({ "query": document });
        let subscribe = json!({ "id": id, "type": "subscribe", "payload": payload });
        Ok(self.stream.write_all(&frame(&subscribe)).await?)
    }

    /// Waits until something has come, and gives `take` each message of it. Nothing is lost
    /// where the caller stops to wait.
    pub(crate) async fn receive(&mut self, take: impl FnMut(&[u8])) -> anyhow::Result<()> {
        self.stream.readable().await?;
        for _ in 0..self.read(take)? {
            let pong = [FIN | PONG, MASK, 0, 0, 0, 0];
            // It fits into what the system takes: the client says nothing else.
            self.stream.try_write(&pong).context("cannot answer")?;
        }
        Ok(())
    }

    /// Reads what is there; returns how many pings want an answer.
    fn read(&mut self, mut take: impl FnMut(&[u8])) -> anyhow::Result<usize> {
        let mut chunk = [0; CHUNK];
        let read = match self.stream.try_read(&mut chunk) {
            Ok(0) => bail!("the server has closed a socket"),
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        let mut bytes = chunk.get(..read).unwrap_or_default();
        let joined;
        if !self.rest.is_empty() {
            self.rest.extend_from_slice(bytes);
            joined = std::mem::take(&mut self.rest);
            bytes = &joined;
        }
        let mut pings = 0;
        while let Some(frame) = Frame::first_of(bytes)? {
            match frame.kind {
                TEXT => take(frame.payload),
                PING => pings += 1,
                PONG => {}
                CLOSE => bail!(
                    "the server closes a socket: {}",
                    String::from_utf8_lossy(frame.payload)
                ),
                other => bail!("a frame of kind {other}"),
            }
            bytes = bytes.get(frame.length..).unwrap_or_default();
        }
        self.rest.extend_from_slice(bytes);
        Ok(pings)
    }
}

impl<'a> Frame<'a> {
    /// The frame that `bytes` begins with, if all of it is there.
    fn first_of(bytes: &'a [u8]) -> anyhow::Result<Option<Self>> {
        let (&[first, second], rest) = match bytes.split_first_chunk::<2>() {
            Some(split) => split,
            None => return Ok(None),
        };
        ensure!(first & FIN != 0, "a message in pieces");
        let (length, rest) = match second {
            126 => match rest.split_first_chunk() {
                Some((length, rest)) => (usize::from(u16::from_be_bytes(*length)), rest),
                None => return Ok(None),
            },
            127.. => bail!("a message of 64 KiB, or masked"),
            length => (usize::from(length), rest),
        };
        let head = bytes.len() - rest.len();
        Ok(rest.get(..length).map(|payload| Self {
            kind: first & 0x0f,
            payload,
            length: head + length,
        }))
    }
}

/// A text frame of a client; its mask is zero. Source: RFC 6455, section 5.2.
pub(crate) fn frame(message: &Value) -> Vec<u8> {
    let mut frame = head(message, MASK);
    frame.extend([0; 4]);
    frame.extend(message.to_string().as_bytes());
    frame
}

/// A text frame of a server.
pub(crate) fn frame_of_server(message: &Value) -> Vec<u8> {
    let mut frame = head(message, 0);
    frame.extend(message.to_string().as_bytes());
    frame
}

fn head(message: &Value, mask: u8) -> Vec<u8> {
    let length = message.to_string().len();
    let mut head = vec![FIN | TEXT];
    match u8::try_from(length) {
        Ok(length) if length < 126 => head.push(mask | length),
        _ => {
            head.push(mask | 126);
            head.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
        }
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_whole_or_not_at_all() {
        for length in [1, 125, 126, 60_000] {
            let message = Value::String("m".repeat(length));
            let frame = frame_of_server(&message);
            for end in [0, 1, 2, 3, frame.len() - 1] {
                assert!(Frame::first_of(&frame[..end]).unwrap().is_none());
            }
            let twice = frame.repeat(2);
            let first = Frame::first_of(&twice).unwrap().unwrap();
            assert_eq!((first.kind, first.length), (TEXT, frame.len()));
            assert_eq!(first.payload, message.to_string().as_bytes());
        }
    }
}
