//! What a status page costs: its size, how long it takes to read and render, and how many requests a
//! second are answered beside the clients that ask, also while the database is away.

use std::net::SocketAddr;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use futures_util::future::try_join_all;
use pages::{Address, Asset, Encoding, Pages};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::client::Client;
use crate::fill;
use crate::load::{Times, Workers};
use crate::process;
use crate::report::{Limit, Report};
use crate::server::Server;
use crate::stores::Stores;

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Components of the page, each a website in three regions.
    #[arg(long, default_value_t = 200)]
    components: usize,

    /// Days of history.
    #[arg(long, default_value_t = 90)]
    days: u16,

    /// Connections that ask.
    #[arg(long, default_value_t = 64)]
    connections: usize,

    /// How long they ask, seconds.
    #[arg(long, default_value_t = 10)]
    secs: u64,

    /// How often it is read and rendered.
    #[arg(long, default_value_t = 20)]
    renders: u32,
}

/// How long the server may take to notice that the database is away.
const NOTICE_LIMIT: Duration = Duration::from_secs(30);

/// What a page that is not new has in its markup.
const STALE: &str = "class=\"stale\"";

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let stores = Stores::fresh("bench_pages")?;
    let email = "bench@example.org";
    let password = "correct horse battery";
    let filling = fill::Options {
        websites: options.components,
        days: options.days,
        tick_days: 1,
        interval_secs: 60,
        url: "https://{n}.upbeat-bench.test/".to_owned(),
        email: email.to_owned(),
        password: Some(password.to_owned()),
        database_url: stores.database_url.clone(),
    };
    fill::run(&filling).await?;
    let directory = tempfile::tempdir()?;
    let database = Away::new(&stores, directory.path().join("postgres"))?;
    let environment = [
        ("DATABASE_URL", database.url.as_str()),
        ("REDIS_URL", stores.redis_url.as_str()),
    ];
    let mut server = Server::start(directory.path(), &environment)?;
    let mut client = server.sign_in(email, password).await?;
    let db = entity::database::connect(&stores.database_url, 2).await?;
    let workers = Workers {
        server: server.id(),
        postgres: Some(crate::load::postgres_id(&db).await?),
    };
    server.settle(&workers).await?;
    create(&mut client, options.components).await?;

    let mut report = Report::default();
    let mut times = Vec::new();
    let address = Address::Slug("bench".to_owned());
    for _ in 0..options.renders {
        // Without anything that was read before.
        let pages = Pages::new(Some(db.clone()), None, None);
        let began = Instant::now();
        let now_ms = i64::try_from(process::now_ms()?)?;
        let shown = pages.get(&address, now_ms).await?.context("a page")?;
        let rendered = pages.asset(&shown, &Asset::Page, now_ms).await?;
        times.push(began.elapsed());
        let rendered = rendered.context("a rendering")?;
        let (plain, _) = rendered.body(None);
        let (sent, _) = rendered.body(Some(Encoding::Brotli));
        if times.len() == 1 {
            println!("{} bytes, as sent {} bytes", plain.len(), sent.len());
            report.note("page as sent", kib(sent.len()), "KiB", Limit::AtMost(150.0));
        }
    }
    let times = Times::of(times);
    println!(
        "read, rendered and compressed: {:.1} ms, at most {:.1} ms",
        times.p50, times.worst
    );
    report.note(
        "reading and rendering",
        times.p50,
        "ms",
        Limit::AtMost(50.0),
    );

    rush("warm", &server, options, false, &mut report).await?;
    database.go_away(&stores)?;
    let limit = Instant::now() + NOTICE_LIMIT;
    while !ask(server.address, false).await?.contains(STALE) {
        ensure!(
            Instant::now() < limit,
            "the page does not say that it is old"
        );
        sleep(Duration::from_millis(50)).await;
    }
    rush("database away", &server, options, true, &mut report).await?;
    report.print();
    server.kill()?;
    ensure!(
        report.missed() == 0,
        "{} limits are missed",
        report.missed()
    );
    Ok(())
}

/// A way to the database that can be closed.
struct Away {
    url: String,
    socket: PathBuf,
}

impl Away {
    fn new(stores: &Stores, directory: PathBuf) -> anyhow::Result<Self> {
        let (rest, real) = stores.database_url.split_once("host=").context("a host")?;
        std::fs::create_dir(&directory)?;
        let socket = directory.join(".s.PGSQL.5432");
        symlink(PathBuf::from(real).join(".s.PGSQL.5432"), &socket)?;
        Ok(Self {
            url: format!("{rest}host={}", directory.display()),
            socket,
        })
    }

