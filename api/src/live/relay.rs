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
    let mut relayed: Option<i64> = None;
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
        passes.end(pass(&live, &db, &mut relayed).await);
    }
}

/// Relays the rows after `relayed`, which starts at the end of the feed.
pub(super) async fn pass(
    live: &Live,
    db: &DatabaseConnection,
    relayed: &mut Option<i64>,
) -> Result<()> {
    let mut seq = match *relayed {
        Some(seq) => seq,
        None => head(db).await?,
    };
    loop {
        *relayed = Some(seq);
        if live.batches.receiver_count() == 0 {
            // A later subscriber starts to listen before it reads the feed, so the head must
            // be read before checking again for receivers.
            let head = head(db).await?;
            if live.batches.receiver_count() == 0 {
                *relayed = Some(head);
                return Ok(());
            }
        }
        let rows = batch::rows_from(db, seq + 1, ROWS).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let batch = batch::load(db, &row).await?;
            seq = row.seq;
            *relayed = Some(seq);
            // Sending only fails without receivers, which is fine.
            let _ = live.batches.send(Arc::new(batch));
        }
    }
}

/// Number of the newest row.
pub(super) async fn head(db: &DatabaseConnection) -> Result<i64> {
    let head = entity::feed_head::Entity::find_by_id(1_i16).one(db).await?;
    Ok(head.map_or(0, |head| head.seq))
}
