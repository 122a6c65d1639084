//! Certificates and handshakes.

use std::net::SocketAddr;
use std::sync::Arc;

use queue::{Clock, FailureClass, Outcome};
use rcgen::{BasicConstraints, IsCa, SanType, date_time_ymd};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{ServerConfig, ServerConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::pki::{Authority, Identity, serve_tls};
use crate::server::{hang, read_head, serve};
use crate::{NO_DNS, NO_SECRETS, check, detail, probes_with, reason};

async fn look(server: SocketAddr, roots: Vec<CertificateDer<'static>>) -> prober::Observation {
    let probes = probes_with(NO_DNS.parse().unwrap(), roots);
    probes
        .run(
            &check(format!("https://localhost:{}/", server.port())),
            &NO_SECRETS,
        )
        .await
}

#[tokio::test]
async fn a_good_certificate_is_up_with_all_five_phases() {
    let authority = Authority::new();
    let server = authority.serve("localhost", |_| {}).await;
    let found = look(server, vec![authority.root]).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let phases = found.phases.unwrap();
    for (name, phase) in phases.named() {
        assert!(phase.is_some(), "{name}: {phases:?}");
    }
    assert!(phases.tls_us.unwrap() > 0);
}

#[tokio::test]
async fn an_answer_that_ends_without_ending_tls_is_judged_by_its_own_length() {
    let authority = Authority::new();
    for (answer, expected) in [
        (&b"HTTP/1.1 200 OK\r\n\r\nas long as it is"[..], ""),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
            "body.incomplete",
        ),
        (b"", "protocol.closed"),
    ] {
        let config = authority.leaf(|_| {}).config(&[]);
        let server = serve_tls(config, async move |mut stream| {
            read_head(&mut stream).await;
            stream.write_all(answer).await.unwrap();
            stream.flush().await.unwrap();
        })
        .await;
        let found = look(server, vec![authority.root.clone()]).await;
        assert_eq!(detail(&found), expected, "{found:?}");
    }
}

#[tokio::test]
async fn bad_certificates_are_told_apart() {
    let authority = Authority::new();
    let roots = || vec![authority.root.clone()];

    let expired = authority.serve("localhost", |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let found = look(expired.await, roots()).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "tls.expired")
    );
    let sentence = reason(&found);
    assert!(
        sentence.starts_with("the TLS certificate of localhost expired ")
            && sentence.ends_with(" days ago (2021-01-01)"),
        "{sentence}"
    );
    assert_eq!(found.failure.unwrap().class, FailureClass::Tls);

    let early = authority.serve("localhost", |params| {
        params.not_before = date_time_ymd(4000, 1, 1);
    });
    assert_eq!(
        detail(&look(early.await, roots()).await),
        "tls.not_yet_valid"
    );

    let other = authority.serve("other.test", |_| {}).await;
    assert_eq!(detail(&look(other, roots()).await), "tls.wrong_name");

    let stranger = authority.serve("localhost", |_| {}).await;
    assert_eq!(detail(&look(stranger, vec![]).await), "tls.unknown_issuer");
}

#[tokio::test]
async fn self_signed_certificates_are_told_from_unknown_issuers() {
    for is_ca in [IsCa::NoCa, IsCa::Ca(BasicConstraints::Unconstrained)] {
        let identity = Identity::self_signed(|params| params.is_ca = is_ca);
        let server = identity.serve().await;
        let found = look(server, vec![]).await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, "tls.self_signed"),
            "{found:?}"
        );
    }
}

