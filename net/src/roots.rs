//! The root certificates that TLS connections trust, and the path from a server's certificate
//! to one of them.

use std::time::Duration;

use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, RootCertStore};
use tracing::warn;
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};
use x509_parser::prelude::{FromDer, X509Certificate};

/// A path from a server's certificate to a root: indices into the other certificates that the
/// server sent, in the order of the path.
pub type Path = Vec<usize>;

/// A further condition on a path that leads to a root.
type Judge<'a> = dyn Fn(&VerifiedPath<'_>) -> Result<(), webpki::Error> + 'a;

/// Trusted roots.
pub struct Roots {
    store: RootCertStore,
    /// The roots that the operator named. A server may use one as its own certificate.
    extra: Vec<CertificateDer<'static>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl std::fmt::Debug for Roots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Roots")
    }
}

impl Roots {
    /// The system's roots, or the public roots built into this program if the system has none,
    /// and `extra`.
    ///
    /// # Errors
    /// If one of `extra` is not a usable certificate.
    pub fn new(
        extra: Vec<CertificateDer<'static>>,
        provider: &CryptoProvider,
    ) -> Result<Self, rustls::Error> {
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
            store.add(root.clone())?;
        }
        Ok(Self {
            store,
            extra,
            algorithms: provider.signature_verification_algorithms,
        })
    }

    /// The algorithms that verify signatures.
    pub fn algorithms(&self) -> &WebPkiSupportedAlgorithms {
        &self.algorithms
    }

    /// The path from `end_entity`, a certificate that must be valid for `name`, to a root.
    ///
    /// # Errors
    /// If the certificate is not valid, or no path leads to a root.
    pub fn verify(
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
                check_validity(end_entity, now)?;
                ParsedCertificate::try_from(end_entity)?
            }
            None => {
                let parsed = ParsedCertificate::try_from(end_entity)?;
                // Verifies again, for the error of the library.
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

    /// A path on which every certificate between the server's and the root is valid until
    /// `last_secs` (Unix time, seconds), if there is one.
    pub fn lasting_path(
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
                let end = validity(&certificate.der()).map(|(_, end)| end);
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

/// The first and the last second (Unix time) at which a certificate is valid; `None` if it
/// cannot be read.
pub fn validity(der: &CertificateDer<'_>) -> Option<(i64, i64)> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let validity = certificate.validity();
    Some((
        validity.not_before.timestamp(),
        validity.not_after.timestamp(),
    ))
}

/// Checks that a certificate is valid at `now`.
///
/// # Errors
/// If it has expired, is not valid yet, or cannot be read.
pub fn check_validity(der: &CertificateDer<'_>, now: UnixTime) -> Result<(), CertificateError> {
    let (from, until) = validity(der).ok_or(CertificateError::BadEncoding)?;
    let now_secs = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now_secs < from {
        return Err(CertificateError::NotValidYetContext {
            time: now,
            not_before: unix(from),
        });
    }
    if now_secs > until {
        return Err(CertificateError::ExpiredContext {
            time: now,
            not_after: unix(until),
        });
    }
    Ok(())
}

fn unix(secs: i64) -> UnixTime {
    let secs = u64::try_from(secs).unwrap_or(0);
    UnixTime::since_unix_epoch(Duration::from_secs(secs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_holds_from_its_first_second_to_its_last() {
        let key = rcgen::generate_simple_self_signed(vec!["a.test".to_owned()]).unwrap();
        let der = key.cert.der();
        let (first, last) = validity(der).unwrap();
        let check = |secs| check_validity(der, unix(secs));
        for secs in [first, last] {
            assert_eq!(check(secs), Ok(()));
        }
        assert!(matches!(
            check(first - 1),
            Err(CertificateError::NotValidYetContext { not_before, .. }) if not_before == unix(first)
        ));
        assert!(matches!(
            check(last + 1),
            Err(CertificateError::ExpiredContext { not_after, .. }) if not_after == unix(last)
        ));
    }

    #[test]
    fn truncated_certificates_hold_never() {
        let key = rcgen::generate_simple_self_signed(vec!["a.test".to_owned()]).unwrap();
        let der = key.cert.der();
        for len in 0..der.len() {
            let part = CertificateDer::from(&der[..len]);
            assert_eq!(validity(&part), None, "{len}");
            let held = check_validity(&part, UnixTime::now());
            assert_eq!(held, Err(CertificateError::BadEncoding), "{len}");
        }
    }
}
