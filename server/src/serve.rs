//! `upbeat serve`: opens the stores, starts every part, and stops them in order.
//!
//! If a part ends by itself, the process ends; its supervisor restarts it, and nothing is
//! lost.

pub mod alerts;
mod early_listener;
mod error;
mod parts;
mod prepare;

use std::sync::Arc;
use std::time::Duration;

use api::app::App;
use api::http::{self, RequestRuntime, Tls};
use api::service::{audit, open_session, organization, tag};
use api::{graphql, live};
use net::EgressPolicy;
use pages::publish;
use prober::config::MeansArgs;
use prober::{Probes, WorkerOptions};
use queue::{Limits, RegionName, Stream, Transport};
use scheduler::Scheduler;
use sea_orm::DatabaseConnection;
use status::certificate::{self, Certificates};
use status::ingest::Ingester;
use status::retention::{self, Retention};
use status::rollup::compactor::{self, Compactor};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use self::early_listener::EarlyListener;
pub use self::error::Error;
use self::parts::{Parts, STOP_HTTP, STOP_PROBER};
use self::prepare::{Prepared, prepare_patiently};
use crate::config::Config;
use crate::health::{self, Health, Watch, deadman};
use crate::store::InstanceLock;
use crate::tls::{self, Certificate};

/// The region of the prober within this process.
const LOCAL_REGION: &str = "local";

/// The name of the prober within this process.
const LOCAL_PROBER: &str = "local-1";

/// A result with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How long reports in the process may take to be stored when it stops.
const DRAIN: Duration = Duration::from_secs(5);

/// Serves until `shutdown`, or until a part ends.
///
/// While a store is unavailable at the start, it waits and answers `/healthz` and `/readyz`.
/// `started` is called with the address once everything is ready.
///
/// # Errors
/// [`Error`]; if the configuration is wrong, before listening on the address.
pub async fn run(
    config: Config,
    shutdown: CancellationToken,
    started: impl FnOnce(std::net::SocketAddr),
) -> Result<()> {
    let url = config.store.database_url.expose();
    let embedded = config.redis().is_none();
    let keep = config.keep.keep()?;
    config.oidc.settings(config.alerts.public_url.0.as_ref())?;
    health::metrics::install()?;
    let certificate = config.tls.files()?.map(Certificate::load).transpose()?;
    let tls = certificate.as_ref().map(|it| it.tls.clone());
    let early = EarlyListener::new(&config, tls.clone());
    let prepared = prepare_patiently(&config, keep, &early, &shutdown);
    let Some(prepared) = prepared.await else {
        info!("Stopped before the stores were available");
        early.close().await;
        return Ok(());
    };
    let Prepared {
        app,
        work,
        lock,
        probes,
    } = prepared?;
    let listener = early.listener().await?;
    let address = config.http.listen;
    let local_address = listener
        .local_addr()
        .map_err(|source| Error::Listen { address, source })?;

    let asked = Arc::new(Notify::new());
    let mut sinks = start_sinks(&app, &work, lock, Arc::clone(&asked));
    let requests = RequestRuntime::new().map_err(Error::Threads)?;
    let health = Health::default();
    let mut sources = start_sources(&app, &work, url, &health, asked);
    start_http(&mut sources, &app, (listener, tls), &requests, &health);
    if let Some(certificate) = certificate {
        let health = health.clone();
        sources.spawn("the TLS certificate", |stop| {
            tls::run(certificate, health, stop)
        });
    }
    if let Some(deadman) = config.deadman() {
        start_deadman(&mut sources, &app, &health, deadman, &config.probe.means)?;
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
        // The local prober's last reports exist only in this process.
        drain(app.transport.as_ref()).await;
    }
    sinks.stop().await;
    app.transport.close().await;
    outcome
}

/// Waits until the queue has no more reports of the local prober.
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

/// Starts the parts that store and serve the results of jobs, which stop last.
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
            error!(error = &error as &dyn std::error::Error, "Ingest failed");
        }
    });
    parts.spawn("the sweep", |stop| status::sweep::run(sweeper, stop));
    let deliverer = app.alerts.clone();
    parts.spawn("the delivery of alerts", |stop| {
        notify::deliver::run(deliverer, stop)
    });
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

