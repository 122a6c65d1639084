//! How many documents of one caller are executed at once.

use http_body_util::Full;
use hyper::Request;
use hyper::header::RETRY_AFTER;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{
    Client, Response, Socket, Target, TestApp, apps_on_both_engines, eventually, webhook_secret,
};

const NOTHING: &str = "{ __typename }";

async fn ask(client: &Client, query: &str, variables: Value) -> Response {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    if let Some(token) = &client.token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    client.send(request.body(Full::from(body)).unwrap()).await
}

/// Waits until so many documents wait.
async fn waiting(app: &TestApp, documents: u32) {
    eventually(&format!("{documents} documents that wait"), async || {
        let request = Request::get("/metrics").body(Full::default()).unwrap();
        let body = app.nobody().send(request).await.body;
        let text = String::from_utf8(body.to_vec()).unwrap();
        let name = "upbeat_http_documents_waiting ";
        let found = text.lines().find_map(|line| line.strip_prefix(name));
        (found == Some(documents.to_string().as_str())).then_some(())
    })
    .await;
}

/// Tests channels whose receiver answers nobody, so often that one test waits for the others.
async fn occupy(app: &TestApp, ada: &Client, silent: &Target) -> JoinSet<Response> {
    let create = "mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }";
    let test = "mutation($id: ID!) { testChannel(id: $id) { state } }";
    let mut ids = Vec::new();
    for n in 0..17 {
        let webhook = json!({ "url": silent.url(), "secret": webhook_secret() });
        let input = json!({ "name": format!("Channel {n}"), "webhook": webhook });
        let created = ada.graphql(create, json!({ "input": input })).await;
        ids.push(created.data("/createChannel/id").clone());
    }
    let mut tests = JoinSet::new();
    for id in ids {
        let ada = ada.clone();
        tests.spawn(async move { ask(&ada, test, json!({ "id": id })).await });
    }
    waiting(app, 1).await;
    tests
}

async fn an_account_has_sixteen_documents_executed_at_once(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut silent = Target::start().await;
    silent.switch_off().await;
    silent.hang().await;
    let mut tests = occupy(&app, &ada, &silent).await;

    let asks = ada.clone();
    let last = tokio::spawn(async move { ask(&asks, NOTHING, json!({})).await });
    waiting(&app, 2).await;
    // Nobody else waits for that.
    for client in [&bob, &app.nobody()] {
        assert_eq!(ask(client, NOTHING, json!({})).await.status, 200);
    }
    // A socket goes on while its document waits.
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    socket.subscribe("waits", NOTHING, json!({})).await;
    waiting(&app, 3).await;
    socket.send(json!({ "type": "ping" })).await;
    assert_eq!(socket.receive().await["type"], "pong");
    socket
        .send(json!({ "type": "complete", "id": "waits" }))
        .await;
    waiting(&app, 2).await;

    // What waits may not be large altogether.
    let mut large = JoinSet::new();
    for n in 0..4 {
        let asks = ada.clone();
        let query = "query($many: [Int!]) { __typename }";
        // The same request would wait for the other's answer.
        let many = json!({ "many": vec![0; 90_000 + n] });
        large.spawn(async move { ask(&asks, query, many).await });
    }
    let refused = large.join_next().await.unwrap().unwrap();
    let body: Value = serde_json::from_slice(&refused.body).unwrap();
    assert_eq!(refused.status, 429, "{body}");
    assert_eq!(body["errors"][0]["extensions"]["code"], "RATE_LIMITED");
    let secs = body["errors"][0]["extensions"]["retryAfterSecs"].as_u64();
    assert_eq!(secs, Some(5));
    assert_eq!(refused.headers[RETRY_AFTER], "5");
    large.shutdown().await;

    silent.switch_off().await;
    while let Some(tested) = tests.join_next().await {
        let body: Value = serde_json::from_slice(&tested.unwrap().body).unwrap();
        assert!(body["data"]["testChannel"]["state"].is_string(), "{body}");
    }
    assert_eq!(last.await.unwrap().status, 200);
    waiting(&app, 0).await;
}

apps_on_both_engines!(an_account_has_sixteen_documents_executed_at_once);
