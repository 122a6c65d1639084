//! The service `upbeat-prober`: checks websites from one region.

mod bench;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, Subcommand};
use prober::config::{Config, Settings};
use prober::{Probes, files, log, signals, worker};
use queue::{Clock, Limits, RedisTransport, Transport};
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

/// The exit code for settings that break a rule, as of every usage error.
const BAD_SETTINGS: u8 = 2;

/// Without a command it serves.
#[derive(Parser)]
#[command(
    name = "upbeat-prober",
    version,
    about = "Checks websites from one region",
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(flatten)]
    config: Config,

    #[command(subcommand)]
    command: Option<Command>,
}

/// What it can do besides.
#[derive(Subcommand)]
enum Command {
    /// Checks the URLs of a file over and over and prints what a check costs
    /// here, to size a region by. It needs no queue and may reach every address.
    Bench(bench::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    // An error means that a provider is installed already: there is one then.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let Cli { config, command } = Cli::parse();
    if let Err(err) = log_to_stderr(&config.log) {
        return refuse(&err);
    }
    match command {
        None => match prepare(&config) {
            Ok((settings, probes)) => end(serve(settings, probes).await),
            Err(err) => refuse(&err),
        },
        Some(Command::Bench(options)) => match bench::Bench::new(options, config.probe) {
            Ok(bench) => end(bench.run().await),
            Err(err) => refuse(&err),
        },
    }
}

fn prepare(config: &Config) -> anyhow::Result<(Settings, Probes)> {
    Ok((config.check()?, config.probe.build()?))
}

fn end(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            error!("Prober ended: {err:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(settings: Settings, probes: Probes) -> anyhow::Result<()> {
    let shutdown = signals::stop().context("cannot listen for signals")?;
    files::raise_limit(settings.worker.concurrency, 0);
    let url = settings.redis_url.expose();
    let transport = RedisTransport::connect(url, queue::redis::DEFAULT_PREFIX, Limits::default());
    let transport: Arc<dyn Transport> = Arc::new(transport.await.context("REDIS_URL")?);
    let clock = Clock::synced(&*transport)
        .await
        .context("cannot read the fleet's time")?;
    let (region, prober) = (settings.worker.region.clone(), settings.worker.name.clone());
    info!(%region, %prober, "Probing for region {region} as {prober}");

    let stopped = CancellationToken::new();
    let kept_in_step = tokio::spawn({
        let (clock, transport, stopped) = (clock.clone(), Arc::clone(&transport), stopped.clone());
        async move { clock.run(transport, stopped).await }
    });
    let probes = Arc::new(probes);
    let work = worker::run(
        Arc::clone(&transport),
        clock,
        probes,
        settings.worker,
        shutdown,
    );
    let result = tokio::select! {
        result = work => result.context("the worker failed"),
        _ = kept_in_step => Err(anyhow::anyhow!("the clock's loop ended unexpectedly")),
    };
    stopped.cancel();
    transport.close().await;
    result
}

fn log_to_stderr(filter: &str) -> anyhow::Result<()> {
    let filter = log::filter(filter)
        .map_err(|err| anyhow::anyhow!("UPBEAT_LOG: must be a level or a filter: {err}"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    Ok(())
}

#[expect(
    clippy::print_stderr,
    reason = "the answer to whoever typed the command"
)]
fn refuse(err: &anyhow::Error) -> ExitCode {
    eprintln!("error: {err:#}");
    ExitCode::from(BAD_SETTINGS)
}
