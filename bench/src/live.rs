//! What live ticks cost: CPU of a message, delay from the commit of a tick to its receipt, and
//! memory of a socket, beside graphql-ws on ws and beside a bare `write`.
//!
//! 100 websites are checked every 10 s, so each socket receives ten messages a second. Those
//! that receive them are one process that parses no JSON; all share this machine.

mod crowd;
mod deliveries;
mod published;
mod receipt;
pub(crate) mod relay;
mod watch;

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::ensure;
use clap::Args;
use tokio::time::sleep;

use crate::client::Client;
use crate::peers::{Peer, PeerOptions};
use crate::process::{self, Process};
use crate::report::{Limit, Report};
use crate::stores::Stores;
use crate::throughput;
use watch::{Figures, Subject};

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Websites of each account, each checked every 10 s.
    #[arg(long, default_value_t = 100)]
    websites: usize,

    /// Sockets, one number after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [500, 2_000])]
    sockets: Vec<usize>,

    /// Sockets to which nothing is sent, whose memory is measured.
    #[arg(long, default_value_t = 10_000)]
    idle: usize,

    /// How long each number of sockets is measured, seconds.
    #[arg(long, default_value_t = 60)]
    secs: u64,

    /// Accounts among which the sockets are divided.
    #[arg(long, default_value_t = 1)]
    accounts: usize,

    /// Distinct documents among which they are divided, 1 to 3.
    #[arg(long, default_value_t = 1)]
    documents: usize,

    #[command(flatten)]
    peer: PeerOptions,

    /// A short cut: ten websites, few sockets, some seconds, and no limits.
    #[arg(long)]
    short: bool,
}

/// Between two checks of a website.
const INTERVAL: Duration = Duration::from_secs(10);

/// How long it takes until every website is in its rhythm.
const RHYTHM: Duration = Duration::from_secs(15);

/// Sockets that are there before idle ones are counted, so that what is needed once is not.
const FEW: usize = 100;

/// How long memory is left to come to rest.
const CALM: Duration = Duration::from_secs(5);

/// Most CPU of a message, of graphql-ws.
const MOST_OF_PEER: f64 = 0.3;

/// Longest delay of 99 % from the commit, milliseconds.
const MOST_DELAY_MS: f64 = 100.0;

/// Most memory of an idle socket, KiB.
const MOST_KIB: f64 = 24.0;

