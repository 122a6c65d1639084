//! Who sends on a connection that stays, and until when.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::super::bearer;
use super::super::state::HttpState;
use crate::service;
use crate::service::identity::Identity;
use crate::service::open_session::Watching;

/// Interval between session checks. The end of a session is usually reported earlier.
const RECHECK_EVERY: Duration = Duration::from_secs(60);

/// How long a connection whose session has ended may finish its responses.
const LAST_ANSWER: Duration = Duration::from_millis(200);

type Recheck = Pin<Box<dyn Future<Output = service::Result<Option<Identity>>> + Send>>;

/// The caller of a connection that stays.
pub(in crate::http) struct Caller {
    /// `None` if anonymous.
    bearer: Option<Bearer>,
}

struct Bearer {
    token: String,
    identity: Identity,
    recheck_at: Instant,
    recheck: Option<Recheck>,
    /// While this exists, the connection is notified when the session ends.
    _watching: Watching,
}

impl Caller {
    /// `ended` is cancelled when the caller's session ends.
    pub(in crate::http) fn new(
        bearer: Option<(String, Identity)>,
        shared: &HttpState,
        ended: &CancellationToken,
    ) -> Self {
        let open = &shared.app.open_sessions;
        let bearer = bearer.map(|(token, identity)| Bearer {
            _watching: open.watch(&identity, ended.clone()),
            token,
            identity,
            recheck_at: Instant::now() + RECHECK_EVERY,
            recheck: None,
        });
        Self { bearer }
    }

    /// `None` if anonymous.
    pub(in crate::http) fn identity(&self) -> Option<&Identity> {
        self.bearer.as_ref().map(|bearer| &bearer.identity)
    }

    /// When the session is to be checked, or may have expired.
    pub(in crate::http) fn wake_at(&self, now_ms: i64) -> Option<Instant> {
        let bearer = self.bearer.as_ref()?;
        // Clocks may run at different speeds, so this wakes up at least once a minute.
        let left_ms = u64::try_from(bearer.left_ms(now_ms)).unwrap_or(0).max(1);
        let expiry = Instant::now() + Duration::from_millis(left_ms).min(RECHECK_EVERY);
        Some(match bearer.recheck {
            None => expiry.min(bearer.recheck_at),
            Some(_) => expiry,
        })
    }

    pub(in crate::http) fn has_expired(&self, now_ms: i64) -> bool {
        let bearer = self.bearer.as_ref();
        bearer.is_some_and(|bearer| bearer.left_ms(now_ms) <= 0)
    }

    /// Starts a check of the session if it is time for one.
    pub(in crate::http) fn recheck_if_due(&mut self, shared: &HttpState, now: Instant) {
        if let Some(bearer) = &mut self.bearer
            && now >= bearer.recheck_at
        {
            bearer.recheck_at = now + RECHECK_EVERY;
            let (shared, token) = (shared.clone(), bearer.token.clone());
            bearer.recheck = Some(Box::pin(
                async move { bearer::identify(&shared, &token).await },
            ));
        }
    }

    /// Returns whether the session still exists, once a check that is in progress has ended;
    /// never, if none is.
    pub(in crate::http) async fn rechecked(&mut self) -> bool {
        match &mut self.bearer {
            Some(bearer) => bearer.rechecked().await,
            None => std::future::pending().await,
        }
    }

    /// The session may have ended: it is checked next.
    pub(in crate::http) fn recheck_now(&mut self) {
        if let Some(bearer) = &mut self.bearer {
            bearer.recheck_at = Instant::now();
        }
    }
}

impl Bearer {
    /// Remaining lifetime of the session, in milliseconds.
    fn left_ms(&self, now_ms: i64) -> i64 {
        self.identity.expires_at.timestamp_millis() - now_ms
    }

    /// Waits for the check that is in progress, if one is. Returns whether the session
    /// still exists as it was, which a check that failed does not deny.
    async fn rechecked(&mut self) -> bool {
        let Some(recheck) = &mut self.recheck else {
            return std::future::pending().await;
        };
        let outcome = recheck.await;
        self.recheck = None;
        match outcome {
            // With other organizations or roles, the client is to connect again.
            Ok(Some(fresh)) => {
                let is_same = fresh.access == self.identity.access;
                self.identity = fresh;
                is_same
            }
            Ok(None) => false,
            Err(err) => {
                warn!(
                    error = &err as &dyn std::error::Error,
                    "Could not recheck a session"
                );
                true
            }
        }
    }
}

/// Returns some time after the session has ended: the operation that ended it may have come
/// through this connection and needs its response.
pub(in crate::http) async fn left(ended: &CancellationToken) {
    ended.cancelled().await;
    tokio::time::sleep(LAST_ANSWER).await;
}
