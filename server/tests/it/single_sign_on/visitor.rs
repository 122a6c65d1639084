//! A browser that goes from the server to the provider and back.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use http_body_util::Full;
use hyper::Request;
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE, USER_AGENT};
use serde_json::{Value, json};
use url::Url;

use super::REDIRECT_URL;
use crate::support::{Answer, Client, Response};

const HOME: &str = "https://upbeat.test";

/// A browser, to which the server is `https://upbeat.test`.
pub(super) struct Visitor {
    server: SocketAddr,
    /// Cookies by host and name.
    cookies: BTreeMap<(String, String), String>,
}

impl Visitor {
    pub(super) fn new(server: SocketAddr) -> Self {
        Self {
            server,
            cookies: BTreeMap::new(),
        }
    }

    /// What `url` answers. Cookies are kept.
    pub(super) async fn get(&mut self, url: &str) -> Response {
        let url = Url::parse(url).unwrap();
        let target = url[url::Position::BeforePath..].to_owned();
        self.send(&url, Request::get(target), String::new()).await
    }

    /// Signs in from the page at `path`: the last answer of the way.
    pub(super) async fn sign_in(&mut self, path: &str) -> Response {
        let callback = self.go_to_callback(path).await;
        self.get(&callback).await
    }

    /// The URL with which the provider sends the browser back.
    pub(super) async fn go_to_callback(&mut self, path: &str) -> String {
        let mut url = Url::parse(&format!("{HOME}/auth/oidc/start")).unwrap();
        url.query_pairs_mut().append_pair("return", path);
        while !url.as_str().starts_with(REDIRECT_URL) {
            let response = self.get(url.as_str()).await;
            url = url.join(location(&response)).unwrap();
        }
        url.into()
    }

    /// Asks the GraphQL endpoint by the session's cookie.
    pub(super) async fn graphql(&mut self, query: &str, variables: Value) -> Answer {
        let url = Url::parse(&format!("{HOME}/graphql")).unwrap();
        let request = Request::post("/graphql")
            .header(CONTENT_TYPE, "application/json")
            .header(ORIGIN, HOME);
        let body = json!({ "query": query, "variables": variables }).to_string();
        let response = self.send(&url, request, body).await;
        Answer(serde_json::from_slice(&response.body).unwrap_or_else(|_| panic!("{response:?}")))
    }

    /// Whether the browser has a session.
    pub(super) async fn email(&mut self) -> Option<String> {
        let answer = self.graphql("{ viewer { email } }", json!({})).await;
        let email = answer.data("/viewer").get("email")?.as_str();
        email.map(str::to_owned)
    }

    /// What the browser keeps under this name.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        let key = ("upbeat.test".to_owned(), name.to_owned());
        self.cookies.get(&key).map(String::as_str)
    }

    /// Puts something where the browser keeps it.
    pub(super) fn keep(&mut self, name: &str, value: &str) {
        let key = ("upbeat.test".to_owned(), name.to_owned());
        self.cookies.insert(key, value.to_owned());
    }

    async fn send(
        &mut self,
        url: &Url,
        mut request: hyper::http::request::Builder,
        body: String,
    ) -> Response {
        let host = url.host_str().unwrap().to_owned();
        let address = match url.port() {
            Some(port) => format!("{host}:{port}").parse().unwrap(),
            None => self.server,
        };
        let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
        request = request
            .header(HOST, authority)
            .header(USER_AGENT, "Browser 1.0");
        let own = self.cookies.iter().filter(|((of, _), _)| *of == host);
        let pairs: Vec<String> = own
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        if !pairs.is_empty() {
            request = request.header(COOKIE, pairs.join("; "));
        }
        let request = request.body(Full::from(body)).unwrap();
        let response = Client::nobody(address).send(request).await;
        for set in response.headers.get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let key = (host.clone(), name.to_owned());
            match value {
                "" => self.cookies.remove(&key),
                _ => self.cookies.insert(key, value.to_owned()),
            };
        }
        response
    }
}

/// Where an answer sends the browser.
pub(super) fn location(response: &Response) -> &str {
    let location = response.headers.get(LOCATION);
    let location = location.unwrap_or_else(|| panic!("{response:?}"));
    location.to_str().unwrap()
}
