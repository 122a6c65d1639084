//! The least that a check can cost: a connection, a request and its answer, with
//! nothing measured, judged or kept.
//!
//! It runs in a process of its own, so that its CPU time is its own.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use clap::{Args, ValueEnum};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs::{self, kx_group};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

use super::Run;
use crate::process;

/// How the request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Way {
    /// By hand: what is written and read is not even looked at.
    Tokio,
    /// By hyper, which understands the answer.
    Hyper,
}

#[derive(Args)]
pub(crate) struct Options {
    /// How the request is made.
    #[arg(long)]
    way: Way,

    /// What is asked for.
    #[arg(long)]
    url: Uri,

    /// How many requests run at once.
    #[arg(long)]
    concurrency: usize,

    /// For how long new requests begin, seconds.
    #[arg(long)]
    seconds: u64,

    /// The root certificates, PEM.
    #[arg(long)]
    ca: PathBuf,
}

/// Whom to ask, and what.
struct Floor {
    way: Way,
    address: SocketAddr,
    authority: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

/// Prints one JSON object, as `upbeat-prober bench` does.
#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: Options) -> anyhow::Result<()> {
    process::raise_limit()?;
    let floor = Arc::new(Floor::new(&options)?);
    let tally = Arc::new((AtomicU64::new(0), AtomicU64::new(0)));
    let end = Duration::from_secs(options.seconds);
    let (cpu, began) = (process::own_cpu(), Instant::now());
    let mut tasks = JoinSet::new();
    for _ in 0..options.concurrency {
        let (floor, tally) = (Arc::clone(&floor), Arc::clone(&tally));
        tasks.spawn(async move {
            loop {
                let done = floor.ask().await;
                tally.0.fetch_add(1, Ordering::Relaxed);
                if done.is_err() {
                    tally.1.fetch_add(1, Ordering::Relaxed);
                }
                if began.elapsed() >= end {
                    return;
                }
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done?;
    }
    let used = process::own_cpu().saturating_sub(cpu);
    let checks = tally.0.load(Ordering::Relaxed);
    let run = Run {
        checks,
        failed: tally.1.load(Ordering::Relaxed),
        cpu_us_per_check: used.as_secs_f64() * 1e6 / checks as f64,
        peak_kib: process::peak_kib(std::process::id()),
    };
    println!("{}", run.json());
    Ok(())
}

impl Floor {
    fn new(options: &Options) -> anyhow::Result<Self> {
        let authority = options.url.authority().context("a host")?;
        let address = authority.as_str().to_socket_addrs()?.next();
        let tls = if options.url.scheme_str() == Some("https") {
            let name = ServerName::try_from(authority.host().to_owned())?;
            Some((connector(&options.ca)?, name))
        } else {
            None
        };
        Ok(Self {
            way: options.way,
            address: address.context("an address")?,
            authority: authority.to_string(),
            tls,
        })
    }

    async fn ask(&self) -> anyhow::Result<()> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        match &self.tls {
            None => self.exchange(stream).await,
            Some((connector, name)) => {
                let stream = connector.connect(name.clone(), stream).await?;
                self.exchange(stream).await
            }
        }
    }

    async fn exchange(&self, stream: impl AsyncRead + AsyncWrite + Unpin) -> anyhow::Result<()> {
        match self.way {
            Way::Tokio => by_hand(stream, &self.authority).await,
            Way::Hyper => by_hyper(stream, &self.authority).await,
        }
    }
}

async fn by_hand(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    authority: &str,
) -> anyhow::Result<()> {
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: floor\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut buffer = [0; 16 * 1_024];
    let mut total = 0;
    loop {
        match stream.read(&mut buffer).await? {
            0 => break,
            read => total += read,
        }
    }
    ensure!(total > 0, "no answer");
    Ok(())
}

async fn by_hyper(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    authority: &str,
) -> anyhow::Result<()> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::get("/")
        .header("host", authority)
        .header("user-agent", "floor")
        .header("accept", "*/*")
        .header("connection", "close")
        .body(Empty::<Bytes>::new())?;
    let mut exchange = pin!(async move {
        let response = sender.send_request(request).await?;
        if !response.status().is_success() {
            bail!("status {}", response.status());
        }
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            frame?;
        }
        Ok(())
    });
    tokio::select! {
        biased;
        done = &mut exchange => return done,
        _ = connection => {}
    }
    exchange.await
}

/// Full handshakes that are verified, with the prober's key exchanges.
fn connector(ca: &Path) -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(ca)? {
        roots.add(root?)?;
    }
    let provider = rustls::crypto::CryptoProvider {
        kx_groups: vec![kx_group::X25519, kx_group::SECP256R1, kx_group::SECP384R1],
        ..aws_lc_rs::default_provider()
    };
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}
