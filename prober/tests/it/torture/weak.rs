//! Certificates with keys and signatures that nobody should trust.

use std::sync::Arc;

use rcgen::{PKCS_RSA_SHA256, PublicKeyData, SignatureAlgorithm, SigningKey};
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, Signer};
use rustls::{ServerConfig, SignatureScheme, SupportedProtocolVersion};

use crate::pki::{self, Authority, element, leaf};

/// A server whose key is RSA of 1,024 bits, which is found out before what it
/// signs is.
pub(crate) fn short_key(authority: &Authority) -> ServerConfig {
    let (params, _) = leaf("localhost", |_| {});
    let certificate = params
        .signed_by(&ShortKey::new(), &authority.issuer)
        .unwrap();
    resolving(vec![certificate.der().clone()])
}

/// A certificate in whose signature SHA-1 is named.
pub(crate) fn signed_with_sha1() -> CertificateDer<'static> {
    // The root's own name: it is found, and the signature is not its own.
    let (issuer, _) = pki::authority(pki::AUTHORITY);
    let issuer = rcgen::Issuer::new(issuer, ShortKey::new());
    let (params, key) = leaf("localhost", |_| {});
    said_to_be_sha1(params.signed_by(&key, &issuer).unwrap().der())
}

/// The certificate of `authority`, which has the name `name`, in which `issuer` is
/// said to have signed it with SHA-1.
pub(crate) fn with_sha1(
    authority: &Authority,
    name: &str,
    issuer: &str,
) -> CertificateDer<'static> {
    let (issuer, _) = pki::authority(issuer);
    let issuer = rcgen::Issuer::new(issuer, ShortKey::new());
    let (params, _) = pki::authority(name);
    let certificate = params.signed_by(authority.issuer.key(), &issuer).unwrap();
    said_to_be_sha1(certificate.der())
}

fn said_to_be_sha1(certificate: &CertificateDer<'_>) -> CertificateDer<'static> {
    let mut der = certificate.to_vec();
    // 1.2.840.113549.1.1.11 is with SHA-256, ….5 with SHA-1.
    let sha256 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
    while let Some(at) = der.windows(9).position(|bytes| bytes == sha256) {
        der[at + 8] = 5;
    }
    CertificateDer::from(der)
}

/// A server that shows `chain` and signs with whatever comes to its mind.
pub(crate) fn resolving(chain: Vec<CertificateDer<'static>>) -> ServerConfig {
    serving(
        CertifiedKey::new(chain, Arc::new(AnySignature)),
        rustls::DEFAULT_VERSIONS,
    )
}

/// A server that shows `chain` as it is, and signs with `key`.
pub(crate) fn showing(
    chain: Vec<CertificateDer<'static>>,
    key: &rcgen::KeyPair,
    versions: &[&'static SupportedProtocolVersion],
) -> ServerConfig {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let key = any_supported_type(&key).unwrap();
    serving(CertifiedKey::new(chain, key), versions)
}

fn serving(key: CertifiedKey, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Always(Arc::new(key))))
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

#[derive(Debug)]
struct AnySignature;

impl rustls::sign::SigningKey for AnySignature {
    fn choose_scheme(&self, _: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(Self))
    }

    fn algorithm(&self) -> rustls::SignatureAlgorithm {
        rustls::SignatureAlgorithm::RSA
    }
}

impl Signer for AnySignature {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        Ok(vec![7; 128])
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::RSA_PSS_SHA256
    }
}

/// A public key of RSA with 1,024 bits.
struct ShortKey(Vec<u8>);

impl ShortKey {
    fn new() -> Self {
        let modulus = [&[0, 0xc1][..], &[0x35; 126], &[0x37]].concat();
        let numbers = [element(2, &modulus), element(2, &[1, 0, 1])].concat();
        Self(element(0x30, &numbers))
    }
}

impl PublicKeyData for ShortKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}

impl SigningKey for ShortKey {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(vec![7; 128])
    }
}
