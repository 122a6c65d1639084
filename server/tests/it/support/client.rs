//! A person with an HTTP client.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// Somebody at the server's door, signed in or not.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    pub(crate) token: Option<String>,
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A GraphQL answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer(pub(crate) Value);

impl Client {
    /// Somebody who is not signed in.
    pub(crate) fn nobody(address: SocketAddr) -> Self {
        Self {
            address,
            token: None,
        }
    }

    /// Signs `name` up, with a good password.
    pub(crate) async fn sign_up(address: SocketAddr, name: &str) -> Self {
        let nobody = Self::nobody(address);
        let email = format!("{name}@example.org");
        let query = "mutation($email: String!) { signUp(input: { email: $email, password: \"correct horse battery\" }) { token } }";
        let answer = nobody.graphql(query, json!({ "email": email })).await;
        let token = answer.data("/signUp/token").as_str().unwrap().to_owned();
        Self {
            address,
            token: Some(token),
        }
    }

    /// Asks the GraphQL endpoint.
    pub(crate) async fn graphql(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = self.send(request.body(Full::from(body)).unwrap()).await;
        Answer(serde_json::from_slice(&response.body).unwrap_or_else(|_| panic!("{response:?}")))
    }

    /// Sends any request, on a connection of its own.
    pub(crate) async fn send(&self, mut request: Request<Full<Bytes>>) -> Response {
        let host = self.address.to_string().parse().unwrap();
        request.headers_mut().entry(HOST).or_insert(host);
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Response {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    /// Creates a website; its id.
    pub(crate) async fn create(&self, input: Value) -> String {
        let query = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
        let answer = self.graphql(query, json!({ "input": input })).await;
        let id = answer.data("/createWebsite/id").as_str();
        id.unwrap().to_owned()
    }

    /// Starts watching `url` every 10 s; answers the website's id.
    pub(crate) async fn create_website(&self, url: &str) -> String {
        self.create(json!({ "url": url, "intervalSecs": 10 })).await
    }

    /// One field of a website, as JSON.
    pub(crate) async fn website(&self, id: &str, field: &str) -> Value {
        let query = format!("query($id: ID!) {{ website(id: $id) {{ {field} }} }}");
        self.graphql(&query, json!({ "id": id }))
            .await
            .data("/website")
            .clone()
    }
}

impl Answer {
    /// The part of the data at a JSON pointer.
    ///
    /// # Panics
    /// Where there is none, with the whole answer.
    pub(crate) fn data(&self, pointer: &str) -> &Value {
        let data = self.0.get("data").and_then(|data| data.pointer(pointer));
        data.filter(|_| self.0.get("errors").is_none())
            .unwrap_or_else(|| panic!("{}", self.0))
    }

    /// The code of the first error.
    pub(crate) fn code(&self) -> &str {
        self.extension("code")
    }

    /// The field that the first error names.
    pub(crate) fn field(&self) -> &str {
        self.extension("field")
    }

    /// The text of the first error.
    pub(crate) fn message(&self) -> &str {
        self.0["errors"][0]["message"]
            .as_str()
            .unwrap_or_else(|| panic!("{}", self.0))
    }

    fn extension(&self, name: &str) -> &str {
        let pointer = format!("/errors/0/extensions/{name}");
        self.0
            .pointer(&pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{}", self.0))
    }
}
