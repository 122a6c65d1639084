//! Sessions in use: those with open sockets, which are notified when their session ends, and
//! those looked up within the last second, which are not looked up again.
//!
//! A sign-out at this replica ends both immediately. A session ended elsewhere is known for up
//! to a second more.
//!
//! Sessions with open sockets that another replica, an operator, or expiry ended, or whose user
//! belongs to other organizations now, are found by a query for all of them, twice a second while
//! there are any.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use queue::Clock;
use runtime::Passes;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::access::Access;
use super::identity::Identity;
use super::session;

/// Interval between queries for ended sessions.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Sessions per statement.
const AT_ONCE: usize = 500;

/// How long a session that was looked up is taken as it was.
const KNOWN_FOR: Duration = Duration::from_secs(1);

/// Most sessions known at a time, some hundred bytes each; others are looked up each time.
const MOST_KNOWN: usize = 10_000;

/// Open sessions of this process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct OpenSessions(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    next_id: u64,
    /// Whom to tell, by the hash of the session's token.
    told: HashMap<Vec<u8>, Told>,
    known: HashMap<Vec<u8>, (Identity, Instant)>,
    /// How many sessions were ended here.
    ends: u64,
}

/// The sockets of a session.
#[derive(Debug)]
struct Told {
    user: Uuid,
    /// What the session gave access to when its first socket was opened.
    access: Access,
    /// Tokens to cancel, by a unique number.
    sockets: HashMap<u64, CancellationToken>,
}

impl Told {
    fn end(&self) {
        self.sockets.values().for_each(CancellationToken::cancel);
    }
}

/// A lookup that is under way.
#[derive(Debug)]
pub struct Lookup {
    began: Instant,
    ends: u64,
}

/// A registration, which ends when dropped.
#[derive(Debug)]
pub struct Watching {
    sessions: OpenSessions,
    token_hash: Vec<u8>,
    id: u64,
}

impl OpenSessions {
    /// Cancels `ended` when the session ends, or gives access to something else.
    pub fn watch(&self, identity: &Identity, ended: CancellationToken) -> Watching {
        let mut open = self.lock();
        open.next_id += 1;
        let id = open.next_id;
        let token_hash = identity.token_hash.clone();
        let told = open.told.entry(token_hash.clone());
        let told = told.or_insert_with(|| Told {
            user: identity.user.id,
            access: identity.access.clone(),
            sockets: HashMap::new(),
        });
        told.sockets.insert(id, ended);
        Watching {
            sessions: self.clone(),
            token_hash,
            id,
        }
    }

    /// Looks the sessions of a user up again, who belongs to other organizations or has another
    /// role, and notifies their sockets.
    pub fn changed(&self, user: Uuid) {
        let mut open = self.lock();
        open.ends += 1;
        open.known.retain(|_, (known, _)| known.user.id != user);
        let of_user = open.told.values().filter(|told| told.user == user);
        of_user.for_each(Told::end);
    }

    /// Forgets a session that has ended, and notifies its sockets.
    pub fn end(&self, token_hash: &[u8]) {
        let mut open = self.lock();
        open.ends += 1;
        open.known.remove(token_hash);
        if let Some(told) = open.told.get(token_hash) {
            told.end();
        }
    }

    /// The session as it was looked up within the last second.
    ///
    /// # Errors
    /// The lookup to [keep](Self::keep) when it is done, if the session is not known.
    pub fn known(&self, token_hash: &[u8], now: Instant) -> Result<Identity, Lookup> {
        let open = self.lock();
        let known = open.known.get(token_hash);
        match known.filter(|(_, looked_up_at)| now.duration_since(*looked_up_at) < KNOWN_FOR) {
            Some((identity, _)) => Ok(identity.clone()),
            None => Err(Lookup {
                began: now,
                ends: open.ends,
            }),
        }
    }

    /// Keeps what a lookup has found, unless a session has ended here meanwhile, which may be
    /// this one.
    pub fn keep(&self, identity: &Identity, lookup: &Lookup) {
        let mut open = self.lock();
        if open.ends != lookup.ends {
            return;
        }
        if open.known.len() >= MOST_KNOWN {
            let now = lookup.began;
            let is_current = |at: &Instant| now.saturating_duration_since(*at) < KNOWN_FOR;
            open.known.retain(|_, (_, at)| is_current(at));
        }
        if open.known.len() < MOST_KNOWN {
            let known = (identity.clone(), lookup.began);
            open.known.insert(identity.token_hash.clone(), known);
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
            told.sockets.remove(&self.id);
            if told.sockets.is_empty() {
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
) -> super::Result<()> {
    let open: Vec<(Vec<u8>, Access)> = {
        let open = sessions.lock();
        let told = open.told.iter();
        told.map(|(hash, told)| (hash.clone(), told.access.clone()))
            .collect()
    };
    for some in open.chunks(AT_ONCE) {
        let hashes: Vec<Vec<u8>> = some.iter().map(|(hash, _)| hash.clone()).collect();
        let found = session::access_of(db, &hashes, now).await?;
        for (hash, access) in some {
            let found = found.get(hash).map_or(&[][..], |found| found);
            if !access.is_of(found) {
                sessions.end(hash);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use entity::user;

    fn identity(n: u32) -> Identity {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        Identity {
            token_hash: n.to_be_bytes().to_vec(),
            expires_at: now + TimeDelta::days(1),
            user: user::Model {
                id: Uuid::nil(),
                email: "ada@example.org".to_owned(),
                password_hash: String::new(),
                created_at: now,
                is_operator: false,
                email_verified_at: None,
            },
            key: None,
            origin: None,
            access: Access::new(Vec::new()),
        }
    }

    fn is_known(sessions: &OpenSessions, identity: &Identity, now: Instant) -> bool {
        sessions.known(&identity.token_hash, now).is_ok()
    }

    #[test]
    fn a_session_is_known_for_a_second_or_until_it_ends() {
        let (sessions, start) = (OpenSessions::default(), Instant::now());
        let (ada, bob) = (identity(1), identity(2));
        for identity in [&ada, &bob] {
            let lookup = sessions.known(&identity.token_hash, start).unwrap_err();
            sessions.keep(identity, &lookup);
        }
        let almost = start + KNOWN_FOR - Duration::from_millis(1);
        assert!(is_known(&sessions, &ada, almost));
        assert!(!is_known(&sessions, &ada, start + KNOWN_FOR));
        sessions.end(&ada.token_hash);
        assert!(!is_known(&sessions, &ada, start));
        assert!(is_known(&sessions, &bob, start));
    }

    #[test]
    fn a_lookup_that_was_overtaken_by_the_end_is_not_kept() {
        let (sessions, start) = (OpenSessions::default(), Instant::now());
        let ada = identity(1);
        let lookup = sessions.known(&ada.token_hash, start).unwrap_err();
        sessions.end(&ada.token_hash);
        sessions.keep(&ada, &lookup);
        assert!(!is_known(&sessions, &ada, start));
    }

    #[test]
    fn so_many_are_known_at_a_time() {
        let (sessions, start) = (OpenSessions::default(), Instant::now());
        let most = u32::try_from(MOST_KNOWN).unwrap();
        let keep = |n, now| {
            let identity = identity(n);
            let lookup = sessions.known(&identity.token_hash, now).unwrap_err();
            sessions.keep(&identity, &lookup);
            is_known(&sessions, &identity, now)
        };
        assert!((0..most).all(|n| keep(n, start)));
        assert!(!keep(most, start));
        assert!(keep(most, start + KNOWN_FOR), "the others are forgotten");
        assert_eq!(sessions.lock().known.len(), 1);
    }
}
