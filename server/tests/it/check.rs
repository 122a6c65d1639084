//! How a website is checked: what can be said, what is refused, what comes of it.

mod facts;
mod reach;
mod refused;

use serde_json::{Value, json};

use crate::support::{Answer, Client, Target, TestApp, eventually};

const FIELDS: &str = "id url status ipVersion degradedAboveMs downAboveMs
    tlsRules { minVersion degradedBelowDays ignoreErrors }
    check { kind
        http { method headers body auth clientCertificate version maxRedirects bodyLimitBytes
            statuses assertions { subject property comparison value } host connectTo }
        tcp { tls send expect }
        dns { record server expect rcode }
        ping { count maxLossPercent degradedAboveJitterMs }
        tls { connectTo }
        webSocket { headers subprotocol send expect host connectTo }
        smtp { startTls } }";

async fn create(client: &Client, input: Value) -> Answer {
    let query = format!(
        "mutation($input: CreateWebsiteInput!) {{ createWebsite(input: $input) {{ {FIELDS} }} }}"
    );
    client.graphql(&query, json!({ "input": input })).await
}

async fn update(client: &Client, input: Value) -> Answer {
    let query = format!(
        "mutation($input: UpdateWebsiteInput!) {{ updateWebsite(input: $input) {{ {FIELDS} }} }}"
    );
    client.graphql(&query, json!({ "input": input })).await
}

/// A website's check: its kind and that kind's details.
fn details(website: &Value) -> (&str, &Value) {
    let kind = website["check"]["kind"].as_str().unwrap();
    let part = match kind {
        "HTTP" => "http",
        "TCP" => "tcp",
        "DNS" => "dns",
        "PING" => "ping",
        "WEB_SOCKET" => "webSocket",
        "SMTP" => "smtp",
        _ => "tls",
    };
    let others = website["check"].as_object().unwrap();
    let told = others.iter().filter(|(_, value)| value.is_object()).count();
    assert_eq!(told, 1, "{website}");
    (kind, &website["check"][part])
}

#[tokio::test]
async fn the_scheme_selects_the_kind_with_good_defaults() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let http = json!({ "method": "GET", "headers": [], "body": null, "auth": null,
        "clientCertificate": false, "version": "ANY", "maxRedirects": 10,
        "bodyLimitBytes": 1_048_576, "statuses": "200-399", "assertions": [],
        "host": null, "connectTo": null });
    let socket = json!({ "headers": [], "subprotocol": null, "send": null, "expect": null,
        "host": null, "connectTo": null });
    let smtp = json!({ "startTls": "REQUIRED" });
    for (url, kind, expected) in [
        ("a.test", "HTTP", http.clone()),
        ("http://a.test", "HTTP", http),
        ("ws://a.test", "WEB_SOCKET", socket.clone()),
        ("wss://a.test/live", "WEB_SOCKET", socket),
        (
            "tcp://a.test:22",
            "TCP",
            json!({ "tls": false, "send": null, "expect": null }),
        ),
        (
            "dns://a.test",
            "DNS",
            json!({ "record": "A", "server": null, "expect": [], "rcode": null }),
        ),
        (
            "ping://a.test",
            "PING",
            json!({ "count": 3, "maxLossPercent": 0, "degradedAboveJitterMs": null }),
        ),
        ("tls://a.test", "TLS", json!({ "connectTo": null })),
        ("smtp://a.test", "SMTP", smtp.clone()),
        ("smtps://a.test", "SMTP", smtp),
    ] {
        let answer = create(&ada, json!({ "url": url })).await;
        let website = answer.data("/createWebsite");
        assert_eq!(details(website), (kind, &expected), "{url}");
        assert_eq!(website["ipVersion"], "ANY");
        assert!(website["degradedAboveMs"].is_null() && website["downAboveMs"].is_null());
        let rules = json!({ "minVersion": null, "degradedBelowDays": 14, "ignoreErrors": false });
        assert_eq!(website["tlsRules"], rules);
    }
}

