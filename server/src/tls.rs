//! The certificate of the HTTP server: loads it, and loads it again when its files change.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::http::Tls;
use metrics::gauge;
use runtime::Passes;
use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::info;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::health::Health;

/// Interval between looks at the files.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Cause of the failure.
        #[source]
        source: io::Error,
    },
    /// A file is not PEM, or has not what it must have.
    #[error("{} must have {what} in PEM", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What it must have.
        what: &'static str,
        /// Cause of the failure.
        #[source]
        source: pem::Error,
    },
    /// The certificate cannot be read.
    #[error("{} has a certificate that cannot be read", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
    },
    /// The key is not one that TLS can use, or not that of the certificate.
    #[error("the key and the certificate cannot be used together")]
    Unfit(#[source] rustls::Error),
    /// The signal to load the files again cannot be listened for.
    #[error("SIGHUP cannot be listened for")]
    Signal(#[source] io::Error),
}

/// Files of the certificate, with those that complete its chain, and of its key, in PEM.
#[derive(Clone, Debug)]
pub struct Files {
    /// The certificate and its chain.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// What the files have.
#[derive(Clone, PartialEq, Eq)]
struct Contents {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// The certificate in use; it is loaded again when its files change, or on SIGHUP.
pub struct Certificate {
    /// What new connections begin with.
    pub tls: Tls,
    files: Files,
    contents: Contents,
    /// When it expires, in milliseconds of Unix time.
    not_after_ms: i64,
    hangup: Signal,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate").finish_non_exhaustive()
    }
}

impl Certificate {
    /// The certificate in `files`.
    ///
    /// # Errors
    /// If it cannot be used.
    pub fn load(files: Files) -> Result<Self, Error> {
        let contents = files.read()?;
        let (config, not_after_ms) = files.parse(&contents)?;
        Ok(Self {
            tls: Tls::new(config),
            files,
            contents,
            not_after_ms,
            hangup: signal(SignalKind::hangup()).map_err(Error::Signal)?,
        })
    }

    /// Takes over what the files have, if that is something else and can be used.
    fn pass(&mut self) -> Result<(), Error> {
        let contents = self.files.read()?;
        if contents == self.contents {
            return Ok(());
        }
        let (config, not_after_ms) = self.files.parse(&contents)?;
        self.tls.replace(config);
        self.contents = contents;
        self.not_after_ms = not_after_ms;
        info!("New connections are shown another certificate");
        Ok(())
    }
}

/// Looks at the files until `shutdown`, and tells `health` when the certificate expires.
pub async fn run(mut certificate: Certificate, health: Health, shutdown: CancellationToken) {
    let mut passes = Passes::new("The TLS certificate", LOOK_EVERY, shutdown);
    loop {
        let hangup = async {
            certificate.hangup.recv().await;
        };
        if !passes.next_or_when(hangup).await {
            return;
        }
        passes.end(certificate.pass());
        health.certificate_ends(certificate.not_after_ms);
        let ends_secs = certificate.not_after_ms / 1_000;
        // Seconds of Unix time are far below 2^53, up to which a float is exact.
        gauge!("upbeat_tls_certificate_expiry_timestamp_seconds").set(ends_secs as f64);
    }
}

impl Files {
    fn read(&self) -> Result<Contents, Error> {
        let read = |path: &Path| {
            std::fs::read(path).map_err(|source| Error::Read {
                path: path.to_owned(),
                source,
            })
        };
        Ok(Contents {
            certificate: read(&self.certificate)?,
            key: read(&self.key)?,
        })
    }

    /// What handshakes begin with, and when the certificate expires, in milliseconds.
    fn parse(&self, contents: &Contents) -> Result<(ServerConfig, i64), Error> {
        let chain = CertificateDer::pem_slice_iter(&contents.certificate);
        let chain: Result<Vec<_>, _> = chain.collect();
        let chain = chain.and_then(|chain| match chain.is_empty() {
            true => Err(pem::Error::NoItemsFound),
            false => Ok(chain),
        });
        let chain = chain.map_err(|source| Error::Pem {
            path: self.certificate.clone(),
            what: "a certificate",
            source,
        })?;
        let key = PrivateKeyDer::from_pem_slice(&contents.key).map_err(|source| Error::Pem {
            path: self.key.clone(),
            what: "a private key",
            source,
        })?;
        let first = chain.first().map(|first| X509Certificate::from_der(first));
        let Some(Ok((_, first))) = first else {
            return Err(Error::Certificate {
                path: self.certificate.clone(),
            });
        };
        let not_after_ms = first.validity().not_after.timestamp() * 1_000;
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(Error::Unfit)?;
        Ok((config, not_after_ms))
    }
}
