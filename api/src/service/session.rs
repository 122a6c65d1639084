//! Validity of sessions, for operations that outlive a request.

use chrono::{DateTime, Utc};
use entity::session;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::Result;

/// Whether the session with this token hash is valid at `now`: neither signed out nor expired.
///
/// # Errors
/// If the database fails.
pub async fn lasts(
    db: &impl ConnectionTrait,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool> {
    let lasting = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token_hash))
        .filter(session::Column::ExpiresAt.gt(now));
    Ok(lasting.count(db).await? > 0)
}