    /// Closes the way, and ends what has come by it.
    fn go_away(&self, stores: &Stores) -> anyhow::Result<()> {
        std::fs::remove_file(&self.socket)?;
        stores.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )?;
        Ok(())
    }
}

/// Creates the page.
async fn create(client: &mut Client, components: usize) -> anyhow::Result<()> {
    let query = "query($first: Int!) { websites(first: $first) { nodes { id } } }";
    let websites = client.ask(query, json!({ "first": components })).await?;
    let websites = websites["websites"]["nodes"]
        .as_array()
        .context("websites")?;
    let websites: Vec<Value> = websites
        .iter()
        .enumerate()
        .map(|(at, website)| {
            json!({ "websiteId": website["id"], "name": format!("Component {at}"),
                "section": format!("Section {}", at / 20),
                "description": "What people use it for, in a sentence of some length." })
        })
        .collect();
    let input = json!({ "slug": "bench", "title": "Bench", "components": websites });
    let mutation =
        "mutation($input: CreateStatusPageInput!) { createStatusPage(input: $input) { id } }";
    client.ask(mutation, json!({ "input": input })).await?;
    Ok(())
}

/// Many clients ask for the page at once.
#[expect(clippy::print_stdout, reason = "the result")]
#[expect(clippy::cast_precision_loss, reason = "a figure")]
async fn rush(
    name: &str,
    server: &Server,
    options: &Options,
    is_stale: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    let text = ask(server.address, false).await?;
    ensure!(
        text.contains(STALE) == is_stale,
        "the page is not as expected"
    );
    let before = process::cpu(server.id());
    let began = Instant::now();
    let until = began + Duration::from_secs(options.secs);
    let visitors = (0..options.connections).map(|_| {
        let visitor = tokio::spawn(visit(server.address, until));
        async move { visitor.await? }
    });
    let times: Vec<Duration> = try_join_all(visitors)
        .await?
        .into_iter()
        .flatten()
        .collect();
    let (count, took) = (times.len() as f64, began.elapsed().as_secs_f64());
    let cpu = (process::cpu(server.id()) - before).as_secs_f64() * 1e6 / count;
    let times = Times::of(times);
    println!(
        "{name}: {:.0} requests a second, p50 {:.2} ms, p99 {:.2} ms, {cpu:.1} µs of the server each",
        count / took,
        times.p50,
        times.p99
    );
    report.note(
        format!("{name}, requests"),
        count / took,
        "1/s",
        Limit::AtLeast(20_000.0),
    );
    report.note(format!("{name}, p99"), times.p99, "ms", Limit::AtMost(20.0));
    Ok(())
}

/// Asks again and again on one connection, as a browser does; how long each answer took.
async fn visit(address: SocketAddr, until: Instant) -> anyhow::Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let request = request(true);
    let mut buffer = vec![0; 256 * 1024];
    let mut times = Vec::new();
    while Instant::now() < until {
        let began = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        answer(&mut stream, &mut buffer).await?;
        times.push(began.elapsed());
    }
    Ok(times)
}

/// The page, as text or as browsers get it.
async fn ask(address: SocketAddr, is_compressed: bool) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request(is_compressed).as_bytes()).await?;
    let mut buffer = vec![0; 4 * 1024 * 1024];
    let length = answer(&mut stream, &mut buffer).await?;
    Ok(String::from_utf8_lossy(&buffer[..length]).into_owned())
}

fn request(is_compressed: bool) -> String {
    let accepted = if is_compressed {
        "gzip, deflate, br"
    } else {
        "identity"
    };
    format!("GET /status/bench HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: {accepted}\r\n\r\n")
}

/// Reads one answer into `buffer`; its length.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> anyhow::Result<usize> {
    let (mut filled, mut length) = (0, None);
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        ensure!(read > 0, "the connection was closed");
        filled += read;
        if length.is_none()
            && let Some(end) = memchr::memmem::find(&buffer[..filled], b"\r\n\r\n")
        {
            let head = std::str::from_utf8(&buffer[..end])?;
            ensure!(head.starts_with("HTTP/1.1 200"), "{head}");
            let body = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            length = Some(end + 4 + body.context("a length")?.parse::<usize>()?);
        }
        if let Some(length) = length.filter(|length| filled >= *length) {
            return Ok(length);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure")]
fn kib(bytes: usize) -> f64 {
    bytes as f64 / 1_024.0
}
