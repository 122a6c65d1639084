//! The one reader of the feed in this process.

use std::sync::Arc;
use std::time::Duration;

use queue::Transport;
use sea_orm::{DatabaseConnection, EntityTrait};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{Live, batch};
use crate::service::Result;

/// How often the feed is looked at where no announcement comes: one may get lost.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Rows read at once.
const ROWS: u64 = 50;

/// Hands new batches to the subscribers until `shutdown`.
pub async fn run(
    live: Live,
    db: DatabaseConnection,
    transport: Arc<dyn Transport>,
    shutdown: CancellationToken,
) {
    let mut announcements = transport.announcements();
    let mut relayed: Option<i64> = None;
    let mut failing = false;
    loop {
        match pass(&live, &db, &mut relayed).await {
            Ok(()) => failing = false,
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    warn!(error = &error as &dyn std::error::Error, "Live ticks fail");
                }
            }
        }
        let announced = async {
            // A transport that has closed announces nothing; looking goes on.
            if announcements.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = announced => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Relays what is new since `relayed`, which begins where the feed stands.
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
            // Whoever comes after this look reads the feed before it listens here;
            // so the head has to be read before it.
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
            // Nobody listening any more is no error.
            let _ = live.batches.send(Arc::new(batch));
        }
    }
}

/// The newest row's number.
pub(super) async fn head(db: &DatabaseConnection) -> Result<i64> {
    let head = entity::feed_head::Entity::find_by_id(1_i16).one(db).await?;
    Ok(head.map_or(0, |head| head.seq))
}
