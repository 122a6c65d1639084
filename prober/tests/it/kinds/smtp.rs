//! Mail servers, up to where a mail would begin.

use std::net::SocketAddr;

use prober::Observation;
use queue::{FailureClass, Kind, Outcome, SmtpCheck, StartTls, Verdict};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::{assert_down, phases, run, verdicts};
use crate::pki::Authority;
use crate::server::{hang, serve};
use crate::{NO_DNS, NO_SECRETS, check_of, probes_with, reason};

const GREETING: &str = "220-mail.test\r\n220 at your service\r\n";
const WITH_TLS: &str = "250-mail.test\r\n250-SIZE 100\r\n250 STARTTLS\r\n";
const WITHOUT_TLS: &str = "250-mail.test\r\n250 SIZE 100\r\n";

fn policy(starttls: StartTls) -> Kind {
    Kind::Smtp(SmtpCheck { starttls })
}

/// The next line that is said.
async fn line(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        match stream.read_u8().await {
            Ok(byte) => line.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(line).unwrap()
}

/// Answers each command that begins as it should.
async fn answer(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), script: &[(&str, &str)]) {
    for (command, reply) in script {
        let said = line(stream).await;
        assert!(said.starts_with(command), "{said:?} instead of {command}");
        // Who has asked may have gone.
        let _ = stream.write_all(reply.as_bytes()).await;
        let _ = stream.flush().await;
    }
}

/// A server that greets and answers in the clear.
async fn plain(
    greeting: &'static str,
    script: &'static [(&'static str, &'static str)],
) -> SocketAddr {
    serve(move |mut stream: TcpStream| async move {
        stream.write_all(greeting.as_bytes()).await.unwrap();
        answer(&mut stream, script).await;
        hang().await;
    })
    .await
}

/// A server that offers STARTTLS, and what it heard at the end.
async fn starting_tls(
    acceptor: TlsAcceptor,
) -> (SocketAddr, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let (said, heard) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |mut stream| {
        let (acceptor, said) = (acceptor.clone(), said.clone());
        async move {
            stream.write_all(GREETING.as_bytes()).await.unwrap();
            let script = [
                ("EHLO upbeat.invalid\r\n", WITH_TLS),
                ("STARTTLS\r\n", "220 go\r\n"),
            ];
            answer(&mut stream, &script).await;
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            answer(&mut stream, &[("EHLO upbeat.invalid\r\n", WITHOUT_TLS)]).await;
            let last = line(&mut stream).await;
            let _ = stream.write_all(b"221 bye\r\n").await;
            said.send(last).unwrap();
        }
    })
    .await;
    (server, heard)
}

async fn trusting(authority: &Authority, url: String, kind: Kind) -> Observation {
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    probes.run(&check_of(url, kind), &NO_SECRETS).await
}

#[tokio::test]
async fn a_server_that_starts_tls_is_up_with_all_phases() {
    let authority = Authority::new();
    for starttls in [StartTls::Required, StartTls::IfOffered] {
        let (server, mut heard) = starting_tls(authority.acceptor()).await;
        let url = format!("smtp://localhost:{}", server.port());
        let found = trusting(&authority, url, policy(starttls)).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        assert_eq!(
            phases(&found),
            ["dns", "connect", "tls", "ttfb", "transfer"]
        );
        assert_eq!(found.tls.unwrap().chain[0].names, ["localhost"]);
        assert_eq!(heard.recv().await.unwrap(), "QUIT\r\n");
        assert_eq!((found.http_status, found.evidence.body), (None, None));
    }
}

#[tokio::test]
async fn a_bad_certificate_behind_starttls_is_down() {
    let authority = Authority::new();
    let (server, _heard) = starting_tls(authority.acceptor()).await;
    let url = format!("smtp://localhost:{}", server.port());
    let found = run(url, policy(StartTls::IfOffered)).await;
    assert_down(&found, FailureClass::Tls, "tls.unknown_issuer");
}

#[tokio::test]
async fn smtps_speaks_tls_first() {
    let authority = Authority::new();
    let acceptor = authority.acceptor();
    let server = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            stream.write_all(GREETING.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
            let script = [("EHLO ", WITHOUT_TLS), ("QUIT", "221 bye\r\n")];
            answer(&mut stream, &script).await;
        }
    })
    .await;
    // STARTTLS is asked of connections that are not TLS from the start.
    let url = format!("smtps://localhost:{}", server.port());
    let found = trusting(&authority, url, policy(StartTls::Required)).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(
        phases(&found),
        ["dns", "connect", "tls", "ttfb", "transfer"]
    );
}

