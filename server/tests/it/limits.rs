//! What the requests of a minute may cost, and what a client is told of it.

use http_body_util::Full;
use hyper::Request;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use serde_json::{Value, json};

use crate::support::{Client, Response, Socket, TestApp};

/// Some hundreds of fields, whatever there is.
const PAGE: &str = "{ websites(first: 100) { nodes { id name url status } } }";

/// Asks with what it costs.
async fn ask(client: &Client, query: &str, extensions: Value) -> Response {
    let body = json!({ "query": query, "extensions": extensions }).to_string();
    let mut request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
    if let Some(token) = &client.token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    client.send(request.body(Full::from(body)).unwrap()).await
}

fn body(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

/// `extensions.cost`: of the request, of a minute, and what remains.
fn cost(body: &Value) -> [u64; 3] {
    ["requested", "limit", "remaining"].map(|name| {
        let number = body["extensions"]["cost"][name].as_u64();
        number.unwrap_or_else(|| panic!("{body}"))
    })
}

/// A document that costs some ten thousand, so that two are within the smallest limit, and that
/// nobody has asked for yet, so that no answer is given again.
fn dear() -> String {
    let fields: String = (0..100).map(|n| format!("a{n}: id ")).collect();
    let anew = uuid::Uuid::now_v7().simple();
    format!("{{ websites(first: 100) {{ nodes {{ {fields} z{anew}: id }} }} }}")
}

/// Asks for what is dear until that is refused, and returns the refusal.
async fn exhaust(client: &Client) -> Response {
    for _ in 0..10 {
        let response = ask(client, &dear(), json!({})).await;
        if response.status == 429 {
            return response;
        }
    }
    panic!("it is never refused");
}

/// The first refusal among many requests at once.
async fn flood(client: &Client, query: &str) -> Response {
    for _ in 0..100 {
        let asked = (0..50).map(|_| ask(client, query, json!({})));
        let responses = futures_util::future::join_all(asked).await;
        let refused = responses.into_iter().find(|it| it.status == 429);
        if let Some(refused) = refused {
            return refused;
        }
    }
    panic!("it is never refused");
}

/// Seconds after which a refused client may ask again, which body and header say.
fn retry_after(response: &Response) -> u64 {
    let body = body(response);
    let error = &body["errors"][0];
    assert_eq!(error["extensions"]["code"], "RATE_LIMITED", "{body}");
    assert_eq!(body.get("data"), None);
    let secs = error["extensions"]["retryAfterSecs"].as_u64().unwrap();
    let header = response.headers[RETRY_AFTER].to_str().unwrap();
    assert_eq!(header, secs.to_string());
    secs
}

#[tokio::test]
async fn an_account_and_each_of_its_keys_spend_their_own_minute() {
    let app = TestApp::with(&["--cost-per-minute=25000"]).await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let own = ada.graphql("{ organizations { id } }", json!({})).await;
    let create = "mutation($id: ID!) { createApiKey(input: { organizationId: $id, name: \"CI\",
        scope: READ }) { token } }";
    let id = own.data("/organizations/0/id");
    let created = ada.graphql(create, json!({ "id": id })).await;
    let key = created.data("/createApiKey/token").as_str();
    let key = Client {
        token: key.map(str::to_owned),
        ..ada.clone()
    };
    let sign_in = "mutation { signIn(input: { email: \"ada@example.org\",
        password: \"correct horse battery\" }) { token } }";
    let second = app.nobody().graphql(sign_in, json!({})).await;
    let second = Client {
        token: second.data("/signIn/token").as_str().map(str::to_owned),
        ..ada.clone()
    };

    let refused = exhaust(&ada).await;
    assert!((1..=30).contains(&retry_after(&refused)));
    let told = body(&ask(&ada, &dear(), json!({ "cost": true })).await);
    let [requested, limit, remaining] = cost(&told);
    assert!(remaining < requested && limit == 25_000, "{told}");
    let text = told["errors"][0]["message"].as_str().unwrap();
    assert!(text.contains("may cost 25000 in a minute"), "{text}");

    // Another session of the account spends the same; a key and anybody else do not.
    assert_eq!(ask(&second, &dear(), json!({})).await.status, 429);
    assert_eq!(ask(&key, &dear(), json!({})).await.status, 200);
    assert_eq!(ask(&bob, &dear(), json!({})).await.status, 200);
    retry_after(&exhaust(&key).await);
    // What is cheap is within what remains.
    let email = ada.graphql("{ viewer { email } }", json!({})).await;
    assert_eq!(email.data("/viewer/email"), "ada@example.org");
}

