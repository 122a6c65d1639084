//! One subscriber: reads the feed until it has caught up, then follows live.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use entity::{WebsiteKey, feed};
use futures_util::Stream;
use futures_util::stream;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use tokio::sync::broadcast::{self, error::RecvError};

use super::batch;
use super::channels::{Batch, Channels};
use super::item::{Item, Part};
use super::turns::Turn;
use super::{Audience, Cursor, Event, Live, Turns, relay};
use crate::service::website::WebsiteSummary;
use crate::service::{Error, Result};
use crate::shares::Share;

/// Rows of the feed read at once while catching up, and most of their bytes that are kept.
const ROWS: u64 = 20;
const ROWS_BYTES: usize = 64 * 1024;

/// Ticks, or other items of a row, read at once while catching up.
const ITEMS: usize = 64;

/// How far back a subscription without a cursor starts, in milliseconds.
const BEGIN_BACK_MS: i64 = 5_000;

/// State of a subscriber.
struct Follower {
    channels: Arc<Channels>,
    db: DatabaseConnection,
    audience: Audience,
    turns: Turns,
    share: Arc<Share>,
    live: broadcast::Receiver<Arc<Batch>>,
    /// Position after the last event that was considered.
    cursor: Cursor,
    /// Whether everything before the live batches has been read.
    caught_up: bool,
    ready: VecDeque<Event>,
    /// Set while it catches up.
    behind: Option<Behind>,
}

/// State of a subscriber that catches up.
struct Behind {
    rows: VecDeque<Part>,
    /// The row that is being read.
    open: Option<Open>,
    _turn: Turn,
}

/// A row of the feed with items still to read.
struct Open {
    seq: i64,
    items: VecDeque<(u32, Item)>,
    websites: HashMap<WebsiteKey, Arc<WebsiteSummary>>,
}

