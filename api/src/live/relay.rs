//! The only reader of the feed in this process.

use std::sync::Arc;
use std::time::Duration;

use queue::Transport;
use runtime::Passes;
use sea_orm::{DatabaseConnection, EntityTrait};
use tokio_util::sync::CancellationToken;

use super::{Live, batch};
use crate::service::Result;

/// Interval at which the feed is read without an announcement, since announcements may be
/// lost.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Rows read at once.
const ROWS: u64 = 50;

/// Passes new batches to subscribers until `shutdown`.
pub async fn run(
    live: Live,
    db: DatabaseConnection,
    transport: Arc<dyn Transport>,
    shutdown: CancellationToken,
) {
    let mut announcements = transport.announcements();
    let mut passes = Passes::new("Live ticks", LOOK_EVERY, shutdown);
    loop {
        let announced = async {
            // A closed transport announces nothing, but polling continues.
            if announcements.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        if !passes.next_or_when(announced).await {
            return;
        }
        passes.end(pass(&live, &db).await);
    }
}

/// Relays the rows since the last pass. The first starts at the end of the feed.
async fn pass(live: &Live, db: &DatabaseConnection) -> Result<()> {
    let channels = &live.channels;
    loop {
        let relayed = channels.relayed();
        let relayed = relayed.filter(|_| !channels.followed().is_empty());
        let Some(relayed) = relayed else {
            // Who subscribes after this has read the feed's end reads the feed later.
            if channels.start_behind(head(db).await?) {
                return Ok(());
            }
            continue;
        };
        let rows = batch::rows_from(db, relayed + 1, ROWS).await?;
        if rows.is_empty() {
            return Ok(());
        }
        // Whoever subscribes from now on finds these rows in the feed.
        let followed = channels.followed();
        for row in rows {
            let events = batch::load(db, &row, &followed).await?;
            channels.send(row.seq, &followed, events);
        }
    }
}

/// Number of the newest row.
pub(super) async fn head(db: &DatabaseConnection) -> Result<i64> {
    let head = entity::feed_head::Entity::find_by_id(1_i16).one(db).await?;
    Ok(head.map_or(0, |head| head.seq))
}
