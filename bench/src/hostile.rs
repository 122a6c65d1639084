//! An hour of a hostile tenant and a hostile stranger, beside honest websites: every honest
//! slot is recorded and none is wrong, and the server stays small, alive and ready.
//!
//! Each attack is a loop of its own that goes on whatever it is answered. All of it stays on
//! loopback and ends with the time that it was given.

mod meter;
mod site;
mod stranger;
mod tenant;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::ensure;
use clap::{Args, ValueEnum};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use self::meter::Meter;
use self::site::Site;
use crate::client::{Client, Ledger};
use crate::process::{self, Process};
use crate::stores::Stores;
use crate::throughput;

#[derive(Args)]
pub(crate) struct Options {
    /// How long it lasts, minutes.
    #[arg(long, default_value_t = 60.0)]
    minutes: f64,

    /// Honest websites, each checked every 10 s.
    #[arg(long, default_value_t = 200)]
    websites: usize,

    /// Only these attacks, to see what each costs; `none` is what the honest websites cost.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Kind>,
}

/// An attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Nobody attacks.
    None,
    /// Signs in and hangs up.
    Leave,
    /// Asks for the schema a hundred times in one document.
    Introspection,
    /// Asks for large answers and reads none.
    Unread,
    /// Guesses many passwords in one document.
    Guesses,
    /// Sends half of a request.
    Half,
    /// Has websites that cost whoever checks them.
    Websites,
    /// Changes a website without end.
    Edits,
    /// Asks as much as one document may.
    Documents,
    /// Subscribes and reads nothing.
    Subscriptions,
    /// Reads downloads slowly.
    Downloads,
}

impl Options {
    fn wants(&self, kind: Kind) -> bool {
        self.only.is_empty() || self.only.contains(&kind)
    }
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
    // In processes of their own: this one is busy with attacks.
    let website = ["target", "--delay-ms", "0"];
    let (_target, target) = Process::serve("honest websites", &website)?;
    let (_control, control) = Process::serve("control", &website)?;
    let mut honest = throughput::sign_up(address, PROBERS).await?;
    let url = format!("http://{target}/");
    honest.create_websites(&url, options.websites).await?;
    let tenant = Client::sign_up_as(address, "tenant@example.org").await?;
    sleep(Duration::from_secs(15)).await;

    let measured: Vec<(String, u32)> = std::iter::once(&server)
        .chain(&probers)
        .map(|process| (process.name.clone(), process.id()))
        .collect();
    let site = Site::start().await?;
    let stop = CancellationToken::new();
    let mut attacks = tenant::attacks(&tenant, &site, options, &stop).await?;
    let from = throughput::now()?;
    attacks.extend(stranger::attacks(address, options, &stop));
    let meter = Meter::start(address, control, honest.token().to_owned(), measured)?;
    sleep(Duration::from_secs_f64(options.minutes * 60.0)).await;
    let to = throughput::now()?;
    let found = meter.stop()?;
    stop.cancel();
    println!("{} min of attacks:", options.minutes);
    print_attacks(attacks, found.server_cpu()).await?;
    // What was planned in the window has come to its end.
    sleep(Duration::from_secs(30)).await;

    let ledger = honest.ledger(None, &from, &to).await?;
    let wrong = wrong(&stores, &url)?;
    print_ledger(options.websites, ledger, wrong);
    found.print();
    ensure!(ledger.planned > 0, "nothing was planned");
    ensure!(
        ledger.missing == 0 && ledger.unmeasured == 0 && wrong == 0,
        "honest slots are missing, unmeasured or wrong"
    );
    found.check()
}

/// What came of each attack; of a single one, with what a turn of it takes of the server.
#[expect(clippy::print_stdout, reason = "the result")]
async fn print_attacks(attacks: Vec<Attack>, server: Duration) -> anyhow::Result<()> {
    let mut outcomes: BTreeMap<&str, Outcome> = BTreeMap::new();
    for attack in attacks {
        let (name, outcome) = attack.await?;
        let all = outcomes.entry(name).or_default();
        all.turns += outcome.turns;
        all.failed += outcome.failed;
        if !outcome.last.is_empty() {
            all.last = outcome.last;
        }
    }
    for (name, outcome) in &outcomes {
        let Outcome {
            turns,
            failed,
            last,
        } = outcome;
        println!("  {name}: {turns} turns, {failed} without an answer; the last: {last}");
        if outcomes.len() == 1 {
            let each = server.as_secs_f64() * 1e3 / *turns as f64;
            println!("  the server used {each:.2} ms of CPU a turn, all that it did counted");
        }
    }
    Ok(())
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

/// An attack under way: its name, and what came of it.
type Attack = tokio::task::JoinHandle<(&'static str, Outcome)>;

#[derive(Default)]
struct Outcome {
    turns: u64,
    failed: u64,
    /// The last answer.
    last: String,
}

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
        let mut outcome = Outcome::default();
        while !stop.is_cancelled() {
            let turn = tokio::select! {
                turn = step(outcome.turns) => turn,
                () = stop.cancelled() => break,
            };
            outcome.turns += 1;
            let last = match turn {
                Ok(answer) => answer,
                Err(error) => {
                    outcome.failed += 1;
                    // Who is refused at once comes again, but not without end.
                    sleep(Duration::from_millis(20)).await;
                    format!("{error:#}")
                }
            };
            outcome.last = last.chars().take(160).collect();
        }
        (name, outcome)
    })
}

/// A connection for those who speak to the server in bytes. Each of them has an address of its
/// own, as strangers have: one address has too few ports, and who meets a port that is in use
/// yet is answered a second later.
async fn dial(from: u8, address: SocketAddr) -> anyhow::Result<TcpStream> {
    Ok(socket(from)?.connect(address).await?)
}

fn socket(from: u8) -> anyhow::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 1, from], 0).into())?;
    Ok(socket)
}
