//! Connections, and what is said on them.

use queue::{FailureClass, Kind, Outcome, TcpCheck, Verdict};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{assert_down, phases, run, verdicts};
use crate::pki::Authority;
use crate::server::{hang, refusing, serve};
use crate::{NO_DNS, NO_SECRETS, check_of, probes, probes_with, reason};

fn saying(send: Option<&str>, expect: Option<&str>) -> Kind {
    Kind::Tcp(TcpCheck {
        tls: false,
        send: send.map(str::to_owned),
        expect: expect.map(str::to_owned),
    })
}

#[tokio::test]
async fn a_connection_is_all_that_is_asked_by_default() {
    let server = serve(async |_| hang().await).await;
    let found = run(format!("tcp://{server}"), saying(None, None)).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(phases(&found), ["connect"]);
    assert_eq!(found.evidence.address, Some(server));

    let url = format!("tcp://localhost:{}", server.port());
    let found = run(url, saying(None, None)).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(phases(&found), ["dns", "connect"]);
}

#[tokio::test]
async fn a_closed_port_is_refused() {
    let (address, _kept) = refusing();
    let found = run(format!("tcp://{address}"), saying(None, None)).await;
    assert_down(&found, FailureClass::Connect, "connect.refused");
}

#[tokio::test]
async fn a_banner_may_come_in_parts_and_nothing_is_said_to_get_it() {
    let server = serve(async |mut stream: TcpStream| {
        for part in ["SSH", "-2.", "0-x\r\n"] {
            stream.write_all(part.as_bytes()).await.unwrap();
            tokio::task::yield_now().await;
        }
        hang().await;
    })
    .await;
    let found = run(format!("tcp://{server}"), saying(None, Some("SSH-2.0-"))).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(phases(&found), ["connect", "ttfb", "transfer"]);
    assert_eq!(verdicts(&found), [Verdict::Passed]);
    assert_eq!(found.evidence.body, None);
}

#[tokio::test]
async fn what_is_sent_arrives_and_what_is_expected_comes_back() {
    let server = serve(async |mut stream: TcpStream| {
        let mut said = [0; 6];
        stream.read_exact(&mut said).await.unwrap();
        assert_eq!(&said, b"PING\r\n");
        stream.write_all(b"+PONG\r\n").await.unwrap();
        hang().await;
    })
    .await;
    let found = run(
        format!("tcp://{server}"),
        saying(Some("PING\r\n"), Some("+PONG")),
    )
    .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn what_is_sent_arrives_where_nothing_is_expected() {
    let (said, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |mut stream| {
        let said = said.clone();
        async move {
            let mut text = String::new();
            stream.read_to_string(&mut text).await.unwrap();
            said.send(text).unwrap();
        }
    })
    .await;
    let found = run(format!("tcp://{server}"), saying(Some("hello"), None)).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(heard.recv().await.unwrap(), "hello");
    assert_eq!(found.phases.unwrap().ttfb_us, None);
}

#[tokio::test]
async fn what_never_comes_is_down_once_the_peer_is_done() {
    let ending = serve(async |mut stream: TcpStream| {
        stream.write_all(b"-ERR busy\r\n").await.unwrap();
    })
    .await;
    let found = run(format!("tcp://{ending}"), saying(None, Some("+OK"))).await;
    assert_down(&found, FailureClass::Assertion, "assertion.expect");
    assert_eq!(
        reason(&found),
        "127.0.0.1 closed the connection without sending \"+OK\""
    );
    assert_eq!(found.evidence.body.as_deref(), Some("-ERR busy\r\n"));
    assert_eq!(verdicts(&found), [Verdict::Failed]);

    let endless = serve(
        async |mut stream: TcpStream| {
            while stream.write_all(&[b'x'; 1_000]).await.is_ok() {}
        },
    )
    .await;
    let found = run(format!("tcp://{endless}"), saying(None, Some("+OK"))).await;
    assert_down(&found, FailureClass::Assertion, "assertion.expect");
    assert_eq!(
        reason(&found),
        "127.0.0.1 did not send \"+OK\" within 65536 bytes"
    );
}

#[tokio::test]
async fn the_last_of_the_bytes_that_are_looked_at_counts() {
    for (before, is_up) in [(65_533, true), (65_534, false)] {
        let server = serve(move |mut stream: TcpStream| async move {
            let _ = stream.write_all(&vec![b'+'; before]).await;
            let _ = stream.write_all(b"+OK").await;
            hang().await;
        })
        .await;
        let found = run(format!("tcp://{server}"), saying(None, Some("+OK"))).await;
        assert_eq!(found.outcome == Outcome::Up, is_up, "{before}: {found:?}");
    }
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let server = serve(async |stream: TcpStream| {
        // Closing with unread bytes resets the connection.
        stream.readable().await.unwrap();
    })
    .await;
    let found = run(format!("tcp://{server}"), saying(Some("hello"), Some("x"))).await;
    assert_down(&found, FailureClass::Connect, "connect.reset");
}

#[tokio::test]
async fn an_answer_that_stalls_times_out_and_shows_what_came() {
    let server = serve(async |mut stream: TcpStream| {
        stream.write_all(b"hel").await.unwrap();
        hang().await;
    })
    .await;
    let mut check = check_of(format!("tcp://{server}"), saying(None, Some("hello")));
    check.timeout_ms = 500;
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_down(&found, FailureClass::Timeout, "timeout.transfer");
    assert_eq!(found.evidence.body.as_deref(), Some("hel"));
}

#[tokio::test]
async fn tls_is_spoken_where_it_is_asked_for() {
    let authority = Authority::new();
    let acceptor = authority.acceptor();
    let server = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                stream.write_all(b"* OK IMAP4rev1\r\n").await.unwrap();
                stream.flush().await.unwrap();
                // It ends without ending TLS.
            }
        }
    })
    .await;
    let url = format!("tcp://localhost:{}", server.port());
    let kind = |expect: &str| {
        Kind::Tcp(TcpCheck {
            tls: true,
            send: None,
            expect: Some(expect.to_owned()),
        })
    };
    let trusting = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let found = trusting
        .run(&check_of(&url, kind("* OK")), &NO_SECRETS)
        .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(
        phases(&found),
        ["dns", "connect", "tls", "ttfb", "transfer"]
    );
    assert_eq!(found.tls.unwrap().problem, None);

    let found = trusting
        .run(&check_of(&url, kind("* BAD")), &NO_SECRETS)
        .await;
    assert_down(&found, FailureClass::Assertion, "assertion.expect");

    let found = run(&url, kind("* OK")).await;
    assert_down(&found, FailureClass::Tls, "tls.unknown_issuer");
}
