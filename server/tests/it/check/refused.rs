//! What no prober could send is refused where it is saved.

use serde_json::{Value, json};

use super::create;
use crate::support::TestApp;

/// What must not be saved, with the field that is to blame.
fn refused_http() -> Vec<(Value, &'static str)> {
    let many_headers = vec![json!({ "name": "x", "value": "y" }); 51];
    let header = |name: &str, value: &str| json!({ "headers": [{ "name": name, "value": value }] });
    let assertion = |assertion: Value| {
        let good = json!({ "subject": "BODY", "comparison": "CONTAINS", "value": "a" });
        json!({ "assertions": [good, assertion] })
    };
    vec![
        (json!({ "method": "CONNECT" }), "method"),
        (json!({ "method": "trace" }), "method"),
        (json!({ "method": "GE T" }), "method"),
        (json!({ "method": "" }), "method"),
        (json!({ "method": "A".repeat(21) }), "method"),
        (json!({ "body": "x" }), "body"),
        (json!({ "method": "HEAD", "body": "x" }), "body"),
        (
            json!({ "method": "POST", "body": "x".repeat(65_537) }),
            "body",
        ),
        (json!({ "headers": many_headers }), "headers"),
        (header("a b", "x"), "headers[0].name"),
        (header("", "x"), "headers[0].name"),
        (header("HOST", "x"), "headers[0].name"),
        (header("Content-Length", "1"), "headers[0].name"),
        (header("proxy-authorization", "x"), "headers[0].name"),
        (header("transfer-encoding", "chunked"), "headers[0].name"),
        (header("x", "a\r\nb: c"), "headers[0].value"),
        (header("x", "a\u{0}"), "headers[0].value"),
        (header("x", &"v".repeat(8_193)), "headers[0].value"),
        (
            json!({ "headers": [{ "name": "x", "value": null }] }),
            "headers[0].value",
        ),
        (
            json!({ "basicAuth": { "user": "a:b", "password": "c" } }),
            "basicAuth.user",
        ),
        (
            json!({ "basicAuth": { "user": "a", "password": "b\n" } }),
            "basicAuth.password",
        ),
        (
            json!({ "basicAuth": { "user": "a" } }),
            "basicAuth.password",
        ),
        (
            json!({ "basicAuth": { "user": "a", "password": "b" }, "bearerToken": "t" }),
            "bearerToken",
        ),
        (json!({ "bearerToken": "" }), "bearerToken"),
        (json!({ "bearerToken": "a\nb" }), "bearerToken"),
        (
            json!({ "bearerToken": "t", "headers": [{ "name": "Authorization", "value": "x" }] }),
            "headers",
        ),
        (
            json!({ "clientCertificate": { "certificatePem": "x", "keyPem": "y" } }),
            "clientCertificate",
        ),
        (json!({ "maxRedirects": 11 }), "maxRedirects"),
        (json!({ "maxRedirects": -1 }), "maxRedirects"),
        (json!({ "bodyLimitBytes": 1023 }), "bodyLimitBytes"),
        (json!({ "bodyLimitBytes": 10_485_761 }), "bodyLimitBytes"),
        (json!({ "statuses": "200-600" }), "statuses"),
        (json!({ "statuses": "" }), "statuses"),
        (json!({ "host": "" }), "host"),
        (json!({ "host": "a b" }), "host"),
        (json!({ "host": "a.test/x" }), "host"),
        (json!({ "host": "ada@a.test" }), "host"),
        (json!({ "host": "a.test\r\nx: y" }), "host"),
        (json!({ "connectTo": "http://a.test" }), "connectTo"),
        (json!({ "connectTo": "192.0.2.7:0" }), "connectTo"),
        (json!({ "connectTo": "a..test" }), "connectTo"),
        (json!({ "connectTo": "b.test," }), "connectTo"),
        (json!({ "connectTo": "127.1" }), "connectTo"),
        (json!({ "host": "www–1.a.test" }), "host"),
        (json!({ "connectTo": "a.test:443:443" }), "connectTo"),
        (
            assertion(json!({ "subject": "BODY", "comparison": "MATCHES", "value": "(" })),
            "assertions[1].value",
        ),
        (
            assertion(json!({ "subject": "JSON", "property": "status", "comparison": "EXISTS" })),
            "assertions[1].property",
        ),
        (
            assertion(json!({ "subject": "HEADER", "property": "a b", "comparison": "EXISTS" })),
            "assertions[1].property",
        ),
        (
            assertion(json!({ "subject": "HEADER", "comparison": "EXISTS" })),
            "assertions[1].property",
        ),
        (
            assertion(
                json!({ "subject": "BODY", "property": "x", "comparison": "EQUALS", "value": "a" }),
            ),
            "assertions[1].property",
        ),
        (
            assertion(json!({ "subject": "BODY", "comparison": "EQUALS" })),
            "assertions[1].value",
        ),
        (
            assertion(json!({ "subject": "BODY", "comparison": "AT_MOST", "value": "many" })),
            "assertions[1].value",
        ),
        (
            json!({ "assertions": vec![json!({ "subject": "BODY", "comparison": "CONTAINS", "value": "a" }); 21] }),
            "assertions",
        ),
    ]
}

