//! How fast years of history are read, on PostgreSQL and on SQLite, while everything
//! that runs in production runs beside it; and what the history takes.
//!
//! No prober runs beside PostgreSQL, so what was filled stays as it is; on SQLite the
//! websites are checked for real, and ingest goes on while the questions are asked.

mod sqlite;

use std::time::Duration;

use anyhow::ensure;
use bytes::Bytes;
use clap::Args;

use crate::client::Client;
use crate::fill;
use crate::load::{self, Times, Workers};
use crate::questions::Questions;
use crate::report::{Limit, Report};
use crate::server::Server;
use crate::stores::Stores;

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Websites in three regions, each checked every 60 s.
    #[arg(long, default_value_t = 1_000)]
    websites: usize,

    /// Days of history on PostgreSQL.
    #[arg(long, default_value_t = 90)]
    days: u16,

    /// Days of ticks on PostgreSQL.
    #[arg(long, default_value_t = 3)]
    tick_days: u16,

    /// Days of history on SQLite.
    #[arg(long, default_value_t = 30)]
    sqlite_days: u16,

    /// Requests of the one client.
    #[arg(long, default_value_t = 2_000)]
    requests: usize,

    /// How long many clients ask, seconds.
    #[arg(long, default_value_t = 10)]
    secs: u64,

    /// A PostgreSQL database on this machine that `upbeat-bench fill` has filled with
    /// --tick-days. Without it one is made and filled.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,

    /// Whose the websites are.
    #[arg(long, default_value = "bench@example.org")]
    email: String,

    /// The account's password.
    #[arg(
        long,
        env = "UPBEAT_PASSWORD",
        hide_env_values = true,
        default_value = "correct horse battery"
    )]
    password: String,

    /// Leaves SQLite out.
    #[arg(long)]
    postgres_only: bool,

    /// Leaves PostgreSQL out.
    #[arg(long, conflicts_with = "postgres_only")]
    sqlite_only: bool,

    /// A short cut: three websites, some requests, and no limits.
    #[arg(long)]
    short: bool,
}

/// The rush that has a limit.
const ALIKE: &str = "dashboard, alike";

/// How a question is asked in its turn.
type Form = fn(&Bytes, usize) -> Bytes;

/// How many clients ask at once, in turn.
const CLIENTS: [usize; 3] = [8, 16, 32];