/// What is measured of one server.
struct Measured {
    /// By number of sockets.
    figures: Vec<Figures>,
    idle_kib: f64,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<()> {
    let options = if options.short {
        Options {
            websites: 10,
            sockets: vec![8],
            idle: 20,
            secs: 5,
            accounts: 2,
            documents: 3,
            ..options
        }
    } else {
        options
    };
    ensure!(options.accounts > 0, "--accounts must be 1 or more");
    process::raise_limit()?;
    print_head(&options);
    let ours = ours(&options).await?;
    let mut report = Report::default();
    for figures in &ours.figures {
        let what = format!("{} sockets, late, doubled or wrong", figures.sockets);
        report.note(what, figures.amiss as f64, "messages", Limit::AtMost(0.0));
        let what = format!("{} sockets, p99 from the commit", figures.sockets);
        report.note(what, figures.delay_ms, "ms", Limit::AtMost(MOST_DELAY_MS));
    }
    let what = format!("{} idle sockets, each", options.idle);
    report.note(what, ours.idle_kib, "KiB", Limit::AtMost(MOST_KIB));
    let websites = options.websites.to_string();
    let peer = |websites: &str| {
        let environment = [("WEBSITES", websites)];
        Peer::start(&options.peer, "graphql-ws.js", &environment)
    };
    if let Some(started) = peer(&websites)? {
        let subject = Subject::stranger("graphql-ws", started.address, started.id());
        let figures = watch::others(subject, &options).await?;
        drop(started);
        for (own, peers) in ours.figures.iter().zip(&figures) {
            let what = format!("{} sockets, CPU of a message, of graphql-ws", own.sockets);
            let ratio = own.net_us / peers.net_us;
            report.note(what, ratio, "x", Limit::AtMost(MOST_OF_PEER));
        }
        if let Some(quiet) = peer("0")? {
            let subject = Subject::stranger("graphql-ws", quiet.address, quiet.id());
            idle(&subject, &options).await?;
        }
    }
    let (process, address) = Process::serve("write", &["relay", "--websites", &websites])?;
    watch::others(Subject::stranger("write", address, process.id()), &options).await?;
    if options.short {
        let amiss: usize = ours.figures.iter().map(|figures| figures.amiss).sum();
        ensure!(amiss == 0, "{amiss} messages came late, twice or wrongly");
        return Ok(());
    }
    report.print();
    let missed = report.missed();
    ensure!(missed == 0, "{missed} limits are missed");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the result")]
fn print_head(options: &Options) {
    println!(
        "{} websites every 10 s, {} accounts, {} documents, {} s each; gross is all CPU of the \
         server, net\nis without what it takes with no socket; delay is from the commit, or \
         from the publication; age is\nfrom the end of the check",
        options.websites, options.accounts, options.documents, options.secs
    );
    watch::print_head();
}

async fn ours(options: &Options) -> anyhow::Result<Measured> {
    let stores = Stores::fresh("bench_live")?;
    let redis = ("REDIS_URL", stores.redis_url.as_str());
    let environment = [("DATABASE_URL", stores.database_url.as_str()), redis];
    let (address, server) = throughput::serve("upbeat", &environment)?;
    let prober_environment = [
        redis,
        ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
        ("UPBEAT_LOG", "warn"),
    ];
    let prober = Process::start(
        "upbeat-prober",
        "upbeat-prober",
        &["--region", "one", "--name", "one-1"],
        &prober_environment,
    )?;
    let (_site, site) = Process::serve("website", &["target", "--delay-ms", "0"])?;
    let mut accounts = vec![throughput::sign_up(address, 1).await?];
    for n in 1..options.accounts {
        accounts.push(Client::sign_up_as(address, &published::email(n)).await?);
    }
    for account in &accounts {
        let url = format!("http://{site}/");
        account.create_websites(&url, options.websites).await?;
    }
    if !options.short {
        sleep(RHYTHM).await;
    }
    let tokens: Vec<String> = accounts
        .iter()
        .map(|account| account.token().to_owned())
        .collect();
    let mut subject = Subject {
        name: "upbeat",
        address,
        id: server.id(),
        tokens,
        rest: 0.0,
    };
    let figures = watch::ours(&mut subject, &stores, options).await?;
    for account in &mut accounts {
        account.pause_all().await?;
    }
    drop((server, prober));
    // Another process, which has held nothing yet.
    let (address, server) = throughput::serve("upbeat", &environment)?;
    process::accepting(address).await?;
    (subject.address, subject.id) = (address, server.id());
    Ok(Measured {
        figures,
        idle_kib: idle(&subject, options).await?,
    })
}

/// Memory of a socket to which nothing is sent, KiB.
#[expect(clippy::print_stdout, reason = "the result")]
async fn idle(subject: &Subject, options: &Options) -> anyhow::Result<f64> {
    let open = async |count| {
        let crowd =
            crowd::Crowd::open(subject.address, &subject.tokens, options.documents, count).await?;
        sleep(CALM).await;
        anyhow::Ok((crowd, process::now_kib(subject.id)))
    };
    let (few, before_kib) = open(FEW.min(options.idle)).await?;
    let (many, after_kib) = open(options.idle).await?;
    let each_kib = after_kib.saturating_sub(before_kib) as f64 / options.idle.max(1) as f64;
    println!(
        "{:<11} {:>7} idle sockets: {each_kib:.1} KiB each, {} MiB in all",
        subject.name,
        options.idle,
        after_kib / 1_024
    );
    few.close().await?;
    many.close().await?;
    Ok(each_kib)
}

impl Subject {
    /// A server that asks nobody who they are.
    fn stranger(name: &'static str, address: SocketAddr, id: u32) -> Self {
        Self {
            name,
            address,
            id,
            tokens: vec![String::new()],
            rest: 0.0,
        }
    }
}
