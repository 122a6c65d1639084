//! What strangers can take of a server who have no account and mean no good: its memory,
//! and its time for others.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::process;
use crate::throughput;

#[derive(Args)]
pub(crate) struct Options {
    /// Connections of each kind.
    #[arg(long, default_value_t = 100)]
    connections: usize,

    /// How long each kind goes on, seconds.
    #[arg(long, default_value_t = 10)]
    secs: u64,
}

/// Most memory that they may bring the server to, MiB.
const MOST_MIB: u64 = 256;

/// What the usual tools ask of a schema, much shortened.
const INTROSPECTION: &str = "{ __schema { types { name description fields { name description \
    args { name type { name ofType { name } } } type { name ofType { name } } } inputFields { name } \
    enumValues { name description } } } }";

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// They make accounts, and read the answers.
    SignUp,
    /// They make accounts, and are gone at once.
    Leave,
    /// They ask for the schema again and again, and read nothing.
    Unread,
    /// They send all of a request but its last byte.
    Unfinished,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let url = format!("sqlite://{}", directory.path().join("upbeat.db").display());
    let (address, server) = throughput::serve("upbeat", &[("DATABASE_URL", &url)])?;
    process::accepting(address).await?;
    let id = server.id();
    println!("at rest: {} MiB", process::now_kib(id) / 1_024);
    for kind in [Kind::SignUp, Kind::Leave, Kind::Unread, Kind::Unfinished] {
        let mut strangers = JoinSet::new();
        for n in 0..options.connections {
            strangers.spawn(stranger(kind, n, address));
        }
        let until = Instant::now() + Duration::from_secs(options.secs);
        let (mut slowest, mut most_kib) = (Duration::ZERO, 0);
        while Instant::now() < until {
            slowest = slowest.max(alive(address).await?);
            most_kib = most_kib.max(process::now_kib(id));
            sleep(Duration::from_millis(20)).await;
        }
        strangers.shutdown().await;
        sleep(Duration::from_secs(1)).await;
        println!(
            "{kind:?}: {} MiB at most, {} MiB afterwards; /healthz within {} ms",
            most_kib / 1_024,
            process::now_kib(id) / 1_024,
            slowest.as_millis()
        );
    }
    let peak_mib = process::peak_mib(id);
    ensure!(peak_mib <= MOST_MIB, "the server took {peak_mib} MiB");
    Ok(())
}

/// How long `/healthz` takes, on a connection of its own.
async fn alive(address: SocketAddr) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).await?;
    let request = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    ensure!(answer.starts_with(b"HTTP/1.1 200"), "/healthz fails");
    Ok(began.elapsed())
}

/// Goes on until it is cut off, and then comes again.
async fn stranger(kind: Kind, n: usize, address: SocketAddr) -> anyhow::Result<()> {
    for round in 0.. {
        let mut stream = TcpStream::connect(address)
            .await
            .context("cannot connect")?;
        let email = format!("{kind:?}-{n}-{round}@example.org");
        let sign_up = format!(
            "mutation {{ signUp(input: {{ email: \"{email}\", password: \"correct horse battery\" }}) {{ token }} }}"
        );
        match kind {
            Kind::SignUp => {
                stream.write_all(&post(&sign_up, 0)).await?;
                let _ = stream.read(&mut [0; 1_024]).await;
            }
            Kind::Leave => {
                stream.write_all(&post(&sign_up, 0)).await?;
                sleep(Duration::from_millis(50)).await;
            }
            Kind::Unread => {
                let all = post(INTROSPECTION, 0).repeat(50);
                // It is cut off, or stands still.
                let _ = timeout(Duration::from_secs(60), stream.write_all(&all)).await;
                let _ = timeout(
                    Duration::from_secs(60),
                    stream.ready(tokio::io::Interest::ERROR),
                )
                .await;
            }
            Kind::Unfinished => {
                let request = post("{ viewer { id } }", 1_000_000);
                let (all_but_the_last, _) = request.split_at(request.len() - 1);
                let _ = stream.write_all(all_but_the_last).await;
                let _ = stream.read(&mut [0; 1_024]).await;
            }
        }
    }
    Ok(())
}

/// A request with so many blanks at the end of its body.
fn post(query: &str, blanks: usize) -> Vec<u8> {
    let body = json!({ "query": query }).to_string() + &" ".repeat(blanks);
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
