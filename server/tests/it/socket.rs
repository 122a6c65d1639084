//! `graphql-transport-ws`: its messages, its close codes, and the end of a session.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use entity::session;
use futures_util::{SinkExt, StreamExt};
use migration::testing::TestDb;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::http::doubling;
use crate::support::{Client, Socket, TestApp, TestRedis};

const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");
const TICKS: &str = "subscription { ticks { cursor } }";
const REGIONS: &str = "{ regions { name } }";

/// A socket of `client`, who has introduced itself.
async fn signed_in(client: &Client) -> Socket {
    Socket::sign_in(client.address, client.token.as_ref().unwrap()).await
}

/// A socket of nobody, who has introduced itself.
async fn anonymous(address: SocketAddr) -> Socket {
    let mut socket = Socket::open(address).await;
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.receive().await["type"], "connection_ack");
    socket
}

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A socket that was asked for with `headers`, or the status with which it is refused.
async fn opened(address: SocketAddr, headers: &[(&'static str, &str)]) -> Result<Stream, u16> {
    let mut request = format!("ws://{address}/graphql")
        .into_client_request()
        .unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((stream, _)) => Ok(stream),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(err) => panic!("{err}"),
    }
}

/// Code and reason with which the server closes a socket.
async fn goodbye(stream: &mut Stream) -> (u16, String) {
    while let Some(Ok(message)) = stream.next().await {
        if let Message::Close(Some(frame)) = message {
            return (frame.code.into(), frame.reason.to_string());
        }
    }
    panic!("the server says no goodbye")
}

/// The code with which the server closes a socket; `None` if it goes on.
async fn closed(socket: &mut Socket) -> Option<u16> {
    let closed = tokio::time::timeout(Duration::from_secs(40), socket.closed());
    closed.await.ok()
}

fn code(message: &Value) -> &str {
    let code = message.pointer("/payload/0/extensions/code");
    code.and_then(Value::as_str)
        .unwrap_or_else(|| panic!("{message}"))
}

/// Lets every session end in `seconds`.
async fn end_sessions(app: &TestApp, seconds: i64) {
    let at = Utc::now() + TimeDelta::seconds(seconds);
    session::Entity::update_many()
        .col_expr(session::Column::ExpiresAt, Expr::value(at))
        .exec(&app.database().await)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_subprotocol_and_the_origin_decide_who_may_open_one() {
    let app = TestApp::new().await;
    let here = format!("http://{}", app.address);
    for (headers, expected) in [
        (vec![PROTOCOL], None),
        (vec![PROTOCOL, ("origin", here.as_str())], None),
        (vec![PROTOCOL, ("origin", "https://evil.test")], Some(403)),
        (vec![PROTOCOL, ("origin", "null")], Some(403)),
        (vec![], Some(400)),
        (vec![("sec-websocket-protocol", "graphql-ws")], Some(400)),
    ] {
        let refused = opened(app.address, &headers).await.err();
        assert_eq!(refused, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn each_breach_of_the_protocol_has_its_code() {
    let app = TestApp::new().await;
    let init = r#"{"type":"connection_init"}"#;
    let bearer = |text: &str| {
        json!({ "type": "connection_init", "payload": { "Authorization": text } }).to_string()
    };
    let subscribe =
        json!({ "type": "subscribe", "id": "1", "payload": { "query": TICKS } }).to_string();
    let ada = app.user("ada").await;
    let good = bearer(&format!("Bearer {}", ada.token.as_ref().unwrap()));
    let long = " ".repeat(256 * 1024 + 1);
    for (messages, expected) in [
        (vec![subscribe.as_str()], 4401),
        (vec![init, init], 4429),
        (vec![good.as_str(), &subscribe, &subscribe], 4409),
        (vec![&bearer("Bearer upb_x")], 4403),
        (vec![&bearer("upb_x")], 4403),
        (vec!["{}"], 4400),
        (vec!["["], 4400),
        (vec![init, r#"{"type":"subscribe","id":"1"}"#], 4400),
        (
            vec![init, r#"{"type":"start","id":"1","payload":{}}"#],
            4400,
        ),
        (vec![init, &long], 1009),
    ] {
        let mut socket = Socket::open(app.address).await;
        for message in &messages {
            socket.send_text(message).await;
        }
        let code = closed(&mut socket).await;
        assert_eq!(code, Some(expected), "{:.60}", messages.concat());
    }
}

#[tokio::test]
async fn a_binary_message_is_invalid() {
    let app = TestApp::new().await;
    let mut stream = opened(app.address, &[PROTOCOL]).await.unwrap();
    stream.send(Message::binary(vec![0])).await.unwrap();
    let expected = (4400, "Invalid message".to_owned());
    assert_eq!(goodbye(&mut stream).await, expected);
}

#[tokio::test]
async fn whoever_does_not_introduce_itself_is_closed() {
    let app = TestApp::new().await;
    let mut stream = opened(app.address, &[PROTOCOL]).await.unwrap();
    let expected = (4408, "Connection initialisation timeout".to_owned());
    assert_eq!(goodbye(&mut stream).await, expected);
}

#[tokio::test]
async fn a_ping_is_answered_even_before_the_welcome() {
    let app = TestApp::new().await;
    let mut socket = Socket::open(app.address).await;
    socket
        .send(json!({ "type": "ping", "payload": { "at": 1 } }))
        .await;
    assert_eq!(socket.receive().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn queries_and_mutations_are_answered_and_completed() {
    let app = TestApp::new().await;
    let mut socket = signed_in(&app.user("ada").await).await;
    socket
        .subscribe("q", "{ viewer { email } }", json!({}))
        .await;
    let next = socket.receive().await;
    assert_eq!(next["type"], "next");
    assert_eq!(
        next["payload"]["data"]["viewer"]["email"],
        "ada@example.org"
    );
    assert_eq!(
        socket.receive().await,
        json!({ "type": "complete", "id": "q" })
    );

    // The id is free again.
    let create = "mutation { createWebsite(input: { url: \"https://a.test\" }) { url } }";
    socket.subscribe("q", create, json!({})).await;
    assert_eq!(socket.receive().await["type"], "next");
    assert_eq!(socket.receive().await["type"], "complete");
}

#[tokio::test]
async fn what_cannot_start_is_an_error_and_no_result() {
    let app = TestApp::new().await;
    let mut socket = anonymous(app.address).await;
    for (query, expected) in [
        ("{", "GRAPHQL_VALIDATION_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (TICKS, "UNAUTHENTICATED"),
    ] {
        socket.subscribe("1", query, json!({})).await;
        let message = socket.receive().await;
        assert_eq!(message["type"], "error", "{query}");
        assert_eq!(code(&message), expected, "{query}");
    }
    // Nothing follows: the next message is the answer to the next question.
    socket.subscribe("2", REGIONS, json!({})).await;
    assert_eq!(socket.receive().await["id"], "2");
}

#[tokio::test]
async fn a_document_is_counted_before_it_is_walked() {
    let app = TestApp::new().await;
    let mut socket = anonymous(app.address).await;
    socket.subscribe("1", &doubling(24), json!({})).await;
    let message = socket.receive().await;
    let text = message["payload"][0]["message"].as_str().unwrap();
    assert!(text.contains("too many fragment spreads"), "{text}");
}

#[tokio::test]
async fn a_socket_has_a_hundred_subscriptions() {
    let app = TestApp::new().await;
    let mut socket = signed_in(&app.user("ada").await).await;
    for n in 0..101 {
        socket.subscribe(&n.to_string(), TICKS, json!({})).await;
    }
    let refused = socket.receive().await;
    assert_eq!(
        (&refused["type"], &refused["id"]),
        (&json!("error"), &json!("100"))
    );
    assert_eq!(code(&refused), "RATE_LIMITED");
    assert_eq!(refused["payload"][0]["extensions"]["retryAfterSecs"], 1);

    // A query has its own room, and one that ends makes room, for its own id, too.
    socket.send(json!({ "type": "complete", "id": "7" })).await;
    socket.subscribe("7", TICKS, json!({})).await;
    socket.subscribe("query", REGIONS, json!({})).await;
    assert_eq!(socket.receive().await["id"], "query");
}

#[tokio::test]
async fn the_token_may_come_with_the_upgrade() {
    let app = TestApp::new().await;
    let bearer = format!("Bearer {}", app.user("ada").await.token.unwrap());
    let headers = [PROTOCOL, ("authorization", bearer.as_str())];
    let mut stream = opened(app.address, &headers).await.unwrap();
    let query =
        json!({ "type": "subscribe", "id": "1", "payload": { "query": "{ viewer { email } }" } });
    for message in [json!({ "type": "connection_init" }), query] {
        stream
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }
    let ack = stream.next().await.unwrap().unwrap().into_text().unwrap();
    assert!(ack.contains("connection_ack"), "{ack}");
    let next = stream.next().await.unwrap().unwrap().into_text().unwrap();
    assert!(next.contains("ada@example.org"), "{next}");
}

#[tokio::test]
async fn a_socket_ends_with_its_session() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    end_sessions(&app, 3).await;
    let mut socket = Socket::open(app.address).await;
    let payload = json!({ "authorization": format!("Bearer {}", ada.token.unwrap()) });
    socket
        .send(json!({ "type": "connection_init", "payload": payload }))
        .await;
    assert_eq!(closed(&mut socket).await, Some(4403));
}

#[tokio::test]
async fn signing_out_closes_the_socket_it_came_by() {
    let app = TestApp::new().await;
    let mut socket = signed_in(&app.user("ada").await).await;
    socket
        .subscribe("1", "mutation { signOut }", json!({}))
        .await;
    assert_eq!(socket.receive().await["type"], "next");
    assert_eq!(closed(&mut socket).await, Some(4403));
}

/// The code with which the server closes a socket within a second of `end`.
async fn closed_by(socket: &mut Socket, end: impl Future<Output = ()>) -> Option<u16> {
    end.await;
    let closed = tokio::time::timeout(Duration::from_millis(1_500), socket.closed());
    closed.await.ok()
}

#[tokio::test]
async fn signing_out_closes_all_sockets_of_the_session_within_a_second() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut quiet = signed_in(&ada).await;
    let mut busy = signed_in(&ada).await;
    busy.subscribe("1", TICKS, json!({})).await;
    let mut bobs = signed_in(&app.user("bob").await).await;
    let sign_out = async {
        ada.graphql("mutation { signOut }", json!({}))
            .await
            .data("/signOut");
    };
    assert_eq!(closed_by(&mut quiet, sign_out).await, Some(4403));
    assert_eq!(closed_by(&mut busy, async {}).await, Some(4403));
    bobs.subscribe("1", REGIONS, json!({})).await;
    assert_eq!(bobs.receive().await["type"], "next");
}

#[tokio::test]
async fn signing_out_at_one_replica_closes_the_sockets_of_the_other() {
    let database = TestDb::postgres().await.unwrap();
    let redis = TestRedis::start().await;
    let (one, other) = TestApp::replicas(&database.url, &redis.url).await;
    let ada = one.user("ada").await;
    let there = Client {
        address: other.address,
        token: ada.token.clone(),
    };
    let mut socket = signed_in(&there).await;
    let sign_out = async {
        ada.graphql("mutation { signOut }", json!({}))
            .await
            .data("/signOut");
    };
    assert_eq!(closed_by(&mut socket, sign_out).await, Some(4403));
}

#[tokio::test]
async fn a_session_that_is_taken_away_or_ends_closes_its_sockets_within_a_second() {
    let app = TestApp::new().await;
    let db = app.database().await;
    let mut socket = signed_in(&app.user("ada").await).await;
    let delete = async {
        session::Entity::delete_many().exec(&db).await.unwrap();
    };
    assert_eq!(closed_by(&mut socket, delete).await, Some(4403));
    let mut socket = signed_in(&app.user("bob").await).await;
    assert_eq!(
        closed_by(&mut socket, end_sessions(&app, -1)).await,
        Some(4403)
    );
}

#[tokio::test]
async fn sockets_are_told_when_the_server_stops() {
    let app = TestApp::new().await;
    let mut socket = signed_in(&app.user("ada").await).await;
    let ((), code) = tokio::join!(app.stop(), closed(&mut socket));
    assert_eq!(code, Some(1001));
}
