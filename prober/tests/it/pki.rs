//! Certificates and TLS servers: good ones, and ones that a test spoils.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair,
};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::server::{OK, exchange, serve};

/// The name of every authority that is a root.
pub(crate) const AUTHORITY: &str = "Test authority";

/// That of every one below it.
pub(crate) const INTERMEDIATE: &str = "Test intermediate";

/// A certificate authority of our own.
pub(crate) struct Authority {
    pub(crate) issuer: Issuer<'static, KeyPair>,
    pub(crate) root: CertificateDer<'static>,
}

/// A chain, the leaf first, and the leaf's key.
pub(crate) struct Identity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: KeyPair,
}

impl Authority {
    pub(crate) fn new() -> Self {
        Self::of(|_| {})
    }

    /// The same, which `change` may spoil.
    pub(crate) fn of(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let (mut params, key) = authority(AUTHORITY);
        change(&mut params);
        let root = params.self_signed(&key).unwrap().der().clone();
        Self {
            issuer: Issuer::new(params, key),
            root,
        }
    }

    /// An authority below this one; its `root` is what a server has to send.
    pub(crate) fn intermediate(&self) -> Self {
        self.intermediate_of(|_| {})
    }

    /// The same, which `change` may spoil.
    pub(crate) fn intermediate_of(&self, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let (mut params, key) = authority(INTERMEDIATE);
        change(&mut params);
        let root = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        Self {
            issuer: Issuer::new(params, key),
            root,
        }
    }

    /// Another certificate of this intermediate authority, which `other` issued and
    /// `change` may spoil.
    pub(crate) fn cross_signed_by(
        &self,
        other: &Self,
        change: impl FnOnce(&mut CertificateParams),
    ) -> CertificateDer<'static> {
        let (mut params, _) = authority(INTERMEDIATE);
        change(&mut params);
        let key = self.issuer.key();
        params.signed_by(key, &other.issuer).unwrap().der().clone()
    }

    /// A certificate for `localhost` that `change` may spoil.
    pub(crate) fn leaf(&self, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        self.leaf_of("localhost", change)
    }

    /// A server for `name` with a certificate that `change` may spoil.
    pub(crate) async fn serve(
        &self,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> SocketAddr {
        self.leaf_of(name, change).serve().await
    }

    /// What takes connections to `localhost` with a good certificate.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::new(self.leaf(|_| {}).config(&[])))
    }

    fn leaf_of(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let (params, key) = leaf(name, change);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity {
            chain: vec![certificate.der().clone()],
            key,
        }
    }
}

impl Identity {
    /// A certificate for `localhost` that nobody else signed, and `change` may spoil.
    pub(crate) fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let (params, key) = leaf("localhost", change);
        let certificate = params.self_signed(&key).unwrap();
        Self {
            chain: vec![certificate.der().clone()],
            key,
        }
    }

    /// A server that shows this identity and answers well.
    pub(crate) async fn serve(&self) -> SocketAddr {
        let config = self.config(&[]);
        serve_tls(config, |mut stream| async move {
            exchange(&mut stream, OK).await
        })
        .await
    }

    pub(crate) fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::try_from(self.key.serialize_der()).unwrap()
    }

    /// What a server shows with this identity, speaking `alpn`.
    pub(crate) fn config(&self, alpn: &[&str]) -> ServerConfig {
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), self.private_key());
        offering(config.unwrap(), alpn)
    }

    /// The same, speaking `version` of TLS alone.
    pub(crate) fn config_of(
        &self,
        version: &'static rustls::SupportedProtocolVersion,
    ) -> ServerConfig {
        ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), self.private_key())
            .unwrap()
    }

    /// The same, demanding a certificate that `authority` signed.
    pub(crate) fn config_demanding(&self, authority: &Authority) -> ServerConfig {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(authority.root.clone()).unwrap();
        let provider = Arc::new(default_provider());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_single_cert(self.chain.clone(), self.private_key())
            .unwrap()
    }

    /// The same, with an answer about the certificate (OCSP) stapled to it.
    pub(crate) fn config_stapling(&self, ocsp: Vec<u8>) -> ServerConfig {
        ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert_with_ocsp(self.chain.clone(), self.private_key(), ocsp)
            .unwrap()
    }
}

fn offering(mut config: ServerConfig, alpn: &[&str]) -> ServerConfig {
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    config
}

/// What a certificate of an authority says, and a key for it.
pub(crate) fn authority(name: &str) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    (params, KeyPair::generate().unwrap())
}

/// What a certificate of `name` says, before anybody signs it.
pub(crate) fn leaf(
    name: &str,
    change: impl FnOnce(&mut CertificateParams),
) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    change(&mut params);
    (params, KeyPair::generate().unwrap())
}

/// A server that shakes hands by `config` and treats what comes of it with
/// `manner`.
pub(crate) async fn serve_tls<F, Fut>(config: ServerConfig, manner: F) -> SocketAddr
where
    F: Fn(TlsStream<TcpStream>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let manner = Arc::new(manner);
    serve(move |stream| {
        let acceptor = acceptor.clone();
        let manner = Arc::clone(&manner);
        async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                manner(stream).await;
            }
        }
    })
    .await
}

/// An answer about a certificate (OCSP, RFC 6960, section 4.2.1), of which only
/// the layout and `status` are true: `0xa1` is revoked, `0x80` good.
pub(crate) fn ocsp(status: u8) -> Vec<u8> {
    let time = element(0x18, b"20260101000000Z");
    let certificate_id = element(0x30, &[]);
    let status = match status {
        0xa1 => element(0xa1, &time),
        other => element(other, &[]),
    };
    let answer = element(0x30, &[certificate_id, status, time.clone()].concat());
    let answers = element(0x30, &answer);
    let responder = element(0xa1, &element(0x30, &[]));
    let data = element(0x30, &[responder, time, answers].concat());
    let basic = element(0x30, &data);
    let kind = element(0x06, &[0x2b, 6, 1, 5, 5, 7, 48, 1, 1]);
    let bytes = element(0x30, &[kind, element(0x04, &basic)].concat());
    let successful = element(0x0a, &[0]);
    element(0x30, &[successful, element(0xa0, &bytes)].concat())
}

/// A DER element of up to 65,535 bytes.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = u16::try_from(content.len()).unwrap();
    let [high, low] = len.to_be_bytes();
    let mut der = match len {
        0..=0x7f => vec![tag, low],
        0x80..=0xff => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    der.extend(content);
    der
}

/// `der` as text (RFC 7468).
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}