#[tokio::test]
async fn what_is_asked_of_starttls_decides_where_it_is_not_offered() {
    static SCRIPT: &[(&str, &str)] = &[("EHLO ", WITHOUT_TLS), ("QUIT", "221 bye\r\n")];
    for (starttls, expected) in [
        (StartTls::Required, Outcome::Down),
        (StartTls::IfOffered, Outcome::Up),
        (StartTls::Never, Outcome::Up),
    ] {
        let server = plain(GREETING, SCRIPT).await;
        let found = run(format!("smtp://{server}"), policy(starttls)).await;
        assert_eq!(found.outcome, expected, "{starttls:?}: {found:?}");
        assert_eq!(phases(&found), ["connect", "ttfb", "transfer"]);
        if expected == Outcome::Down {
            assert_down(&found, FailureClass::Assertion, "assertion.starttls");
            assert_eq!(reason(&found), "127.0.0.1 does not offer STARTTLS");
            assert_eq!(verdicts(&found), [Verdict::Failed]);
        }
    }
}

#[tokio::test]
async fn starttls_is_not_used_where_it_must_not_be() {
    static SCRIPT: &[(&str, &str)] = &[("EHLO ", WITH_TLS), ("QUIT", "221 bye\r\n")];
    let server = plain(GREETING, SCRIPT).await;
    let found = run(format!("smtp://{server}"), policy(StartTls::Never)).await;
    assert_eq!((found.outcome, found.tls), (Outcome::Up, None));
}

#[tokio::test]
async fn refusals_are_down_with_what_was_said() {
    static FULL: &str = "554-no\x1b[31m mail\r\n554 today\r\n";
    static REFUSED: &[(&str, &str)] = &[
        ("EHLO ", "550-who\r\n550 are you?\r\n"),
        ("HELO ", "504\r\n"),
    ];
    for (greeting, script, expected) in [
        (
            FULL,
            &[][..],
            "127.0.0.1 greeted with 554 no [31m mail today: it takes no mail from this prober",
        ),
        (
            "421-busy\r\n421 later\r\n",
            &[],
            "127.0.0.1 greeted with 421 busy later: it is not available now",
        ),
        (
            GREETING,
            &[("EHLO ", "421 4.3.2 going down\r\n")],
            "127.0.0.1 answered EHLO with 421 4.3.2 going down: it is not available now",
        ),
        (
            GREETING,
            &[("EHLO ", "451 try later\r\n")],
            "127.0.0.1 answered EHLO with 451 try later",
        ),
        (
            GREETING,
            REFUSED,
            "127.0.0.1 answered EHLO with 550 who are you? and HELO with 504: it may want another \
             name than upbeat.invalid, by which this prober calls itself",
        ),
        (
            GREETING,
            &[("EHLO ", WITH_TLS), ("STARTTLS", "454\r\n")][..],
            "127.0.0.1 answered STARTTLS with 454",
        ),
    ] {
        let server = plain(greeting, script).await;
        let found = run(format!("smtp://{server}"), policy(StartTls::Required)).await;
        assert_down(&found, FailureClass::Protocol, "protocol.smtp_reply");
        assert_eq!(reason(&found), expected);
    }
}

#[tokio::test]
async fn a_server_that_refuses_ehlo_is_greeted_in_the_older_way() {
    for code in [
        "500",
        "501 5.5.4 no",
        "502-5.5.1 what?\r\n502 what?",
        "504 x",
        "550 y",
        "554 z",
    ] {
        for (starttls, expected) in [
            (StartTls::Required, Outcome::Down),
            (StartTls::IfOffered, Outcome::Up),
            (StartTls::Never, Outcome::Up),
        ] {
            let server = serve(move |mut stream: TcpStream| async move {
                stream.write_all(b"220 old\r\n").await.unwrap();
                let refusal = format!("{code}\r\n");
                // What an older server says of TLS on its way counts for nothing.
                let script = [
                    ("EHLO upbeat.invalid\r\n", &*refusal),
                    ("HELO upbeat.invalid\r\n", "250-old\r\n250 STARTTLS\r\n"),
                    ("QUIT\r\n", "221 bye\r\n"),
                ];
                answer(&mut stream, &script).await;
                hang().await;
            })
            .await;
            let found = run(format!("smtp://{server}"), policy(starttls)).await;
            assert_eq!(found.outcome, expected, "{code} {starttls:?}: {found:?}");
            if expected == Outcome::Down {
                assert_down(&found, FailureClass::Assertion, "assertion.starttls");
                let said = code.split("\r\n").next().unwrap().replace('-', " ");
                let begin = format!("127.0.0.1 answered EHLO with {said}");
                assert!(reason(&found).starts_with(&begin), "{}", reason(&found));
                assert!(reason(&found).ends_with(", and so does not offer STARTTLS"));
            }
        }
    }
}

