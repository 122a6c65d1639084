//! Verification of a chain, which also remembers the chain, the way to a root, and
//! what is wrong with it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use net::roots::{Path, Roots, check_validity, validity};
use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, DigitallySignedStruct, OtherError, SignatureScheme};
use webpki::{EndEntityCert, RawPublicKeyEntity};

use super::certificate;

/// The verifier of one handshake. A failed handshake leaves nothing else behind
/// that knows the chain.
#[derive(Debug)]
pub(super) struct Recorder {
    roots: Arc<Roots>,
    /// Whether the handshake goes on all the same.
    ignore_errors: bool,
    /// Whether the server asked for a client certificate, where there is none.
    wants_client: AtomicBool,
    seen: Mutex<Seen>,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    chain: Vec<CertificateDer<'static>>,
    path: Path,
    problem: Option<CertificateError>,
}

impl Recorder {
    pub(super) fn new(roots: Arc<Roots>, ignore_errors: bool) -> Self {
        Self {
            roots,
            ignore_errors,
            wants_client: AtomicBool::default(),
            seen: Mutex::default(),
        }
    }

    /// Whether the server asked in vain for a client certificate.
    pub(super) fn wants_client(&self) -> bool {
        self.wants_client.load(Ordering::Relaxed)
    }

    /// The certificates as they were sent.
    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.seen().chain.clone()
    }

    /// The certificates between the website's own and the root: of several ways, one
    /// of which all hold until `last_secs`, where there is one.
    pub(super) fn path(&self, now: UnixTime, last_secs: i64) -> Vec<CertificateDer<'static>> {
        let Seen { chain, path, .. } = self.seen().clone();
        let Some((end_entity, intermediates)) = chain.split_first() else {
            return Vec::new();
        };
        let of = |path: Path| -> Vec<_> {
            let path = path.into_iter();
            path.filter_map(|place| intermediates.get(place).cloned())
                .collect()
        };
        let path = of(path);
        let lasts = path.iter().all(|der| {
            let end = validity(der).map(|(_, end)| end);
            end.is_some_and(|end| end >= last_secs)
        });
        if lasts {
            return path;
        }
        let other = self
            .roots
            .lasting_path(end_entity, intermediates, now, last_secs);
        other.map_or(path, of)
    }

    /// What is wrong with the website's own certificate or its chain.
    pub(super) fn problem(&self) -> Option<CertificateError> {
        self.seen().problem.clone()
    }

    /// `verified`, the signature of `message` by the key of `cert`; where that is too
    /// weak a key, says so. Where errors of the certificate are ignored, its key is
    /// taken from one that cannot be read as a whole.
    fn signed(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
        verified: Result<HandshakeSignatureValid, rustls::Error>,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let Err(failed) = verified else {
            return verified;
        };
        if let Some(what) = certificate::weakness(cert) {
            let err = CertificateError::Other(OtherError(Arc::new(Finding::Weak(what))));
            self.seen().problem.get_or_insert_with(|| err.clone());
            return if self.ignore_errors {
                Ok(HandshakeSignatureValid::assertion())
            } else {
                Err(err.into())
            };
        }
        let is_readable = EndEntityCert::try_from(cert).is_ok();
        if self.ignore_errors && !is_readable && self.is_signed(message, cert, dss) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        Err(failed)
    }

    /// Whether the key of a certificate signed `message`; nobody can tell where not
    /// even the key can be read.
    fn is_signed(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> bool {
        let Some(key) = certificate::public_key(cert) else {
            return true;
        };
        let key = SubjectPublicKeyInfoDer::from(key);
        let Ok(key) = RawPublicKeyEntity::try_from(&key) else {
            return true;
        };
        let schemes = self.roots.algorithms().mapping.iter();
        let mut of_scheme = schemes
            .filter(|(scheme, _)| *scheme == dss.scheme)
            .flat_map(|(_, algorithms)| algorithms.iter());
        of_scheme.any(|algorithm| {
            key.verify_signature(*algorithm, message, dss.signature())
                .is_ok()
        })
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
    ) -> Result<Path, rustls::Error> {
        let verified = self
            .roots
            .verify(end_entity, intermediates, server_name, now);
        match verified {
            Ok(_) if certificate::is_revoked(ocsp) => Err(CertificateError::Revoked.into()),
            Err(rustls::Error::InvalidCertificate(err)) => {
                Err(sharpened(err, end_entity, intermediates, now).into())
            }
            verified => verified,
        }
    }
}

/// `err`, or what says more: that a certificate signed itself, or is too weak, or
/// that not the website's own has expired.
fn sharpened(
    err: CertificateError,
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
    now: UnixTime,
) -> CertificateError {
    use CertificateError as E;
    let other = |what: Finding| E::Other(OtherError(Arc::new(what)));
    match err {
        E::ExpiredContext { .. } | E::NotValidYetContext { .. } => {
            if check_validity(end_entity, now).is_err() {
                return err;
            }
            let mut beside = intermediates.iter();
            let broken = beside.find(|der| check_validity(der, now).is_err());
            match broken {
                Some(der) => other(Finding::Intermediate(
                    certificate::read(der, [0; 32]).subject,
                    Box::new(err),
                )),
                None => err,
            }
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            let names = certificate::read(end_entity, [0; 32]).names;
            other(Finding::OtherNames(names))
        }
        E::Expired | E::NotValidYet | E::Revoked => err,
        _ if certificate::names_itself(end_entity) => other(Finding::SelfSigned),
        // What nobody is known to have signed is no weaker for how it is signed, and
        // a root's own signature never matters.
        E::UnknownIssuer => err,
        err => {
            let beside = intermediates.iter();
            let mut beside = beside.filter(|der| !certificate::names_itself(der));
            let weak = certificate::weakness(end_entity).or_else(|| {
                beside.find_map(|der| {
                    let what = certificate::weakness(der)?;
                    let subject = certificate::read(der, [0; 32]).subject;
                    let title = certificate::title(&subject);
                    Some(format!("{what} (the intermediate certificate {title})"))
                })
            });
            weak.map_or(err, |what| other(Finding::Weak(what)))
        }
    }
}

/// What we find beside the library's own errors.
#[derive(Debug)]
pub(super) enum Finding {
    /// The certificate names itself as its issuer.
    SelfSigned,
    /// The certificate is for these names and addresses alone.
    OtherNames(Vec<String>),
    /// A key or signature that nobody should trust any more.
    Weak(String),
    /// Not the website's own certificate, but one between it and the root, which
    /// has this subject.
    Intermediate(String, Box<CertificateError>),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SelfSigned => f.write_str("self-signed certificate"),
            Self::OtherNames(names) => write!(f, "for {}", names.join(", ")),
            Self::Weak(what) => write!(f, "weak: {what}"),
            Self::Intermediate(subject, err) => write!(f, "{subject}: {err}"),
        }
    }
}

impl std::error::Error for Finding {}

impl ResolvesClientCert for Recorder {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.wants_client.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

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
            Ok(path) => {
                seen.path = path;
                Ok(ServerCertVerified::assertion())
            }
            Err(rustls::Error::InvalidCertificate(err)) => {
                seen.problem = Some(err.clone());
                if self.ignore_errors {
                    Ok(ServerCertVerified::assertion())
                } else {
                    Err(err.into())
                }
            }
            Err(err) => Err(err),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let verified = verify_tls12_signature(message, cert, dss, self.roots.algorithms());
        self.signed(message, cert, dss, verified)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let verified = verify_tls13_signature(message, cert, dss, self.roots.algorithms());
        self.signed(message, cert, dss, verified)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.roots.algorithms().supported_schemes()
    }
}
