//! Prepares the stores before any part starts.

use std::sync::Arc;

use api::app::App;
use api::limits::Limits;
use api::live::Live;
use api::service::Handles;
use api::service::kept::Kept;
use api::service::observed::Observed;
use api::service::oidc::Oidc;
use api::service::open_session::OpenSessions;
use api::service::operator::Operators;
use api::service::passkey::Passkeys;
use api::service::password::Passwords;
use api::service::region_cache::RegionCache;
use api::service::registration::Registration;
use api::service::throttle::Throttle;
use api::shares::Shares;
use api::{http, service};
use notify::deliver::{self, Deliverer};
use prober::Probes;
use queue::redis::DEFAULT_PREFIX;
use queue::{Clock, MemoryTransport, RedisTransport, Transport};
use runtime::files;
use runtime::waiting::until_available;
use scheduler::Asked;
use sea_orm::DatabaseConnection;
use status::{Keep, retention};
use tokio_util::sync::CancellationToken;

use super::early_listener::EarlyListener;
use super::{Error, Result, alerts, local_region};
use crate::config::Config;
use crate::keys;
use crate::store::{self, InstanceLock};

/// Number of connections in each pool. The pools are separate so that one kind of work cannot
/// block another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pools {
    /// For identifying callers and for readiness.
    front: u32,
    /// For what tenants read and change.
    queries: u32,
    /// For ingest, scheduling and live ticks.
    work: u32,
}

impl Pools {
    /// Divides `connections`, which are at least four.
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

/// Everything that must exist before any part starts.
pub(super) struct Prepared {
    pub(super) app: App,
    pub(super) work: DatabaseConnection,
    pub(super) lock: Option<InstanceLock>,
    pub(super) probes: Option<Arc<Probes>>,
}

/// [`prepare`], repeated while a store is unavailable; `None` if `shutdown` comes first.
pub(super) async fn prepare_patiently(
    config: &Config,
    keep: Keep,
    early: &EarlyListener,
    shutdown: &CancellationToken,
) -> Option<Result<Prepared>> {
    let mut is_first = true;
    let attempt = || {
        let waits = !std::mem::replace(&mut is_first, false);
        async move {
            if waits {
                early.open().await?;
            }
            prepare(config, keep)
                .await
                .inspect_err(|err| early.note(err))
        }
    };
    until_available(shutdown, Error::may_pass, attempt).await
}

/// Opens the stores and migrates the schema.
async fn prepare(config: &Config, keep: Keep) -> Result<Prepared> {
    let url = config.store.database_url.expose();
    let embedded = config.redis().is_none();
    // Only one process may use a SQLite file, or a queue in its memory.
    let lock = if embedded || url.starts_with("sqlite:") {
        Some(InstanceLock::take(url).await?)
    } else {
        None
    };
    store::migrate(url).await?;
    let pools = Pools::of(config.database_connections);
    let front = store::open(url, pools.front).await?;
    let queries = store::open(url, pools.queries).await?;
    let work = store::open(url, pools.work).await?;
    let transport = connect(config.redis()).await?;
    let opened = Opened {
        pools,
        front,
        queries,
        work,
        transport: Arc::clone(&transport),
    };
    let prepared = set_up(config, keep, opened, lock).await;
    if prepared.is_err() {
        transport.close().await;
    }
    prepared
}

/// The opened stores.
struct Opened {
    pools: Pools,
    front: DatabaseConnection,
    queries: DatabaseConnection,
    work: DatabaseConnection,
    transport: Arc<dyn Transport>,
}

async fn set_up(
    config: &Config,
    keep: Keep,
    opened: Opened,
    lock: Option<InstanceLock>,
) -> Result<Prepared> {
    let Opened {
        pools,
        front,
        queries,
        work,
        transport,
    } = opened;
    let embedded = config.redis().is_none();
    let clock = Clock::synced(transport.as_ref())
        .await
        .map_err(Error::Queue)?;
    retention::pass(&work, clock.now_ms()).await?;
    let keys = keys::of_instance(&config.keys.secret_key, config.store.database_url.expose())?;
    service::reseal::pass(&work, &keys).await?;
    service::website::text::pass(&work).await?;
    let alerts = Deliverer {
        db: work.clone(),
        clock: clock.clone(),
        keys: keys.clone(),
        means: Arc::new(alerts::means(&config.probe, &config.alerts)?),
        public_url: config.alerts.public_url.0.clone(),
        wake: Arc::default(),
    };
    let oidc = config.oidc.settings(alerts.public_url.as_ref())?;
    let mut passwords = Passwords::new()?;
    if !config.oidc.passwords {
        passwords = passwords.off();
    }
    let pages = config.pages(Some(queries.clone()));
    let app = App {
        handles: Handles {
            signing: keys::signing_key(&queries).await?,
            db: queries,
            front,
            transport,
            clock,
            keys,
            keep,
            passwords,
            registration: Registration::new(config.accounts.registration),
            operators: Operators::new(
                config.accounts.operators.0.clone(),
                alerts.means.mail.is_some(),
            ),
            observed: Observed::default(),
            region_cache: RegionCache::default(),
            rollup_progress: Kept::default(),
            asked: Asked::default(),
            throttle: Throttle::default(),
            open_sessions: OpenSessions::default(),
            passkeys: Passkeys::new(alerts.public_url.as_ref()),
            oidc: oidc.map(|settings| Oidc::new(settings, Arc::clone(&alerts.means))),
            alerts,
        },
        shares: Shares::of_pool(pools.queries),
        limits: Limits::new(config.limits.settings()),
        proxies: config.trusted_proxies.0.iter().copied().collect(),
        web: config.web(),
        live: Live::default(),
        pages,
    };
    let checks = if embedded {
        prober::most_running(config.probe.concurrency)
    } else {
        0
    };
    let connections = http::MAX_CONNECTIONS + deliver::AT_ONCE;
    files::raise_limit(checks, prober::FILES_OF_A_CHECK, connections);
    let probes = if embedded {
        // Registered before the first request, so that a first website is checked immediately.
        status::region::register(&app.db, &local_region()?, app.clock.now_ms()).await?;
        Some(Arc::new(config.probe.build()?))
    } else {
        None
    };
    Ok(Prepared {
        app,
        work,
        lock,
        probes,
    })
}

async fn connect(redis: Option<&str>) -> Result<Arc<dyn Transport>> {
    Ok(match redis {
        Some(url) => {
            let redis =
                RedisTransport::connect(url, DEFAULT_PREFIX, queue::Limits::default()).await;
            Arc::new(redis.map_err(Error::Queue)?)
        }
        None => Arc::new(MemoryTransport::new(queue::Limits::default())),
    })
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
