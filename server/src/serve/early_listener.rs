//! Serves the address before the stores are available: it reports that the process lives, and
//! which store it waits for, and shows status pages as they were.

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};

use api::http::{self, Tls};
use axum::middleware::from_fn_with_state;
use pages::Pages;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::{Error, Result};
use crate::config::Config;
use crate::health::{self, Absence};

/// The address, on which it listens only if the process has to wait.
pub(super) struct EarlyListener {
    address: SocketAddr,
    /// Whether people reach this installation by HTTPS.
    is_https: bool,
    tls: Option<Tls>,
    /// What is kept of status pages.
    pages: Pages,
    missing: Arc<std::sync::Mutex<Absence>>,
    open: Mutex<Option<Open>>,
}

struct Open {
    /// A second handle of the listening socket, so that no connection is refused during the
    /// handover.
    listener: TcpListener,
    stop: CancellationToken,
    answering: JoinHandle<()>,
}

impl EarlyListener {
    pub(super) fn new(config: &Config, tls: Option<Tls>) -> Self {
        Self {
            address: config.http.listen,
            is_https: config.web().is_https,
            tls,
            pages: config.pages(None),
            missing: Arc::default(),
            open: Mutex::default(),
        }
    }

    /// Starts answering, unless it already does.
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
        let waiting = health::waiting(Arc::clone(&self.missing));
        let router = http::kept_status_pages(waiting, self.pages.clone());
        let router = router.layer(from_fn_with_state(self.is_https, http::protect));
        info!(%address, "Answering /healthz and /readyz at {address} meanwhile");
        let answering = tokio::spawn({
            let (tls, stop) = (self.tls.clone(), stop.clone());
            async move {
                // Any failure here will also be reported by the real server.
                let _ = http::serve(listener, tls, router, stop).await;
            }
        });
        Ok(Open {
            listener: TcpListener::from_std(kept).map_err(failed)?,
            stop,
            answering,
        })
    }

    /// Records which store is missing.
    pub(super) fn note(&self, err: &Error) {
        let missing = match err {
            Error::Queue(err) => Absence::Queue(err.refusal()),
            _ => Absence::Database,
        };
        *self.missing.lock().unwrap_or_else(PoisonError::into_inner) = missing;
    }

    /// The listening socket, for the real server.
    pub(super) async fn listener(&self) -> Result<TcpListener> {
        match self.open.lock().await.take() {
            Some(open) => {
                open.stop.cancel();
                Ok(open.listener)
            }
            None => http::listen(self.address).map_err(|source| self.failed(source)),
        }
    }

    /// Stops answering.
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
