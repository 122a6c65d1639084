//! Verification of a chain, which also remembers the chain and what is wrong
//! with it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};

use super::certificate;
use crate::{Error, Result};

/// Verifies by the public roots that this program carries, and `extra_roots`.
pub(super) fn carried(
    extra_roots: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for root in extra_roots {
        roots.add(root.clone()).map_err(Error::Tls)?;
    }
    let builder =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
    Ok(builder.build().map_err(Error::Verifier)?)
}

/// The verifier of one handshake. A failed handshake leaves nothing else behind
/// that knows the chain.
#[derive(Debug)]
pub(super) struct Recorder {
    inner: Arc<dyn ServerCertVerifier>,
    /// Whether the handshake goes on all the same.
    ignore_errors: bool,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    chain: Vec<CertificateDer<'static>>,
    problem: Option<CertificateError>,
}

impl Recorder {
    pub(super) fn new(inner: Arc<dyn ServerCertVerifier>, ignore_errors: bool) -> Self {
        Self {
            inner,
            ignore_errors,
            seen: Mutex::default(),
        }
    }

    /// The certificates as they were sent.
    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.seen().chain.clone()
    }

    /// What is wrong with the website's own certificate or its chain.
    pub(super) fn problem(&self) -> Option<CertificateError> {
        self.seen().problem.clone()
    }

    /// `verified`, a signature by the key of `cert`; where that is too weak a key,
    /// says so.
    fn signed(
        &self,
        cert: &CertificateDer<'_>,
        verified: Result<HandshakeSignatureValid, rustls::Error>,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let (Err(_), Some(what)) = (&verified, certificate::weakness(cert)) else {
            return verified;
        };
        let err = CertificateError::Other(OtherError(Arc::new(Finding::Weak(what))));
        self.seen().problem.get_or_insert_with(|| err.clone());
        if self.ignore_errors {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(err.into())
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn verify(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified =
            self.inner
                .verify_server_cert(end_entity, intermediates, server_name, ocsp, now);
        match verified {
            Ok(_) if certificate::is_revoked(ocsp) => Err(CertificateError::Revoked.into()),
            Err(rustls::Error::InvalidCertificate(err)) => {
                Err(sharpened(err, end_entity, intermediates).into())
            }
            verified => verified,
        }
    }
}

/// `err`, or what says more: that a certificate signed itself, or is too weak.
fn sharpened(
    err: CertificateError,
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
) -> CertificateError {
    use CertificateError as E;
    let other = |what: Finding| E::Other(OtherError(Arc::new(what)));
    match err {
        E::Expired
        | E::ExpiredContext { .. }
        | E::NotValidYet
        | E::NotValidYetContext { .. }
        | E::NotValidForName
        | E::NotValidForNameContext { .. }
        | E::Revoked => err,
        _ if certificate::names_itself(end_entity) => other(Finding::SelfSigned),
        err => {
            let mut chain = std::iter::once(end_entity).chain(intermediates);
            chain
                .find_map(certificate::weakness)
                .map_or(err, |what| other(Finding::Weak(what)))
        }
    }
}

/// What we find beside the library's own errors.
#[derive(Debug)]
pub(super) enum Finding {
    /// The certificate names itself as its issuer.
    SelfSigned,
    /// A key or signature that nobody should trust any more.
    Weak(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SelfSigned => f.write_str("self-signed certificate"),
            Self::Weak(what) => write!(f, "weak: {what}"),
        }
    }
}

impl std::error::Error for Finding {}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = self.verify(end_entity, intermediates, server_name, ocsp, now);
        let mut seen = self.seen();
        seen.chain = std::iter::once(end_entity)
            .chain(intermediates)
            .map(|certificate| certificate.clone().into_owned())
            .collect();
        match verified {
            Err(rustls::Error::InvalidCertificate(err)) => {
                seen.problem = Some(err.clone());
                if self.ignore_errors {
                    Ok(ServerCertVerified::assertion())
                } else {
                    Err(err.into())
                }
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let verified = self.inner.verify_tls12_signature(message, cert, dss);
        self.signed(cert, verified)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let verified = self.inner.verify_tls13_signature(message, cert, dss);
        self.signed(cert, verified)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
