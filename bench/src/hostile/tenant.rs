//! With an account: websites, documents, subscriptions and exports that are made to cost.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::site::Site;
use super::{Attack, Kind, Options, dial, repeat, socket};
use crate::client::{self, Client};
use crate::socket::{UPGRADE, frame};
use crate::throughput;

/// Websites whose failures leave 64 KB of evidence each.
const FAILING: usize = 200;

/// Websites of each costly kind.
const COSTLY: usize = 10;

/// Documents under way at once.
const DOCUMENTS: u64 = 20;

/// Subscriptions of one socket.
const SUBSCRIPTIONS: usize = 100;

/// Its address.
const TENANT: u8 = 250;

/// Downloads under way at once.
const DOWNLOADS: u64 = 8;

/// Until when downloads go: later than any run, and less than ten years ahead.
const TO: &str = "2031-01-01T00:00:00Z";

/// How long a socket or a download is not read.
const UNREAD: Duration = Duration::from_secs(60);

pub(super) async fn attacks(
    tenant: &Client,
    site: &Site,
    options: &Options,
    stop: &CancellationToken,
) -> anyhow::Result<Vec<Attack>> {
    let mut maker = tenant.again().await?;
    let base = format!("http://{}", site.address);
    if options.wants(Kind::Websites) {
        costly_websites(&mut maker, &base).await;
    }
    if [Kind::Websites, Kind::Documents, Kind::Subscriptions]
        .map(|kind| options.wants(kind))
        .contains(&true)
    {
        let failing = format!("{base}/evidence/");
        tenant.create_websites(&failing, FAILING).await?;
    }
    let mut created = async |path: &str| {
        let url = format!("{base}{path}");
        create(&mut maker, json!({ "url": url, "intervalSecs": 10 })).await
    };
    let (slow, some) = (created("/slow").await?, created("/some").await?);

    let (address, token) = (tenant.address(), tenant.token().to_owned());
    let mut attacks = Vec::new();
    if options.wants(Kind::Edits) {
        attacks.push(edits(tenant, slow, stop));
    }
    if options.wants(Kind::Subscriptions) {
        let token = token.clone();
        attacks.push(repeat("subscribe and never read", stop, move |_| {
            subscribe(address, token.clone())
        }));
    }
    if options.wants(Kind::Documents) {
        attacks.extend((0..DOCUMENTS).map(|n| documents(tenant, n, some.clone(), stop)));
    }
    if options.wants(Kind::Downloads) {
        let window = format!("from={}&to={TO}", throughput::now()?);
        attacks.extend((0..DOWNLOADS).map(|_| {
            let (token, path) = (token.clone(), format!("website={some}&{window}"));
            repeat("read a download slowly", stop, move |_| {
                download(address, token.clone(), path.clone())
            })
        }));
    }
    Ok(attacks)
}

/// Websites whose conditions cost as much as they may. What is refused is not there.
async fn costly_websites(maker: &mut Client, base: &str) {
    let compared = vec!["@==@"; 80].join("&&");
    let conditions = [
        (
            "/nested",
            "JSON",
            Some(format!("$..[?{compared}]")),
            "EXISTS",
            None,
        ),
        (
            "/nested",
            "JSON",
            Some("$..[?@==$]".to_owned()),
            "EXISTS",
            None,
        ),
        (
            "/nested",
            "JSON",
            Some("$..[?count(@..*)>1]".to_owned()),
            "EXISTS",
            None,
        ),
        (
            "/letters",
            "BODY",
            None,
            "MATCHES",
            Some("q(?:[^pq]*[pq]){200}X"),
        ),
        (
            "/letters",
            "BODY",
            None,
            "MATCHES",
            Some("[ab]*a[ab]{400,419}c"),
        ),
        ("/large", "BODY", None, "CONTAINS", Some("absent")),
        ("/drip", "BODY", None, "CONTAINS", Some("absent")),
    ];
    for n in 0..COSTLY {
        for (path, subject, property, comparison, value) in &conditions {
            let input = json!({
                "url": format!("{base}{path}?{n}"), "intervalSecs": 10, "timeoutMs": 10_000,
                "check": { "http": { "bodyLimitBytes": 10_485_760, "assertions": [{
                    "subject": subject, "property": property, "comparison": comparison,
                    "value": value }] } },
            });
            let _ = create(maker, input).await;
        }
    }
}

async fn create(maker: &mut Client, input: Value) -> anyhow::Result<String> {
    let mutation = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    let data = maker.ask(mutation, json!({ "input": input })).await?;
    let id = data["createWebsite"]["id"].as_str();
    id.map(str::to_owned).context("an id")
}

