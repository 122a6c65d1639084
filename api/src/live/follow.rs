//! One subscriber: from the feed until it has caught up, then live.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use entity::{feed, website};
use futures_util::Stream;
use futures_util::stream;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::broadcast::{self, error::RecvError};

use super::batch::{self, Batch};
use super::{Audience, Cursor, Event, Live, relay};
use crate::service::{Error, Result};

/// Rows of the feed read at once while catching up.
const ROWS: u64 = 20;

/// How far back a subscription without a cursor begins, milliseconds.
const BEGIN_BACK_MS: i64 = 5_000;

/// A subscriber's state.
struct Follower {
    db: DatabaseConnection,
    audience: Audience,
    live: broadcast::Receiver<Arc<Batch>>,
    /// Behind the last event that was considered.
    cursor: Cursor,
    /// Whether everything up to the live batches has been read.
    caught_up: bool,
    ready: VecDeque<Event>,
}

impl Live {
    /// The events for `audience` behind `after`, or from the last seconds on.
    ///
    /// # Errors
    /// [`Error::Input`] on `after` for a place that the feed does not have, or no
    /// longer.
    pub async fn follow(
        &self,
        db: &DatabaseConnection,
        audience: Audience,
        after: Option<Cursor>,
        now_ms: i64,
    ) -> Result<impl Stream<Item = Result<Event>> + Send + 'static> {
        // Listening begins before the feed is read, so that nothing falls between.
        let live = self.batches.subscribe();
        let cursor = match after {
            Some(cursor) => checked(db, cursor).await?,
            None => Cursor::behind(begin(db, now_ms).await?),
        };
        let follower = Follower {
            db: db.clone(),
            audience,
            live,
            cursor,
            caught_up: false,
            ready: VecDeque::new(),
        };
        Ok(stream::unfold(Some(follower), |follower| async {
            let mut follower = follower?;
            match follower.next().await {
                Ok(Some(event)) => Some((Ok(event), Some(follower))),
                Ok(None) => None,
                // The subscription ends with its error; the cursor resumes it.
                Err(error) => Some((Err(error), None)),
            }
        }))
    }
}

impl Follower {
    /// The next event; `None` when the process stops.
    async fn next(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            if !self.caught_up {
                self.catch_up().await?;
                continue;
            }
            match self.live.recv().await {
                Ok(batch) if batch.seq < self.cursor.next_seq() => {}
                Ok(batch) if batch.seq == self.cursor.next_seq() => self.take(&batch),
                // Too slow, or the relay skipped what nobody listened to.
                Ok(_) | Err(RecvError::Lagged(_)) => self.caught_up = false,
                Err(RecvError::Closed) => return Ok(None),
            }
        }
    }

    /// Takes the next rows of the feed; none means that it has caught up.
    async fn catch_up(&mut self) -> Result<()> {
        let rows = batch::rows_from(&self.db, self.cursor.seq, ROWS).await?;
        let websites = self.websites().await?;
        let mut news = false;
        for row in rows {
            if row.seq >= self.cursor.next_seq() {
                news = true;
                let batch = batch::load(&self.db, &row, |key| websites.contains(&key)).await?;
                self.take(&batch);
            }
        }
        self.caught_up = !news;
        Ok(())
    }

    fn take(&mut self, batch: &Batch) {
        let heard = batch
            .events
            .iter()
            .filter(|event| event.cursor > self.cursor && self.audience.hears(event));
        self.ready.extend(heard.cloned());
        self.cursor = Cursor::behind(batch.seq);
    }

    /// The keys of the websites that the audience may hear of, as of now.
    async fn websites(&self) -> Result<HashSet<i32>> {
        if let Some(websites) = &self.audience.websites {
            return Ok(websites.clone());
        }
        let keys: Vec<i32> = website::Entity::find()
            .select_only()
            .column(website::Column::Key)
            .filter(website::Column::OrganizationId.eq(self.audience.organization))
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(keys.into_iter().collect())
    }
}

/// `cursor`, if everything behind it is still in the feed.
async fn checked(db: &DatabaseConnection, cursor: Cursor) -> Result<Cursor> {
    let head = relay::head(db).await?;
    let oldest = feed::Entity::find()
        .order_by_asc(feed::Column::Seq)
        .one(db)
        .await?;
    // The batch that comes next, or the rest of the cursor's own, must be there.
    let kept_from = oldest.map_or(head + 1, |row| row.seq);
    if cursor.next_seq() < kept_from {
        return Err(Error::input(
            "after",
            "is older than the 24 hours that the feed is kept",
        ));
    }
    if cursor.seq > head || cursor.seq < 0 {
        return Err(Error::input("after", "is no cursor of this feed"));
    }
    Ok(cursor)
}

/// The number behind which a subscription without a cursor begins.
async fn begin(db: &DatabaseConnection, now_ms: i64) -> Result<i64> {
    let newest_before = feed::Entity::find()
        .filter(feed::Column::CreatedAtMs.lt(now_ms - BEGIN_BACK_MS))
        .order_by_desc(feed::Column::Seq)
        .one(db)
        .await?;
    match newest_before {
        Some(row) => Ok(row.seq),
        None => {
            let oldest = feed::Entity::find()
                .order_by_asc(feed::Column::Seq)
                .one(db)
                .await?;
            match oldest {
                Some(row) => Ok(row.seq - 1),
                None => relay::head(db).await,
            }
        }
    }
}
