//! TLS to a service, always verified.

use std::io;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Host;

use super::FetchError;
use crate::roots::Roots;
use crate::words;

/// The client's side of handshakes, which trusts given roots. Clones share their state.
#[derive(Clone, Debug)]
pub struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Handshakes that trust `roots` and speak HTTP/1.1.
    ///
    /// # Errors
    /// If the TLS library offers no version of the protocol.
    pub fn new(roots: Arc<Roots>) -> Result<Self, rustls::Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Verifier(roots)))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }

    /// A handshake with `host` on `stream`, for HTTP.
    pub(super) async fn connect(
        &self,
        host: &Host,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, FetchError> {
        handshake(Arc::clone(&self.0), host, stream).await
    }

    /// A handshake with `host` on `stream`, for another protocol than HTTP: it names none. The
    /// caller limits its time.
    ///
    /// # Errors
    /// If the handshake fails, or the certificate is not valid for `host`.
    pub async fn start(
        &self,
        host: &Host,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, FetchError> {
        let mut config = ClientConfig::clone(&self.0);
        config.alpn_protocols.clear();
        handshake(Arc::new(config), host, stream).await
    }
}

async fn handshake(
    config: Arc<ClientConfig>,
    host: &Host,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, FetchError> {
    let name = match host {
        Host::Ipv4(address) => ServerName::from(std::net::IpAddr::from(*address)),
        Host::Ipv6(address) => ServerName::from(std::net::IpAddr::from(*address)),
        // Certificates carry names without the root's dot.
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name).to_owned();
            let unfit = |_| FetchError::tls(format!("no certificate can be for {host}"));
            ServerName::try_from(name).map_err(unfit)?
        }
    };
    let stream = TlsConnector::from(config).connect(name, stream).await;
    stream.map_err(|err| FetchError::tls(explain(&err)))
}

/// Verifies by the roots of this crate.
#[derive(Debug)]
struct Verifier(Arc<Roots>);

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.0
            .verify(end_entity, intermediates, server_name, now)
            .map(|_| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, self.0.algorithms())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, self.0.algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.algorithms().supported_schemes()
    }
}

/// Why a handshake failed, as words that follow "TLS:".
fn explain(err: &io::Error) -> String {
    use CertificateError as C;
    let inner = err.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::InvalidCertificate(err)) => match err {
            C::Expired | C::ExpiredContext { .. } => "certificate expired",
            C::NotValidYet | C::NotValidYetContext { .. } => "certificate not valid yet",
            C::NotValidForName | C::NotValidForNameContext { .. } => "certificate for another name",
            C::UnknownIssuer => "certificate of an unknown issuer, or its chain is incomplete",
            C::Revoked => "certificate revoked",
            _ => "certificate not valid",
        }
        .to_owned(),
        Some(rustls::Error::AlertReceived(alert)) => format!("refused with alert {alert:?}"),
        Some(rustls::Error::InvalidMessage(_)) => "the answer is not TLS".to_owned(),
        Some(rustls::Error::PeerIncompatible(_)) => {
            "no version or cipher in common: 1.2 and 1.3 were offered".to_owned()
        }
        Some(rustls::Error::NoApplicationProtocol) => "HTTP/1.1 is not spoken".to_owned(),
        Some(_) => "the handshake failed".to_owned(),
        None => match err.kind() {
            io::ErrorKind::UnexpectedEof => "closed during the handshake".to_owned(),
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
                "reset during the handshake".to_owned()
            }
            _ => format!("the handshake failed: {}", words::io_error(err)),
        },
    }
}
