//! The address before the stores are there: it says that the process lives, and what it
//! waits for.

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};

use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::{Error, Result};
use crate::http::{self, Absence};

/// The address, listened on where somebody must be told.
pub(super) struct Door {
    address: SocketAddr,
    missing: Arc<std::sync::Mutex<Absence>>,
    open: Mutex<Option<Open>>,
}

struct Open {
    /// Another handle on what is listened on, so that nobody is refused in between.
    listener: TcpListener,
    stop: CancellationToken,
    answering: JoinHandle<()>,
}

impl Door {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            missing: Arc::default(),
            open: Mutex::default(),
        }
    }

    /// Begins to answer, if it has not yet.
    pub(super) async fn open(&self) -> Result<()> {
        let mut open = self.open.lock().await;
        if open.is_none() {
            *open = Some(self.begin()?);
        }
        Ok(())
    }

    fn begin(&self) -> Result<Open> {
        let failed = |source| self.failed(source);
        let listener = http::listen(self.address).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let kept = listener.into_std().map_err(failed)?;
        let listener = TcpListener::from_std(kept.try_clone().map_err(failed)?).map_err(failed)?;
        let stop = CancellationToken::new();
        let router = http::waiting(Arc::clone(&self.missing));
        info!(%address, "Answers /healthz and /readyz at {address} meanwhile");
        let answering = tokio::spawn({
            let stop = stop.clone();
            async move {
                // It fails at nothing but what the real server will say, too.
                let _ = http::serve(listener, router, stop).await;
            }
        });
        Ok(Open {
            listener: TcpListener::from_std(kept).map_err(failed)?,
            stop,
            answering,
        })
    }

    /// Notes what is missing.
    pub(super) fn note(&self, err: &Error) {
        let missing = match err {
            Error::Queue(err) => Absence::Queue(err.refusal()),
            _ => Absence::Database,
        };
        *self.missing.lock().unwrap_or_else(PoisonError::into_inner) = missing;
    }

    /// What is listened on, for the real server.
    pub(super) async fn listener(&self) -> Result<TcpListener> {
        match self.open.lock().await.take() {
            Some(open) => {
                open.stop.cancel();
                Ok(open.listener)
            }
            None => http::listen(self.address).map_err(|source| self.failed(source)),
        }
    }

    /// Ends answering.
    pub(super) async fn close(&self) {
        if let Some(open) = self.open.lock().await.take() {
            open.stop.cancel();
            let _ = open.answering.await;
        }
    }

    fn failed(&self, source: std::io::Error) -> Error {
        Error::Listen {
            address: self.address,
            source,
        }
    }
}
