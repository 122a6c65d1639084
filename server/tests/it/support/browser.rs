//! A browser with a page of the server's host open, which keeps a cookie.

use std::net::SocketAddr;

use http_body_util::Full;
use hyper::Request;
use hyper::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use serde_json::{Value, json};

use super::{Answer, Client, Response};

/// A browser.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    /// Name and value of the cookie, as they are sent.
    pub(crate) cookie: Option<String>,
    /// The last `Set-Cookie`.
    pub(crate) set: String,
}

impl Browser {
    /// A browser without a cookie.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookie: None,
            set: String::new(),
        }
    }

    /// Where its page is from.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Asks the GraphQL endpoint, and keeps the cookie of the answer.
    pub(crate) async fn graphql(&mut self, query: &str, variables: Value) -> Answer {
        let response = self.post(&self.origin(), query, variables).await;
        if let Some(set) = response.headers.get(SET_COOKIE) {
            self.set = set.to_str().unwrap().to_owned();
            let pair = self.set.split(';').next().unwrap().to_owned();
            self.cookie = (!self.set.contains("Max-Age=0;")).then_some(pair);
        }
        Answer(serde_json::from_slice(&response.body).unwrap_or_else(|_| panic!("{response:?}")))
    }

    /// What a page from `origin` gets.
    pub(crate) async fn post(&self, origin: &str, query: &str, variables: Value) -> Response {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = Request::post("/graphql")
            .header(CONTENT_TYPE, "application/json")
            .header(ORIGIN, origin);
        self.send(request, body).await
    }

    /// What a `GET` of this path gets.
    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, String::new()).await
    }

    async fn send(&self, mut request: hyper::http::request::Builder, body: String) -> Response {
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, format!("theme=dark; {cookie}"));
        }
        let client = Client::nobody(self.address);
        client.send(request.body(Full::from(body)).unwrap()).await
    }
}
