//! What can go wrong in a prober itself. A failing website is none of these.

use std::path::PathBuf;

use rustls::pki_types::pem;

/// A prober that cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting breaks a rule; the text begins with the variable's name.
    #[error("{variable}: {rule}")]
    Setting {
        /// The environment variable: `UPBEAT_REGION`.
        variable: &'static str,
        /// What it must be.
        rule: String,
    },
    /// The file of additional roots cannot be read.
    #[error("UPBEAT_EXTRA_CA: cannot read certificates from {}", path.display())]
    ReadRoots {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: pem::Error,
    },
    /// TLS cannot be set up, or an additional root is not a usable certificate.
    #[error("cannot set up TLS")]
    Tls(#[source] rustls::Error),
    /// The queue could not be reached.
    #[error(transparent)]
    Queue(#[from] queue::Error),
    /// A loop of the worker panicked or ended though nobody asked it to.
    #[error("the worker's {0} loop ended unexpectedly")]
    LoopEnded(&'static str),
}

impl Error {
    /// Whether it may be over by itself, so that waiting helps.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Queue(err) if err.may_pass())
    }
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
