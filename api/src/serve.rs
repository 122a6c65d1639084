//! `upbeat serve`: opens the stores, starts every part, and stops them in order.
//!
//! A part that ends by itself ends the process; whoever runs it starts it again,
//! and nothing is lost.

use std::sync::Arc;
use std::time::Duration;

use prober::config::ProbeArgs;
use prober::{EgressPolicy, Probes, WorkerOptions};
use queue::redis::DEFAULT_PREFIX;
use queue::{Clock, Limits, MemoryTransport, RedisTransport, RegionName, Stream, Transport};
use scheduler::Scheduler;
use sea_orm::DatabaseConnection;
use status::ingest::Ingester;
use status::retention::{self, Retention};
use status::rollup::compactor::{self, Compactor};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::app::{self, App};
use crate::config::{Config, InvalidKeep};
use crate::live::{self, Live};
use crate::service::operator::Operators;
use crate::service::password::Passwords;
use crate::service::picture::Picture;
use crate::shares::Shares;
use crate::store::{self, InstanceLock};
use crate::vitals::{self, Vitals, Watch, deadman};
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

/// A result with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How long reports that are still in the process may take to become rows when it
/// stops.
const DRAIN: Duration = Duration::from_secs(5);

/// How many connections each pool has. They are apart so that nobody's work holds up
/// another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pools {
    /// For who asks, and whether this process is able.
    front: u32,
    /// For what tenants read and change.
    queries: u32,
    /// For ingest, scheduling and live ticks.
    work: u32,
}

impl Pools {
    /// Shares `connections` out, which are four at least.
    fn of(connections: u32) -> Self {
        let front = match connections {
            ..=5 => 1,
            6..=15 => 2,
            _ => 3,
        };
        let work = (connections - front).div_ceil(2);
        Self {
            front,
            queries: connections - front - work,
            work,
        }
    }
}

/// Parts of a running server that stop together.
struct Parts {
    tasks: JoinSet<&'static str>,
    shutdown: CancellationToken,
}

impl Parts {
    fn new() -> Self {
        Self {
            tasks: JoinSet::new(),
            shutdown: CancellationToken::new(),
        }
    }

    /// Starts a part, which ends when the token that it is given is cancelled.
    fn spawn<F>(&mut self, name: &'static str, part: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let part = part(self.shutdown.clone());
        self.tasks.spawn(async move {
            part.await;
            name
        });
    }

    /// Returns when a part ends by itself.
    async fn ended(&mut self) -> Error {
        match self.tasks.join_next().await {
            Some(Ok(part)) => Error::Ended { part },
            Some(Err(_)) | None => Error::Ended {
                part: "a part that panicked",
            },
        }
    }

    async fn stop(mut self) {
        self.shutdown.cancel();
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Serves until `shutdown`, or until a part ends.
///
/// `started` is called with the address once it is listened on.
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
    // SQLite belongs to one process; so does a queue that lives in it.
    let lock = if embedded || url.starts_with("sqlite:") {
        Some(InstanceLock::take(url).await?)
    } else {
        None
    };
    http::metrics::install()?;
    store::migrate(url).await?;
    let pools = Pools::of(config.database_connections);
    let front = store::open(url, pools.front).await?;
    let queries = store::open(url, pools.queries).await?;
    let work = store::open(url, pools.work).await?;

    let transport = connect(config.redis()).await?;
    let clock = Clock::synced(transport.as_ref())
        .await
        .map_err(Error::Queue)?;
    retention::pass(&work, clock.now_ms()).await?;
    let keys = keys::of_instance(&config.keys.secret_key, url)?;
    service::reseal::pass(&work, &keys).await?;
    let app = App {
        signing: app::signing_key(&queries).await?,
        db: queries,
        front,
        shares: Shares::of_pool(pools.queries),
        transport,
        clock,
        keys,
        keep,
        passwords: Passwords::new()?,
        operators: Operators::new(config.operators.0.clone()),
        picture: Picture::default(),
        vitals: Vitals::default(),
        live: Live::new(),
    };
    let checks = if embedded {
        config.probe.concurrency
    } else {
        0
    };
    prober::files::raise_limit(checks, http::MAX_CONNECTIONS);
    let probes = if embedded {
        Some(Arc::new(config.probe.build()?))
    } else {
        None
    };
    if embedded {
        // Known before the first person asks, so that a first website is checked at
        // once.
        status::region::register(&app.db, &local_region()?, app.clock.now_ms()).await?;
    }
    let address = config.http.listen;
    let listen = |source| Error::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let local_address = listener.local_addr().map_err(listen)?;

    let asked = Arc::new(Notify::new());
    let mut sinks = start_sinks(&app, &work, lock, Arc::clone(&asked));
    let mut sources = start_sources(&app, &work, url, listener, asked);
    if let Some(deadman) = config.deadman() {
        start_deadman(&mut sources, &app, deadman, &config.probe)?;
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

async fn connect(redis: Option<&str>) -> Result<Arc<dyn Transport>> {
    Ok(match redis {
        Some(url) => {
            let redis = RedisTransport::connect(url, DEFAULT_PREFIX, Limits::default()).await;
            Arc::new(redis.map_err(Error::Queue)?)
        }
        None => Arc::new(MemoryTransport::new(Limits::default())),
    })
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
    listener: TcpListener,
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
    parts.spawn("the HTTP server", |stop| {
        let router = http::router(app.clone(), graphql::schema(app.clone()), stop.clone());
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
    probe: &ProbeArgs,
) -> Result<()> {
    // The operator names the address, so every address may be reached.
    let probes = probe.build_with(EgressPolicy::open())?;
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
    parts.spawn("the local prober", |stop| async move {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_share_out_all_connections() {
        for (connections, front, queries, work) in
            [(4, 1, 1, 2), (6, 2, 2, 2), (16, 3, 6, 7), (20, 3, 8, 9)]
        {
            let pools = Pools {
                front,
                queries,
                work,
            };
            assert_eq!(Pools::of(connections), pools);
        }
        for connections in 4..=1_000 {
            let Pools {
                front,
                queries,
                work,
            } = Pools::of(connections);
            assert_eq!(front + queries + work, connections);
            assert!(front > 0 && queries > 0 && work > 1);
        }
    }
}
