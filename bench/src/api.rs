//! What an answer costs, beside mercurius over the same database: CPU of the server and of
//! PostgreSQL, and how long it takes.
//!
//! Both answer the same documents, and must answer the same. They are asked in turn, round by
//! round, so that a machine that grows slower meanwhile does so for both. No question is asked
//! twice within a second, so no answer that was kept helps.

mod agree;
mod works;

use std::time::Duration;

use anyhow::ensure;
use clap::Args;
use tokio::time::sleep;

use crate::client::Client;
use crate::fill;
use crate::load::{self, Cpu, Workers};
use crate::peers::{Peer, PeerOptions};
use crate::report::{Limit, Report};
use crate::server::Server;
use crate::stores::Stores;
use works::{Goal, Work};

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Websites in three regions, each checked every 60 s.
    #[arg(long, default_value_t = 200)]
    websites: usize,

    /// Days of history.
    #[arg(long, default_value_t = 90)]
    days: u16,

    /// Days of ticks.
    #[arg(long, default_value_t = 3)]
    tick_days: u16,

    /// Rounds, of which the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,

    /// Requests of one client in a round, whose times are taken.
    #[arg(long, default_value_t = 500)]
    requests: usize,

    /// How long many clients ask in a round, whose CPU is taken, seconds.
    #[arg(long, default_value_t = 3)]
    secs: u64,

    /// How many clients those are.
    #[arg(long, default_value_t = 8)]
    clients: usize,

    #[command(flatten)]
    peer: PeerOptions,

    /// A short cut: three websites, some requests, and no limits.
    #[arg(long)]
    short: bool,
}

/// Whose the websites are.
const EMAIL: &str = "bench@example.org";
const PASSWORD: &str = "correct horse battery";

/// How long it is looked at what everything uses while nobody asks.
const REST: Duration = Duration::from_secs(6);

/// Answers that the server gave again, in `/metrics`.
const REUSED: &str = "upbeat_http_answers_reused_total";

/// Who is asked, and what works for an answer.
struct Asked {
    client: Client,
    workers: Workers,
    /// What they use in a second without any question.
    rest: Cpu,
}

/// What one of them did for a request: times in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Turn {
    server: f64,
    postgres: f64,
    p50: f64,
    p99: f64,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<()> {
    let options = if options.short {
        Options {
            websites: 3,
            days: 3,
            tick_days: 2,
            rounds: 2,
            requests: 10,
            secs: 1,
            clients: 2,
            ..options
        }
    } else {
        options
    };
    ensure!(options.rounds > 0, "--rounds must be 1 or more");
    let stores = Stores::fresh("bench_api")?;
    let url = &stores.database_url;
    fill::run(&options.filling(url)).await?;
    let directory = tempfile::tempdir()?;
    let kept = options.tick_days.max(2).to_string();
    let environment = [
        ("DATABASE_URL", url.as_str()),
        ("REDIS_URL", stores.redis_url.as_str()),
        ("UPBEAT_KEEP_TICKS_DAYS", &kept),
    ];
    let mut server = Server::start(directory.path(), &environment)?;
    let mut client = server.sign_in(EMAIL, PASSWORD).await?;
    let workers = Workers {
        server: server.id(),
        postgres: Some(stores.postgres_id()?),
    };
    server.settle(&workers).await?;
    let works = works::gather(&mut client).await?;
    let peer = Peer::start(&options.peer, "mercurius.js", &environment[..1])?;
    let mut peers = match &peer {
        None => None,
        Some(peer) => {
            let mut peers = Client::connect(peer.address, client.token().to_owned()).await?;
            for work in works.iter().filter(|work| work.is_shared) {
                agree::ask(&mut client, &mut peers, work).await?;
            }
            let server = peer.id();
            Some(Asked::new(peers, Workers { server, ..workers }))
        }
    };
    let mut ours = Asked::new(client, workers);
    rest(&mut ours, peers.as_mut(), &options).await;
    let reused = server.counted(REUSED, "").await?;
    let mut report = Report::default();
    print_head(&options);
    for work in &works {
        measure(work, &mut ours, peers.as_mut(), &options, &mut report).await?;
    }
    let reused = server.counted(REUSED, "").await? - reused;
    ensure!(reused == 0.0, "{reused} answers were given again");
    if options.short {
        return Ok(());
    }
    report.print();
    let missed = report.missed();
    ensure!(missed == 0, "{missed} limits are missed");
    Ok(())
}

/// Looks at what everything uses while nobody asks: our loops go on, and make PostgreSQL work.
#[expect(clippy::print_stdout, reason = "the result")]
async fn rest(ours: &mut Asked, peers: Option<&mut Asked>, options: &Options) {
    let time = if options.short {
        Duration::from_secs(1)
    } else {
        REST
    };
    let before = ours.workers.used();
    sleep(time).await;
    let used = ours.workers.used().since(before);
    ours.rest = Cpu {
        server: used.server.div_f64(time.as_secs_f64()),
        postgres: used.postgres.div_f64(time.as_secs_f64()),
        own: Duration::ZERO,
    };
    if let Some(peers) = peers {
        peers.rest.postgres = ours.rest.postgres;
    }
    println!(
        "at rest, which is subtracted below: upbeat {:.1} ms a second, PostgreSQL {:.1} ms",
        ms(ours.rest.server),
        ms(ours.rest.postgres)
    );
}

