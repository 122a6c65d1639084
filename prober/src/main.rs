//! The service `upbeat-prober`: checks websites from one region.

mod bench;
mod healthcheck;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand};
use prober::config::{Config, Settings, known};
use prober::{Probes, files, log, signals, worker};
use queue::waiting::until_there;
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

/// How long threads may go on after the end: one may ask for a name that nobody
/// resolves.
const LAST_THREADS: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(run());
            runtime.shutdown_timeout(LAST_THREADS);
            code
        }
        Err(err) => refuse(&err.into()),
    }
}

async fn run() -> ExitCode {
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
            Ok((shutdown, settings, probes)) => match serve(settings, probes, shutdown).await {
                Ok(()) => ExitCode::SUCCESS,
                Err(err) if err.downcast_ref().is_some_and(is_setting) => refuse(&err),
                Err(err) => {
                    error!("Prober ended: {err:#}");
                    ExitCode::FAILURE
                }
            },
            Err(err) => refuse(&err),
        },
        Some(Command::Bench(options)) => match bench::Bench::new(options, config.probe.means) {
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
    let transport = connect(&settings).await.map_err(named)?;
    healthcheck::run(&*transport, &settings.worker.region, &prober).await
}

/// Signals are listened for first: the kernel drops those of a container's first process that
/// nobody listens for.
fn prepare(config: &Config) -> anyhow::Result<(CancellationToken, Settings, Probes)> {
    let shutdown = signals::stop().context("cannot listen for signals")?;
    Ok((shutdown, config.check()?, config.probe.build()?))
}

fn is_setting(err: &prober::Error) -> bool {
    matches!(err, prober::Error::Setting { .. })
}

fn end(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => say(&err, ExitCode::FAILURE),
    }
}

async fn serve(
    settings: Settings,
    probes: Probes,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    files::raise_limit(settings.worker.concurrency, 0);
    let begun = until_there(&shutdown, prober::Error::may_pass, || begin(&settings));
    let Some(begun) = begun.await else {
        info!("Stopped before the queue was there");
        return Ok(());
    };
    let (transport, clock) = begun.map_err(named)?;
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

/// The queue, its time, and our name there, which is ours alone.
async fn begin(settings: &Settings) -> prober::Result<(Arc<dyn Transport>, Clock)> {
    let transport = connect(settings).await?;
    let entered = async {
        let clock = Clock::synced(&*transport).await?;
        worker::claim_name(&*transport, &clock, &settings.worker).await?;
        Ok(clock)
    };
    match entered.await {
        Ok(clock) => Ok((transport, clock)),
        Err(err) => {
            transport.close().await;
            Err(err)
        }
    }
}

async fn connect(settings: &Settings) -> prober::Result<Arc<dyn Transport>> {
    let url = settings.redis_url.expose();
    let transport =
        RedisTransport::connect_prober(url, queue::redis::DEFAULT_PREFIX, Limits::default());
    Ok(Arc::new(transport.await?))
}

/// The variable in front, where the error does not begin with one.
fn named(err: prober::Error) -> anyhow::Error {
    let is_queue = matches!(err, prober::Error::Queue(_));
    let err = anyhow::Error::new(err);
    if is_queue {
        err.context("REDIS_URL")
    } else {
        err
    }
}

fn refuse(err: &anyhow::Error) -> ExitCode {
    say(err, ExitCode::from(BAD_SETTINGS))
}

#[expect(
    clippy::print_stderr,
    reason = "the answer to whoever typed the command"
)]
fn say(err: &anyhow::Error, code: ExitCode) -> ExitCode {
    eprintln!("error: {err:#}");
    code
}
