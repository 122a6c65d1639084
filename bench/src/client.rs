//! A user of the GraphQL endpoint, on one kept-alive connection.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use bytes::Bytes;
use futures_util::future::try_join_all;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// Connections with which websites are made.
const CREATORS: usize = 8;

/// A signed-in person with a connection to a server.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    token: String,
    sender: SendRequest<Full<Bytes>>,
}

/// The ledger of all of an account's websites over a window.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ledger {
    /// Slots that were planned.
    pub planned: i64,
    /// Slots with a tick.
    pub recorded: i64,
    /// Recorded slots that are unmeasured.
    pub unmeasured: i64,
    /// Slots without a tick.
    pub missing: i64,
    /// Websites and regions of which some slot is missing.
    pub incomplete: usize,
}

impl Client {
    /// Signs a new account up.
    pub async fn sign_up(address: SocketAddr) -> anyhow::Result<Self> {
        Self::sign_up_as(address, "bench@example.org").await
    }

    /// Signs a new account of that address up.
    pub async fn sign_up_as(address: SocketAddr, email: &str) -> anyhow::Result<Self> {
        let mut client = Self::connect(address, String::new()).await?;
        let mutation = "mutation($email: String!) {
            signUp(input: { email: $email, password: \"correct horse battery\" }) { token } }";
        let data = client.ask(mutation, json!({ "email": email })).await?;
        client.token = text(&data, "/signUp/token")?;
        Ok(client)
    }

    /// Signs in to an account that is there.
    pub async fn sign_in(address: SocketAddr, email: &str, password: &str) -> anyhow::Result<Self> {
        let mut client = Self::connect(address, String::new()).await?;
        let mutation = "mutation($email: String!, $password: String!) {
            signIn(input: { email: $email, password: $password }) { token } }";
        let variables = json!({ "email": email, "password": password });
        let data = client.ask(mutation, variables).await?;
        client.token = text(&data, "/signIn/token")?;
        Ok(client)
    }

    /// The server that is asked.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What shows the server who asks.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The same person at another server of the same installation.
    pub async fn at(&self, address: SocketAddr) -> anyhow::Result<Self> {
        Self::connect(address, self.token.clone()).await
    }

    /// The same person on another connection.
    pub async fn again(&self) -> anyhow::Result<Self> {
        self.at(self.address).await
    }

    /// The bearer of `token`.
    pub async fn connect(address: SocketAddr, token: String) -> anyhow::Result<Self> {
        Ok(Self {
            address,
            token,
            sender: connect(address).await?,
        })
    }

    /// The data of an answer without errors.
    pub async fn ask(&mut self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let body = self.send(question(query, variables)).await?;
        let mut answer: Value = serde_json::from_slice(&body)?;
        if let Some(errors) = answer.get("errors") {
            bail!("the server answers {errors}");
        }
        Ok(answer["data"].take())
    }

    /// The answer to the body of a request, as it is.
    pub async fn send(&mut self, body: Bytes) -> anyhow::Result<Bytes> {
        let mut request = Request::post("/graphql")
            .header("host", self.address.to_string())
            .header("content-type", "application/json");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        // The server ends connections that are idle for a while.
        if self.sender.ready().await.is_err() {
            self.sender = connect(self.address).await?;
        }
        let response = self
            .sender
            .send_request(request.body(Full::from(body))?)
            .await?;
        Ok(response.into_body().collect().await?.to_bytes())
    }

    /// Makes `count` websites that watch `url` every 10 s.
    pub async fn create_websites(&self, url: &str, count: usize) -> anyhow::Result<()> {
        let creators = (0..CREATORS).map(|creator| async move {
            let mut client = Self::connect(self.address, self.token.clone()).await?;
            let mutation = "mutation($url: String!) { createWebsite(input: { url: $url, intervalSecs: 10 }) { id } }";
            for n in (creator..count).step_by(CREATORS) {
                client.ask(mutation, json!({ "url": format!("{url}{n}") })).await?;
            }
            anyhow::Ok(())
        });
        try_join_all(creators).await?;
        Ok(())
    }

    /// The ledger of every website in `region` (or all) between two dates.
    pub async fn ledger(
        &mut self,
        region: Option<&str>,
        from: &str,
        to: &str,
    ) -> anyhow::Result<Ledger> {
        let query = "query($after: String, $region: String, $from: DateTime!, $to: DateTime!) {
            websites(first: 25, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
                uptime(region: $region, from: $from, to: $to) { slots { planned recorded unmeasured missing } } } } } }";
        let mut ledger = Ledger::default();
        let mut after = Value::Null;
        loop {
            let variables = json!({ "after": after, "region": region, "from": from, "to": to });
            let data = self.ask(query, variables).await?;
            let websites = &data["websites"];
            for edge in websites["edges"].as_array().context("edges")? {
                let slots = &edge["node"]["uptime"]["slots"];
                let count = |name: &str| slots[name].as_i64().unwrap_or(0);
                ledger.planned += count("planned");
                ledger.recorded += count("recorded");
                ledger.unmeasured += count("unmeasured");
                ledger.missing += count("missing");
                ledger.incomplete += usize::from(count("missing") > 0);
            }
            if websites["pageInfo"]["hasNextPage"] != true {
                return Ok(ledger);
            }
            after = websites["pageInfo"]["endCursor"].clone();
        }
    }

    /// Pauses every website: no further job is published.
    pub async fn pause_all(&mut self) -> anyhow::Result<()> {
        let query = "query($after: String) { websites(first: 100, after: $after) {
            pageInfo { hasNextPage endCursor } edges { node { id } } } }";
        let mut after = Value::Null;
        loop {
            let data = self.ask(query, json!({ "after": after })).await?;
            let websites = &data["websites"];
            for edge in websites["edges"].as_array().context("edges")? {
                let mutation = "mutation($id: ID!) { pauseWebsite(id: $id) { id } }";
                self.ask(mutation, json!({ "id": edge["node"]["id"] }))
                    .await?;
            }
            if websites["pageInfo"]["hasNextPage"] != true {
                return Ok(());
            }
            after = websites["pageInfo"]["endCursor"].clone();
        }
    }

    /// How many living probers all regions have together.
    pub async fn probers(&mut self) -> anyhow::Result<usize> {
        let data = self
            .ask("{ regions { probers { name } } }", json!({}))
            .await?;
        let regions = data["regions"].as_array().context("regions")?;
        Ok(regions
            .iter()
            .filter_map(|region| region["probers"].as_array())
            .map(Vec::len)
            .sum())
    }
}

