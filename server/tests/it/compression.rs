//! Long answers are compressed for clients that take it.

use std::io::Read;

use bytes::Bytes;
use flate2::read::GzDecoder;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY,
};
use serde_json::{Value, json};

use crate::support::{Client, Response, TestApp};

const LONG: &str = "{ __schema { types { name description } } }";
const SHORT: &str = "{ __typename }";

async fn ask(client: &Client, accepted: &str, query: &str) -> Response {
    let request = Request::post("/graphql")
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT_ENCODING, accepted);
    let body = Bytes::from(json!({ "query": query }).to_string());
    client.send(request.body(Full::new(body)).unwrap()).await
}

fn encoding(answer: &Response) -> Option<&str> {
    let value = answer.headers.get(CONTENT_ENCODING);
    value.map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_long_answer_is_compressed_for_whoever_takes_it() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let plain = ask(&ada, "identity", LONG).await;
    assert_eq!(encoding(&plain), None);
    let told: Value = serde_json::from_slice(&plain.body).unwrap();
    assert!(told["data"]["__schema"]["types"][0]["name"].is_string());

    let short = ask(&ada, "br, gzip", LONG).await;
    assert_eq!(encoding(&short), Some("gzip"));
    assert_eq!(short.headers[CONTENT_TYPE], plain.headers[CONTENT_TYPE]);
    assert_eq!(short.headers[CONTENT_LENGTH], short.body.len().to_string());
    assert!(
        short.body.len() * 2 < plain.body.len(),
        "{}",
        short.body.len()
    );
    let mut same = Vec::new();
    GzDecoder::new(&short.body[..])
        .read_to_end(&mut same)
        .unwrap();
    assert_eq!(same, plain.body);

    for (accepted, query) in [("gzip;q=0, br", LONG), ("", LONG), ("gzip", SHORT)] {
        let answer = ask(&ada, accepted, query).await;
        assert_eq!(encoding(&answer), None, "{accepted}: {query}");
        assert!(serde_json::from_slice::<Value>(&answer.body).is_ok());
    }
    for answer in [&plain, &short] {
        let varies = answer.headers.get_all(VARY).iter();
        assert!(varies.into_iter().any(|value| value == "accept-encoding"));
    }
}

/// A compressor would keep events until it has enough of them.
#[tokio::test]
async fn a_stream_of_events_is_not_compressed() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let request = Request::post("/graphql")
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "text/event-stream")
        .header(ACCEPT_ENCODING, "gzip");
    let body = Bytes::from(json!({ "query": LONG }).to_string());
    let answer = ada.send(request.body(Full::new(body)).unwrap()).await;
    let content_type = answer.headers[CONTENT_TYPE].to_str().unwrap();
    assert!(
        content_type.starts_with("text/event-stream"),
        "{content_type}"
    );
    assert_eq!(encoding(&answer), None);
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(text.contains("event: next\n"), "{text}");
}
