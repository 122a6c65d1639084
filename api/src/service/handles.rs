//! Handles of the services, created at startup.

use std::sync::Arc;

use notify::deliver::Deliverer;
use queue::{Clock, InstanceKeys, SigningKey, Transport};
use scheduler::{Asked, Publisher};
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use status::feed::Entries;
use status::rollup::RollupProgress;
use tracing::debug;

use super::Result;
use super::kept::Kept;
use super::observed::Observed;
use super::oidc::Oidc;
use super::open_session::OpenSessions;
use super::operator::Operators;
use super::passkey::Passkeys;
use super::password::Passwords;
use super::region_cache::RegionCache;
use super::registration::Registration;
use super::throttle::Throttle;

/// Handles of one process; cheap to clone.
#[derive(Clone)]
pub struct Handles {
    /// Database pool for queries and mutations.
    pub db: DatabaseConnection,
    /// Database pool for authentication and readiness, which reads of tenants cannot block.
    pub front: DatabaseConnection,
    /// The queue.
    pub transport: Arc<dyn Transport>,
    /// The fleet's clock.
    pub clock: Clock,
    /// Signs jobs.
    pub signing: SigningKey,
    /// Seals and opens the websites' secrets.
    pub keys: InstanceKeys,
    /// Retention periods.
    pub keep: status::Keep,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Who may sign up.
    pub registration: Registration,
    /// Operators of this installation.
    pub operators: Operators,
    /// What this process last observed of the installation.
    pub observed: Observed,
    /// Cached state of the regions.
    pub region_cache: RegionCache,
    /// How far rollups have progressed, at most a second ago.
    pub rollup_progress: Kept<RollupProgress>,
    /// Limits the checks that are published as they are asked for.
    pub asked: Asked,
    /// Limits password attempts.
    pub throttle: Throttle,
    /// Sessions with open sockets.
    pub open_sessions: OpenSessions,
    /// Sign-in with a provider, if there is one.
    pub oidc: Option<Oidc>,
    /// What passkeys are bound to.
    pub passkeys: Passkeys,
    /// What delivers alerts.
    pub alerts: Deliverer,
}

impl Handles {
    /// Handles for publishing jobs.
    pub fn publisher(&self) -> Publisher {
        Publisher {
            transport: Arc::clone(&self.transport),
            signing: self.signing.clone(),
            keys: self.keys.clone(),
            asked: self.asked.clone(),
        }
    }

    /// Commits a person's change with the row of the feed that tells of it, and announces that.
    ///
    /// # Errors
    /// If the database fails; then nothing is changed.
    pub(super) async fn tell(
        &self,
        transaction: DatabaseTransaction,
        entries: Entries,
        now_ms: i64,
    ) -> Result<()> {
        let seq = entries.append(&transaction, now_ms).await?;
        transaction.commit().await?;
        if let Some(seq) = seq
            && let Err(error) = self.transport.announce(seq).await
        {
            // Subscribers' replicas look each second.
            let error = &error as &dyn std::error::Error;
            debug!(error, "Cannot announce row {seq} of the feed");
        }
        Ok(())
    }
}

impl std::fmt::Debug for Handles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handles").finish_non_exhaustive()
    }
}
