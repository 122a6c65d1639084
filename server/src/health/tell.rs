//! Tells channels of troubles that last: the leader does, so that each is told once.

use std::time::Duration;

use api::service::{self, operator::Operators};
use queue::Clock;
use runtime::Passes;
use sea_orm::DatabaseConnection;
use status::trouble::{self, Trouble};
use tokio_util::sync::CancellationToken;

use super::Health;

/// Interval between looks at the troubles, which are in memory.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How long a trouble lasts before somebody is told, in milliseconds: a prober that is
/// restarted is none.
const LASTS_MS: i64 = 60_000;

/// Dependencies of the loop.
pub struct Teller {
    /// The database.
    pub db: DatabaseConnection,
    /// What this process observes.
    pub health: Health,
    /// Whether this process is the leader.
    pub scheduler: scheduler::Health,
    /// Who hears of the installation.
    pub operators: Operators,
    /// The fleet's clock.
    pub clock: Clock,
}

impl std::fmt::Debug for Teller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Teller").finish_non_exhaustive()
    }
}

/// Tells until `shutdown`.
pub async fn run(teller: Teller, shutdown: CancellationToken) {
    let mut passes = Passes::new("Telling of troubles", LOOK_EVERY, shutdown);
    // What the database knows, as far as this process does.
    let mut known: Option<Vec<(String, Option<String>)>> = None;
    while passes.next().await {
        let now_ms = teller.clock.now_ms();
        // What was not looked at is not over.
        if !teller.scheduler.is_leader() || !teller.health.has_looked(now_ms) {
            known = None;
            continue;
        }
        let troubles = teller.health.lasting(now_ms, LASTS_MS);
        let keys = troubles
            .iter()
            .map(|it| (it.kind.clone(), it.region.clone()));
        let keys: Vec<_> = keys.collect();
        if known.as_ref() == Some(&keys) {
            continue;
        }
        let told = tell(&teller, &troubles, now_ms).await;
        known = passes.end(told).map(|()| keys);
    }
}

async fn tell(teller: &Teller, troubles: &[Trouble], now_ms: i64) -> service::Result<()> {
    let operators = teller.operators.ids(&teller.db).await?;
    trouble::tell(&teller.db, troubles, &operators, now_ms).await?;
    Ok(())
}

/// The trouble `kind` of `region`, as channels are told of it.
pub(super) fn told(kind: super::Kind, region: Option<&str>, text: &str, since_ms: i64) -> Trouble {
    Trouble {
        kind: kind.as_str().to_owned(),
        region: region.map(str::to_owned),
        stops_region: kind.stops_region(),
        text: text.to_owned(),
        since_ms,
    }
}
