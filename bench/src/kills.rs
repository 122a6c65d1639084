//! Kills the server with SIGKILL at seeded instants around each change of a website, and counts
//! what the receiver of its alerts got: every alert, in order, repeated only under its own id.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use clap::Args;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::client::Client;
use crate::receiver::Receiver;
use crate::server::Server;
use crate::stores::Stores;

const EMAIL: &str = "bench@example.org";
const PASSWORD: &str = "correct horse battery";

/// What seals the channel's secret, and what webhooks are signed with.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const SECRET: &str = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// How long a status or an alert may take to come, restarts included.
const LIMIT: Duration = Duration::from_secs(60);

/// Within this time after a change the server is killed: a check, ingest, and the delivery take
/// less.
const WITHIN_MS: u64 = 900;

#[derive(Args)]
pub(crate) struct Options {
    /// How often the server is killed, on each database.
    #[arg(long, default_value_t = 100)]
    kills: usize,

    /// What the instants are drawn from.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Only SQLite, which needs nothing else.
    #[arg(long)]
    sqlite_only: bool,
}

/// A website that answers, or refuses connections.
struct Site {
    address: SocketAddr,
    serving: Option<JoinHandle<()>>,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("upbeat.db");
    let sqlite = format!("sqlite://{}", file.display());
    println!(
        "{}",
        on("SQLite", &sqlite, directory.path(), options).await?
    );
    if !options.sqlite_only {
        let stores = Stores::fresh("bench_kills")?;
        let url = &stores.database_url;
        println!(
            "{}",
            on("PostgreSQL", url, directory.path(), options).await?
        );
    }
    Ok(())
}

/// Kills a server on the database at `url` again and again, and says what came of it.
async fn on(name: &str, url: &str, directory: &Path, options: &Options) -> anyhow::Result<String> {
    let mut instants = StdRng::seed_from_u64(options.seed);
    let environment = [
        ("DATABASE_URL", url),
        ("REDIS_URL", ""),
        ("UPBEAT_SECRET_KEY", KEY),
    ];
    let receiver = Receiver::start((Ipv4Addr::LOCALHOST, 0).into()).await?;
    let mut server = Server::start(directory, &environment)?;
    let mut client = server.sign_up(EMAIL).await?;
    let channel = "mutation($url: String!, $secret: String!) { createChannel(input: {
        name: \"All\", webhook: { url: $url, secret: $secret } }) { id } }";
    let hook = format!("http://{}/", receiver.address);
    client
        .ask(channel, json!({ "url": hook, "secret": SECRET }))
        .await?;
    let mut killed = 0;
    let mut websites = 0;
    while killed < options.kills {
        websites += 1;
        let mut site = Site::start().await?;
        let id = create(&mut client, websites, site.address).await?;
        wait_for(&mut client, &id, "UP").await?;
        for status in ["DOWN", "UP"] {
            if status == "DOWN" {
                site.stop().await;
            } else {
                site.serve().await?;
            }
            let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
            client.ask(check, json!({ "id": id })).await?;
            sleep(Duration::from_millis(instants.random_range(0..WITHIN_MS))).await;
            drop(client);
            server.kill()?;
            killed += 1;
            server = Server::start(directory, &environment)?;
            client = server.sign_in(EMAIL, PASSWORD).await?;
            wait_for(&mut client, &id, status).await?;
        }
        let pause = "mutation($id: ID!) { pauseWebsite(id: $id) { id } }";
        client.ask(pause, json!({ "id": id })).await?;
    }
    let outcome = account(&mut client, &receiver, websites).await?;
    server.kill()?;
    Ok(format!(
        "{name}: {killed} kills, {websites} websites: {outcome}"
    ))
}

async fn create(client: &mut Client, nth: usize, site: SocketAddr) -> anyhow::Result<String> {
    let create = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    let input = json!({
        "url": format!("http://{site}/"),
        "name": format!("site {nth}"),
        "intervalSecs": 10,
        "recoverySecs": 0,
    });
    let data = client.ask(create, json!({ "input": input })).await?;
    let id = data["createWebsite"]["id"].as_str();
    Ok(id.context("an id")?.to_owned())
}

