//! Who calls: the session or the API key of a token, and what it gives access to.

use chrono::{DateTime, TimeDelta, Utc};
use entity::OrganizationId;
use entity::member::Role;
use entity::tag::TagKeys;
use entity::{api_key as api_key_entity, session, user};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, QueryFilter, Statement,
};
use tracing::debug;
use uuid::Uuid;

use super::access::{Access, Membership};
use super::account::hash_token;
use super::throttle::Origin;
use super::{Error, Result, api_key};

/// How exactly it is known when a token was used last.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The caller, identified by a token.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Key of the session.
    pub token_hash: Vec<u8>,
    /// When the session expires.
    pub expires_at: DateTime<Utc>,
    /// The signed-in user.
    pub user: user::Model,
    /// The API key that the token is of, if any: its organization is the only one, and the user is
    /// who made it.
    pub key: Option<Key>,
    /// The address from which the request comes, if known.
    pub origin: Option<Origin>,
    /// The organizations of the user, the personal one first.
    pub access: Access,
}

/// An API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: Uuid,
    /// Its displayed name.
    pub name: String,
}

impl Identity {
    /// Refuses a program: this is for people.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn person(&self) -> Result<()> {
        self.key.is_none().then_some(()).ok_or(Error::Forbidden)
    }

    /// The organization that stands for the account where limits are counted: the first.
    pub fn account(&self) -> OrganizationId {
        let first = self.access.memberships().first();
        first.map_or(OrganizationId(self.user.id), |one| one.organization)
    }
}

/// State of what a caller may see: as long as it is unchanged, no tick was stored and nothing was
/// changed by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// Number of the feed's newest batch.
    pub feed_seq: i64,
    /// Stands for the organizations, the roles, and the number of changes of each.
    pub changes: u64,
}

/// Finds the session of a token and the user's memberships, the personal one first, in one
/// statement because most requests start with it.
const BEARER: &str = r#"
SELECT s.expires_at, s.last_seen_at AS seen_at, NULL AS key_id, NULL AS key_name, u.id AS user_id, u.email, u.password_hash, u.created_at,
    u.is_operator, u.email_verified_at,
    o.id AS organization_id, o.changes, m.role, NULL AS tags, f.seq
FROM session s
JOIN "user" u ON u.id = s.user_id
JOIN member m ON m.user_id = u.id
JOIN organization o ON o.id = m.organization_id AND o.deleted_at IS NULL
CROSS JOIN feed_head f
WHERE s.token_hash = $1
ORDER BY CASE WHEN o.personal_of = u.id THEN 0 ELSE 1 END, o.id"#;

/// The same of an API key, which has one organization.
const KEY: &str = r#"
SELECT k.expires_at, k.last_used_at AS seen_at, k.id AS key_id, k.name AS key_name, u.id AS user_id, u.email, u.password_hash, u.created_at,
    u.is_operator, u.email_verified_at,
    o.id AS organization_id, o.changes, k.role, k.tags, f.seq
FROM api_key k
JOIN "user" u ON u.id = k.created_by
JOIN organization o ON o.id = k.organization_id AND o.deleted_at IS NULL
CROSS JOIN feed_head f
WHERE k.token_hash = $1"#;

const KEY_AS_OF: &str = "
SELECT o.id AS organization_id, o.changes, k.role, k.tags, f.seq
FROM api_key k
JOIN organization o ON o.id = k.organization_id AND o.deleted_at IS NULL
CROSS JOIN feed_head f
WHERE k.id = $1";

const AS_OF: &str = "
SELECT o.id AS organization_id, o.changes, m.role, NULL AS tags, f.seq
FROM member m
JOIN organization o ON o.id = m.organization_id AND o.deleted_at IS NULL
CROSS JOIN feed_head f
WHERE m.user_id = $1
ORDER BY CASE WHEN o.personal_of = m.user_id THEN 0 ELSE 1 END, o.id";

#[derive(FromQueryResult)]
struct Bearer {
    expires_at: Option<DateTime<Utc>>,
    seen_at: Option<DateTime<Utc>>,
    key_id: Option<Uuid>,
    key_name: Option<String>,
    user_id: Uuid,
    email: String,
    password_hash: String,
    created_at: DateTime<Utc>,
    is_operator: bool,
    email_verified_at: Option<DateTime<Utc>>,
    #[sea_orm(nested)]
    belongs: Belongs,
}

