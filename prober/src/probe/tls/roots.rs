//! What is trusted, and the path from a certificate to it.

use std::sync::Arc;

use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, RootCertStore};
use tracing::warn;
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

use super::certificate;
use crate::{Error, Result};

/// The places, among the certificates that were sent beside the website's own, of
/// those that lead to a root, in that order.
pub(super) type Path = Vec<usize>;

/// What a path that leads to a root has to pass besides.
type Judge<'a> = dyn Fn(&VerifiedPath<'_>) -> Result<(), webpki::Error> + 'a;

/// Trusted roots.
pub(super) struct Roots {
    store: RootCertStore,
    /// Those that the operator named, which a website may show as they are.
    extra: Vec<CertificateDer<'static>>,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
}

impl std::fmt::Debug for Roots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Roots")
    }
}

impl Roots {
    /// The system's roots, the public ones that this program carries where the system
    /// has none, and `extra`.
    pub(super) fn new(
        extra: Vec<CertificateDer<'static>>,
        provider: &CryptoProvider,
    ) -> Result<Arc<Self>> {
        let mut store = RootCertStore::empty();
        let system = rustls_native_certs::load_native_certs();
        for error in system.errors {
            warn!(%error, "Cannot read all of the system's roots");
        }
        let (added, _) = store.add_parsable_certificates(system.certs);
        if added == 0 {
            store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        for root in &extra {
            store.add(root.clone()).map_err(Error::Tls)?;
        }
        Ok(Arc::new(Self {
            store,
            extra,
            algorithms: provider.signature_verification_algorithms,
        }))
    }

    /// The path from `end_entity`, which has to be for `name`, to a root.
    pub(super) fn verify(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<Path, rustls::Error> {
        let verified = self.path(end_entity, intermediates, now, None);
        let parsed = match verified {
            Some(_) => ParsedCertificate::try_from(end_entity)?,
            None if self.extra.iter().any(|root| root == end_entity) => {
                certificate::is_valid_at(end_entity, now)?;
                ParsedCertificate::try_from(end_entity)?
            }
            None => {
                let parsed = ParsedCertificate::try_from(end_entity)?;
                // Once more, for the library's own words.
                verify_server_cert_signed_by_trust_anchor(
                    &parsed,
                    &self.store,
                    intermediates,
                    now,
                    self.algorithms.all,
                )?;
                parsed
            }
        };
        verify_server_name(&parsed, name)?;
        Ok(verified.unwrap_or_default())
    }

    /// A path of which every certificate between the website's and the root holds
    /// until `last_secs`, if there is one.
    pub(super) fn lasting_path(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
        last_secs: i64,
    ) -> Option<Path> {
        self.path(end_entity, intermediates, now, Some(last_secs))
    }

    fn path(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
        last_secs: Option<i64>,
    ) -> Option<Path> {
        let lasts = |path: &VerifiedPath<'_>| {
            let mut certificates = path.intermediate_certificates();
            let ends = certificates.all(|certificate| {
                let end = certificate::validity(&certificate.der()).map(|(_, end)| end);
                end.is_some_and(|end| last_secs.is_none_or(|last| end >= last))
            });
            ends.then_some(()).ok_or(webpki::Error::UnknownIssuer)
        };
        let lasts: Option<&Judge<'_>> = match last_secs {
            Some(_) => Some(&lasts),
            None => None,
        };
        let end_entity = EndEntityCert::try_from(end_entity).ok()?;
        let path = end_entity.verify_for_usage(
            self.algorithms.all,
            &self.store.roots,
            intermediates,
            now,
            KeyUsage::server_auth(),
            None,
            lasts,
        );
        let path = path.ok()?;
        let places = path.intermediate_certificates().map(|certificate| {
            let der = certificate.der();
            intermediates.iter().position(|other| *other == der)
        });
        Some(places.flatten().collect())
    }
}

impl From<Broken> for rustls::Error {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Unreadable => CertificateError::BadEncoding,
            Broken::Expired(time, not_after) => {
                CertificateError::ExpiredContext { time, not_after }
            }
            Broken::NotYet(time, not_before) => {
                CertificateError::NotValidYetContext { time, not_before }
            }
        }
        .into()
    }
}

/// Why a certificate does not hold now: what time it is, and when it would.
pub(super) enum Broken {
    Unreadable,
    Expired(UnixTime, UnixTime),
    NotYet(UnixTime, UnixTime),
}
