//! TLS to a website: verified always, never resumed, HTTP/1.1 only.
//!
//! It knows certificates and handshakes, and what their failures are called.

use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use queue::{Clock, FailureClass};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore,
    SignatureScheme,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::fault::{self, Fault};
use crate::{Error, Result};

/// The time by which certificates are judged: the fleet's, so that a wrong wall
/// clock of one machine makes no website look expired.
#[derive(Debug, Default)]
pub(crate) struct FleetTime(OnceLock<Clock>);

impl FleetTime {
    /// Follows `clock` from now on; the first one that is given counts.
    pub(crate) fn follow(&self, clock: &Clock) {
        self.0.get_or_init(|| clock.clone());
    }
}

impl TimeProvider for FleetTime {
    fn current_time(&self) -> Option<UnixTime> {
        let Some(clock) = self.0.get() else {
            return Some(UnixTime::now());
        };
        let ms = u64::try_from(clock.now_ms()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_millis(ms)))
    }
}

/// The client's side of every handshake: public roots and `extra_roots`.
pub(crate) fn config(
    time: Arc<FleetTime>,
    extra_roots: Vec<CertificateDer<'static>>,
) -> Result<ClientConfig> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for root in extra_roots {
        roots.add(root).map_err(Error::Tls)?;
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(Error::Verifier)?;
    let mut config = ClientConfig::builder_with_details(provider, time)
        .with_safe_default_protocol_versions()
        .map_err(Error::Tls)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { inner: verifier }))
        .with_no_client_auth();
    // A resumed handshake is a shorter one: every check measures a full one.
    config.resumption = Resumption::disabled();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// A handshake with `host` on `stream`.
pub(crate) async fn handshake(
    config: &Arc<ClientConfig>,
    host: &str,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, Fault> {
    // Certificates carry names without the root's dot.
    let name = host.strip_suffix('.').unwrap_or(host).to_owned();
    let Ok(name) = ServerName::try_from(name) else {
        let reason = format!("no certificate can be valid for the name {host}");
        return Err(down("tls.wrong_name", reason));
    };
    let connector = TlsConnector::from(Arc::clone(config));
    connector
        .connect(name, stream)
        .await
        .map_err(|err| explain(host, &err))
}

/// The fault of a TLS connection with `host` that failed with `err`.
pub(crate) fn explain(host: &str, err: &io::Error) -> Fault {
    if let Some(fault) = fault::ours(err) {
        return fault;
    }
    match rustls_error(err) {
        Some(rustls::Error::InvalidCertificate(err)) => certificate(host, err),
        Some(rustls::Error::AlertReceived(alert)) => down(
            "tls.alert",
            format!("{host} refused the TLS handshake: {alert:?}"),
        ),
        Some(rustls::Error::PeerIncompatible(why)) => down(
            "tls.incompatible",
            format!("{host} offers no TLS that can be used: {why:?}"),
        ),
        Some(err) => down(
            "tls.handshake",
            format!("the TLS handshake with {host} failed: {err}"),
        ),
        None => match err.kind() {
            io::ErrorKind::UnexpectedEof => down(
                "tls.closed",
                format!("{host} closed the connection during the TLS handshake"),
            ),
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => down(
                "tls.reset",
                format!("{host} reset the connection during the TLS handshake"),
            ),
            _ => down(
                "tls.handshake",
                format!("the TLS handshake with {host} failed: {err}"),
            ),
        },
    }
}

/// The TLS library's error within `err`, if it is one.
pub(crate) fn rustls_error(err: &io::Error) -> Option<&rustls::Error> {
    err.get_ref()?.downcast_ref()
}

fn certificate(host: &str, err: &CertificateError) -> Fault {
    use CertificateError as E;
    let (detail, reason) = match err {
        E::Expired | E::ExpiredContext { .. } => (
            "tls.expired",
            format!("the certificate of {host} has expired"),
        ),
        E::NotValidYet | E::NotValidYetContext { .. } => (
            "tls.not_yet_valid",
            format!("the certificate of {host} is not valid yet"),
        ),
        E::NotValidForName | E::NotValidForNameContext { .. } => (
            "tls.wrong_name",
            format!("the certificate is not valid for {host}"),
        ),
        E::Other(OtherError(err)) if err.is::<SelfSigned>() => (
            "tls.self_signed",
            format!("the certificate of {host} is self-signed"),
        ),
        E::UnknownIssuer => (
            "tls.unknown_issuer",
            format!("the certificate of {host} has an unknown issuer"),
        ),
        E::Revoked => (
            "tls.revoked",
            format!("the certificate of {host} is revoked"),
        ),
        err => (
            "tls.bad_certificate",
            format!("the certificate of {host} is not valid: {err}"),
        ),
    };
    down(detail, reason)
}

fn down(detail: &str, reason: String) -> Fault {
    Fault::down(FailureClass::Tls, detail, reason)
}

/// The public verifier, which also tells a certificate that signed itself from
/// one whose issuer nobody knows.
#[derive(Debug)]
struct Verifier {
    inner: Arc<WebPkiServerVerifier>,
}

/// The certificate names itself as its issuer.
#[derive(Debug)]
struct SelfSigned;

impl fmt::Display for SelfSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("self-signed certificate")
    }
}

impl std::error::Error for SelfSigned {}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        use CertificateError::{Other, UnknownIssuer};
        let verified =
            self.inner
                .verify_server_cert(end_entity, intermediates, server_name, ocsp, now);
        verified.map_err(|err| match err {
            rustls::Error::InvalidCertificate(UnknownIssuer | Other(_))
                if names_itself(end_entity) == Some(true) =>
            {
                rustls::Error::InvalidCertificate(Other(OtherError(Arc::new(SelfSigned))))
            }
            err => err,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// Whether the certificate's issuer is its subject; `None` if it is no
/// certificate. Layout: RFC 5280, section 4.1.
fn names_itself(certificate: &[u8]) -> Option<bool> {
    let (_, certificate, _) = element(certificate)?;
    let (_, mut fields, _) = element(certificate)?;
    // The version is optional, under its own tag.
    if let (0xa0, _, rest) = element(fields)? {
        fields = rest;
    }
    let (_, _serial, rest) = element(fields)?;
    let (_, _algorithm, rest) = element(rest)?;
    let (_, issuer, rest) = element(rest)?;
    let (_, _validity, rest) = element(rest)?;
    let (_, subject, _) = element(rest)?;
    Some(issuer == subject)
}

/// The first DER element of `input`: its tag, its content, and what follows.
fn element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = input.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (len, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if bytes.len() > 4 {
            return None;
        }
        (
            bytes
                .iter()
                .fold(0, |len, byte| len << 8 | usize::from(*byte)),
            rest,
        )
    };
    let (content, rest) = rest.split_at_checked(len)?;
    Some((tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncated_certificates_are_no_certificates() {
        let key = rcgen::generate_simple_self_signed(vec!["a.test".to_owned()]).unwrap();
        let der = key.cert.der();
        assert_eq!(names_itself(der), Some(true));
        for len in 0..40 {
            assert_eq!(names_itself(&der[..len]), None, "{len}");
        }
    }
}