/// Starts the parts that create jobs, which stop first.
fn start_sources(
    app: &App,
    work: &DatabaseConnection,
    url: &str,
    health: &Health,
    asked: Arc<Notify>,
) -> Parts {
    let mut parts = Parts::new();
    let scheduler = Scheduler::new(work.clone(), app.publisher(), unique_name());
    start_keepers(&mut parts, app, work, url, scheduler.health());
    let watch = Watch::new(
        app.front.clone(),
        Arc::clone(&app.transport),
        scheduler.health(),
        Limits::default(),
        health.clone(),
        app.observed.clone(),
        app.clock.now_ms(),
    );
    parts.spawn("self-monitoring", |stop| {
        health::run(watch, app.clock.clone(), stop)
    });
    let teller = health::tell::Teller {
        db: work.clone(),
        health: health.clone(),
        scheduler: scheduler.health(),
        operators: app.operators.clone(),
        clock: app.clock.clone(),
    };
    parts.spawn("alerts of troubles", |stop| health::tell::run(teller, stop));
    parts.spawn("metrics", health::metrics::run);
    parts.spawn("session expiry", |stop| {
        let sessions = app.open_sessions.clone();
        open_session::run(sessions, app.front.clone(), app.clock.clone(), stop)
    });
    parts.spawn("what follows tags", |stop| {
        tag::run(app.handles.clone(), stop)
    });
    parts.spawn("the removal of deleted organizations", |stop| {
        organization::run(app.handles.clone(), stop)
    });
    parts.spawn("the removal of old entries of the audit log", |stop| {
        audit::run(app.db.clone(), app.clock.clone(), stop)
    });
    parts.spawn("the scheduler", |stop| {
        scheduler::run(scheduler, app.clock.clone(), stop)
    });
    parts.spawn("the hosts of status pages", |stop| {
        app.pages.clone().run(stop)
    });
    parts.spawn("open asks", |stop| {
        scheduler::ask::run(
            work.clone(),
            app.publisher(),
            app.clock.clone(),
            asked,
            stop,
        )
    });
    parts
}

/// Starts the HTTP server.
fn start_http(
    parts: &mut Parts,
    app: &App,
    (listener, tls): (TcpListener, Option<Tls>),
    requests: &RequestRuntime,
    health: &Health,
) {
    parts.spawn_patiently("the HTTP server", STOP_HTTP, |stop| {
        let beside = health::routes(app.clone(), health.clone(), requests.clone(), stop.clone());
        let schemas = graphql::schemas(app);
        let router = http::router(app.clone(), schemas, requests, beside, stop.clone());
        async move {
            if let Err(error) = http::serve(listener, tls, router, stop).await {
                error!(
                    error = &error as &dyn std::error::Error,
                    "The HTTP server failed"
                );
            }
        }
    });
}

/// Starts the rollup, the planning of maintenance, the publishing of incidents and the deletion
/// of expired data, which work while this process leads.
fn start_keepers(
    parts: &mut Parts,
    app: &App,
    work: &DatabaseConnection,
    url: &str,
    scheduling: scheduler::Health,
) {
    let leads: Arc<dyn Fn() -> bool + Send + Sync> = Arc::new(move || scheduling.is_leader());
    let compactor = Compactor {
        db: work.clone(),
        clock: app.clock.clone(),
        keep: app.keep,
        leads: Arc::clone(&leads),
    };
    let (db, clock, leader) = (work.clone(), app.clock.clone(), Arc::clone(&leads));
    parts.spawn("planning of maintenance", |stop| {
        status::maintenance::run(db, clock, leader, stop)
    });
    let (db, clock, leader) = (work.clone(), app.clock.clone(), Arc::clone(&leads));
    parts.spawn("status pages that publish incidents", |stop| {
        publish::run(db, move || clock.now_ms(), move || leader(), stop)
    });
    parts.spawn("the rollup", |stop| compactor::run(compactor, stop));
    let certificates = Certificates {
        db: work.clone(),
        clock: app.clock.clone(),
        leads: Arc::clone(&leads),
    };
    parts.spawn("alerts of certificates", |stop| {
        certificate::run(certificates, stop)
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

/// Starts pinging the external service that raises the alarm when pings stop.
fn start_deadman(
    parts: &mut Parts,
    app: &App,
    health: &Health,
    deadman: deadman::Deadman,
    means: &MeansArgs,
) -> Result<()> {
    // The operator configures the address, so every address may be reached.
    let probes = means.build(EgressPolicy::open())?;
    let (health, clock) = (health.clone(), app.clock.clone());
    parts.spawn("the dead man's switch", |stop| {
        deadman::run(deadman, probes, health, clock, stop)
    });
    Ok(())
}

/// Starts a prober for region `local` in this process.
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
                "The local prober failed"
            );
        }
    });
    Ok(())
}

fn local_region() -> Result<RegionName> {
    LOCAL_REGION.parse().map_err(|_| Error::LocalName)
}

/// A name that no other replica has, for consumer groups and the lease.
fn unique_name() -> String {
    format!("api-{}", uuid::Uuid::new_v4().simple())
}
