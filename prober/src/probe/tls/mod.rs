//! TLS to a website: verified always, never resumed.
//!
//! It knows handshakes; [`verifier`] what is wrong with a chain, [`net::roots`] what is
//! trusted, [`certificate`] what is written in one, [`mod@explain`] what a failure is
//! called, and [`judge()`] what is expected of it all.

mod alert;
mod certificate;
mod explain;
mod judge;
mod known;
mod verifier;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use net::roots::Roots;
use queue::{ClientIdentity, Clock, FailureClass, Secrets, TlsFacts};
use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{self, kx_group};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ProtocolVersion};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use self::certificate::identity;
pub(crate) use self::explain::{explain, rustls_error};
pub(crate) use self::judge::judge;
use self::known::Known;
use self::verifier::Recorder;
use super::Run;
use super::fault::Fault;
use super::trace::{Stage, Trace};
use crate::{Error, Result};

/// The protocols that are offered in a handshake (ALPN), best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// None: the protocol has no name there.
    Nothing,
    /// HTTP/2 and HTTP/1.1.
    Http,
    /// HTTP/1.1 alone.
    Http1,
    /// HTTP/2 alone.
    Http2,
}

impl Offer {
    const ALL: [Self; 4] = [Self::Nothing, Self::Http, Self::Http1, Self::Http2];

    fn protocols(self) -> Vec<Vec<u8>> {
        let names: &[&[u8]] = match self {
            Self::Nothing => &[],
            Self::Http => &[b"h2", b"http/1.1"],
            Self::Http1 => &[b"http/1.1"],
            Self::Http2 => &[b"h2"],
        };
        names.iter().map(|name| name.to_vec()).collect()
    }
}

/// The time by which certificates are judged: the fleet's, so that a wrong wall
/// clock of one machine makes no website look expired.
#[derive(Debug, Default)]
pub(crate) struct FleetTime(OnceLock<Clock>);

impl FleetTime {
    /// Follows `clock` from now on; the first one that is given counts.
    pub(crate) fn follow(&self, clock: &Clock) {
        self.0.get_or_init(|| clock.clone());
    }

    fn now(&self) -> UnixTime {
        let fleet = self.0.get().map(|clock| u64::try_from(clock.now_ms()));
        fleet.map_or_else(UnixTime::now, |ms| {
            UnixTime::since_unix_epoch(Duration::from_millis(ms.unwrap_or(0)))
        })
    }
}

impl TimeProvider for FleetTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.now())
    }
}

/// The client's side of every handshake.
#[derive(Debug)]
pub(crate) struct Tls {
    roots: Arc<Roots>,
    /// One configuration for each offer, in the order of [`Offer::ALL`].
    configs: [ClientConfig; 4],
    pub(crate) time: Arc<FleetTime>,
    known: Known,
}

impl Tls {
    /// Handshakes that trust the system's roots, the public ones where the system
    /// has none, and `extra_roots`.
    pub(crate) fn new(extra_roots: Vec<CertificateDer<'static>>) -> Result<Self> {
        let time = Arc::new(FleetTime::default());
        let provider = provider();
        let roots = Roots::new(extra_roots, &provider).map_err(Error::Tls)?;
        let roots = Arc::new(roots);
        let verifier = Recorder::new(Arc::clone(&roots), false);
        let mut config = ClientConfig::builder_with_details(provider, Arc::clone(&time) as _)
            .with_safe_default_protocol_versions()
            .map_err(Error::Tls)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        // A resumed handshake is a shorter one: every check measures a full one.
        config.resumption = Resumption::disabled();
        let configs = Offer::ALL.map(|offer| {
            let mut config = config.clone();
            config.alpn_protocols = offer.protocols();
            config
        });
        Ok(Self {
            roots,
            configs,
            time,
            known: Known::default(),
        })
    }
}

/// What is spoken. [`alert::OFFER`] says it in words.
fn provider() -> Arc<CryptoProvider> {
    // Hybrid key exchanges make the first message too long for one packet, which
    // some websites cannot take, and a check has nothing to keep secret for decades.
    Arc::new(CryptoProvider {
        kx_groups: vec![kx_group::X25519, kx_group::SECP256R1, kx_group::SECP384R1],
        ..aws_lc_rs::default_provider()
    })
}

