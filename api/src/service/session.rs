//! Whether a session lasts, for what goes on for longer than a request.

use chrono::{DateTime, Utc};
use entity::session;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::Result;

/// Whether the session of the token with this hash lasts at `now`: nobody has signed out, and
/// it has not ended by itself.
///
/// # Errors
/// Where the database fails.
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