#[tokio::test]
async fn certificates_are_judged_by_the_fleets_clock() {
    let authority = Authority::new();
    let server = authority.serve("localhost", |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let in_2020_ms = 1_600_000_000_000;
    probes.follow(&Clock::starting_at(in_2020_ms));
    let url = format!("https://localhost:{}/", server.await.port());
    let found = probes.run(&check(url), &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn what_is_not_tls_is_a_failed_handshake() {
    let plain = serve(async |mut stream: tokio::net::TcpStream| {
        let answer = b"HTTP/1.1 400 Bad Request\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        hang().await;
    })
    .await;
    let found = look(plain, vec![]).await;
    assert_eq!(
        found.failure.as_ref().unwrap().class,
        FailureClass::Tls,
        "{found:?}"
    );
    assert_eq!(
        reason(&found),
        format!(
            "localhost answered the TLS handshake with something that is not TLS: try \
             http://localhost:{}",
            plain.port()
        )
    );

    let closing = serve(async |_| {}).await;
    let found = look(closing, vec![]).await;
    assert_eq!(
        found.failure.as_ref().unwrap().class,
        FailureClass::Tls,
        "{found:?}"
    );
}

#[tokio::test]
async fn a_handshake_that_hangs_times_out_as_one() {
    let server = serve(async |stream: tokio::net::TcpStream| {
        hang().await;
        drop(stream);
    })
    .await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![]);
    let url = format!("https://localhost:{}/", server.port());
    let found = probes.run(&crate::short_check(url), &NO_SECRETS).await;
    assert_eq!(detail(&found), "timeout.tls");
    assert_eq!(
        reason(&found),
        "no TLS handshake with localhost within 500 ms"
    );
}

#[tokio::test]
async fn a_certificate_of_other_names_says_which() {
    let authority = Authority::new();
    for (names, expected) in [
        (
            &["a.test", "*.b.test"][..],
            "is for a.test, *.b.test, not for localhost",
        ),
        (
            &["a.test", "b.test", "c.test", "d.test"],
            "is for a.test, b.test, c.test, …, not for localhost",
        ),
        (
            &[],
            "names no host that it is for: a common name does not count",
        ),
    ] {
        let server = authority.serve("localhost", |params| {
            let names = names.iter().map(|name| (*name).try_into().unwrap());
            params.subject_alt_names = names.map(SanType::DnsName).collect();
        });
        let found = look(server.await, vec![authority.root.clone()]).await;
        let expected = format!("the TLS certificate of localhost {expected}");
        assert_eq!(reason(&found), expected);
    }
}

/// A server that speaks TLS 1.2 and asks for a client certificate. What it says to the
/// one that does not come is `answer`, and then it ends.
async fn demanding(authority: &Authority, answer: &'static [u8]) -> SocketAddr {
    let identity = authority.leaf(|_| {});
    let mut roots = rustls::RootCertStore::empty();
    roots.add(authority.root.clone()).unwrap();
    let provider = Arc::new(default_provider());
    let clients =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_client_cert_verifier(clients.build().unwrap())
        .with_single_cert(identity.chain.clone(), identity.private_key())
        .unwrap();
    let config = Arc::new(config);
    serve(move |mut stream: TcpStream| {
        let mut session = ServerConnection::new(Arc::clone(&config)).unwrap();
        async move {
            let mut bytes = [0; 4_096];
            let len = stream.read(&mut bytes).await.unwrap();
            session.read_tls(&mut &bytes[..len]).unwrap();
            session.process_new_packets().unwrap();
            let mut flight = Vec::new();
            while session.wants_write() {
                session.write_tls(&mut flight).unwrap();
            }
            stream.write_all(&flight).await.unwrap();
            assert!(stream.read(&mut bytes).await.unwrap() > 0);
            stream.write_all(answer).await.unwrap();
        }
    })
    .await
}

#[tokio::test]
async fn a_client_certificate_that_is_missing_is_named() {
    let authority = Authority::new();
    // Source: RFC 5246, section 7.4.6: handshake_failure, or another alert.
    for (answer, expected) in [
        (
            &[21, 3, 3, 0, 2, 2, 40][..],
            "localhost refused the TLS handshake with handshake_failure: it demands a client \
             certificate",
        ),
        (
            &[21, 3, 3, 0, 2, 2, 42],
            "localhost refused the TLS handshake with bad_certificate: it demands a client \
             certificate",
        ),
        (
            &[],
            "localhost closed the connection during the TLS handshake, after it had asked for a \
             client certificate",
        ),
    ] {
        let server = demanding(&authority, answer).await;
        let found = look(server, vec![authority.root.clone()]).await;
        assert_eq!(reason(&found), expected);
    }
}
