//! The website that is watched: it answers every request with two bytes, and
//! counts them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};
use tokio_rustls::TlsAcceptor;

use crate::process;

/// Connections that may wait to be accepted; the system allows fewer by default.
const BACKLOG: u32 = 65_535;

/// A website in a process of its own.
#[derive(Args)]
pub(crate) struct Options {
    /// How long it takes to answer, milliseconds.
    #[arg(long)]
    delay_ms: u64,

    /// Its certificate, PEM; with it, it speaks TLS.
    #[arg(long, requires = "key")]
    certificate: Option<PathBuf>,

    /// The certificate's key, PEM.
    #[arg(long)]
    key: Option<PathBuf>,
}

pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    visits: Arc<AtomicU64>,
}

/// Prints the address and serves until the process is killed.
#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    process::raise_limit()?;
    let acceptor = match (&options.certificate, &options.key) {
        (Some(certificate), Some(key)) => Some(acceptor(certificate, key)?),
        _ => None,
    };
    let delay = Duration::from_millis(options.delay_ms);
    let target = Target::with_tls(delay, acceptor).await?;
    println!("{}", target.address);
    std::future::pending().await
}

impl Target {
    /// A website that takes `delay` to answer.
    pub(crate) async fn start(delay: Duration) -> anyhow::Result<Self> {
        Self::with_tls(delay, None).await
    }

    async fn with_tls(delay: Duration, acceptor: Option<TlsAcceptor>) -> anyhow::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        let visits = Arc::new(AtomicU64::new(0));
        tokio::spawn(accept(listener, delay, acceptor, Arc::clone(&visits)));
        Ok(Self { address, visits })
    }

    pub(crate) fn visits(&self) -> u64 {
        self.visits.load(Ordering::Relaxed)
    }
}

async fn accept(
    listener: TcpListener,
    delay: Duration,
    acceptor: Option<TlsAcceptor>,
    counter: Arc<AtomicU64>,
) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let (acceptor, counter) = (acceptor.clone(), Arc::clone(&counter));
        tokio::spawn(async move {
            match acceptor {
                None => answer(stream, delay, &counter).await,
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        answer(stream, delay, &counter).await;
                    }
                }
            }
        });
    }
}

async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    delay: Duration,
    counter: &AtomicU64,
) {
    let mut request = [0; 2_048];
    if stream.read(&mut request).await.is_ok_and(|read| read > 0) {
        counter.fetch_add(1, Ordering::Relaxed);
        // A timer takes a millisecond at least.
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
    }
}

fn acceptor(certificate: &Path, key: &Path) -> anyhow::Result<TlsAcceptor> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .context("the certificate")?;
    let key = PrivateKeyDer::from_pem_file(key).context("the key")?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
