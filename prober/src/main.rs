//! The service `upbeat-prober`: checks websites from one region.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use prober::config::{Config, Settings};
use prober::{Probes, files, worker};
use queue::{Clock, Limits, RedisTransport, Transport};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{error, info};
use tracing_subscriber::EnvFilter;

/// The exit code for settings that break a rule, as of every usage error.
const BAD_SETTINGS: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    // An error means that a provider is installed already: there is one then.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let config = Config::parse();
    let checked =
        log_to_stderr(&config.log).and_then(|()| Ok((config.check()?, config.probe.build()?)));
    let (settings, probes) = match checked {
        Ok(checked) => checked,
        Err(err) => return refuse(&err),
    };
    match serve(settings, probes).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            error!("Prober ended: {err:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(settings: Settings, probes: Probes) -> anyhow::Result<()> {
    let shutdown = stop_on_signal()?;
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

/// Cancelled by SIGTERM or SIGINT. A second one ends the process at once.
fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    let shutdown = CancellationToken::new();
    let asked = shutdown.clone();
    tokio::spawn(async move {
        for _ in 0..2 {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            if asked.is_cancelled() {
                std::process::exit(1);
            }
            asked.cancel();
        }
    });
    Ok(shutdown)
}

fn log_to_stderr(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter)
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