impl Live {
    /// Events for `audience` after `after`, or from the last seconds on. While catching up, it
    /// takes one of `turns` and reads in `share`.
    ///
    /// # Errors
    /// [`Error::Input`] on `after` if the feed does not have that position, or no longer.
    pub async fn follow(
        &self,
        db: &DatabaseConnection,
        audience: Audience,
        after: Option<Cursor>,
        (turns, share): (Turns, Arc<Share>),
        now_ms: i64,
    ) -> Result<impl Stream<Item = Result<Event>> + Send + 'static> {
        // Subscribes before the feed is read, so that no event is missed in between.
        let live = self.channels.subscribe(audience.topic);
        let cursor = match after {
            Some(cursor) => checked(db, cursor).await?,
            None => Cursor::behind(begin(db, now_ms).await?),
        };
        let follower = Follower {
            channels: Arc::clone(&self.channels),
            db: db.clone(),
            audience,
            turns,
            share,
            live,
            cursor,
            caught_up: false,
            ready: VecDeque::new(),
            behind: None,
        };
        Ok(stream::unfold(Some(follower), |follower| async {
            let mut follower = follower?;
            match follower.next().await {
                Ok(Some(event)) => Some((Ok(event), Some(follower))),
                Ok(None) => None,
                // The subscription ends with this error; the client can resume with its
                // cursor.
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
                if self.ready.is_empty() {
                    self.pass_on();
                }
                return Ok(Some(event));
            }
            if !self.caught_up {
                // On the heap: thousands of subscribers wait for live batches meanwhile.
                Box::pin(self.catch_up()).await?;
                continue;
            }
            match self.live.recv().await {
                Ok(batch) if batch.seq < self.cursor.next_seq() => {}
                Ok(batch) if batch.first_seq <= self.cursor.next_seq() => {
                    self.take(batch.seq, &batch.events);
                }
                // Too slow, or the relay had not started.
                Ok(_) | Err(RecvError::Lagged(_)) => self.caught_up = false,
                Err(RecvError::Closed) => return Ok(None),
            }
        }
    }

    /// Reads a little more of the feed; if there are no more rows, it has caught up.
    async fn catch_up(&mut self) -> Result<()> {
        let behind = match &mut self.behind {
            Some(behind) => behind,
            none => {
                let turn = self.turns.wait(&self.share).await;
                let _read = Arc::clone(&self.share).read().await;
                let subject = self.audience.topic.subject;
                let rows = batch::parts_from(&self.db, subject, self.cursor.next_seq(), ROWS);
                let rows = rows.await?;
                self.caught_up = rows.is_empty();
                if self.caught_up {
                    return Ok(());
                }
                none.insert(Behind {
                    rows: few(rows),
                    open: None,
                    _turn: turn,
                })
            }
        };
        if behind.open.is_none()
            && let Some(row) = behind.rows.pop_front()
        {
            let topic = self.audience.topic;
            let events = match self.channels.recent(topic, row.seq) {
                Some(events) => Some(events),
                None if topic.subject.count(&row.packed) <= ITEMS => {
                    let _read = Arc::clone(&self.share).read().await;
                    let events = batch::load_part(&self.db, &row, topic).await?;
                    Some(self.channels.keep(topic, row.seq, events))
                }
                None => None,
            };
            if let Some(events) = events {
                self.take(row.seq, &events);
                if self.ready.is_empty() {
                    self.pass_on();
                }
                return Ok(());
            }
            let _read = Arc::clone(&self.share).read().await;
            behind.open = Some(open(&self.db, &self.audience, &row, self.cursor).await?);
        }
        let _read = Arc::clone(&self.share).read().await;
        if let Some(open) = &mut behind.open {
            let items: Vec<_> = open.items.drain(..open.items.len().min(ITEMS)).collect();
            let events = batch::events(&self.db, open.seq, &items, &open.websites).await?;
            self.cursor = match items.last() {
                Some((position, _)) if !open.items.is_empty() => Cursor {
                    seq: open.seq,
                    position: *position,
                },
                _ => Cursor::behind(open.seq),
            };
            self.ready = events.into();
            behind.open.take_if(|open| open.items.is_empty());
        }
        if self.ready.is_empty() {
            self.pass_on();
        }
        Ok(())
    }

    /// Releases its turn once it holds no rows.
    fn pass_on(&mut self) {
        let is_done = |behind: &mut Behind| behind.rows.is_empty() && behind.open.is_none();
        self.behind.take_if(is_done);
    }

    /// Takes what it hears of the row `seq`, whose events these are.
    fn take(&mut self, seq: i64, events: &[Event]) {
        let heard = (events.iter())
            .filter(|event| event.cursor > self.cursor && self.audience.hears(event));
        self.ready.extend(heard.cloned());
        self.cursor = Cursor::behind(seq);
    }
}

/// As many of `rows` as may be kept, but at least one.
fn few(rows: Vec<Part>) -> VecDeque<Part> {
    let mut bytes = 0;
    let kept = rows.into_iter().enumerate().take_while(|(at, row)| {
        bytes += row.packed.len();
        *at == 0 || bytes <= ROWS_BYTES
    });
    kept.map(|(_, row)| row).collect()
}

/// The items of a row after `cursor` that `audience` may see.
async fn open(
    db: &DatabaseConnection,
    audience: &Audience,
    row: &Part,
    cursor: Cursor,
) -> Result<Open> {
    let behind = |position| {
        let place = Cursor {
            seq: row.seq,
            position,
        };
        place > cursor
    };
    let topic = audience.topic;
    let items = topic.subject.items(&row.packed).into_iter();
    let mut items: VecDeque<(u32, Item)> = items
        .filter(|(position, item)| behind(*position) && item.may_be_heard(audience))
        .collect();
    let mut websites = batch::websites(db, &items).await?;
    websites.retain(|_, website| website.organization_id == topic.organization);
    items.retain(|(_, item)| websites.contains_key(&item.website_key()));
    Ok(Open {
        seq: row.seq,
        items,
        websites,
    })
}

/// `cursor`, if everything after it is still in the feed.
async fn checked(db: &DatabaseConnection, cursor: Cursor) -> Result<Cursor> {
    let head = relay::head(db).await?;
    let oldest = feed::Entity::find()
        .order_by_asc(feed::Column::Seq)
        .one(db)
        .await?;
    // The next batch, or the rest of the cursor's own batch, must still exist.
    let kept_from = oldest.map_or(head + 1, |row| row.seq);
    if cursor.next_seq() < kept_from {
        return Err(Error::input(
            "after",
            "is older than the 24 hours that the feed is kept",
        ));
    }
    if cursor.seq > head || cursor.seq < 0 {
        return Err(Error::input("after", "is not a cursor of this feed"));
    }
    Ok(cursor)
}

/// Number of the batch after which a subscription without a cursor starts.
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
