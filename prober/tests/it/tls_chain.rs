//! The certificates between a website's own and the root, errors that are ignored,
//! and what a refused handshake says.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use prober::Observation;
use queue::{FailureClass, Outcome, TlsRules, Verdict};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, IsCa,
    date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use rustls::{DEFAULT_VERSIONS, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::pki::{AUTHORITY, Authority, INTERMEDIATE, Identity, serve_tls};
use crate::server::{OK, exchange, hang, serve};
use crate::torture::weak::{resolving, showing, with_sha1};
use crate::torture::{short_key, weak};
use crate::{NO_DNS, NO_SECRETS, check, detail, probes_with, reason};

async fn serving(config: ServerConfig) -> SocketAddr {
    serve_tls(config, async |mut stream| exchange(&mut stream, OK).await).await
}

async fn look(
    roots: &[CertificateDer<'static>],
    config: ServerConfig,
    rules: TlsRules,
) -> Observation {
    look_at("localhost", roots, config, rules).await
}

async fn look_at(
    host: &str,
    roots: &[CertificateDer<'static>],
    config: ServerConfig,
    rules: TlsRules,
) -> Observation {
    let server = serving(config).await;
    let mut check = check(format!("https://{host}:{}/", server.port()));
    check.how.tls = rules;
    let probes = probes_with(NO_DNS.parse().unwrap(), roots.to_vec());
    probes.run(&check, &NO_SECRETS).await
}

/// Valid from years ago until `days` from now.
fn ends_in(days: i64) -> impl Fn(&mut CertificateParams) {
    move |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        let now = SystemTime::now();
        // An hour more, so that whole days are what is counted.
        let away = Duration::from_secs(days.unsigned_abs() * 86_400 + 3_600);
        let end = if days < 0 { now - away } else { now + away };
        params.not_after = end.into();
    }
}

fn ignoring() -> TlsRules {
    TlsRules {
        ignore_errors: true,
        ..TlsRules::default()
    }
}

#[tokio::test]
async fn an_intermediate_that_ends_soon_is_degraded_and_named() {
    let authority = Authority::new();
    let roots = [authority.root.clone()];
    for (days, below, outcome) in [
        (3, 14, Outcome::Degraded),
        (3, 0, Outcome::Up),
        (3, 3, Outcome::Up),
        (300, 14, Outcome::Up),
    ] {
        let below_it = authority.intermediate_of(ends_in(days));
        let mut leaf = below_it.leaf(|_| {});
        leaf.chain.push(below_it.root.clone());
        let rules = TlsRules {
            degraded_below_days: below,
            ..TlsRules::default()
        };
        let found = look(&roots, leaf.config(&[]), rules).await;
        assert_eq!(found.outcome, outcome, "{days} {below}: {found:?}");
        if outcome == Outcome::Degraded {
            assert_eq!(detail(&found), "tls.expiring");
            let sentence = reason(&found);
            assert!(
                sentence.starts_with(
                    "the intermediate certificate Test intermediate, by which that of localhost \
                     is trusted, expires in 3 days ("
                ),
                "{sentence}"
            );
            let told = &found.evidence.findings;
            assert!(told.iter().any(
                |it| it.verdict == Verdict::Degraded && it.actual.contains("Test intermediate")
            ));
        }
    }
}

#[tokio::test]
async fn an_intermediate_that_is_over_or_too_early_is_named() {
    let authority = Authority::new();
    let roots = [authority.root.clone()];
    let later = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(3_000, 1, 1);
        params.not_after = date_time_ymd(4_000, 1, 1);
    };
    for (below_it, expected, words) in [
        (
            authority.intermediate_of(ends_in(-3)),
            "tls.expired",
            "expired 3 days ago (",
        ),
        (
            authority.intermediate_of(later),
            "tls.not_yet_valid",
            "is not valid before 3000-01-01",
        ),
    ] {
        let mut leaf = below_it.leaf(|_| {});
        leaf.chain.push(below_it.root.clone());
        let found = look(&roots, leaf.config(&[]), TlsRules::default()).await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, expected),
            "{found:?}"
        );
        let begin = "the intermediate certificate Test intermediate, by which that of localhost \
                     is trusted, ";
        assert!(
            reason(&found).starts_with(&format!("{begin}{words}")),
            "{}",
            reason(&found)
        );
        let found = look(&roots, leaf.config(&[]), ignoring()).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_leads_nowhere_is_not_judged() {
    let authority = Authority::new();
    let stranger = Authority::new();
    let roots = [authority.root.clone()];
    let good = authority.intermediate_of(ends_in(300));
    // The same key and name: by another authority, or for a shorter time.
    for days in [3, -3] {
        for other in [
            good.cross_signed_by(&stranger, ends_in(days)),
            good.cross_signed_by(&authority, ends_in(days)),
            stranger.intermediate_of(ends_in(days)).root,
        ] {
            for other_first in [true, false] {
                let mut leaf = good.leaf(|_| {});
                leaf.chain.push(good.root.clone());
                leaf.chain
                    .insert(1 + usize::from(!other_first), other.clone());
                let found = look(&roots, leaf.config(&[]), TlsRules::default()).await;
                assert_eq!(
                    found.outcome,
                    Outcome::Up,
                    "{days} {other_first}: {found:?}"
                );
            }
        }
    }
    // The root itself, sent along, has no end that matters.
    let short = Authority::of(ends_in(3));
    let mut leaf = short.leaf(|_| {});
    leaf.chain.push(short.root.clone());
    let found = look(&[short.root], leaf.config(&[]), TlsRules::default()).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn a_trusted_certificate_that_signed_itself_is_good_whatever_it_may_sign() {
    for is_ca in [
        IsCa::NoCa,
        IsCa::ExplicitNoCa,
        IsCa::Ca(BasicConstraints::Unconstrained),
        IsCa::Ca(BasicConstraints::Constrained(0)),
    ] {
        let identity = Identity::self_signed(|params| params.is_ca = is_ca);
        let roots = [identity.chain[0].clone()];
        let found = look(&roots, identity.config(&[]), TlsRules::default()).await;
        assert_eq!(found.outcome, Outcome::Up, "{is_ca:?}: {found:?}");
        let other = "app.localhost";
        let found = look_at(other, &roots, identity.config(&[]), TlsRules::default()).await;
        assert_eq!(detail(&found), "tls.wrong_name", "{is_ca:?}");
        let found = look(&[], identity.config(&[]), TlsRules::default()).await;
        assert_eq!(detail(&found), "tls.self_signed", "{is_ca:?}");

        let over = Identity::self_signed(|params| {
            params.is_ca = is_ca;
            ends_in(-3)(params);
        });
        let roots = [over.chain[0].clone()];
        let found = look(&roots, over.config(&[]), TlsRules::default()).await;
        assert_eq!(detail(&found), "tls.expired", "{is_ca:?}: {found:?}");
    }
    // One that an authority issued is none itself.
    let authority = Authority::new();
    let leaf = authority.leaf(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    let roots = [authority.root.clone()];
    let found = look(&roots, leaf.config(&[]), TlsRules::default()).await;
    assert_eq!(detail(&found), "tls.bad_certificate");
    assert_eq!(
        reason(&found),
        "the TLS certificate of localhost is not valid: it is an authority's (CA), not a website's"
    );
}

#[tokio::test]
async fn a_roots_own_signature_does_not_matter() {
    let authority = Authority::new();
    let root = with_sha1(&authority, AUTHORITY, AUTHORITY);
    let mut leaf = authority.leaf(|_| {});
    leaf.chain.push(root.clone());
    let found = look(&[], leaf.config(&[]), TlsRules::default()).await;
    assert_eq!(detail(&found), "tls.unknown_issuer", "{found:?}");
    let found = look(
        std::slice::from_ref(&root),
        leaf.config(&[]),
        TlsRules::default(),
    )
    .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");

    // An intermediate's does, where its issuer is known.
    let below = authority.intermediate_of(|_| {});
    let mut leaf = below.leaf(|_| {});
    leaf.chain.push(with_sha1(&below, INTERMEDIATE, AUTHORITY));
    let config = |leaf: &Identity| showing(leaf.chain.clone(), &leaf.key, DEFAULT_VERSIONS);
    let roots = [authority.root.clone()];
    let found = look(&roots, config(&leaf), TlsRules::default()).await;
    assert_eq!(detail(&found), "tls.weak", "{found:?}");
    assert_eq!(
        reason(&found),
        "the TLS certificate of localhost cannot be trusted: it is signed with SHA-1 (the \
         intermediate certificate Test intermediate)"
    );
    leaf.chain.push(root);
    let found = look(&[], config(&leaf), TlsRules::default()).await;
    assert_eq!(detail(&found), "tls.unknown_issuer", "{found:?}");
}

/// Certificates with something wrong, the sentence's end, and their keys.
fn wrong(authority: &Authority) -> Vec<(&'static str, Identity)> {
    let critical = || {
        let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
        extension.set_criticality(true);
        extension
    };
    let version_1 = authority.leaf(|_| {});
    let trailing = authority.leaf(|_| {});
    let mut all = vec![
        (
            "it has a critical extension that is not known",
            authority.leaf(|params| params.custom_extensions.push(critical())),
        ),
        (
            "it is not made for websites (extended key usage)",
            authority.leaf(|params| {
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            }),
        ),
        (
            "names no host that it is for: a common name does not count",
            authority.leaf(|params| params.subject_alt_names.clear()),
        ),
        (
            "it is of version 1 or 2 of X.509, not of version 3",
            change(version_1, |der| {
                let version = [0xa0, 3, 2, 1, 2];
                let at = der.windows(5).position(|it| it == version).unwrap();
                der[at + 4] = 0;
            }),
        ),
        (
            "it is not encoded as a certificate is",
            change(trailing, |der| der.extend([0, 1, 2])),
        ),
        (
            "a signature of it does not fit",
            change(authority.leaf(|_| {}), |der| {
                let end = der.len() - 1;
                der[end] ^= 1;
            }),
        ),
    ];
    all.push(("expired", authority.leaf(ends_in(-3))));
    all
}

fn change(identity: Identity, how: impl FnOnce(&mut Vec<u8>)) -> Identity {
    let mut der = identity.chain[0].to_vec();
    how(&mut der);
    Identity {
        chain: vec![CertificateDer::from(der)],
        ..identity
    }
}

#[tokio::test]
async fn errors_that_are_ignored_are_recorded_and_do_not_end_the_handshake() {
    let authority = Authority::new();
    let roots = [authority.root.clone()];
    for (expected, identity) in wrong(&authority) {
        for versions in [&[&rustls::version::TLS13][..], &[&rustls::version::TLS12]] {
            let config = || showing(identity.chain.clone(), &identity.key, versions);
            let found = look(&roots, config(), TlsRules::default()).await;
            assert_eq!(found.outcome, Outcome::Down, "{expected}: {found:?}");
            assert!(reason(&found).contains(expected), "{}", reason(&found));
            let found = look(&roots, config(), ignoring()).await;
            assert_eq!(found.outcome, Outcome::Up, "{expected}: {found:?}");
            let told = found.evidence.findings.iter();
            let told: Vec<_> = told.filter(|it| it.actual.contains(expected)).collect();
            assert_eq!(told.len(), 1, "{expected}: {found:?}");
        }
    }
    for config in [
        short_key(&authority),
        resolving(vec![weak::signed_with_sha1()]),
        resolving(vec![CertificateDer::from(vec![0x30, 0])]),
    ] {
        let found = look(&roots, config, ignoring()).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    }
}

#[tokio::test]
async fn a_handshake_that_is_not_signed_by_its_key_fails_all_the_same() {
    let authority = Authority::new();
    let roots = [authority.root.clone()];
    let stranger = rcgen::KeyPair::generate().unwrap();
    for (what, identity) in wrong(&authority) {
        let config = showing(identity.chain.clone(), &stranger, DEFAULT_VERSIONS);
        let found = look(&roots, config, ignoring()).await;
        let failure = found.failure.as_ref();
        assert_eq!(
            (found.outcome, failure.map(|failure| failure.class)),
            (Outcome::Down, Some(FailureClass::Tls)),
            "{what}: {found:?}"
        );
    }
}

#[tokio::test]
async fn a_refused_handshake_says_what_was_offered() {
    for (alert, expected) in [
        (
            40,
            "localhost refused the TLS handshake with handshake_failure: it accepts nothing of \
             what was offered: TLS 1.2 and 1.3, AES-GCM and ChaCha20-Poly1305 with ECDHE, the \
             groups X25519, P-256 and P-384, and signatures by ECDSA, Ed25519 and RSA",
        ),
        (
            112,
            "localhost refused the TLS handshake with unrecognized_name: it does not serve this \
             name",
        ),
        (
            80,
            "localhost refused the TLS handshake with internal_error: it has an error of its own",
        ),
    ] {
        let server = serve(move |mut stream: TcpStream| async move {
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, alert]).await;
            hang().await;
        })
        .await;
        let probes = probes_with(NO_DNS.parse().unwrap(), vec![]);
        let url = format!("https://localhost:{}/", server.port());
        let found = probes.run(&check(url), &NO_SECRETS).await;
        assert_eq!(detail(&found), "tls.alert");
        assert_eq!(reason(&found), expected);
    }
}