#[tokio::test]
async fn what_is_said_comes_back_but_for_the_secrets() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let input = json!({ "url": "https://a.test/", "ipVersion": "V6", "degradedAboveMs": 800,
        "downAboveMs": 5000,
        "tls": { "minVersion": "TLS_1_3", "degradedBelowDays": 30, "ignoreErrors": true },
        "check": { "http": { "method": "post", "body": "{}", "version": "HTTP_2",
            "headers": [{ "name": "X-Key", "value": "hush" }, { "name": "x-key", "value": "2" }],
            "basicAuth": { "user": "ada", "password": "hush" },
            "maxRedirects": 0, "bodyLimitBytes": 1024, "statuses": "200-299, 401",
            "host": " WWW.Bücher.test:8443 ", "connectTo": "2001:4860:4860::8888",
            "assertions": [
                { "subject": "HEADER", "property": "content-type", "comparison": "CONTAINS", "value": "json" },
                { "subject": "BODY", "comparison": "NOT_MATCHES", "value": "(?i)error" },
                { "subject": "JSON", "property": "$.ok", "comparison": "EXISTS" }] } } });
    let answer = create(&ada, input).await;
    let website = answer.data("/createWebsite");
    let expected = json!({ "method": "POST", "headers": ["x-key", "x-key"], "body": "{}",
        "auth": "BASIC", "clientCertificate": false, "version": "HTTP_2", "maxRedirects": 0,
        "bodyLimitBytes": 1024, "statuses": "200-299,401", "assertions": [
            { "subject": "HEADER", "property": "content-type", "comparison": "CONTAINS", "value": "json" },
            { "subject": "BODY", "property": null, "comparison": "NOT_MATCHES", "value": "(?i)error" },
            { "subject": "JSON", "property": "$.ok", "comparison": "EXISTS", "value": null }],
        "host": "www.xn--bcher-kva.test:8443", "connectTo": "[2001:4860:4860::8888]" });
    assert_eq!(details(website), ("HTTP", &expected));
    assert_eq!(website["ipVersion"], "V6");
    assert_eq!(website["degradedAboveMs"], 800);
    assert_eq!(website["downAboveMs"], 5000);
    let rules = json!({ "minVersion": "TLS_1_3", "degradedBelowDays": 30, "ignoreErrors": true });
    assert_eq!(website["tlsRules"], rules);

    for (url, part, said) in [
        (
            "tcp://a.test:22",
            "tcp",
            json!({ "tls": true, "send": "PING\r\n\u{0}", "expect": "PONG" }),
        ),
        (
            "dns://a.test",
            "dns",
            json!({ "record": "TXT", "server": "[2001:4860:4860::8888]:5353", "expect": ["v=spf1 -all"], "rcode": "NXDOMAIN" }),
        ),
        (
            "ping://a.test",
            "ping",
            json!({ "count": 10, "maxLossPercent": 99, "degradedAboveJitterMs": 30 }),
        ),
        (
            "wss://a.test",
            "webSocket",
            json!({ "headers": [], "subprotocol": "graphql-transport-ws", "send": "a", "expect": "b",
                "host": "b.test", "connectTo": "c.test:8443" }),
        ),
        (
            "tls://a.test",
            "tls",
            json!({ "connectTo": "1.1.1.1:8443" }),
        ),
        ("smtp://a.test", "smtp", json!({ "startTls": "IF_OFFERED" })),
    ] {
        let answer = create(&ada, json!({ "url": url, "check": { part: said } })).await;
        assert_eq!(details(answer.data("/createWebsite")).1, &said, "{url}");
    }
}

#[tokio::test]
async fn details_stay_until_they_are_given_anew_or_the_kind_is_another() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let check = json!({ "http": { "method": "PUT", "maxRedirects": 3 } });
    let input = json!({ "url": "https://a.test", "check": check, "degradedAboveMs": 700 });
    let made = create(&ada, input).await;
    let id = made.data("/createWebsite/id").clone();
    let change = async |mut input: Value| {
        input["id"] = id.clone();
        update(&ada, input).await.data("/updateWebsite").clone()
    };
    let moved = change(json!({ "url": "http://b.test/x" })).await;
    assert_eq!(moved["check"], made.data("/createWebsite/check").clone());
    let whole = change(json!({ "check": { "http": { "maxRedirects": 2 } } })).await;
    assert_eq!(whole["check"]["http"]["method"], "GET", "as a whole");
    assert_eq!(whole["check"]["http"]["maxRedirects"], 2);
    assert_eq!(whole["degradedAboveMs"], 700, "what is not said stays");
    let other = change(json!({ "url": "ping://b.test", "downAboveMs": 800 })).await;
    assert_eq!(details(&other).0, "PING");
    assert_eq!(details(&other).1["count"], 3);
    assert_eq!(
        (&other["degradedAboveMs"], &other["downAboveMs"]),
        (&json!(700), &json!(800))
    );
    let never = change(json!({ "degradedAboveMs": null, "downAboveMs": null })).await;
    assert!(never["degradedAboveMs"].is_null() && never["downAboveMs"].is_null());
    let back = change(json!({ "url": "https://a.test" })).await;
    assert_eq!(details(&back).1["maxRedirects"], 10, "defaults again");
    // A limit that no longer fits the time limit is said by its own name.
    change(json!({ "degradedAboveMs": 9000 })).await;
    let refused = update(&ada, json!({ "id": id, "timeoutMs": 8000 })).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "degradedAboveMs")
    );
}

#[tokio::test]
async fn another_check_voids_what_was_seen_and_the_same_does_not() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let check = |method: &str| {
        let headers = json!([{ "name": "x-key", "value": "hush" }]);
        json!({ "http": { "method": method, "headers": headers } })
    };
    let input = json!({ "url": target.url(), "check": check("GET") });
    let made = create(&ada, input).await;
    let id = made.data("/createWebsite/id").as_str().unwrap().to_owned();
    let up = async || {
        eventually("it to be up", async || {
            (ada.website(&id, "status").await["status"] == "UP").then_some(())
        })
        .await;
    };
    up().await;
    let same = update(&ada, json!({ "id": id, "check": check("GET") })).await;
    assert_eq!(
        same.data("/updateWebsite/status"),
        "UP",
        "nothing has changed"
    );
    let other = update(&ada, json!({ "id": id, "check": check("OPTIONS") })).await;
    assert_eq!(other.data("/updateWebsite/status"), "PENDING");
    up().await;
    assert!(target.last_request().starts_with("OPTIONS / HTTP/1.1\r\n"));
}