/// One website's interval goes back and forth, and each change is a revision.
fn edits(tenant: &Client, id: String, stop: &CancellationToken) -> Attack {
    let (address, token) = (tenant.address(), tenant.token().to_owned());
    repeat("edit without end", stop, move |_| {
        let (id, token) = (id.clone(), token.clone());
        async move {
            let mut client = Client::connect(address, token).await?;
            let mutation =
                "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }";
            for secs in [11, 12].into_iter().cycle().take(100) {
                let input = json!({ "id": id, "intervalSecs": secs });
                client.ask(mutation, json!({ "input": input })).await?;
            }
            Ok("100 edits".to_owned())
        }
    })
}

/// Dear documents, one after the other.
fn documents(tenant: &Client, n: u64, id: String, stop: &CancellationToken) -> Attack {
    let (address, token) = (tenant.address(), tenant.token().to_owned());
    repeat("dear documents", stop, move |turn| {
        let (id, token) = (id.clone(), token.clone());
        async move {
            let mut client = Client::connect(address, token).await?;
            let body = client::question(&dear(n + turn, &id), json!({}));
            let answer = timeout(UNREAD, client.send(body)).await??;
            let text = String::from_utf8_lossy(&answer);
            Ok(text.chars().take(120).collect())
        }
    })
}

fn dear(n: u64, id: &str) -> String {
    let (count, field) = match n % 6 {
        0 => (
            190,
            "websites(first: 0, search: \"absent\") { edges { cursor } }",
        ),
        1 => (
            100,
            "websites(first: 20) { edges { node { ticks(first: 0) { edges { cursor } } changes(first: 0) { edges { cursor } } } } }",
        ),
        2 => (
            10,
            "websites(first: 100) { edges { node { id status uptime(window: YEAR) { ratio slots { planned } } } } }",
        ),
        3 => (
            20,
            "websites(first: 20) { edges { node { latencySeries(window: DAY) { counts } } } }",
        ),
        4 => (
            10,
            "websites(first: 50) { edges { node { ticks(first: 20) { edges { node { evidence { body head } } } } } } }",
        ),
        _ => (100, ""),
    };
    let field = if field.is_empty() {
        format!(
            "website(id: \"{id}\") {{ report(month: \"2026-11\") {{ uptimePercent downtimes {{ count }} }} }}"
        )
    } else {
        field.to_owned()
    };
    let fields: Vec<String> = (0..count).map(|n| format!("a{n}: {field}")).collect();
    format!("{{ {} }}", fields.join(" "))
}

/// One socket with many subscriptions that begin anew, of which nothing is read.
async fn subscribe(address: SocketAddr, token: String) -> anyhow::Result<String> {
    let mut stream = dial(TENANT, address).await?;
    stream.write_all(UPGRADE.as_bytes()).await?;
    let mut head = [0; 512];
    let read = stream.read(&mut head).await?;
    let begin = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
    stream.write_all(&frame(&begin)).await?;
    let query = "subscription { ticks { cursor website { id name url check { kind } } tick { reason: failure { reason } evidence { head body } } } }";
    for id in 0..SUBSCRIPTIONS {
        let subscribe =
            json!({ "id": id.to_string(), "type": "subscribe", "payload": { "query": query } });
        stream.write_all(&frame(&subscribe)).await?;
    }
    sleep(UNREAD).await;
    let first = String::from_utf8_lossy(&head[..read]);
    Ok(first.lines().next().unwrap_or_default().to_owned())
}

/// A download of which a piece is taken every 29 s.
async fn download(address: SocketAddr, token: String, query: String) -> anyhow::Result<String> {
    let socket = socket(TENANT)?;
    // What the system takes is taken from the server's sight.
    socket.set_recv_buffer_size(1_024)?;
    let mut stream = socket.connect(address).await?;
    let request = format!(
        "GET /export/ticks?{query}&format=csv HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let (mut piece, mut taken) = ([0; 1_024], 0);
    let mut first = String::new();
    loop {
        let read = timeout(UNREAD, stream.read(&mut piece)).await??;
        if taken == 0 {
            let text = String::from_utf8_lossy(&piece[..read]);
            first = text.lines().next().unwrap_or_default().to_owned();
        }
        taken += read;
        if read == 0 {
            return Ok(format!("{taken} bytes, {first}"));
        }
        sleep(Duration::from_secs(29)).await;
    }
}
