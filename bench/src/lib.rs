//! Measures the real binaries end to end, from outside: it starts them, watches
//! a website of its own with them, and asks them what they recorded. (The scheduler
//! alone is measured by what it leaves in Redis.)
//!
//! What it sees is what a user sees; only `ingest`, `compact` and `pages` call crates of
//! the workspace, to measure them alone, and `fill` writes rows as they would have come about. Run it by the Makefile's targets, which start what stands beside it.

mod abuse;
mod api;
#[expect(
    clippy::missing_errors_doc,
    reason = "each fails where the benchmark cannot go on, and says why"
)]
pub mod client;
mod compact;
mod fill;
mod fleet;
mod history;
mod hostile;
mod ingest;
mod kills;
mod live;
mod load;
mod pages;
mod peers;
mod probe;
#[expect(
    clippy::missing_errors_doc,
    reason = "each fails where the benchmark cannot go on, and says why"
)]
pub mod process;
mod questions;
#[expect(
    clippy::missing_errors_doc,
    reason = "each fails where the benchmark cannot go on, and says why"
)]
pub mod receiver;
mod report;
mod resume;
mod rows;
mod schedule;
mod server;
mod socket;
mod stores;
mod storm;
mod strangers;
mod target;
mod throughput;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "upbeat-bench", about = "Measures Upbeat end to end")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Ticks per second, CPU per 1,000 ticks, and peak memory, on SQLite and on
    /// PostgreSQL with Redis.
    Throughput(throughput::Options),
    /// A fleet under load with one prober killed: every slot recorded once.
    Fleet(fleet::Options),
    /// A million websites in one scheduler: memory, lateness, evenness, CPU.
    Schedule(schedule::Options),
    /// A hostile tenant and a hostile stranger beside honest websites: nothing of theirs is
    /// missing or wrong, and the server stays small, alive and ready.
    Hostile(hostile::Options),
    /// Rows per second and CPU per row of ingest, beside raw `COPY`.
    Ingest(ingest::Options),
    /// Kills the server around each alert: every one arrives, in order, with its id.
    Kills(kills::Options),
    /// Kills the api under a thousand subscribers who resume: each has every tick once, in order.
    Resume(resume::Options),
    /// CPU time of an hour of rollups of 10,000 websites.
    Compact(compact::Options),
    /// Ten thousand websites go down within a minute: CPU per incident, and what channels get.
    Storm(storm::Options),
    /// Fills a database with years of history of one account's websites.
    Fill(fill::Options),
    /// How fast years of history are read, and what they take.
    History(history::Options),
    /// CPU and memory of a check, beside the least that it can cost and beside
    /// another prober.
    Probe(probe::Options),
    /// CPU and time of an answer, beside mercurius over the same database.
    Api(api::Options),
    /// CPU, delay and memory of live ticks to thousands of sockets, beside graphql-ws.
    Live(live::Options),
    /// What a status page costs: its size, its rendering, and requests a second.
    Pages(pages::Options),
    /// What each known attack costs the server, and what it is answered.
    Abuse(abuse::Options),
    /// What strangers take of a server's memory and of its time for others.
    Strangers(strangers::Options),
    /// The least that a check can cost: a child of `probe`.
    #[command(hide = true)]
    Floor(probe::floor::Options),
    /// The least that live ticks can cost: a child of `live`.
    #[command(hide = true)]
    Relay(live::relay::Options),
    /// A website that takes its time: a child of `probe`.
    #[command(hide = true)]
    Target(target::Options),
}

/// Runs the command of this process's arguments.
///
/// # Errors
/// Where the benchmark cannot be run, or a limit is not kept.
pub async fn run() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Throughput(options) => throughput::run(&options).await,
        Command::Fleet(options) => fleet::run(&options).await,
        Command::Schedule(options) => schedule::run(&options).await,
        Command::Hostile(options) => hostile::run(&options).await,
        Command::Ingest(options) => ingest::run(&options).await,
        Command::Kills(options) => kills::run(&options).await,
        Command::Resume(options) => resume::run(&options).await,
        Command::Compact(options) => compact::run(&options).await,
        Command::Storm(options) => storm::run(&options).await,
        Command::Fill(options) => fill::run(&options).await,
        Command::History(options) => history::run(options).await,
        Command::Probe(options) => probe::run(&options).await,
        Command::Pages(options) => pages::run(&options).await,
        Command::Abuse(options) => abuse::run(&options).await,
        Command::Strangers(options) => strangers::run(&options).await,
        Command::Api(options) => api::run(options).await,
        Command::Live(options) => live::run(options).await,
        Command::Relay(options) => live::relay::run(&options).await,
        Command::Floor(options) => probe::floor::run(options).await,
        Command::Target(options) => target::run(&options).await,
    }
}
