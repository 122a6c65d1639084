//! Observes the database, the queue and the scheduler.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entity::WebsiteStatus;
use entity::website::RegionKeys;
use entity::{Outcome, RegionKey, feed, region, schedule, vote, website, website_status};
use notify::deliver::{self, Waiting};
use queue::{Backlog, RegionName, SeenProber, Stream, Transport};
use runtime::chain;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef,
};
use tokio::time::timeout;

/// Time limit of a small query to a store.
const PATIENCE: Duration = Duration::from_secs(2);

/// Time limit of counting all websites.
const LONG_PATIENCE: Duration = Duration::from_secs(30);

/// Backlogs of a region's streams.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backlogs {
    pub(super) checks: Backlog,
    pub(super) results: Backlog,
    pub(super) dead: Backlog,
}

/// A region, with its state in the queue.
#[derive(Clone, Debug)]
pub(super) struct RegionState {
    pub(super) region: region::Model,
    pub(super) probers: Vec<SeenProber>,
    pub(super) backlogs: Backlogs,
}

/// Websites with the same regions.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    /// Their regions; `None` means every region.
    pub(super) regions: Option<RegionKeys>,
    /// The shortest of their intervals, in milliseconds.
    pub(super) shortest_ms: i64,
}

impl Planned {
    pub(super) fn covers(&self, region_key: RegionKey) -> bool {
        let keys = self.regions.as_ref();
        keys.is_none_or(|keys| keys.0.contains(&region_key))
    }
}

/// Counts of all websites. Counting reads whole tables, so it is not part of every
/// observation.
#[derive(Clone, Debug, Default)]
pub(super) struct WebsiteCounts {
    pub(super) planned: Vec<Planned>,
    pub(super) statuses: Vec<(WebsiteStatus, i64)>,
    pub(super) contradicted: Vec<Contradicted>,
}

/// What a region says of websites, beside what others say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contradicted {
    pub(super) region_key: RegionKey,
    /// Websites that it sees down and a quorum does not.
    pub(super) alone: i64,
    /// Websites that it says anything of.
    pub(super) all: i64,
}

/// What waits to be delivered.
pub(super) async fn alerts(db: &DatabaseConnection, now_ms: i64) -> Result<Waiting, String> {
    within(PATIENCE, deliver::waiting(db, now_ms)).await
}

/// When the newest batch of ticks was written, if there is one; an error if the database is
/// unavailable. What the sweep and people tell by the feed does not show that ingest works.
pub(super) async fn newest_batch_ms(db: &DatabaseConnection) -> Result<Option<i64>, String> {
    let newest = feed::Entity::find()
        .select_only()
        .column(feed::Column::CreatedAtMs)
        .filter(feed::Column::Ticks.ne(Vec::<u8>::new()))
        .order_by_desc(feed::Column::Seq)
        .into_tuple::<i64>()
        .one(db);
    within(PATIENCE, newest).await
}

/// `None` if the queue accepts writes, otherwise why it refuses them; an error if it is
/// unavailable.
pub(super) async fn refusal(transport: &Arc<dyn Transport>) -> Result<Option<String>, String> {
    match timeout(PATIENCE, transport.try_write()).await {
        Ok(Ok(())) => Ok(None),
        Ok(Err(err)) => match err.refusal() {
            Some(refusal) => Ok(Some(refusal.to_owned())),
            None => Err(chain(&err)),
        },
        Err(_) => Err(too_slow(PATIENCE)),
    }
}

/// Every region, with its probers and streams; an error if the queue is unavailable.
pub(super) async fn places(
    transport: &Arc<dyn Transport>,
    regions: &[region::Model],
) -> Result<Vec<RegionState>, String> {
    let mut seen = within(PATIENCE, transport.probers()).await?;
    let mut places = Vec::with_capacity(regions.len());
    for region in regions {
        let Ok(name) = region.name.parse::<RegionName>() else {
            continue;
        };
        let (checks, results, dead) = (
            Stream::checks(&name),
            Stream::results(&name),
            Stream::dead(&name),
        );
        let backlogs = async {
            tokio::try_join!(
                transport.backlog(&checks),
                transport.backlog(&results),
                transport.backlog(&dead)
            )
        };
        let (checks, results, dead) = within(PATIENCE, backlogs).await?;
        places.push(RegionState {
            region: region.clone(),
            probers: seen
                .extract_if(.., |prober| prober.region == name)
                .collect(),
            backlogs: Backlogs {
                checks,
                results,
                dead,
            },
        });
    }
    Ok(places)
}

