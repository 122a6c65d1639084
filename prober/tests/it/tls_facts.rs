//! What a TLS handshake showed, and what is expected of it.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use prober::Observation;
use queue::{FailureClass, Origin, Outcome, TlsFacts, TlsRules, TlsVersion, Verdict};
use rcgen::date_time_ymd;
use rustls::ServerConfig;
use sha2::{Digest, Sha256};

use crate::pki::{Authority, Identity, serve_tls};
use crate::server::{OK, exchange};
use crate::{NO_DNS, NO_SECRETS, check, detail, probes_with, reason};

async fn serving(config: ServerConfig) -> SocketAddr {
    serve_tls(config, async |mut stream| exchange(&mut stream, OK).await).await
}

async fn found(authority: &Authority, config: ServerConfig, rules: TlsRules) -> Observation {
    let server = serving(config).await;
    let mut check = check(format!("https://localhost:{}/", server.port()));
    check.how.tls = rules;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    probes.run(&check, &NO_SECRETS).await
}

#[tokio::test]
async fn the_handshake_and_its_chain_are_told() {
    let authority = Authority::new();
    let below = authority.intermediate();
    let mut identity = below.leaf(|params| {
        let address = std::net::IpAddr::from([127, 0, 0, 1]);
        params
            .subject_alt_names
            .push(rcgen::SanType::IpAddress(address));
        params.not_before = date_time_ymd(2020, 2, 3);
        params.not_after = date_time_ymd(3020, 2, 3);
    });
    identity.chain.push(below.root.clone());
    for (config, version, cipher) in [
        (
            identity.config(&["http/1.1"]),
            "TLS 1.3",
            "TLS13_AES_256_GCM_SHA384",
        ),
        (
            identity.config_of(&rustls::version::TLS12),
            "TLS 1.2",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        ),
    ] {
        let alpn = config.alpn_protocols.first().map(|_| "http/1.1");
        let found = found(&authority, config, TlsRules::default()).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        let facts = found.tls.unwrap();
        assert_eq!(facts.version.as_deref(), Some(version));
        assert_eq!(facts.cipher.as_deref().map(iana), Some(iana(cipher)));
        assert_eq!((facts.alpn.as_deref(), facts.problem), (alpn, None));
        let [leaf, issuer] = &facts.chain[..] else {
            panic!("{:?}", facts.chain);
        };
        assert_eq!(leaf.subject, "CN=localhost");
        assert_eq!(leaf.names, ["localhost", "127.0.0.1"]);
        assert!(leaf.issuer.contains("CN=Test intermediate"), "{leaf:?}");
        assert_eq!(leaf.not_before_secs, 1_580_688_000);
        assert_eq!(
            leaf.not_after_secs,
            date_time_ymd(3020, 2, 3).unix_timestamp()
        );
        assert_eq!(leaf.key, "ECDSA P-256");
        let digest: [u8; 32] = Sha256::digest(&identity.chain[0]).into();
        assert_eq!(leaf.fingerprint, digest);
        assert!(
            issuer.subject.contains("CN=Test intermediate"),
            "{issuer:?}"
        );
        assert!(issuer.issuer.contains("CN=Test authority"), "{issuer:?}");
    }
}

/// IANA's registry names the suites of TLS 1.3 without the version.
fn iana(name: &str) -> String {
    name.replace("TLS13_", "TLS_")
}