#[tokio::test]
async fn one_that_hangs_up_has_said_why() {
    let server = serve(async |mut stream: TcpStream| {
        stream.write_all(GREETING.as_bytes()).await.unwrap();
        answer(&mut stream, &[("EHLO ", "554 5.7.1 not you\r\n")]).await;
    })
    .await;
    let found = run(format!("smtp://{server}"), policy(StartTls::Never)).await;
    assert_down(&found, FailureClass::Protocol, "protocol.smtp_reply");
    assert_eq!(
        reason(&found),
        "127.0.0.1 answered EHLO with 554 5.7.1 not you"
    );
}

#[tokio::test]
async fn extensions_are_found_however_they_are_written() {
    let authority = Authority::new();
    for welcome in [
        "250-mail.test\r\n250-starttls\r\n250 size 1\r\n",
        "250-mail.test\n250 StartTLS \n",
        "250-mail.test hello\r\n250-AUTH=LOGIN PLAIN\r\n250-STARTTLS\r\n250 OK\r\n",
    ] {
        let acceptor = authority.acceptor();
        let server = serve(move |mut stream| {
            let acceptor = acceptor.clone();
            async move {
                stream
                    .write_all(b"220-a\r\n220-b\r\n220 c\r\n")
                    .await
                    .unwrap();
                answer(
                    &mut stream,
                    &[("EHLO ", welcome), ("STARTTLS\r\n", "220\r\n")],
                )
                .await;
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                // Behind TLS too.
                answer(
                    &mut stream,
                    &[("EHLO ", "502 no\r\n"), ("HELO ", "250 yes\r\n")],
                )
                .await;
                hang().await;
            }
        })
        .await;
        let url = format!("smtp://localhost:{}", server.port());
        let found = trusting(&authority, url, policy(StartTls::Required)).await;
        assert_eq!(found.outcome, Outcome::Up, "{welcome}: {found:?}");
    }
}

#[tokio::test]
async fn the_prober_calls_itself_what_its_operator_says() {
    static SCRIPT: &[(&str, &str)] = &[
        ("EHLO probe-1.example.org\r\n", WITHOUT_TLS),
        ("QUIT", "221 bye\r\n"),
    ];
    let server = plain(GREETING, SCRIPT).await;
    let probes = crate::probes().with_smtp_name("probe-1.example.org".to_owned());
    let check = check_of(format!("smtp://{server}"), policy(StartTls::Never));
    let found = probes.run(&check, &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn what_is_no_reply_is_down() {
    static LONG: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| "220-x\r\n".repeat(2_000));
    for (greeting, expected) in [
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "protocol.not_smtp"),
        (LONG.as_str(), "protocol.reply_too_large"),
    ] {
        let server = plain(greeting, &[]).await;
        let found = run(format!("smtp://{server}"), policy(StartTls::Never)).await;
        assert_down(&found, FailureClass::Protocol, expected);
    }
    for (begin, expected) in [("", "protocol.closed"), ("220-half", "protocol.incomplete")] {
        let server = serve(move |mut stream: TcpStream| async move {
            stream.write_all(begin.as_bytes()).await.unwrap();
        })
        .await;
        let found = run(format!("smtp://{server}"), policy(StartTls::Never)).await;
        assert_down(&found, FailureClass::Protocol, expected);
    }
}

#[tokio::test]
async fn nothing_that_was_said_in_the_clear_survives_starttls() {
    static SCRIPT: &[(&str, &str)] = &[
        ("EHLO ", WITH_TLS),
        ("STARTTLS", "220 go\r\n250 injected\r\n"),
    ];
    let server = plain(GREETING, SCRIPT).await;
    let found = run(format!("smtp://{server}"), policy(StartTls::Required)).await;
    assert_down(&found, FailureClass::Protocol, "protocol.smtp_injection");
    assert_eq!(found.evidence.body.as_deref(), Some("250 injected\r\n"));
}
