//! A receiver of webhooks.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const KEY: [u8; 32] = [7; 32];

/// What one request had.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    head: String,
    pub(crate) body: Vec<u8>,
    /// When it came, in milliseconds of Unix time.
    pub(crate) at_ms: i64,
}

/// A receiver of webhooks, which answers with `status`.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    status: Arc<Mutex<u16>>,
    pub(crate) requests: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            status: Arc::new(Mutex::new(200)),
            requests: Arc::default(),
        };
        let serving = receiver.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = Vec::new();
                let body = loop {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    if let Some((head, body)) = text.split_once("\r\n\r\n") {
                        let len = head.lines().find_map(|line| {
                            line.to_lowercase()
                                .strip_prefix("content-length: ")?
                                .parse()
                                .ok()
                        });
                        if body.len() >= len.unwrap_or(0) {
                            break body.as_bytes().to_vec();
                        }
                    }
                    if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                        break Vec::new();
                    }
                };
                let head = String::from_utf8_lossy(&bytes).into_owned();
                let at_ms = chrono::Utc::now().timestamp_millis();
                let request = Request { head, body, at_ms };
                serving.requests.lock().unwrap().push(request);
                let status = *serving.status.lock().unwrap();
                let answer = format!("HTTP/1.1 {status} Said\r\nContent-Length: 4\r\n\r\nsaid");
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        receiver
    }

    /// Answers with `status` from now on.
    pub(crate) fn answer(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    /// Types of the events that came, in order.
    pub(crate) fn types(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        let kind = |request: &Request| {
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            body["type"].as_str().unwrap().to_owned()
        };
        requests.iter().map(kind).collect()
    }

    /// Settings of a webhook that sends here.
    pub(crate) fn webhook(&self) -> Value {
        json!({ "url": self.url, "secret": webhook_secret() })
    }
}

impl Request {
    /// Whether its signature is that of Standard Webhooks.
    pub(crate) fn is_signed(&self) -> bool {
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        let mut mac = Hmac::<Sha256>::new_from_slice(&KEY).unwrap();
        mac.update(format!("{id}.{at}.").as_bytes());
        mac.update(&self.body);
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        self.header("webhook-signature") == signature
    }

    pub(crate) fn header(&self, name: &str) -> String {
        let line = self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        });
        line.unwrap_or_default()
    }
}

/// What webhooks are signed with.
pub(crate) fn webhook_secret() -> String {
    format!("whsec_{}", STANDARD.encode(KEY))
}