/// A membership, and the state of the organization's data.
#[derive(FromQueryResult)]
struct Belongs {
    organization_id: OrganizationId,
    changes: i64,
    role: Role,
    /// What limits an API key.
    tags: Option<TagKeys>,
    seq: i64,
}

/// The caller with this token, and the state of what they may see; `None` if the token is
/// unknown, revoked or expired.
///
/// # Errors
/// If the database fails.
pub async fn authenticate(
    db: &DatabaseConnection,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Identity, AsOf)>> {
    let token_hash = hash_token(token);
    let is_key = token.starts_with(api_key::TOKEN_PREFIX);
    let values = [token_hash.clone().into()];
    let sql = if is_key { KEY } else { BEARER };
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut rows = Bearer::find_by_statement(statement).all(db).await?;
    let belongs = rows.iter().map(|row| &row.belongs);
    let (access, as_of) = Belongs::together(belongs);
    let is_valid = |bearer: &Bearer| bearer.expires_at.is_none_or(|at| at > now);
    let Some(bearer) = rows.pop().filter(is_valid) else {
        return Ok(None);
    };
    if bearer.seen_at.is_none_or(|at| now - at >= SEEN_EVERY) {
        seen(db, &token_hash, is_key, now);
    }
    let identity = Identity {
        token_hash,
        expires_at: bearer.expires_at.unwrap_or(DateTime::<Utc>::MAX_UTC),
        key: bearer.key_id.map(|id| Key {
            id,
            name: bearer.key_name.unwrap_or_default(),
        }),
        origin: None,
        user: user::Model {
            id: bearer.user_id,
            email: bearer.email,
            password_hash: bearer.password_hash,
            created_at: bearer.created_at,
            is_operator: bearer.is_operator,
            email_verified_at: bearer.email_verified_at,
        },
        access,
    };
    Ok(Some((identity, as_of)))
}

/// Current state of what a caller may see.
///
/// # Errors
/// If the database fails.
pub async fn as_of(db: &DatabaseConnection, identity: &Identity) -> Result<AsOf> {
    let (sql, id) = match &identity.key {
        Some(key) => (KEY_AS_OF, key.id),
        None => (AS_OF, identity.user.id),
    };
    let values = [id.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Belongs::find_by_statement(statement).all(db).await?;
    Ok(Belongs::together(rows.iter()).1)
}

impl Belongs {
    /// The access that these memberships give, and the state of what can be seen.
    fn together<'a>(rows: impl Iterator<Item = &'a Self> + Clone) -> (Access, AsOf) {
        let memberships = rows.clone().map(|row| Membership {
            organization: row.organization_id,
            role: row.role,
        });
        let tags = rows.clone().next().and_then(|row| row.tags.clone());
        let access = Access::new(memberships.collect()).only(tags);
        let changes: Vec<i64> = rows.clone().map(|row| row.changes).collect();
        let as_of = AsOf {
            feed_seq: rows.map(|row| row.seq).max().unwrap_or_default(),
            changes: access.digest(&changes),
        };
        (access, as_of)
    }
}

/// Notes in the background that a token is used.
fn seen(db: &DatabaseConnection, token_hash: &[u8], is_key: bool, now: DateTime<Utc>) {
    let (db, hash) = (db.clone(), token_hash.to_vec());
    tokio::spawn(async move {
        let noted = if is_key {
            let noted = api_key_entity::Entity::update_many()
                .col_expr(api_key_entity::Column::LastUsedAt, Expr::value(Some(now)))
                .filter(api_key_entity::Column::TokenHash.eq(hash));
            noted.exec(&db).await
        } else {
            let noted = session::Entity::update_many()
                .col_expr(session::Column::LastSeenAt, Expr::value(Some(now)))
                .filter(session::Column::TokenHash.eq(hash));
            noted.exec(&db).await
        };
        if let Err(err) = noted {
            let error = &err as &dyn std::error::Error;
            debug!(error, "It is not noted that a token was used");
        }
    });
}
