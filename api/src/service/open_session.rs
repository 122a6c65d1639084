//! Sessions that somebody's sockets are open for, and how these learn that one has ended.
//!
//! Who signs out at this replica is told at once. What another replica ends, or an operator, or
//! time, is seen by looking at all of them together, twice a second, while there are any.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::session;
use queue::Clock;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::Result;

/// How often it is looked which of them still hold.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Sessions that are looked up by one statement.
const AT_ONCE: usize = 500;

/// The open sessions of this process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct OpenSessions(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    next_id: u64,
    /// By the hash of the token, then by a number of its own.
    told: HashMap<Vec<u8>, HashMap<u64, CancellationToken>>,
}

/// Somebody to be told; not any more once this is dropped.
#[derive(Debug)]
pub struct Watching {
    sessions: OpenSessions,
    token_hash: Vec<u8>,
    id: u64,
}

impl OpenSessions {
    /// Cancels `ended` when the session is over.
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

    /// The session is over.
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

/// Looks until `shutdown` which sessions are over.
pub async fn run(
    sessions: OpenSessions,
    db: DatabaseConnection,
    clock: Clock,
    shutdown: CancellationToken,
) {
    let mut failing = false;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let now = DateTime::from_timestamp_millis(clock.now_ms()).unwrap_or_default();
        match pass(&sessions, &db, now).await {
            Ok(()) if std::mem::take(&mut failing) => warn!("Open sessions are looked up again"),
            Ok(()) => {}
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    warn!(
                        error = &error as &dyn std::error::Error,
                        "Cannot look up which sessions are over"
                    );
                }
            }
        }
    }
}

/// Ends those that are over at `now`.
///
/// # Errors
/// Where the database fails; then none is ended.
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