#[tokio::test]
async fn an_operation_on_a_socket_is_refused_alone() {
    let app = TestApp::with(&["--cost-per-minute=25000"]).await;
    let ada = app.user("ada").await;
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    exhaust(&ada).await;
    socket.subscribe("dear", &dear(), json!({})).await;
    let message = socket.receive().await;
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("error"), &json!("dear"))
    );
    let extensions = &message["payload"][0]["extensions"];
    assert_eq!(extensions["code"], "RATE_LIMITED");
    assert!(extensions["retryAfterSecs"].as_u64() >= Some(1));
    socket
        .subscribe("cheap", "{ viewer { email } }", json!({}))
        .await;
    let message = socket.receive().await;
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("next"), &json!("cheap"))
    );
}

#[tokio::test]
async fn an_address_without_a_session_has_a_minute_of_its_own() {
    let app = TestApp::with(&["--anonymous-cost-per-minute=25000"]).await;
    let ada = app.user("ada").await;
    let nobody = app.nobody();
    // What is not even valid costs, too, and so does a token that is not.
    let invalid = format!("{{ {} }}", "nothing ".repeat(400));
    retry_after(&flood(&nobody, &invalid).await);
    let guess = Client {
        token: Some("upb_guess".to_owned()),
        ..nobody.clone()
    };
    retry_after(&flood(&guess, "{ viewer { id } }").await);
    assert_eq!(ask(&ada, PAGE, json!({})).await.status, 200);
}

#[tokio::test]
async fn what_a_request_costs_is_told_to_who_asks() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let plain = body(&ask(&ada, PAGE, json!({})).await);
    assert_eq!(plain.get("extensions"), None);
    let mut costs = Vec::new();
    // Answers that are given again are those of clients that do not ask.
    for _ in 0..5 {
        let told = body(&ask(&ada, PAGE, json!({ "cost": true })).await);
        assert_eq!(told["data"], plain["data"]);
        let [requested, limit, remaining] = cost(&told);
        assert!((300..2_000).contains(&requested), "{requested}");
        assert_eq!(limit, 60_000_000);
        assert!(remaining <= limit - requested, "{remaining}");
        costs.push(requested);
    }
    // It was priced once.
    assert_eq!(costs, [costs[0]; 5]);
    let metrics = Request::get("/metrics").body(Full::default()).unwrap();
    let metrics = app.nobody().send(metrics).await.body;
    let metrics = String::from_utf8(metrics.to_vec()).unwrap();
    let known = "upbeat_http_documents_known_total ";
    let known = metrics.lines().find_map(|line| line.strip_prefix(known));
    assert!(known.unwrap().parse::<f64>().unwrap() >= 5.0, "{known:?}");
    let change = "mutation { createWebsite(input: { url: \"https://a.test\" }) { id } }";
    let [requested, ..] = cost(&body(&ask(&ada, change, json!({ "cost": true })).await));
    assert!((100..200).contains(&requested), "{requested}");

    // On a socket as well, but for what a subscription tells.
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    let payload = json!({ "query": PAGE, "extensions": { "cost": true } });
    socket
        .send(json!({ "type": "subscribe", "id": "1", "payload": payload }))
        .await;
    cost(&socket.receive().await["payload"]);
}
