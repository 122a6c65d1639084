//! Why the server cannot start, or has stopped.

use api::service;

use crate::config::{HalfTls, InvalidKeep, InvalidOidc};
use crate::keys;
use crate::store;
use crate::tls;

/// Why the server cannot start, or has stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A store cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The key that seals secrets is not available.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The retention periods contradict one another.
    #[error(transparent)]
    Keep(#[from] InvalidKeep),
    /// Settings of single sign-on contradict one another.
    #[error(transparent)]
    Oidc(#[from] InvalidOidc),
    /// The queue cannot be reached.
    #[error("REDIS_URL: the queue cannot be reached")]
    Queue(#[source] queue::Error),
    /// The address cannot be listened on.
    #[error("UPBEAT_LISTEN: cannot listen on {address}")]
    Listen {
        /// The address to listen on.
        address: std::net::SocketAddr,
        /// Cause of the failure.
        #[source]
        source: std::io::Error,
    },
    /// The database fails.
    #[error("the database failed while starting")]
    Database(#[from] sea_orm::DbErr),
    /// An operation of `status` failed.
    #[error("a status operation failed")]
    Status(#[from] status::Error),
    /// The prober cannot be set up.
    #[error("the local prober cannot be set up")]
    Prober(#[from] prober::Error),
    /// A service cannot be set up.
    #[error("a service cannot be set up")]
    Service(#[from] service::Error),
    /// Metrics cannot be recorded.
    #[error("metrics cannot be recorded")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    /// No more threads can be started.
    #[error("the threads that answer documents cannot be started")]
    Threads(#[source] std::io::Error),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// Only one of the two files of the HTTP server's TLS is named.
    #[error(transparent)]
    HalfTls(#[from] HalfTls),
    /// The certificate of the HTTP server cannot be used.
    #[error("UPBEAT_TLS_CERT, UPBEAT_TLS_KEY: the certificate cannot be used")]
    Certificate(#[from] tls::Error),
    /// The names of the local region or prober are invalid.
    #[error("the local region or prober has an invalid name")]
    LocalName,
    /// A part ended without being stopped.
    #[error("{part} ended; stopping")]
    Ended {
        /// Name of the part.
        part: &'static str,
    },
}

impl Error {
    /// Whether it may pass by itself: an unavailable store may, a wrong setting does not.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Queue(err) => err.may_pass(),
            Self::Store(store::Error::Open(err) | store::Error::Migrate(err))
            | Self::Database(err)
            | Self::Status(status::Error::Database(err))
            | Self::Service(service::Error::Database(err)) => store::may_pass(err),
            _ => false,
        }
    }
}
