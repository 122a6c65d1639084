//! Errors of the prober itself. A website that fails its check is not an error.

use std::path::PathBuf;

use runtime::InvalidSetting;
use rustls::pki_types::pem;

/// A prober that cannot start or continue.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting breaks a rule.
    #[error(transparent)]
    Setting(#[from] InvalidSetting),
    /// The file of additional roots cannot be read.
    #[error("UPBEAT_EXTRA_CA: cannot read certificates from {}", path.display())]
    ReadRoots {
        /// Path of the file.
        path: PathBuf,
        /// Cause of the failure.
        #[source]
        source: pem::Error,
    },
    /// TLS cannot be set up, or an additional root is not a usable certificate.
    #[error("cannot set up TLS")]
    Tls(#[source] rustls::Error),
    /// The queue could not be reached.
    #[error(transparent)]
    Queue(#[from] queue::Error),
    /// A loop of the worker panicked or ended without being stopped.
    #[error("the worker's {0} loop ended unexpectedly")]
    LoopEnded(&'static str),
}

impl Error {
    /// Whether the failure may pass by itself, so that waiting helps.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Queue(err) if err.may_pass())
    }
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