pub(crate) async fn run(options: Options) -> anyhow::Result<()> {
    let options = if options.short {
        Options {
            websites: 3,
            days: 3,
            tick_days: 2,
            sqlite_days: 3,
            requests: 20,
            secs: 1,
            ..options
        }
    } else {
        options
    };
    let mut report = Report::default();
    if !options.sqlite_only {
        postgres(&options, &mut report).await?;
    }
    if !options.postgres_only {
        sqlite::run(&options, &mut report).await?;
    }
    if options.short {
        return Ok(());
    }
    report.print();
    ensure!(
        report.missed() == 0,
        "{} limits are missed",
        report.missed()
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the result")]
async fn postgres(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let stores = Stores::fresh("bench_history")?;
    let url = match &options.database_url {
        Some(url) => url.clone(),
        None => {
            println!("PostgreSQL (without fsync):");
            let url = stores.database_url.clone();
            fill::run(&options.filling(&url, options.days, options.tick_days, None)).await?;
            url
        }
    };
    let db = entity::database::connect(&url, 2).await?;
    let sizes = fill::sizes::of_postgres(&db).await?;
    if let Some(tick) = sizes.get("tick") {
        report.note(
            "bytes of a tick",
            tick.row_bytes(),
            "bytes",
            Limit::AtMost(135.0),
        );
    }
    let directory = tempfile::tempdir()?;
    let kept = options.tick_days.max(2).to_string();
    let environment = [
        ("DATABASE_URL", url.as_str()),
        ("REDIS_URL", stores.redis_url.as_str()),
        ("UPBEAT_KEEP_TICKS_DAYS", &kept),
    ];
    let mut server = Server::start(directory.path(), &environment)?;
    let workers = Workers {
        server: server.id(),
        postgres: Some(load::postgres_id(&db).await?),
    };
    let mut client = server.sign_in(&options.email, &options.password).await?;
    server.settle(&workers).await?;
    let questions = Questions::gather(&mut client).await?;
    println!(
        "PostgreSQL, {} websites, {} of them measured in the last month; {} requests by one client",
        questions.website.len(),
        questions.measured,
        options.requests
    );
    let times = alone("dashboard", &mut client, &questions.dashboard, options).await?;
    report.note(
        "dashboard, one client, p99",
        times.p99,
        "ms",
        Limit::AtMost(20.0),
    );
    let times = alone(
        "a website's 90 days",
        &mut client,
        &questions.website,
        options,
    )
    .await?;
    report.note(
        "a website's 90 days, p99",
        times.p99,
        "ms",
        Limit::AtMost(10.0),
    );
    let mut alike = 0.0;
    for (what, questions, form) in [
        ("dashboard, anew", &questions.dashboard, load::anew as Form),
        (ALIKE, &questions.dashboard, load::alike),
        ("a website, anew", &questions.website, load::anew),
    ] {
        let per_sec = rush(what, &client, questions, form, options, &workers).await?;
        if what == ALIKE {
            alike = per_sec;
        }
    }
    // As screens ask: what no screen asks twice is bounded by its CPU time, printed above.
    report.note(
        "dashboard, many clients",
        alike,
        "a second",
        Limit::AtLeast(2_000.0),
    );
    drop(server);
    Ok(())
}

/// One client; prints and returns its times.
#[expect(clippy::print_stdout, reason = "the result")]
async fn alone(
    what: &str,
    client: &mut Client,
    questions: &[Bytes],
    options: &Options,
) -> anyhow::Result<Times> {
    let bytes = client.send(questions[0].clone()).await?.len();
    // Once around, so that no connection or plan is new.
    load::one_by_one(client, questions, 0..questions.len().min(options.requests)).await?;
    let times = load::one_by_one(client, questions, 0..options.requests).await?;
    println!(
        "  {what:<20} {:>7.1} KiB   p50 {:>6.2} ms   p99 {:>6.2} ms   worst {:>6.2} ms",
        bytes as f64 / 1_024.0,
        times.p50,
        times.p99,
        times.worst
    );
    Ok(times)
}

/// More and more clients; prints what each number of them gets, and returns the most a
/// second.
#[expect(clippy::print_stdout, reason = "the result")]
async fn rush(
    what: &str,
    client: &Client,
    questions: &[Bytes],
    form: Form,
    options: &Options,
    workers: &Workers,
) -> anyhow::Result<f64> {
    let time = Duration::from_secs(options.secs);
    let ms = |cpu: Duration| cpu.as_secs_f64() * 1e3;
    let mut best: f64 = 0.0;
    for clients in CLIENTS {
        let rush = load::at_once(client, questions, form, clients, time, workers).await?;
        println!(
            "  {what:<20} {clients:>3} clients   {:>6.0} a second   p50 {:>6.1} ms   p99 {:>6.1} ms   \
             CPU a request: upbeat {:.2} ms, PostgreSQL {:.2} ms, clients {:.2} ms",
            rush.per_sec,
            rush.times.p50,
            rush.times.p99,
            ms(rush.cpu.server),
            ms(rush.cpu.postgres),
            ms(rush.cpu.own)
        );
        best = best.max(rush.per_sec);
    }
    Ok(best)
}

impl Options {
    /// How a database of our own is filled.
    fn filling(&self, url: &str, days: u16, tick_days: u16, watch: Option<&str>) -> fill::Options {
        fill::Options {
            websites: self.websites,
            days,
            tick_days,
            interval_secs: 60,
            url: watch.unwrap_or("https://{n}.upbeat-bench.test/").to_owned(),
            email: self.email.clone(),
            password: Some(self.password.clone()),
            database_url: url.to_owned(),
        }
    }
}