#[expect(clippy::print_stdout, reason = "the result")]
fn print_head(options: &Options) {
    println!(
        "medians of {} rounds: CPU of a request of {} clients, times of {} requests of one\n\
         {:<34} {:<10} {:>9} {:>11} {:>9} {:>9}",
        options.rounds,
        options.clients,
        options.requests,
        "",
        "",
        "server ms",
        "postgres ms",
        "p50 ms",
        "p99 ms"
    );
}

/// Asks both in turn, and prints and notes what came of it.
async fn measure(
    work: &Work,
    ours: &mut Asked,
    peers: Option<&mut Asked>,
    options: &Options,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut peers = peers.filter(|_| work.is_shared);
    let (mut our_turns, mut peer_turns) = (Vec::new(), Vec::new());
    // In the first round connections, plans and compiled documents are new; it does not count.
    for round in 0..=options.rounds {
        let turn = ours.turn(work, round, options).await?;
        let peer_turn = match &mut peers {
            Some(peers) => Some(peers.turn(work, round, options).await?),
            None => None,
        };
        if round > 0 {
            our_turns.push(turn);
            peer_turns.extend(peer_turn);
        }
    }
    let own = Turn::median(&our_turns);
    own.print(work.name, "upbeat");
    let ratio = if peer_turns.is_empty() {
        None
    } else {
        let peer = Turn::median(&peer_turns);
        peer.print("", "mercurius");
        Some(print_ratio(own, peer))
    };
    match (work.goal, ratio) {
        (Goal::OfPeer(most), Some(ratio)) => {
            let what = format!("{}, of mercurius", work.name);
            report.note(what, ratio, "x", Limit::AtMost(most));
        }
        (Goal::OfPeer(_), None) => {}
        (
            Goal::Ms {
                server,
                postgres,
                p99,
            },
            _,
        ) => {
            for (what, figure, most) in [
                ("upbeat", own.server, server),
                ("PostgreSQL", own.postgres, postgres),
                ("p99", own.p99, p99),
            ] {
                if let Some(most) = most {
                    let what = format!("{}, {what}", work.name);
                    report.note(what, figure, "ms", Limit::AtMost(most));
                }
            }
        }
    }
    Ok(())
}

/// Prints and returns how much of the peer's CPU ours is, PostgreSQL's included.
#[expect(clippy::print_stdout, reason = "the result")]
fn print_ratio(own: Turn, peer: Turn) -> f64 {
    let ratio = (own.server + own.postgres) / (peer.server + peer.postgres);
    println!(
        "{:<34} {:<10} {ratio:>19.2} x {:>8.2} x {:>7.2} x",
        "",
        "ratio",
        own.p50 / peer.p50,
        own.p99 / peer.p99
    );
    ratio
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

impl Asked {
    fn new(client: Client, workers: Workers) -> Self {
        Self {
            client,
            workers,
            rest: Cpu::default(),
        }
    }

    async fn turn(&mut self, work: &Work, round: usize, options: &Options) -> anyhow::Result<Turn> {
        let first = round * options.requests;
        let numbers = first..first + options.requests;
        let times = load::one_by_one(&mut self.client, &work.questions, numbers).await?;
        let rush = load::at_once(
            &self.client,
            &work.questions,
            // Other numbers than in the last round.
            move |question, n| load::anew(question, (round << 48) + n),
            options.clients,
            Duration::from_secs(options.secs),
            &self.workers,
        )
        .await?;
        let above_rest = |used: Duration, rest: Duration| {
            ms(used.saturating_sub(rest.div_f64(rush.per_sec.max(1.0))))
        };
        Ok(Turn {
            server: above_rest(rush.cpu.server, self.rest.server),
            postgres: above_rest(rush.cpu.postgres, self.rest.postgres),
            p50: times.p50,
            p99: times.p99,
        })
    }
}

impl Turn {
    /// Each figure's median.
    fn median(turns: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| {
            let mut all: Vec<f64> = turns.iter().map(figure).collect();
            all.sort_by(f64::total_cmp);
            all.get(all.len() / 2).copied().unwrap_or_default()
        };
        Self {
            server: of(|turn| turn.server),
            postgres: of(|turn| turn.postgres),
            p50: of(|turn| turn.p50),
            p99: of(|turn| turn.p99),
        }
    }

    #[expect(clippy::print_stdout, reason = "the result")]
    fn print(self, work: &str, who: &str) {
        println!(
            "{work:<34} {who:<10} {:>9.3} {:>11.3} {:>9.2} {:>9.2}",
            self.server, self.postgres, self.p50, self.p99
        );
    }
}

impl Options {
    fn filling(&self, url: &str) -> fill::Options {
        fill::Options {
            websites: self.websites,
            days: self.days,
            tick_days: self.tick_days,
            interval_secs: 60,
            url: "https://{n}.upbeat-bench.test/".to_owned(),
            email: EMAIL.to_owned(),
            password: Some(PASSWORD.to_owned()),
            database_url: url.to_owned(),
        }
    }
}
