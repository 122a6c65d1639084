//! TLS: the certificate that new connections are shown.

use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Name of HTTP/2 in a handshake. Source: RFC 9113, 3.2.
pub(super) const HTTP_2: &[u8] = b"h2";

/// What handshakes begin with; clones share it.
#[derive(Clone, Debug)]
pub struct Tls(Arc<RwLock<Arc<ServerConfig>>>);

impl Tls {
    /// Handshakes by `config`, for HTTP.
    pub fn new(config: ServerConfig) -> Self {
        Self(Arc::new(RwLock::new(for_http(config))))
    }

    /// Lets new connections begin with `config`; open ones go on.
    pub fn replace(&self, config: ServerConfig) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = for_http(config);
    }

    /// The server's side of a handshake. The caller limits its time.
    pub(super) async fn accept<S>(&self, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let config = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        TlsAcceptor::from(config).accept(stream).await
    }
}

fn for_http(mut config: ServerConfig) -> Arc<ServerConfig> {
    config.alpn_protocols = vec![HTTP_2.to_vec(), b"http/1.1".to_vec()];
    Arc::new(config)
}