/// What a handshake showed.
#[derive(Debug)]
pub(crate) struct Handshake {
    /// With whom, for sentences.
    pub(crate) host: String,
    recorder: Arc<Recorder>,
    version: Option<ProtocolVersion>,
    cipher: Option<&'static str>,
    alpn: Option<Vec<u8>>,
}

impl Handshake {
    /// What is wrong with the certificate.
    fn problem(&self) -> Option<Fault> {
        let err = self.recorder.problem()?;
        Some(explain::certificate(&self.host, &err))
    }

    /// The handshake as it is reported.
    fn facts(&self, known: &Known) -> TlsFacts {
        let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
        TlsFacts {
            version: self.version.map(version_name),
            cipher: self.cipher.map(str::to_owned),
            alpn: self.alpn.as_ref().map(text),
            problem: self.problem().map(|fault| fault.failure.detail),
            chain: self
                .recorder
                .chain()
                .iter()
                .take(certificate::MOST)
                .map(|der| known.read(der))
                .collect(),
        }
    }
}

/// A handshake with `host` on `stream`.
pub(crate) async fn handshake(
    run: &Run<'_>,
    host: &str,
    offer: Offer,
    stream: TcpStream,
    trace: &mut Trace,
) -> Result<TlsStream<TcpStream>, Fault> {
    // Certificates carry names without the root's dot, addresses no brackets.
    let host = host.trim_matches(['[', ']']);
    let Ok(name) = ServerName::try_from(host.strip_suffix('.').unwrap_or(host).to_owned()) else {
        let reason = format!("no certificate can be valid for the name {host}");
        return Err(Fault::down(FailureClass::Tls, "tls.wrong_name", reason));
    };
    let tls = &run.probes.tls;
    let ignore_errors = run.how.tls.ignore_errors;
    let recorder = Arc::new(Recorder::new(Arc::clone(&tls.roots), ignore_errors));
    let mut config = tls.configs[offer as usize].clone();
    config
        .dangerous()
        .set_certificate_verifier(Arc::clone(&recorder) as _);
    config.client_auth_cert_resolver = match client_identity(run.secrets, &config)? {
        Some(identity) => Arc::new(identity),
        None => Arc::clone(&recorder) as _,
    };
    trace.begin(Stage::Tls);
    let connector = TlsConnector::from(Arc::new(config));
    let result = connector.connect(name, stream).await;
    trace.pause();
    let session = result.as_ref().ok().map(|stream| stream.get_ref().1);
    let wants_client = recorder.wants_client();
    trace.handshakes.push(Handshake {
        host: host.to_owned(),
        recorder,
        version: session.and_then(|session| session.protocol_version()),
        cipher: session
            .and_then(|session| session.negotiated_cipher_suite())
            .and_then(|suite| suite.suite().as_str()),
        alpn: session.and_then(|session| session.alpn_protocol().map(<[u8]>::to_vec)),
    });
    result.map_err(|err| {
        let url = trace.seen.hops.last().map(|hop| hop.url.as_str());
        explain::handshake(host, &err, wants_client, url.unwrap_or_default())
    })
}

/// Whether a client certificate and its key can be used; else what is wrong.
pub(crate) fn check_identity(client: &ClientIdentity) -> Result<(), String> {
    let (chain, key) = identity(client)?;
    CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider())
        .map(drop)
        .map_err(|err| format!("cannot be used: {err}"))
}

fn client_identity(
    secrets: &Secrets,
    config: &ClientConfig,
) -> Result<Option<SingleCertAndKey>, Fault> {
    let Some(client) = &secrets.client else {
        return Ok(None);
    };
    let (chain, key) = identity(client).map_err(|problem| {
        Fault::internal(
            "internal.check",
            format!("the client certificate {problem}"),
        )
    })?;
    let key = CertifiedKey::from_der(chain, key, config.crypto_provider()).map_err(|err| {
        Fault::internal(
            "internal.check",
            format!("the client certificate cannot be used: {err}"),
        )
    })?;
    Ok(Some(SingleCertAndKey::from(key)))
}

fn version_name(version: ProtocolVersion) -> String {
    match version {
        ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
        ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
        other => format!("{other:?}"),
    }
}
