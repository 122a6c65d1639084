//! WebSocket handshakes and messages.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use queue::{Credentials, FailureClass, Kind, Outcome, Secrets, Verdict, WebSocketCheck};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message, Role};

use super::{assert_down, phases, run, verdicts};
use crate::pki::Authority;
use crate::server::{answering, hang, read_head, serve};
use crate::{NO_DNS, NO_SECRETS, check_of, probes, probes_with, reason};

fn saying(send: Option<&str>, expect: Option<&str>) -> Kind {
    Kind::WebSocket(WebSocketCheck {
        send: send.map(str::to_owned),
        expect: expect.map(str::to_owned),
        ..WebSocketCheck::default()
    })
}

/// The answer to the handshake whose head is `head`, with `more` header lines.
fn upgrade(head: &str, more: &str) -> String {
    let key = head
        .lines()
        .find_map(|line| line.strip_prefix("sec-websocket-key: "))
        .unwrap();
    let accept = derive_accept_key(key.as_bytes());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\
         Connection: keep-alive, upgrade\r\nSec-WebSocket-Accept: {accept}\r\n{more}\r\n"
    )
}

/// A server that takes the handshake and then does as `manner` says.
async fn talking<F, Fut>(manner: F) -> SocketAddr
where
    F: Fn(WebSocketStream<TcpStream>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    serve(move |mut stream: TcpStream| {
        let manner = manner.clone();
        async move {
            let head = read_head(&mut stream).await;
            stream
                .write_all(upgrade(&head, "").as_bytes())
                .await
                .unwrap();
            manner(WebSocketStream::from_raw_socket(stream, Role::Server, None).await).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_handshake_is_all_that_is_asked_by_default_and_ends_politely() {
    let (said, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let server = talking(move |mut socket| {
        let said = said.clone();
        async move {
            said.send(socket.next().await).unwrap();
        }
    })
    .await;
    let found = run(format!("ws://{server}/live?x=1"), saying(None, None)).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(found.http_status, Some(101));
    assert_eq!(phases(&found), ["connect", "ttfb", "transfer"]);
    assert_eq!(verdicts(&found), [Verdict::Passed]);
    let last = heard.recv().await.unwrap();
    assert!(matches!(last, Some(Ok(Message::Close(_)))), "{last:?}");
}

#[tokio::test]
async fn the_request_is_a_handshake_with_the_checks_own_headers() {
    let (heads, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |mut stream| {
        let heads = heads.clone();
        async move {
            let head = read_head(&mut stream).await;
            stream
                .write_all(upgrade(&head, "Sec-WebSocket-Protocol: chat\r\n").as_bytes())
                .await
                .unwrap();
            heads.send(head).unwrap();
            hang().await;
        }
    })
    .await;
    let kind = Kind::WebSocket(WebSocketCheck {
        headers: vec!["Origin".to_owned(), "Connection".to_owned()],
        subprotocol: Some("chat".to_owned()),
        ..WebSocketCheck::default()
    });
    let secrets = Secrets {
        headers: vec!["https://a.test".to_owned(), "close".to_owned()],
        credentials: Some(Credentials::Bearer {
            token: "t0ken".to_owned(),
        }),
        client: None,
    };
    let url = format!("ws://localhost:{}/a%20b?c=d#e", server.port());
    let found = probes().run(&check_of(url, kind), &secrets).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(verdicts(&found), [Verdict::Passed, Verdict::Passed]);
    let head = seen.recv().await.unwrap();
    assert!(head.starts_with("GET /a%20b?c=d HTTP/1.1\r\n"), "{head}");
    for line in [
        format!("host: localhost:{}", server.port()),
        "connection: Upgrade".to_owned(),
        "upgrade: websocket".to_owned(),
        "sec-websocket-version: 13".to_owned(),
        "sec-websocket-protocol: chat".to_owned(),
        "origin: https://a.test".to_owned(),
        "authorization: Bearer t0ken".to_owned(),
    ] {
        assert!(head.contains(&format!("\r\n{line}\r\n")), "{line}: {head}");
    }
    assert_eq!(head.matches("\r\nconnection: ").count(), 1, "{head}");
}

#[tokio::test]
async fn wss_speaks_tls_first() {
    let authority = Authority::new();
    let acceptor = authority.acceptor();
    let server = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            let head = read_head(&mut stream).await;
            stream
                .write_all(upgrade(&head, "").as_bytes())
                .await
                .unwrap();
            stream.flush().await.unwrap();
            let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
            socket.send(Message::text("welcome")).await.unwrap();
            hang().await;
        }
    })
    .await;
    let url = format!("wss://localhost:{}/", server.port());
    let trusting = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let check = check_of(&url, saying(None, Some("welcome")));
    let found = trusting.run(&check, &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(
        phases(&found),
        ["dns", "connect", "tls", "ttfb", "transfer"]
    );

    let found = run(url, saying(None, None)).await;
    assert_down(&found, FailureClass::Tls, "tls.unknown_issuer");
}

#[tokio::test]
async fn other_statuses_are_down_and_redirects_are_not_followed() {
    for (answer, expected) in [
        (
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "status.403",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "status.200",
        ),
        (
            "HTTP/1.1 301 Moved\r\nLocation: ws://a.test/\r\n\r\n",
            "status.301",
        ),
    ] {
        let server = answering(answer).await;
        let found = run(format!("ws://{server}/"), saying(None, None)).await;
        assert_down(&found, FailureClass::Status, expected);
        assert_eq!(
            found.http_status,
            expected
                .strip_prefix("status.")
                .map(|code| code.parse().unwrap())
        );
        assert!(found.evidence.head.unwrap().contains("HTTP/1.1"));
    }
}

#[tokio::test]
async fn an_upgrade_that_is_none_is_down() {
    let accept = "Sec-WebSocket-Accept: ";
    for (change, with, expected) in [
        (
            accept,
            "Sec-WebSocket-Accept: x",
            "with a wrong Sec-WebSocket-Accept",
        ),
        (
            accept,
            "X-Accept: ",
            "without the header Sec-WebSocket-Accept",
        ),
        ("Upgrade: WebSocket", "Upgrade: h2c", "not to WebSocket"),
        (
            "keep-alive, upgrade",
            "keep-alive",
            "without the header Connection: Upgrade",
        ),
        (
            "\r\n\r\n",
            "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
            "with an extension that was not offered",
        ),
        (
            "\r\n\r\n",
            "\r\nSec-WebSocket-Protocol: chat\r\n\r\n",
            "with a subprotocol that was not offered",
        ),
    ] {
        let server = serve(move |mut stream: TcpStream| async move {
            let head = read_head(&mut stream).await;
            let answer = upgrade(&head, "").replace(change, with);
            stream.write_all(answer.as_bytes()).await.unwrap();
            hang().await;
        })
        .await;
        let found = run(format!("ws://{server}/"), saying(None, None)).await;
        assert_down(&found, FailureClass::Protocol, "protocol.no_upgrade");
        assert_eq!(
            reason(&found),
            format!("127.0.0.1 upgraded the connection {expected}")
        );
    }
}

#[tokio::test]
async fn what_is_not_http_is_down() {
    for (answer, expected) in [
        (&b"SSH-2.0-x\r\n\r\n"[..], "protocol.bad_status_line"),
        (b"HTTP/1.1 101", "protocol.incomplete"),
        (b"", "protocol.closed"),
    ] {
        let server = answering(answer).await;
        let found = run(format!("ws://{server}/"), saying(None, None)).await;
        assert_down(&found, FailureClass::Protocol, expected);
    }
}

#[tokio::test]
async fn the_subprotocol_that_is_offered_must_be_chosen() {
    for (more, chosen) in [("", "none"), ("Sec-WebSocket-Protocol: news\r\n", "news")] {
        let server = serve(move |mut stream: TcpStream| async move {
            let head = read_head(&mut stream).await;
            stream
                .write_all(upgrade(&head, more).as_bytes())
                .await
                .unwrap();
            hang().await;
        })
        .await;
        let kind = Kind::WebSocket(WebSocketCheck {
            subprotocol: Some("chat".to_owned()),
            ..WebSocketCheck::default()
        });
        let found = run(format!("ws://{server}/"), kind).await;
        assert_down(&found, FailureClass::Assertion, "assertion.subprotocol");
        assert_eq!(
            reason(&found),
            format!("127.0.0.1 was offered the subprotocol chat, it chose {chosen}")
        );
    }
}

#[tokio::test]
async fn the_first_text_message_decides() {
    let server = talking(async |mut socket: WebSocketStream<TcpStream>| {
        let said = socket.next().await.unwrap().unwrap();
        socket.send(Message::Ping(vec![1].into())).await.unwrap();
        socket
            .send(Message::binary(b"hello".to_vec()))
            .await
            .unwrap();
        socket.send(said).await.unwrap();
        socket.send(Message::text("later")).await.unwrap();
        hang().await;
    })
    .await;
    let url = format!("ws://{server}/");
    let found = run(&url, saying(Some("say hello"), Some("hello"))).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!((verdicts(&found).len(), found.evidence.body), (2, None));

    let found = run(&url, saying(Some("say hello"), Some("later"))).await;
    assert_down(&found, FailureClass::Assertion, "assertion.expect");
    assert_eq!(
        reason(&found),
        "127.0.0.1 sent \"say hello\", which does not contain \"later\""
    );
    assert_eq!(found.evidence.body.as_deref(), Some("say hello"));
}

#[tokio::test]
async fn a_close_before_a_message_is_down_with_its_code() {
    let closing = talking(async |mut socket: WebSocketStream<TcpStream>| {
        let frame = CloseFrame {
            code: CloseCode::Policy,
            reason: "go away".into(),
        };
        socket.close(Some(frame)).await.unwrap();
        hang().await;
    })
    .await;
    let found = run(format!("ws://{closing}/"), saying(None, Some("x"))).await;
    assert_down(&found, FailureClass::Assertion, "assertion.expect");
    assert_eq!(
        reason(&found),
        "127.0.0.1 closed the connection with 1008 go away without a text message"
    );

    let dropping = talking(async |_| {}).await;
    let found = run(format!("ws://{dropping}/"), saying(None, Some("x"))).await;
    assert_down(&found, FailureClass::Assertion, "assertion.expect");
    assert_eq!(
        reason(&found),
        "127.0.0.1 closed the connection without a text message"
    );
}

#[tokio::test]
async fn messages_are_bounded_and_must_be_frames() {
    let long = talking(async |mut socket: WebSocketStream<TcpStream>| {
        let _ = socket.send(Message::text("x".repeat(64 * 1024 + 1))).await;
        hang().await;
    })
    .await;
    let found = run(format!("ws://{long}/"), saying(None, Some("x"))).await;
    assert_down(&found, FailureClass::Protocol, "protocol.message_too_large");

    let most = talking(async |mut socket: WebSocketStream<TcpStream>| {
        let _ = socket.send(Message::text("x".repeat(64 * 1024))).await;
        hang().await;
    })
    .await;
    let found = run(format!("ws://{most}/"), saying(None, Some("x"))).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");

    let garbage = talking(async |mut socket: WebSocketStream<TcpStream>| {
        socket.get_mut().write_all(&[0xff; 16]).await.unwrap();
        hang().await;
    })
    .await;
    let found = run(format!("ws://{garbage}/"), saying(None, Some("x"))).await;
    assert_down(&found, FailureClass::Protocol, "protocol.bad_frame");
}

#[tokio::test]
async fn who_sends_on_and_on_is_left() {
    let heads = serve(async |mut stream: TcpStream| {
        read_head(&mut stream).await;
        let head = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100);
        while stream.write_all(&head).await.is_ok() {}
    })
    .await;
    let frames = talking(async |mut socket: WebSocketStream<TcpStream>| {
        let empty = [0x82, 0].repeat(1_000);
        while socket.get_mut().write_all(&empty).await.is_ok() {}
    })
    .await;
    for server in [heads, frames] {
        let mut check = check_of(format!("ws://{server}/"), saying(None, Some("x")));
        check.timeout_ms = 60_000;
        let found = probes().run(&check, &NO_SECRETS).await;
        assert_down(&found, FailureClass::Protocol, "protocol.too_much");
    }
}

#[tokio::test]
async fn a_message_that_does_not_come_times_out_in_transfer() {
    let silent = talking(async |socket| {
        hang().await;
        drop(socket);
    })
    .await;
    let mut check = check_of(format!("ws://{silent}/"), saying(None, Some("x")));
    check.timeout_ms = 500;
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_down(&found, FailureClass::Timeout, "timeout.transfer");
    let transfer = found.phases.unwrap().transfer_us.unwrap();
    assert!(Duration::from_micros(transfer.into()) >= Duration::from_millis(400));
}