#[tokio::test]
async fn what_no_prober_could_send_is_refused_with_its_field() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for (http, field) in refused_http() {
        let input = json!({ "url": "https://a.test", "check": { "http": http } });
        let answer = create(&ada, input.clone()).await;
        let field = format!("check.http.{field}");
        assert_eq!(
            (answer.code(), answer.field()),
            ("BAD_USER_INPUT", field.as_str()),
            "{input}"
        );
    }
    let check = |part: &str, said: Value| json!({ part: said });
    for (url, check, field) in [
        ("https://a.test", check("tcp", json!({})), "check"),
        ("tcp://a.test:1", check("http", json!({})), "check"),
        ("tls://a.test", check("http", json!({})), "check"),
        ("wss://a.test", check("http", json!({})), "check"),
        (
            "tcp://a.test:1",
            check("tcp", json!({ "send": "" })),
            "check.tcp.send",
        ),
        (
            "tcp://a.test:1",
            check("tcp", json!({ "expect": "x".repeat(4_097) })),
            "check.tcp.expect",
        ),
        (
            "tcp://a.test:1",
            check("tcp", json!({ "send": "x".repeat(65_537) })),
            "check.tcp.send",
        ),
        (
            "dns://a.test",
            check("dns", json!({ "server": "ns a.test" })),
            "check.dns.server",
        ),
        (
            "dns://a.test",
            check("dns", json!({ "server": "192.0.2.1:0" })),
            "check.dns.server",
        ),
        (
            "dns://a.test",
            check("dns", json!({ "server": "‘ns.a.test’" })),
            "check.dns.server",
        ),
        (
            "dns://a.test",
            check("dns", json!({ "rcode": "OOPS" })),
            "check.dns.rcode",
        ),
        (
            "dns://a.test",
            check("dns", json!({ "expect": vec!["a"; 51] })),
            "check.dns.expect",
        ),
        (
            "dns://a.test",
            check("dns", json!({ "expect": ["a", ""] })),
            "check.dns.expect[1]",
        ),
        (
            "ping://a.test",
            check("ping", json!({ "count": 0 })),
            "check.ping.count",
        ),
        (
            "ping://a.test",
            check("ping", json!({ "count": 11 })),
            "check.ping.count",
        ),
        (
            "ping://a.test",
            check("ping", json!({ "maxLossPercent": 100 })),
            "check.ping.maxLossPercent",
        ),
        (
            "wss://a.test",
            check(
                "webSocket",
                json!({ "headers": [{ "name": "Sec-WebSocket-Key", "value": "x" }] }),
            ),
            "check.webSocket.headers[0].name",
        ),
        (
            "wss://a.test",
            check("webSocket", json!({ "subprotocol": "a b" })),
            "check.webSocket.subprotocol",
        ),
        (
            "wss://a.test",
            check("webSocket", json!({ "host": "a b" })),
            "check.webSocket.host",
        ),
        (
            "tls://a.test",
            check("tls", json!({ "connectTo": "" })),
            "check.tls.connectTo",
        ),
        (
            "https://a.test",
            check("tls", json!({ "connectTo": "b.test" })),
            "check",
        ),
    ] {
        let answer = create(&ada, json!({ "url": url, "check": check })).await;
        assert_eq!(
            (answer.code(), answer.field()),
            ("BAD_USER_INPUT", field),
            "{url} {check}"
        );
    }
    for (setting, field) in [
        (json!({ "degradedAboveMs": 0 }), "degradedAboveMs"),
        (json!({ "downAboveMs": 10_001 }), "downAboveMs"),
        (
            json!({ "degradedAboveMs": 900, "downAboveMs": 900 }),
            "downAboveMs",
        ),
        (
            json!({ "timeoutMs": 500, "degradedAboveMs": 501 }),
            "degradedAboveMs",
        ),
        (
            json!({ "tls": { "degradedBelowDays": 366 } }),
            "tls.degradedBelowDays",
        ),
    ] {
        let mut input = setting.clone();
        input["url"] = "https://a.test".into();
        let answer = create(&ada, input).await;
        assert_eq!(
            (answer.code(), answer.field()),
            ("BAD_USER_INPUT", field),
            "{setting}"
        );
    }
}
