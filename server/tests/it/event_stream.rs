//! Operations as server-sent events.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use entity::session;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Client, EventStream, ServerEvent, Socket, Target, TestApp, eventually, node};

const EVENTS: &str = "text/event-stream";
const TICKS: &str = "subscription { ticks { cursor website { id } } }";

fn request(client: &Client, query: &str) -> hyper::http::request::Builder {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let request = Request::get(format!("/graphql?query={query}"));
    let request = request.header(HOST, client.address.to_string());
    match &client.token {
        Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    }
}

async fn opened(client: &Client, request: hyper::http::request::Builder) -> EventStream {
    let stream = TcpStream::connect(client.address).await.unwrap();
    EventStream::open(stream, request.body(Full::default()).unwrap()).await
}

async fn followed(client: &Client, query: &str) -> EventStream {
    opened(client, request(client, query).header(ACCEPT, EVENTS)).await
}

/// All events up to the end of the stream.
async fn all(stream: &mut EventStream) -> Vec<ServerEvent> {
    let mut events = Vec::new();
    while let Some(event) = stream.next().await {
        events.push(event);
    }
    events
}

fn complete() -> ServerEvent {
    ServerEvent {
        name: "complete".to_owned(),
        id: None,
        data: Value::Null,
    }
}

#[tokio::test]
async fn the_protocols_own_client_gets_every_tick_once_whatever_is_cut() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let url = format!("http://{}/graphql", app.address);
    let token = ada.token.as_ref().unwrap();
    let said = node("event_stream.js", &[&url, token, &target.url()]).await;
    let said: Value = serde_json::from_str(&said).unwrap();
    let viewer = json!([{ "data": { "viewer": { "email": "ada@example.org" } } }]);
    assert_eq!(said["query"], viewer);
    let code = |of: &str| said[of][0]["errors"][0]["extensions"]["code"].clone();
    assert_eq!(code("invalid"), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(code("refused"), "BAD_USER_INPUT");
    assert_eq!(said["connections"], 5);
}

#[tokio::test]
async fn who_names_events_gets_them() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let urql = "application/graphql-response+json, application/json, text/event-stream";
    let viewer = "{ viewer { id } }";
    for (accept, query, is_stream) in [
        (EVENTS, viewer, true),
        (urql, viewer, false),
        (urql, TICKS, true),
        ("*/*", viewer, false),
        ("*/*", TICKS, false),
    ] {
        let stream = opened(&ada, request(&ada, query).header(ACCEPT, accept)).await;
        let content_type = stream.headers[CONTENT_TYPE].to_str().unwrap();
        assert_eq!(
            content_type.starts_with(EVENTS),
            is_stream,
            "{accept} {query}"
        );
        assert_eq!(stream.headers["cache-control"], "no-store");
    }
    // What is no request is refused before there is a stream.
    let body = Full::from("{");
    let posted = Request::post("/graphql")
        .header(HOST, "a")
        .header(ACCEPT, EVENTS);
    let posted = posted.header(CONTENT_TYPE, "application/json").body(body);
    let stream = TcpStream::connect(app.address).await.unwrap();
    assert_eq!(EventStream::open(stream, posted.unwrap()).await.status, 400);
    assert_eq!(followed(&ada, "mutation { signOut }").await.status, 405);
    let mut unknown = ada.clone();
    unknown.token = Some("upb_x".to_owned());
    assert_eq!(followed(&unknown, viewer).await.status, 401);
}

#[tokio::test]
async fn a_browser_that_connects_again_goes_on_where_it_was() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let mut stream = followed(&ada, TICKS).await;
    assert_eq!(stream.next_block().await.unwrap().0, ":");
    let mut last = String::new();
    for _ in 0..3 {
        let website = ada.create_website(&target.url()).await;
        let event = stream.next().await.unwrap();
        let tick = &event.data["data"]["ticks"];
        assert_eq!(
            (&*event.name, &tick["website"]["id"]),
            ("next", &json!(website))
        );
        assert_eq!(tick["cursor"], *event.id.as_ref().unwrap());
        last = event.id.unwrap();
        drop(stream);
        // Nobody listens meanwhile.
        let missed = ada.create_website(&target.url()).await;
        let again = request(&ada, TICKS).header(ACCEPT, EVENTS);
        stream = opened(&ada, again.header("last-event-id", &last)).await;
        let event = stream.next().await.unwrap();
        assert_eq!(event.data["data"]["ticks"]["website"]["id"], missed);
        last = event.id.unwrap();
    }
    let again = request(&ada, TICKS).header(ACCEPT, EVENTS);
    let mut stream = opened(&ada, again.header("last-event-id", &last[1..])).await;
    let events = all(&mut stream).await;
    assert_eq!(events[0].data["errors"][0]["extensions"]["field"], "after");
    assert_eq!(events[1], complete());
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_the_server() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut adas = followed(&ada, TICKS).await;
    let mut bobs = followed(&bob, TICKS).await;
    let mut nobodys = followed(&app.nobody(), "{ viewer { id } }").await;
    assert_eq!(all(&mut nobodys).await.len(), 2);
    for stream in [&mut adas, &mut bobs] {
        assert_eq!(stream.next_block().await.unwrap().0, ":");
    }

    let began = Instant::now();
    ada.graphql("mutation { signOut }", json!({})).await;
    assert!(all(&mut adas).await.is_empty());
    assert!(began.elapsed() < Duration::from_secs(2));

    session::Entity::update_many()
        .col_expr(
            session::Column::ExpiresAt,
            Expr::value(Utc::now() + TimeDelta::seconds(1)),
        )
        .exec(&app.database().await)
        .await
        .unwrap();
    assert!(all(&mut bobs).await.is_empty());

    let cleo = app.user("cleo").await;
    let mut cleos = followed(&cleo, TICKS).await;
    assert_eq!(cleos.next_block().await.unwrap().0, ":");
    let ((), events) = tokio::join!(app.stop(), all(&mut cleos));
    assert!(events.is_empty());
}

