//! Handshakes alone.

use queue::{FailureClass, Kind, Outcome, TlsVersion};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::{assert_down, phases, run};
use crate::pki::Authority;
use crate::server::{hang, serve};
use crate::{NO_DNS, NO_SECRETS, check_of, detail, probes_with};

#[tokio::test]
async fn a_handshake_is_up_with_its_facts_and_says_nothing() {
    let authority = Authority::new();
    let acceptor = authority.acceptor();
    let (said, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |stream| {
        let (acceptor, said) = (acceptor.clone(), said.clone());
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            let mut bytes = Vec::new();
            let end = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut bytes).await;
            said.send((bytes, end.is_ok())).unwrap();
        }
    })
    .await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let mut check = check_of(format!("tls://localhost:{}", server.port()), Kind::Tls);
    check.how.tls.min_version = Some(TlsVersion::Tls13);
    let found = probes.run(&check, &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(phases(&found), ["dns", "connect", "tls"]);
    let tls = found.tls.unwrap();
    assert_eq!(tls.chain[0].names, ["localhost"]);
    assert_eq!((tls.version.as_deref(), tls.alpn), (Some("TLS 1.3"), None));
    // It ends as TLS says.
    assert_eq!(heard.recv().await.unwrap(), (vec![], true));

    // A certificate of rcgen is valid until the year 4096.
    check.how.tls.degraded_below_days = u16::MAX;
    let found = probes.run(&check, &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn certificates_are_judged_as_in_every_kind() {
    let authority = Authority::new();
    let server = authority
        .serve("localhost", |params| {
            params.not_before = rcgen::date_time_ymd(2020, 1, 1);
            params.not_after = rcgen::date_time_ymd(2021, 1, 1);
        })
        .await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let mut check = check_of(format!("tls://localhost:{}", server.port()), Kind::Tls);
    let found = probes.run(&check, &NO_SECRETS).await;
    assert_down(&found, FailureClass::Tls, "tls.expired");

    check.how.tls.ignore_errors = true;
    let found = probes.run(&check, &NO_SECRETS).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Up, ""),
        "{found:?}"
    );
    assert_eq!(found.tls.unwrap().problem.as_deref(), Some("tls.expired"));
}

#[tokio::test]
async fn what_is_not_tls_is_down() {
    let plain = serve(async |mut stream: TcpStream| {
        stream.write_all(b"220 mail.test\r\n").await.unwrap();
        hang().await;
    })
    .await;
    let found = run(format!("tls://localhost:{}", plain.port()), Kind::Tls).await;
    assert_down(&found, FailureClass::Tls, "tls.not_tls");
    assert!(!crate::reason(&found).contains("http"), "{found:?}");

    let closing = serve(async |_| {}).await;
    let found = run(format!("tls://{closing}"), Kind::Tls).await;
    assert_eq!(
        found.failure.as_ref().unwrap().class,
        FailureClass::Tls,
        "{found:?}"
    );
}
