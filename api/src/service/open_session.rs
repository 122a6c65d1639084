//! Sessions with open sockets, which are notified when their session ends.
//!
//! A sign-out at this replica notifies them immediately. Sessions ended by another replica, an
//! operator, or expiry are found by a query for all open sessions, twice a second while there
//! are any.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::session;
use queue::Clock;
use runtime::Passes;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};
use tokio_util::sync::CancellationToken;

use super::Result;

/// Interval between queries for ended sessions.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Sessions per statement.
const AT_ONCE: usize = 500;

/// Open sessions of this process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct OpenSessions(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    next_id: u64,
    /// Tokens to cancel, by the hash of the session's token and a unique number.
    told: HashMap<Vec<u8>, HashMap<u64, CancellationToken>>,
}

/// A registration, which ends when dropped.
#[derive(Debug)]
pub struct Watching {
    sessions: OpenSessions,
    token_hash: Vec<u8>,
    id: u64,
}

impl OpenSessions {
    /// Cancels `ended` when the session ends.
    pub fn watch(&self, token_hash: &[u8], ended: CancellationToken) -> Watching {
        let mut open = self.lock();
        open.next_id += 1;
        let id = open.next_id;
        let told = open.told.entry(token_hash.to_vec()).or_default();
        told.insert(id, ended);
        Watching {
            sessions: self.clone(),
            token_hash: token_hash.to_vec(),
            id,
        }
    }

    /// Notifies the sockets of a session that has ended.
    pub fn end(&self, token_hash: &[u8]) {
        if let Some(told) = self.lock().told.get(token_hash) {
            told.values().for_each(CancellationToken::cancel);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut open = self.sessions.lock();
        if let Some(told) = open.told.get_mut(&self.token_hash) {
            told.remove(&self.id);
            if told.is_empty() {
                open.told.remove(&self.token_hash);
            }
        }
    }
}

/// Looks for ended sessions until `shutdown`.
pub async fn run(
    sessions: OpenSessions,
    db: DatabaseConnection,
    clock: Clock,
    shutdown: CancellationToken,
) {
    let mut passes = Passes::new("Looking for ended sessions", LOOK_EVERY, shutdown);
    while passes.next().await {
        let now = DateTime::from_timestamp_millis(clock.now_ms()).unwrap_or_default();
        passes.end(pass(&sessions, &db, now).await);
    }
}

/// Notifies the sockets of sessions that have ended by `now`.
///
/// # Errors
/// If the database fails; then no socket is notified.
pub async fn pass(
    sessions: &OpenSessions,
    db: &DatabaseConnection,
    now: DateTime<Utc>,
) -> Result<()> {
    let open: Vec<Vec<u8>> = sessions.lock().told.keys().cloned().collect();
    for hashes in open.chunks(AT_ONCE) {
        let holding: Vec<Vec<u8>> = session::Entity::find()
            .select_only()
            .column(session::Column::TokenHash)
            .filter(session::Column::TokenHash.is_in(hashes.iter().cloned()))
            .filter(session::Column::ExpiresAt.gt(now))
            .into_tuple()
            .all(db)
            .await?;
        let over = hashes.iter().filter(|hash| !holding.contains(hash));
        over.for_each(|hash| sessions.end(hash));
    }
    Ok(())
}
