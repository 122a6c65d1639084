//! The handles that everybody gets, made once at start-up.

use std::sync::Arc;

use entity::instance;
use queue::{Clock, InstanceKeys, SigningKey, Transport};
use rand::RngCore;
use scheduler::Publisher;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DbErr, EntityTrait};

use crate::http::Proxies;
use crate::live::Live;
use crate::service::open_session::OpenSessions;
use crate::service::operator::Operators;
use crate::service::password::Passwords;
use crate::service::picture::Picture;
use crate::service::throttle::Throttle;
use crate::shares::Shares;
use crate::vitals::Vitals;

/// The handles of one api process; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database, for queries and mutations.
    pub db: DatabaseConnection,
    /// The database, for who asks and whether this process is able: no reads of tenants
    /// hold that up.
    pub front: DatabaseConnection,
    /// What one account may take of `db` at once.
    pub shares: Shares,
    /// The queue.
    pub transport: Arc<dyn Transport>,
    /// The fleet's time of day.
    pub clock: Clock,
    /// Signs jobs.
    pub signing: SigningKey,
    /// Seals and opens the websites' secrets.
    pub keys: InstanceKeys,
    /// How long what is kept.
    pub keep: status::Keep,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Who operates this installation.
    pub operators: Operators,
    /// What the regions are like at present.
    pub picture: Picture,
    /// Who may try a password.
    pub throttle: Throttle,
    /// Sessions that sockets are open for.
    pub open_sessions: OpenSessions,
    /// Whose word is taken for where a request comes from.
    pub proxies: Proxies,
    /// What is wrong at present.
    pub vitals: Vitals,
    /// Who listens to ticks.
    pub live: Live,
}

impl App {
    /// What it takes to publish jobs.
    pub fn publisher(&self) -> Publisher {
        Publisher {
            transport: Arc::clone(&self.transport),
            signing: self.signing.clone(),
            keys: self.keys.clone(),
        }
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

/// The installation's signing key, made by whichever replica starts first.
///
/// # Errors
/// Where the database fails or holds something else.
pub async fn signing_key(db: &DatabaseConnection) -> Result<SigningKey, DbErr> {
    let mut fresh = [0; 32];
    rand::rng().fill_bytes(&mut fresh);
    let row = instance::ActiveModel {
        id: Set(1),
        signing_key: Set(fresh.to_vec()),
    };
    instance::Entity::insert(row)
        .on_conflict_do_nothing_on([instance::Column::Id])
        .exec_without_returning(db)
        .await?;
    let row = instance::Entity::find_by_id(1_i16).one(db).await?;
    let bytes = row.and_then(|row| <[u8; 32]>::try_from(row.signing_key).ok());
    bytes
        .map(SigningKey::new)
        .ok_or_else(|| DbErr::Custom("the instance's signing key is not 32 bytes".to_owned()))
}
