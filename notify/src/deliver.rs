//! The delivery loop: sends what waits, until somebody has it.
//!
//! ```text
//! rows (delivery, lane) ─► claim ─► attempt ─► finish ─► rows (attempt, delivery, lane, channel)
//! ```
//!
//! A lane is what one channel has still to be told about one website, in order; its row says
//! when the oldest delivery is due. Whoever claims a lane postpones it by [`LEASE_MS`], sends
//! outside of any transaction, and then says what became of it. If it dies in between, the
//! lane is due again, and the message goes out once more with the same id. Any number of
//! replicas may do so at once.
//!
//! A channel has at most [`CHANNEL_AT_ONCE`] messages under way, and an organization never all
//! places, so a slow one delays no other.

mod attempt;
mod channels;
mod claim;
mod failing;
mod finish;
mod hold;
mod pace;
mod places;
mod quiet;
mod repeat;
mod state;
mod test;
mod waiting;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use queue::{Clock, InstanceKeys};
use runtime::Passes;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

pub use self::attempt::settings;
use self::claim::Claimed;
pub use self::finish::drop_waiting;
use self::places::Places;
pub use self::state::{forget_threads, make_due};
pub use self::test::test;
pub use self::waiting::{Waiting, waiting};
use crate::channel::Means;

/// Interval between looks at what is due, unless somebody says that something is.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Interval between looks at what channels that fail hold up: it comes minutes later anyway.
const FAILING_EVERY: Duration = Duration::from_secs(1);

/// Interval between looks at what is to be repeated, every five minutes at most.
const REPEAT_EVERY: Duration = Duration::from_secs(10);

/// How long whoever claims a lane has it, in milliseconds: longer than two attempts take.
pub const LEASE_MS: i64 = 75_000;

/// Most messages under way, each of which may use a socket.
pub const AT_ONCE: usize = 256;

/// Most messages of one organization under way.
const ORGANIZATION_AT_ONCE: usize = 16;

/// Most messages of one channel under way.
pub const CHANNEL_AT_ONCE: usize = 4;

/// How long a delivery is tried, in milliseconds.
pub const GIVE_UP_MS: i64 = 86_400_000;

/// What delivers alerts.
#[derive(Clone)]
pub struct Deliverer {
    /// The database.
    pub db: DatabaseConnection,
    /// The fleet's clock.
    pub clock: Clock,
    /// What opens the secrets of channels.
    pub keys: InstanceKeys,
    /// By what means messages are sent.
    pub means: Arc<Means>,
    /// Where people reach this installation; without it, messages have no links.
    pub public_url: Option<Url>,
    /// Told when something may be due.
    pub wake: Arc<Notify>,
}

impl std::fmt::Debug for Deliverer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deliverer").finish_non_exhaustive()
    }
}

/// Delivers until `shutdown`.
pub async fn run(deliverer: Deliverer, shutdown: CancellationToken) {
    let mut passes = Passes::new("The delivery of alerts", LOOK_EVERY, shutdown);
    let mut desk = Desk::default();
    let mut under_way = JoinSet::new();
    loop {
        let woken = async {
            tokio::select! {
                () = deliverer.wake.notified() => {}
                // A place is free again, and a lane may have more to tell.
                Some(_) = under_way.join_next() => {}
            }
        };
        if !passes.next_or_when(woken).await {
            return;
        }
        while under_way.try_join_next().is_some() {}
        let mut claimed = Vec::new();
        let looked = look(
            &deliverer,
            &mut desk,
            &mut claimed,
            deliverer.clock.now_ms(),
        );
        passes.end(looked.await);
        for claimed in claimed {
            let deliverer = deliverer.clone();
            under_way.spawn(async move {
                let now_ms = deliverer.clock.now_ms();
                if let Err(err) = deliver(&deliverer, claimed, now_ms).await {
                    // The lane is due again after its lease.
                    let error = &err as &dyn std::error::Error;
                    tracing::warn!(error, "What became of a message cannot be stored yet");
                }
            });
        }
    }
}

/// Sends what is due at `now_ms` once, and returns how many messages that were.
///
/// # Errors
/// If the database fails.
pub async fn pass(deliverer: &Deliverer, now_ms: i64) -> Result<usize, DbErr> {
    let mut claimed = Vec::new();
    let looked = look(deliverer, &mut Desk::default(), &mut claimed, now_ms).await;
    let sent = claimed.len();
    let all = claimed.into_iter();
    let all = join_all(all.map(|claimed| deliver(deliverer, claimed, now_ms))).await;
    all.into_iter().collect::<Result<(), DbErr>>()?;
    looked?;
    Ok(sent)
}

/// Adds to `claimed` what is due at `now_ms` and has a place; also if it fails later.
async fn look(
    deliverer: &Deliverer,
    desk: &mut Desk,
    claimed: &mut Vec<Claimed>,
    now_ms: i64,
) -> Result<(), DbErr> {
    let db = &deliverer.db;
    if is_time(&mut desk.failing_at, FAILING_EVERY) {
        failing::pass(db, now_ms).await?;
    }
    if is_time(&mut desk.repeat_at, REPEAT_EVERY) {
        repeat::pass(db, now_ms).await?;
    }
    for channel in channels::due(db, &mut desk.held, now_ms).await? {
        let room = desk.places.room(&channel);
        if room > 0 {
            claimed.extend(claim::claim(db, &desk.places, channel.id, room, now_ms).await?);
        }
    }
    Ok(())
}

/// What this process knows between its looks.
#[derive(Debug, Default)]
struct Desk {
    places: Places,
    failing_at: Option<Instant>,
    repeat_at: Option<Instant>,
    /// Channels of which quiet hours held everything, and when that was seen.
    held: HashMap<Uuid, Instant>,
}

/// Whether `every` has passed since `last`, which is now, if so.
fn is_time(last: &mut Option<Instant>, every: Duration) -> bool {
    let is_time = last.is_none_or(|last| last.elapsed() >= every);
    if is_time {
        *last = Some(Instant::now());
    }
    is_time
}

/// Sends one message, and stores what became of it.
async fn deliver(deliverer: &Deliverer, claimed: Claimed, now_ms: i64) -> Result<(), DbErr> {
    let Claimed {
        channel, delivery, ..
    } = &claimed;
    let thread = claimed.thread.as_deref();
    let attempts = attempt::attempt(deliverer, channel, delivery, thread, now_ms).await;
    finish::finish(&deliverer.db, &claimed, attempts).await
}