async fn wait_for(client: &mut Client, id: &str, status: &str) -> anyhow::Result<()> {
    let limit = Instant::now() + LIMIT;
    let query = "query($id: ID!) { website(id: $id) { status } }";
    loop {
        let data = client.ask(query, json!({ "id": id })).await?;
        if data["website"]["status"] == status {
            return Ok(());
        }
        ensure!(
            Instant::now() < limit,
            "waited in vain for {status}: {data}"
        );
        sleep(Duration::from_millis(20)).await;
    }
}

/// Compares what the server knows with what the receiver got.
async fn account(
    client: &mut Client,
    receiver: &Receiver,
    websites: usize,
) -> anyhow::Result<String> {
    let limit = Instant::now() + LIMIT;
    let incidents = loop {
        let incidents = incidents(client).await?;
        let waits = incidents.values().flatten().any(|it| it.1 != "DELIVERED");
        if !waits {
            break incidents;
        }
        ensure!(Instant::now() < limit, "alerts wait: {incidents:?}");
        sleep(Duration::from_millis(100)).await;
    };
    ensure!(
        incidents.len() == websites,
        "{} incidents of {websites} websites",
        incidents.len()
    );
    let mut got: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut repeated = 0;
    for event in receiver.events() {
        let of_incident = got.entry(event.incident).or_default();
        let event = (event.id, event.kind);
        match of_incident.last() {
            Some(last) if *last == event => repeated += 1,
            _ if of_incident.contains(&event) => bail!("{event:?} came again out of order"),
            _ => of_incident.push(event),
        }
    }
    for (incident, deliveries) in &incidents {
        let ids: Vec<&String> = deliveries.iter().map(|(id, _)| id).collect();
        let of_incident = got.remove(incident).unwrap_or_default();
        let got_ids: Vec<&String> = of_incident.iter().map(|(id, _)| id).collect();
        let kinds: Vec<&str> = of_incident.iter().map(|(_, kind)| kind.as_str()).collect();
        ensure!(
            kinds == ["incident.opened", "incident.resolved"] && got_ids == ids,
            "{incident}: {of_incident:?} of {deliveries:?}"
        );
    }
    ensure!(got.is_empty(), "invented: {got:?}");
    let alerts = 2 * incidents.len();
    Ok(format!(
        "{alerts} alerts, all there and in order, {repeated} repeated under their id, none invented"
    ))
}

/// Deliveries of each incident in order: id and state.
async fn incidents(client: &mut Client) -> anyhow::Result<BTreeMap<String, Vec<(String, String)>>> {
    let query = "query($after: String) { incidents(first: 50, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id deliveries(first: 10) { nodes { id state } } } } }";
    let mut incidents = BTreeMap::new();
    let mut after = Value::Null;
    loop {
        let data = client.ask(query, json!({ "after": after })).await?;
        for node in data["incidents"]["nodes"].as_array().context("nodes")? {
            let deliveries = node["deliveries"]["nodes"].as_array().context("nodes")?;
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let deliveries = deliveries.iter();
            let deliveries = deliveries.map(|it| (text(&it["id"]), text(&it["state"])));
            incidents.insert(text(&node["id"]), deliveries.collect());
        }
        if data["incidents"]["pageInfo"]["hasNextPage"] != true {
            return Ok(incidents);
        }
        after = data["incidents"]["pageInfo"]["endCursor"].clone();
    }
}

impl Site {
    async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let mut site = Self {
            address: listener.local_addr()?,
            serving: None,
        };
        site.serve_on(listener);
        Ok(site)
    }

    async fn serve(&mut self) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.address).await?;
        self.serve_on(listener);
        Ok(())
    }

    fn serve_on(&mut self, listener: TcpListener) {
        self.serving = Some(tokio::spawn(async move {
            loop {
                let Ok((mut stream, _)) = listener.accept().await else {
                    continue;
                };
                let mut request = [0; 2_048];
                let _ = stream.read(&mut request).await;
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
                let _ = stream.write_all(answer).await;
            }
        }));
    }

    async fn stop(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _ = serving.await;
        }
    }
}
