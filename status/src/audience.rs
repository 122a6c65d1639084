//! Which channels hear of what is no website's incident.

use entity::alert::AlertKind;
use entity::channel;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Result;

/// The channels of all organizations that hear of `kind`.
pub(crate) async fn hearing(
    db: &impl ConnectionTrait,
    kind: AlertKind,
) -> Result<Vec<channel::Model>> {
    let channels = channel::Entity::find()
        .filter(channel::Column::Paused.eq(false))
        .filter(channel::Column::DeletedAtMs.is_null())
        .order_by_asc(channel::Column::Id)
        .all(db)
        .await?;
    let hearing = channels.into_iter();
    Ok(hearing
        .filter(|channel| channel.rules.kinds.contains(&kind))
        .collect())
}