/// What a server answers to a plain question; nothing where it refuses.
pub async fn get(address: SocketAddr, path: &str) -> anyhow::Result<String> {
    let (is_success, body) = ask_for(address, path).await?;
    Ok(if is_success { body } else { String::new() })
}

/// The same, whatever its status.
pub async fn get_any(address: SocketAddr, path: &str) -> anyhow::Result<String> {
    Ok(ask_for(address, path).await?.1)
}

async fn ask_for(address: SocketAddr, path: &str) -> anyhow::Result<(bool, String)> {
    let request = Request::get(path)
        .header("host", address.to_string())
        .body(Full::default())?;
    let response = connect(address).await?.send_request(request).await?;
    let is_success = response.status().is_success();
    let body = response.into_body().collect().await?.to_bytes();
    Ok((is_success, String::from_utf8_lossy(&body).into_owned()))
}

/// The body of a request.
pub fn question(query: &str, variables: Value) -> Bytes {
    let body = json!({ "query": query, "variables": variables });
    body.to_string().into()
}

fn text(data: &Value, pointer: &str) -> anyhow::Result<String> {
    let text = data.pointer(pointer).and_then(Value::as_str);
    text.map(str::to_owned)
        .with_context(|| format!("{pointer} in {data}"))
}

async fn connect(address: SocketAddr) -> anyhow::Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}
