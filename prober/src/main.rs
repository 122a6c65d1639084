//! The service `upbeat-prober`: checks websites from one region.

mod bench;
mod healthcheck;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, Subcommand};
use prober::config::{Config, Settings, known};
use prober::{Probes, files, log, signals, worker};
use queue::{Clock, Limits, ProberName, RedisTransport, Transport};
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
    /// Asks the queue whether the prober with this region and name is alive; exit
    /// code 0 or 1. It takes the settings of the prober that it asks for.
    Healthcheck(Box<Config>),
}

#[tokio::main]
async fn main() -> ExitCode {
    // An error means that a provider is installed already: there is one then.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let Cli { config, command } = Cli::parse();
    let _traces = match log::init(&config.log, "upbeat-prober") {
        Ok(guard) => guard,
        Err(err) => return refuse(&err.into()),
    };
    known::warn_of_unknown();
    match command {
        None => match prepare(&config) {
            Ok((settings, probes)) => match serve(settings, probes).await {
                Err(err) if err.downcast_ref().is_some_and(is_setting) => refuse(&err),
                result => end(result),
            },
            Err(err) => refuse(&err),
        },
        Some(Command::Bench(options)) => match bench::Bench::new(options, config.probe) {
            Ok(bench) => end(bench.run().await),
            Err(err) => refuse(&err),
        },
        Some(Command::Healthcheck(config)) => match whom(&config) {
            Ok((settings, prober)) => end(ask(settings, prober).await),
            Err(err) => refuse(&err),
        },
    }
}

fn whom(config: &Config) -> anyhow::Result<(Settings, ProberName)> {
    Ok((config.check()?, healthcheck::name(config)?))
}

async fn ask(settings: Settings, prober: ProberName) -> anyhow::Result<()> {
    let transport = connect(&settings).await?;
    healthcheck::run(&*transport, &settings.worker.region, &prober).await
}

fn prepare(config: &Config) -> anyhow::Result<(Settings, Probes)> {
    Ok((config.check()?, config.probe.build()?))
}

fn is_setting(err: &prober::Error) -> bool {
    matches!(err, prober::Error::Setting { .. })
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
    let transport = connect(&settings).await?;
    let clock = Clock::synced(&*transport)
        .await
        .context("cannot read the fleet's time")?;
    if let Some(claimed) = shutdown
        .run_until_cancelled(worker::claim_name(&*transport, &clock, &settings.worker))
        .await
    {
        claimed?;
    }
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

async fn connect(settings: &Settings) -> anyhow::Result<Arc<dyn Transport>> {
    let url = settings.redis_url.expose();
    let transport =
        RedisTransport::connect_prober(url, queue::redis::DEFAULT_PREFIX, Limits::default());
    Ok(Arc::new(transport.await.context("REDIS_URL")?))
}

#[expect(
    clippy::print_stderr,
    reason = "the answer to whoever typed the command"
)]
fn refuse(err: &anyhow::Error) -> ExitCode {
    eprintln!("error: {err:#}");
    ExitCode::from(BAD_SETTINGS)
}
