//! An hour of a hostile tenant and a hostile stranger, beside honest websites: every honest
//! slot is recorded and none is wrong, and the server stays small, alive and ready.
//!
//! Each attack is a loop of its own that goes on whatever it is answered. All of it stays on
//! loopback and ends with the time that it was given.

mod meter;
mod site;
mod stranger;
mod tenant;

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::ensure;
use clap::Args;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use self::meter::Meter;
use self::site::Site;
use crate::client::{Client, Ledger};
use crate::process::{self, Process};
use crate::stores::Stores;
use crate::target::Target;
use crate::throughput;

#[derive(Args)]
pub(crate) struct Options {
    /// How long it lasts, minutes.
    #[arg(long, default_value_t = 60)]
    minutes: u64,

    /// Honest websites, each checked every 10 s.
    #[arg(long, default_value_t = 200)]
    websites: usize,

    /// Only these attacks: strangers, tenants.
    #[arg(long, value_delimiter = ',', default_value = "strangers,tenants")]
    only: Vec<String>,
}

/// Most memory of each process, MiB.
const MEMORY_MIB: u64 = 256;

/// Longest time that `/healthz` takes, of 99 % of the questions.
const HEALTH_LIMIT: Duration = Duration::from_millis(100);

/// Neighbours in the one region: whoever freezes leaves its jobs to the other.
const PROBERS: usize = 2;

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    process::raise_limit()?;
    let stores = Stores::fresh("bench_hostile")?;
    let redis = ("REDIS_URL", stores.redis_url.as_str());
    let database = ("DATABASE_URL", stores.database_url.as_str());
    let (address, server) = throughput::serve("upbeat", &[database, redis])?;
    let mut probers = Vec::new();
    for n in 1..=PROBERS {
        let name = format!("one-{n}");
        probers.push(Process::start(
            &name,
            "upbeat-prober",
            &["--region", "one", "--name", &name],
            &[
                redis,
                ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
                ("UPBEAT_LOG", "error"),
            ],
        )?);
    }
    let target = Target::start(Duration::ZERO).await?;
    let mut honest = throughput::sign_up(address, PROBERS).await?;
    let url = format!("http://{}/", target.address);
    honest.create_websites(&url, options.websites).await?;
    let tenant = Client::sign_up_as(address, "tenant@example.org").await?;
    sleep(Duration::from_secs(15)).await;

    let processes: Vec<(String, u32)> = std::iter::once(&server)
        .chain(&probers)
        .map(|process| (process.name.clone(), process.id()))
        .collect();
    let stop = CancellationToken::new();
    let meter = Meter::start(address, processes, stop.clone());
    let site = Site::start().await?;
    let from = throughput::now()?;
    let wants = |name: &str| options.only.iter().any(|only| only == name);
    let mut attacks = Vec::new();
    if wants("strangers") {
        attacks.extend(stranger::attacks(address, &stop));
    }
    if wants("tenants") {
        attacks.extend(tenant::attacks(&tenant, &site, &stop).await?);
    }
    sleep(Duration::from_secs(options.minutes * 60)).await;
    let to = throughput::now()?;
    stop.cancel();
    println!("{} min of attacks:", options.minutes);
    for attack in attacks {
        println!("  {}", attack.await?);
    }
    // What was planned in the window has come to its end.
    sleep(Duration::from_secs(30)).await;

    let ledger = honest.ledger(None, &from, &to).await?;
    let wrong = wrong(&stores, &url)?;
    print_ledger(options.websites, ledger, wrong);
    let found = meter.await?;
    found.print();
    ensure!(ledger.planned > 0, "nothing was planned");
    ensure!(
        ledger.missing == 0 && ledger.unmeasured == 0 && wrong == 0,
        "honest slots are missing, unmeasured or wrong"
    );
    found.check()
}

#[expect(clippy::print_stdout, reason = "the result")]
fn print_ledger(websites: usize, ledger: Ledger, wrong: u64) {
    println!(
        "{websites} honest websites: planned {}, recorded {}, unmeasured {}, missing {}, wrong {wrong}",
        ledger.planned, ledger.recorded, ledger.unmeasured, ledger.missing
    );
}

/// How many ticks of the honest websites do not say that they are up, which they always were.
fn wrong(stores: &Stores, url: &str) -> anyhow::Result<u64> {
    let sql = format!(
        "SELECT count(*) FROM tick JOIN website ON website.key = tick.website_key \
         WHERE website.url LIKE '{url}%' AND tick.outcome <> 0"
    );
    Ok(stores.sql(&sql)?.parse()?)
}

/// An attack under way; it ends with a sentence on what came of it.
type Attack = tokio::task::JoinHandle<String>;

/// Goes on with `step` until it is stopped, and counts how often it was answered.
fn repeat<F>(
    name: &'static str,
    stop: &CancellationToken,
    mut step: impl FnMut(u64) -> F + Send + 'static,
) -> Attack
where
    F: Future<Output = anyhow::Result<String>> + Send,
{
    let stop = stop.clone();
    tokio::spawn(async move {
        let (mut turns, mut failed, mut last) = (0_u64, 0_u64, String::new());
        while !stop.is_cancelled() {
            let turn = tokio::select! {
                turn = step(turns) => turn,
                () = stop.cancelled() => break,
            };
            turns += 1;
            match turn {
                Ok(answer) => last = answer,
                Err(error) => {
                    failed += 1;
                    last = format!("{error:#}");
                    // Who is refused at once comes again, but not without end.
                    sleep(Duration::from_millis(20)).await;
                }
            }
        }
        let last: String = last.chars().take(160).collect();
        format!("{name}: {turns} turns, {failed} without an answer; the last: {last}")
    })
}

/// An address of the server, for those who speak to it in bytes.
async fn dial(address: SocketAddr) -> anyhow::Result<tokio::net::TcpStream> {
    Ok(tokio::net::TcpStream::connect(address).await?)
}
