//! One attempt of an attack, and what it is answered.

use std::time::Duration;

use anyhow::ensure;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::Attacker;
use crate::socket::Socket;

/// How the attacker goes about it.
pub(super) enum Way {
    /// Sends a body with the attacker's token.
    Member(fn(&Attacker, usize) -> Value),
    /// Sends a body without a token.
    Stranger(fn(usize) -> Value),
    /// Sends a body with this token.
    Token(fn(usize) -> String),
    /// Sends bytes, and waits for the end.
    Bytes(fn() -> Vec<u8>),
    /// Sends the same, and reads nothing for so many seconds.
    Unread(fn() -> Vec<u8>, u64),
    /// Opens a socket, and keeps it for so many seconds.
    Socket(u64),
    /// Subscribes so often on a socket.
    Subscriptions(usize),
}

/// How long an answer is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// Most of an answer that is looked at, bytes.
const BEGINNING: usize = 4_096;

/// Makes an attempt; its answer's code, or the HTTP status.
pub(super) async fn make(way: &Way, attacker: &Attacker, n: usize) -> anyhow::Result<String> {
    match way {
        Way::Member(body) => {
            let bytes = post(&body(attacker, n), Some(&attacker.token));
            answered(attacker, &bytes).await
        }
        Way::Stranger(body) => answered(attacker, &post(&body(n), None)).await,
        Way::Token(token) => {
            let body = json!({ "query": "{ viewer { id } }" });
            answered(attacker, &post(&body, Some(&token(n)))).await
        }
        Way::Bytes(bytes) => answered(attacker, &bytes()).await,
        Way::Unread(bytes, secs) => {
            let mut stream = TcpStream::connect(attacker.address).await?;
            let bytes = bytes();
            let writes = stream.write_all(&bytes);
            let _ = timeout(Duration::from_secs(*secs), writes).await;
            sleep(Duration::from_secs(*secs)).await;
            Ok("not read".to_owned())
        }
        Way::Socket(secs) => {
            let opened = Socket::open(attacker.address, &attacker.token).await;
            let Ok(_socket) = opened else {
                return Ok("closed".to_owned());
            };
            sleep(Duration::from_secs(*secs)).await;
            Ok("open".to_owned())
        }
        Way::Subscriptions(count) => subscriptions(attacker, *count).await,
    }
}

async fn subscriptions(attacker: &Attacker, count: usize) -> anyhow::Result<String> {
    let mut socket = Socket::open(attacker.address, &attacker.token).await?;
    for n in 0..count {
        let document = "subscription { ticks { website { id name url } tick { region outcome } } }";
        socket.subscribe_as(&n.to_string(), document).await?;
    }
    // The last one is answered once the first ones run.
    let (mut refused, most) = (0, count.saturating_sub(100));
    while refused < most {
        socket
            .receive(|message| refused += usize::from(find(message, b"RATE_LIMITED").is_some()))
            .await?;
    }
    Ok(format!(
        "{} run and {refused} RATE_LIMITED",
        count - refused
    ))
}

async fn answered(attacker: &Attacker, bytes: &[u8]) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(attacker.address).await?;
    // Who is refused before the end is not read further.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let mut beginning = (&mut stream).take(BEGINNING as u64);
    timeout(PATIENCE, beginning.read_to_end(&mut answer)).await??;
    let mut rest = [0; 65_536];
    while timeout(PATIENCE, stream.read(&mut rest)).await?? > 0 {}
    ensure!(!answer.is_empty(), "no answer");
    Ok(code(&answer))
}

/// The first code in an answer, or its status.
fn code(answer: &[u8]) -> String {
    const MARK: &[u8] = b"\"code\":\"";
    if let Some(at) = find(answer, MARK) {
        let code = answer.get(at + MARK.len()..).unwrap_or_default();
        let code = code.split(|byte| *byte == b'"').next().unwrap_or_default();
        return String::from_utf8_lossy(code).into_owned();
    }
    let status = answer.split(|byte| *byte == b' ').nth(1);
    String::from_utf8_lossy(status.unwrap_or_default()).into_owned()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, part)
}

/// A request with a body.
pub(super) fn post(body: &Value, token: Option<&str>) -> Vec<u8> {
    let body = body.to_string();
    let token = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
    format!(
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
         Connection: close\r\n{}Content-Length: {}\r\n\r\n{body}",
        token.unwrap_or_default(),
        body.len()
    )
    .into_bytes()
}