/// Registered regions; an error if the database is unavailable.
pub(super) async fn regions(db: &DatabaseConnection) -> Result<Vec<region::Model>, String> {
    within(PATIENCE, status::region::all(db)).await
}

/// Counts the websites.
pub(super) async fn census(db: &DatabaseConnection) -> Result<WebsiteCounts, String> {
    let planned = schedule::Entity::find()
        .select_only()
        .column(schedule::Column::Regions)
        .column_as(schedule::Column::IntervalMs.min(), "shortest_ms")
        .filter(schedule::Column::ValidToMs.is_null())
        .group_by(schedule::Column::Regions)
        .into_tuple::<(Option<RegionKeys>, i64)>()
        .all(db);
    let statuses = website_status::Entity::find()
        .select_only()
        .column(website_status::Column::Status)
        .column_as(website_status::Column::Status.count(), "websites")
        .join(JoinType::InnerJoin, of_website())
        .filter(website::Column::DeletedAt.is_null())
        .group_by(website_status::Column::Status)
        .into_tuple::<(WebsiteStatus, i64)>()
        .all(db);
    let planned = within(LONG_PATIENCE, planned).await?;
    let statuses = within(LONG_PATIENCE, statuses).await?;
    let is_partial = statuses
        .iter()
        .any(|(status, _)| *status == WebsiteStatus::Partial);
    let contradicted = if is_partial {
        within(LONG_PATIENCE, contradicted(db)).await?
    } else {
        Vec::new()
    };
    Ok(WebsiteCounts {
        planned: planned
            .into_iter()
            .map(|(regions, shortest_ms)| Planned {
                regions,
                shortest_ms,
            })
            .collect(),
        statuses,
        contradicted,
    })
}

/// How many websites each region sees down alone, or with fewer than a quorum.
async fn contradicted(db: &DatabaseConnection) -> Result<Vec<Contradicted>, DbErr> {
    let partial = website_status::Entity::find()
        .select_only()
        .column(website_status::Column::WebsiteKey)
        .filter(website_status::Column::Status.eq(WebsiteStatus::Partial))
        .into_query();
    let votes = || {
        vote::Entity::find()
            .select_only()
            .column(vote::Column::RegionKey)
            .expr(Expr::col(vote::Column::WebsiteKey).count())
            .group_by(vote::Column::RegionKey)
    };
    let alone: Vec<(RegionKey, i64)> = votes()
        .filter(vote::Column::Say.eq(Outcome::Down))
        .filter(vote::Column::WebsiteKey.in_subquery(partial))
        .into_tuple()
        .all(db)
        .await?;
    let all: Vec<(RegionKey, i64)> = votes()
        .filter(vote::Column::Say.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let all: HashMap<RegionKey, i64> = all.into_iter().collect();
    let counted = alone.into_iter();
    Ok(counted
        .map(|(region_key, alone)| Contradicted {
            region_key,
            alone,
            all: all.get(&region_key).copied().unwrap_or(alone),
        })
        .collect())
}

fn of_website() -> RelationDef {
    website_status::Entity::belongs_to(website::Entity)
        .from(website_status::Column::WebsiteKey)
        .to(website::Column::Key)
        .into()
}

/// The result of `asked` within `patience`, or why there is none.
async fn within<T, E: std::error::Error>(
    patience: Duration,
    asked: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match timeout(patience, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(chain(&error)),
        Err(_) => Err(too_slow(patience)),
    }
}

fn too_slow(patience: Duration) -> String {
    format!("no answer within {} s", patience.as_secs())
}

#[cfg(test)]
mod tests {
    use migration::testing::TestDb;
    use sea_orm::ActiveValue::Set;

    use super::*;

    #[tokio::test]
    async fn only_batches_of_ticks_show_that_ingest_works() {
        for database in [
            TestDb::sqlite().await.unwrap(),
            TestDb::postgres().await.unwrap(),
        ] {
            let db = entity::database::connect(&database.url, 1).await.unwrap();
            for (seq, ticks) in [(1, vec![7; 14]), (2, Vec::new())] {
                let row = feed::ActiveModel {
                    seq: Set(seq),
                    created_at_ms: Set(1_000 * seq),
                    ticks: Set(ticks),
                    changes: Set(Some(vec![7; 18])),
                    ..Default::default()
                };
                feed::Entity::insert(row)
                    .exec_without_returning(&db)
                    .await
                    .unwrap();
            }
            assert_eq!(newest_batch_ms(&db).await, Ok(Some(1_000)));
        }
    }
}
