//! Votes run out without a tick arriving: the sweep judges again.
//!
//! It goes only as far as every report has been taken in: while reports of a
//! region wait in the queue, what they say is not known yet, and silence is not
//! concluded from it. Two sweeps at once do no harm: status rows are locked.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use entity::database::begin_write;
use entity::website_status;
use queue::{RegionName, Stream, Transport};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::ingest::Ingester;
use crate::rollup::due::Marks;
use crate::standing::{self, Standing};
use crate::{Result, region};

/// How often it is looked whose votes have run out.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// Time for a report from the end of its check into the queue, milliseconds.
const MARGIN_MS: i64 = 2_000;

/// Websites judged in one transaction.
const BATCH: u64 = 500;

/// Sweeps until `shutdown`.
pub async fn run(ingester: Ingester, shutdown: CancellationToken) {
    let mut failing = false;
    while !shutdown.is_cancelled() {
        let now_ms = ingester.clock.now_ms();
        match pass(&ingester.db, ingester.transport.as_ref(), now_ms).await {
            Ok(judged) => {
                failing = false;
                if judged > 0 {
                    debug!(judged, "Judged {judged} websites whose votes had run out");
                }
            }
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    warn!(error = &error as &dyn std::error::Error, "The sweep fails");
                }
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(SWEEP_EVERY) => {}
        }
    }
}

/// Judges the websites whose votes have run out by `now_ms`; says how many.
///
/// # Errors
/// Where the database or the queue fails.
pub async fn pass(
    db: &DatabaseConnection,
    transport: &dyn Transport,
    now_ms: i64,
) -> Result<usize> {
    let regions = region::all(db).await?;
    let horizons = horizons(&regions, transport, now_ms).await?;
    let regions = region::counting(&regions);
    let Some(furthest_ms) = horizons.values().copied().max() else {
        return Ok(0);
    };
    let mut judged = 0;
    let mut after_key = 0;
    loop {
        let due = due(db, furthest_ms, after_key).await?;
        let Some(&last_key) = due.last() else {
            return Ok(judged);
        };
        after_key = last_key;
        judged += judge(db, &due, &regions, &horizons, now_ms).await?;
    }
}

/// Up to when each region's silence is known to be silence.
async fn horizons(
    regions: &[entity::region::Model],
    transport: &dyn Transport,
    now_ms: i64,
) -> Result<HashMap<i16, i64>> {
    let mut horizons = HashMap::new();
    for region in regions {
        let Ok(name) = region.name.parse::<RegionName>() else {
            continue;
        };
        let backlog = transport.backlog(&Stream::results(&name)).await?;
        let known_to_ms = backlog.oldest_ms.unwrap_or(now_ms).min(now_ms);
        horizons.insert(region.key, known_to_ms - MARGIN_MS);
    }
    Ok(horizons)
}

async fn due(db: &DatabaseConnection, to_ms: i64, after_key: i32) -> Result<Vec<i32>> {
    Ok(website_status::Entity::find()
        .select_only()
        .column(website_status::Column::WebsiteKey)
        .filter(website_status::Column::RejudgeAtMs.lte(to_ms))
        .filter(website_status::Column::WebsiteKey.gt(after_key))
        .order_by_asc(website_status::Column::WebsiteKey)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?)
}

async fn judge(
    db: &DatabaseConnection,
    website_keys: &[i32],
    regions: &BTreeMap<i16, i64>,
    horizons: &HashMap<i16, i64>,
    now_ms: i64,
) -> Result<usize> {
    let transaction = begin_write(db).await?;
    let standings = standing::lock(&transaction, website_keys, regions).await?;
    let mut changed: Vec<Standing> = Vec::new();
    for mut standing in standings.into_values() {
        let of_website = standing
            .ballot
            .regions
            .keys()
            .filter_map(|key| horizons.get(key));
        let Some(&horizon_ms) = of_website.min() else {
            continue;
        };
        let before_ms = standing.ballot.rejudge_at_ms;
        standing.ballot.advance(horizon_ms);
        if standing.ballot.rejudge_at_ms != before_ms {
            changed.push(standing);
        }
    }
    let mut marks = Marks::default();
    standing::save(&transaction, &mut changed, &mut marks, now_ms).await?;
    marks.save(&transaction).await?;
    transaction.commit().await?;
    Ok(changed.len())
}