#[tokio::test]
async fn who_follows_takes_the_place_of_a_socket() {
    let app = TestApp::with(&["--sockets=2"]).await;
    let ada = app.user("ada").await;
    let _socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    let mut first = followed(&ada, TICKS).await;
    assert_eq!(first.next_block().await.unwrap().0, ":");
    let refused = all(&mut followed(&ada, TICKS).await).await;
    let extensions = &refused[0].data["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "RATE_LIMITED");
    assert_eq!(extensions["retryAfterSecs"], 1);
    assert_eq!(refused[1], complete());
    // What only asks takes none, and one that has left leaves it.
    let asked = all(&mut followed(&ada, "{ viewer { id } }").await).await;
    assert!(asked[0].data["data"]["viewer"]["id"].is_string());
    drop(first);
    let target = Target::start().await;
    ada.create_website(&target.url()).await;
    eventually("a place", async || {
        let event = followed(&ada, TICKS).await.next().await.unwrap();
        event.data.pointer("/data/ticks").map(|_| ())
    })
    .await;
}

/// A connection whose kernel takes little that nobody reads.
async fn narrow(client: &Client) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(8 * 1024).unwrap();
    socket.connect(client.address).await.unwrap()
}

/// Whether the server's end of a connection from `client` is open.
fn is_open(server: SocketAddr, client: SocketAddr) -> bool {
    let connections = std::fs::read_to_string("/proc/net/tcp").unwrap();
    connections.lines().any(|line| {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let mut has_port = |address: SocketAddr| {
            let port = format!(":{:04X}", address.port());
            fields.next().is_some_and(|field| field.ends_with(&port))
        };
        // 01 is ESTABLISHED.
        has_port(server) && has_port(client) && fields.next() == Some("01")
    })
}

#[tokio::test]
async fn who_reads_nothing_is_left_and_goes_on_later() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let url = format!("{}{}", target.url(), "x".repeat(1_900));
    let fields: String = (0..30)
        .map(|n| format!("w{n}: website {{ url }} "))
        .collect();
    let query = format!("subscription {{ ticks {{ cursor {fields} }} }}");
    let with_events = |last: &str| {
        let request = request(&ada, &query).header(ACCEPT, EVENTS);
        let request = request.header("last-event-id", last);
        request.body(Full::<Bytes>::default()).unwrap()
    };
    let narrow = narrow(&ada).await;
    let own = narrow.local_addr().unwrap();
    let mut silent = EventStream::open(narrow, with_events("")).await;
    assert_eq!(silent.next_block().await.unwrap().0, ":");

    // 60 KB each: more than the kernel keeps for a connection.
    let create = format!("createWebsite(input: {{ url: \"{url}\", intervalSecs: 300 }}) {{ id }}");
    for _ in 0..4 {
        let all: String = (0..25).map(|n| format!("c{n}: {create} ")).collect();
        let answer = ada
            .graphql(&format!("mutation {{ {all} }}"), json!({}))
            .await;
        answer.data("/c24/id");
    }
    eventually("the server to leave", async || {
        (!is_open(app.address, own)).then_some(())
    })
    .await;
    let mut heard = Vec::new();
    for event in all(&mut silent).await {
        assert_eq!(event.data["data"]["ticks"]["w29"]["url"], url);
        heard.push(event.id.unwrap());
    }
    assert!(
        (1..100).contains(&heard.len()),
        "{} were heard",
        heard.len()
    );
    let stream = TcpStream::connect(app.address).await.unwrap();
    let mut again = EventStream::open(stream, with_events(heard.last().unwrap())).await;
    while heard.len() < 100 {
        heard.push(again.next().await.unwrap().id.unwrap());
    }
    heard.sort_unstable();
    heard.dedup();
    assert_eq!(heard.len(), 100);
}
