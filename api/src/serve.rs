//! `upbeat serve`: opens the stores, starts every part, and stops them in order.
//!
//! A part that ends by itself ends the process; whoever runs it starts it again,
//! and nothing is lost.

mod door;
mod parts;
mod prepare;

use std::sync::Arc;
use std::time::Duration;

use prober::config::MeansArgs;
use prober::{EgressPolicy, Probes, WorkerOptions};
use queue::{Limits, RegionName, Stream, Transport};
use scheduler::Scheduler;
use sea_orm::DatabaseConnection;
use status::ingest::Ingester;
use status::retention::{self, Retention};
use status::rollup::compactor::{self, Compactor};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use self::door::Door;
use self::parts::{Parts, STOP_HTTP, STOP_PROBER};
use self::prepare::{Prepared, prepare_patiently};
use crate::app::App;
use crate::config::{Config, InvalidKeep};
use crate::live;
use crate::service::open_session;
use crate::store::{self, InstanceLock};
use crate::vitals::{self, Watch, deadman};
use crate::{graphql, http, keys, service};

/// The region of the prober within this process.
const LOCAL_REGION: &str = "local";

/// The name of that prober.
const LOCAL_PROBER: &str = "local-1";

/// Why the server cannot start, or has stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A store cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The key that seals secrets cannot be had.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// What is kept does not go together.
    #[error(transparent)]
    Keep(#[from] InvalidKeep),
    /// The queue cannot be reached.
    #[error("REDIS_URL: the queue cannot be reached")]
    Queue(#[source] queue::Error),
    /// The address cannot be had.
    #[error("UPBEAT_LISTEN: cannot listen on {address}")]
    Listen {
        /// Which address.
        address: std::net::SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database fails.
    #[error("the database failed while starting")]
    Database(#[from] sea_orm::DbErr),
    /// The status part fails.
    #[error("the status part failed")]
    Status(#[from] status::Error),
    /// The prober cannot be set up.
    #[error("the local prober cannot be set up")]
    Prober(#[from] prober::Error),
    /// A service cannot be set up.
    #[error("a service cannot be set up")]
    Service(#[from] crate::service::Error),
    /// Metrics cannot be kept.
    #[error("metrics cannot be kept")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    /// The system has no threads left.
    #[error("the threads that answer documents cannot be started")]
    Desk(#[source] std::io::Error),
    /// The local prober's own names are no names.
    #[error("the local region or prober has a name that cannot be")]
    LocalName,
    /// A part ended although nobody stopped it.
    #[error("{part} ended; stopping")]
    Ended {
        /// Which part.
        part: &'static str,
    },
}

impl Error {
    /// Whether it may be over by itself: a store that is away, but no wrong setting.
    fn may_pass(&self) -> bool {
        match self {
            Self::Queue(err) => err.may_pass(),
            Self::Store(store::Error::Open(err) | store::Error::Migrate(err))
            | Self::Database(err)
            | Self::Status(status::Error::Database(err))
            | Self::Service(service::Error::Database(err)) => store::may_pass(err),
            _ => false,
        }
    }
}

/// A result with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How long reports that are still in the process may take to become rows when it
/// stops.
const DRAIN: Duration = Duration::from_secs(5);

/// Serves until `shutdown`, or until a part ends.
///
/// A store that is not there yet is waited for, with `/healthz` and `/readyz` answered
/// meanwhile. `started` is called with the address once everything is there.
///
/// # Errors
/// [`Error`], before the address is listened on where the configuration is
/// wrong.
pub async fn run(
    config: Config,
    shutdown: CancellationToken,
    started: impl FnOnce(std::net::SocketAddr),
) -> Result<()> {
    let url = config.store.database_url.expose();
    let embedded = config.redis().is_none();
    let keep = config.keep.keep()?;
    http::metrics::install()?;
    let door = Door::new(config.http.listen);
    let prepared = prepare_patiently(&config, keep, &door, &shutdown);
    let Some(prepared) = prepared.await else {
        info!("Stopped before the stores were there");
        door.close().await;
        return Ok(());
    };
    let Prepared {
        app,
        work,
        lock,
        probes,
    } = prepared?;
    let listener = door.listener().await?;
    let address = config.http.listen;
    let local_address = listener
        .local_addr()
        .map_err(|source| Error::Listen { address, source })?;

    let asked = Arc::new(Notify::new());
    let mut sinks = start_sinks(&app, &work, lock, Arc::clone(&asked));
    let desk = http::Desk::new().map_err(Error::Desk)?;
    let mut sources = start_sources(&app, &work, url, (listener, &desk), asked);
    if let Some(deadman) = config.deadman() {
        start_deadman(&mut sources, &app, deadman, &config.probe.means)?;
    }
    if let Some(probes) = probes {
        start_local_prober(&mut sources, &app, probes, config.probe.concurrency)?;
    }
    started(local_address);

    let outcome = tokio::select! {
        () = shutdown.cancelled() => Ok(()),
        ended = sources.ended() => Err(ended),
        ended = sinks.ended() => Err(ended),
    };
    info!("Stopping");
    sources.stop().await;
    if embedded {
        // What the local prober reported last is nowhere but in this process.
        drain(app.transport.as_ref()).await;
    }
    sinks.stop().await;
    app.transport.close().await;
    outcome
}

/// Waits until no report of the local prober is left in the queue.
async fn drain(transport: &dyn Transport) {
    let Ok(region) = local_region() else { return };
    let stream = Stream::results(&region);
    let drained = async {
        while transport
            .backlog(&stream)
            .await
            .is_ok_and(|backlog| backlog.len > 0)
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        warn!("Reports are left behind; their slots are checked again after the next start");
    }
}

/// Starts what takes jobs' results in and serves them: it stops last.
fn start_sinks(
    app: &App,
    work: &DatabaseConnection,
    lock: Option<InstanceLock>,
    asked: Arc<Notify>,
) -> Parts {
    let mut parts = Parts::new();
    let ingester = Ingester {
        db: work.clone(),
        transport: Arc::clone(&app.transport),
        clock: app.clock.clone(),
        signing: app.signing.clone(),
        keep: app.keep,
        consumer: unique_name(),
        asked,
    };
    let (clock, transport) = (app.clock.clone(), Arc::clone(&app.transport));
    parts.spawn("the clock", |stop| async move {
        clock.run(transport, stop).await
    });
    let sweeper = ingester.clone();
    parts.spawn("ingest", |stop| async move {
        if let Err(error) = status::ingest::run(ingester, stop).await {
            error!(error = &error as &dyn std::error::Error, "Ingest ends");
        }
    });
    parts.spawn("the sweep", |stop| status::sweep::run(sweeper, stop));
    parts.spawn("live ticks", |stop| {
        live::run(
            app.live.clone(),
            work.clone(),
            Arc::clone(&app.transport),
            stop,
        )
    });
    if let Some(lock) = lock {
        parts.spawn("the single instance's lock", |stop| async move {
            lock.hold(stop).await
        });
    }
    parts
}

/// Starts what brings jobs about: it stops first.
fn start_sources(
    app: &App,
    work: &DatabaseConnection,
    url: &str,
    (listener, desk): (TcpListener, &http::Desk),
    asked: Arc<Notify>,
) -> Parts {
    let mut parts = Parts::new();
    let scheduler = Scheduler::new(work.clone(), app.publisher(), unique_name());
    start_keepers(&mut parts, app, work, url, scheduler.vitals());
    let watch = Watch::new(
        app.front.clone(),
        Arc::clone(&app.transport),
        scheduler.vitals(),
        Limits::default(),
        app.vitals.clone(),
        app.clock.now_ms(),
    );
    parts.spawn("the watch over itself", |stop| {
        vitals::run(watch, app.clock.clone(), stop)
    });
    parts.spawn("metrics", http::metrics::run);
    parts.spawn("ends of sessions", |stop| {
        let sessions = app.open_sessions.clone();
        open_session::run(sessions, app.front.clone(), app.clock.clone(), stop)
    });
    parts.spawn("the scheduler", |stop| {
        scheduler::run(scheduler, app.clock.clone(), stop)
    });
    parts.spawn("open questions", |stop| {
        scheduler::ask::run(
            work.clone(),
            app.publisher(),
            app.clock.clone(),
            asked,
            stop,
        )
    });
    parts.spawn_patiently("the HTTP server", STOP_HTTP, |stop| {
        let router = http::router(app.clone(), graphql::schemas(app), desk, stop.clone());
        async move {
            if let Err(error) = http::serve(listener, router, stop).await {
                error!(
                    error = &error as &dyn std::error::Error,
                    "The HTTP server fails"
                );
            }
        }
    });
    parts
}

/// Starts what makes years short and drops what is old, where this process leads.
fn start_keepers(
    parts: &mut Parts,
    app: &App,
    work: &DatabaseConnection,
    url: &str,
    scheduling: scheduler::Vitals,
) {
    let leads: Arc<dyn Fn() -> bool + Send + Sync> = Arc::new(move || scheduling.is_leader());
    let compactor = Compactor {
        db: work.clone(),
        clock: app.clock.clone(),
        keep: app.keep,
        leads: Arc::clone(&leads),
    };
    parts.spawn("the making of hours and days", |stop| {
        compactor::run(compactor, stop)
    });
    let retention = Retention {
        db: work.clone(),
        url: url.to_owned(),
        clock: app.clock.clone(),
        keep: app.keep,
        leads,
    };
    parts.spawn("retention", |stop| retention::run(retention, stop));
}

/// Starts pinging the service outside that raises the alarm when pings stop.
fn start_deadman(
    parts: &mut Parts,
    app: &App,
    deadman: deadman::Deadman,
    means: &MeansArgs,
) -> Result<()> {
    // The operator names the address, so every address may be reached.
    let probes = means.build(EgressPolicy::open())?;
    let (vitals, clock) = (app.vitals.clone(), app.clock.clone());
    parts.spawn("pings of the dead man's switch", |stop| {
        deadman::run(deadman, probes, vitals, clock, stop)
    });
    Ok(())
}

/// Starts a prober in this process, as the one of region `local`.
fn start_local_prober(
    parts: &mut Parts,
    app: &App,
    probes: Arc<Probes>,
    concurrency: usize,
) -> Result<()> {
    let name = LOCAL_PROBER.parse().map_err(|_| Error::LocalName)?;
    let region = local_region()?;
    let options = WorkerOptions {
        concurrency,
        keys: app.keys.region(&region),
        ..WorkerOptions::new(region, name)
    };
    let (transport, clock) = (Arc::clone(&app.transport), app.clock.clone());
    parts.spawn_patiently("the local prober", STOP_PROBER, |stop| async move {
        if let Err(error) = prober::worker::run(transport, clock, probes, options, stop).await {
            error!(
                error = &error as &dyn std::error::Error,
                "The local prober ends"
            );
        }
    });
    Ok(())
}

fn local_region() -> Result<RegionName> {
    LOCAL_REGION.parse().map_err(|_| Error::LocalName)
}

/// A name that no other replica has: in a consumer group, or for the lease.
fn unique_name() -> String {
    format!("api-{}", uuid::Uuid::new_v4().simple())
}