#[tokio::test]
async fn the_facts_are_there_when_the_certificate_fails() {
    let authority = Authority::new();
    let expired = authority.leaf(|params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let mut found = found(&authority, expired.config(&[]), TlsRules::default()).await;
    let facts = found.tls.clone().unwrap();
    assert_eq!(facts.problem.as_deref(), Some("tls.expired"));
    assert_eq!(facts.chain.len(), 1);
    assert_eq!(facts.chain[0].not_after_secs, 1_609_459_200);
    let days = (Utc::now() - DateTime::from_timestamp(1_609_459_200, 0).unwrap()).num_days();
    let expected = format!("the TLS certificate of localhost expired {days} days ago (2021-01-01)");
    assert_eq!(reason(&found), expected);
    assert_eq!(
        found
            .evidence_to_keep(Origin::Schedule)
            .unwrap()
            .certificates,
        facts.chain
    );
}

#[tokio::test]
async fn a_certificate_with_few_days_left_is_degraded() {
    let authority = Authority::new();
    for (left_hours, below, outcome) in [
        (14 * 24 + 1, 14, Outcome::Up),
        (14 * 24 - 1, 14, Outcome::Degraded),
        (1, 14, Outcome::Degraded),
        (1, 0, Outcome::Up),
        (20 * 24 + 1, 30, Outcome::Degraded),
    ] {
        let rules = TlsRules {
            degraded_below_days: below,
            ..TlsRules::default()
        };
        let until = SystemTime::now() + Duration::from_secs(left_hours * 3_600);
        let identity = authority.leaf(|params| params.not_after = until.into());
        let found = found(&authority, identity.config(&[]), rules).await;
        assert_eq!(found.outcome, outcome, "{left_hours} {below}: {found:?}");
        if outcome == Outcome::Degraded {
            let on = DateTime::<Utc>::from(until).date_naive();
            let left = match left_hours / 24 {
                0 => "less than a day".to_owned(),
                days => format!("{days} days"),
            };
            assert_eq!(detail(&found), "tls.expiring");
            assert_eq!(
                reason(&found),
                format!("the TLS certificate of localhost expires in {left} ({on})")
            );
            assert_eq!(found.failure.unwrap().class, FailureClass::Tls);
            let finding = found.evidence.findings.last().unwrap();
            assert_eq!(finding.verdict, Verdict::Degraded);
            assert_eq!(
                finding.expected,
                format!("certificate has at least {below} days left")
            );
        }
    }
    assert_eq!(TlsRules::default().degraded_below_days, 14);
}

#[tokio::test]
async fn a_version_below_the_least_is_down() {
    let authority = Authority::new();
    let identity = authority.leaf(|_| {});
    let only_1_2 = || identity.config_of(&rustls::version::TLS12);
    for (config, least, expected) in [
        (only_1_2(), None, ""),
        (only_1_2(), Some(TlsVersion::Tls12), ""),
        (only_1_2(), Some(TlsVersion::Tls13), "tls.old_version"),
        (identity.config(&[]), Some(TlsVersion::Tls13), ""),
    ] {
        let rules = TlsRules {
            min_version: least,
            ..TlsRules::default()
        };
        let found = found(&authority, config, rules).await;
        assert_eq!(detail(&found), expected, "{found:?}");
        if !expected.is_empty() {
            assert_eq!(found.outcome, Outcome::Down);
            assert_eq!(
                reason(&found),
                "localhost speaks TLS 1.2, at least TLS 1.3 is expected"
            );
        }
    }
}

/// What a check that ignores errors finds.
async fn ignoring(authority: &Authority, config: ServerConfig) -> (Observation, TlsFacts) {
    let rules = TlsRules {
        ignore_errors: true,
        ..TlsRules::default()
    };
    let found = found(authority, config, rules).await;
    let facts = found.tls.clone().unwrap();
    (found, facts)
}

#[tokio::test]
async fn ignored_errors_are_recorded_all_the_same() {
    let authority = Authority::new();
    let expired = authority.leaf(|params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let revoked = authority.leaf(|_| {});
    for (config, problem) in [
        (Identity::self_signed(|_| {}).config(&[]), "tls.self_signed"),
        (expired.config(&[]), "tls.expired"),
        (
            revoked.config_stapling(crate::pki::ocsp(0xa1)),
            "tls.revoked",
        ),
        (crate::torture::short_key(&authority), "tls.weak"),
    ] {
        let (found, facts) = ignoring(&authority, config).await;
        assert_eq!(found.outcome, Outcome::Up, "{problem}: {found:?}");
        assert_eq!(facts.problem.as_deref(), Some(problem));
        assert_eq!(found.http_status, Some(200));
        let finding = found.evidence.findings.last().unwrap();
        assert_eq!(finding.expected, "certificate is valid (ignored)");
        assert!(
            finding
                .actual
                .starts_with("the TLS certificate of localhost ")
        );
    }
    let (_, facts) = ignoring(&authority, authority.leaf(|_| {}).config(&[])).await;
    assert_eq!(facts.problem, None);
}

#[tokio::test]
async fn a_long_chain_is_told_in_part() {
    let authority = Authority::new();
    let mut identity = authority.leaf(|_| {});
    let junk = rustls::pki_types::CertificateDer::from(vec![0]);
    identity.chain.extend(vec![junk; 1_000]);
    let (_, facts) = ignoring(&authority, identity.config(&[])).await;
    assert_eq!(facts.chain.len(), 10);
    assert_eq!(facts.chain[0].subject, "CN=localhost");
}
