//! The service `upbeat-prober`: checks websites from one region.

mod bench;
mod healthcheck;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use prober::config::{Config, Settings};
use prober::{FILES_OF_A_CHECK, Probes, worker};
use queue::{Clock, Limits, ProberName, RedisTransport, Transport};
use runtime::waiting::until_available;
use runtime::{files, log, signals, variables};
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Exit code for invalid settings, as for every usage error.
const BAD_SETTINGS: u8 = 2;

/// Serves if no command is given.
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

/// Further commands.
#[derive(Subcommand)]
enum Command {
    /// Checks the URLs of a file repeatedly and prints what a check costs here, to size a
    /// region. It needs no queue and may reach every address.
    Bench(bench::Options),
    /// Asks the queue whether the prober with this region and name is alive; exit code 0 or 1.
    /// It takes the settings of that prober.
    Healthcheck(Box<Config>),
}

/// How long threads may outlive the prober: one may be waiting for a name that does not
/// resolve.
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
    // An error means that a provider is already installed, which is fine.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let Cli { config, command } = Cli::parse();
    let _traces = match log::init(&config.log, "upbeat-prober") {
        Ok(guard) => guard,
        Err(err) => return refuse(&err.into()),
    };
    variables::warn_of_unknown();
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

/// Listens for signals first: the kernel drops signals of a container's first process that it
/// does not listen for.
fn prepare(config: &Config) -> anyhow::Result<(CancellationToken, Settings, Probes)> {
    let shutdown = signals::stop().context("cannot listen for signals")?;
    Ok((shutdown, config.check()?, config.probe.build()?))
}

fn is_setting(err: &prober::Error) -> bool {
    matches!(err, prober::Error::Setting(_))
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
    files::raise_limit(
        prober::most_running(settings.worker.concurrency),
        FILES_OF_A_CHECK,
        0,
    );
    let begun = until_available(&shutdown, prober::Error::may_pass, || begin(&settings));
    let Some(begun) = begun.await else {
        info!("Stopped before the queue was available");
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

/// Connects to the queue, synchronizes the clock, and claims this prober's name.
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

/// Adds the name of the variable in front, unless the error already starts with one.
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
