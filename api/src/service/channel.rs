//! Channels: where alerts go.
//!
//! What a channel is told when it is made or resumed is decided by [`status::incident`].

mod change;
mod delivery;
mod log;
mod settings;

use entity::{OrganizationId, channel};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

pub(super) use self::change::pause_all;
pub use self::change::{Change, Kind, New, create, delete, pause, resume, test, update};
pub use self::delivery::{
    DeliveryFilter, attempts_of, deliveries, deliveries_of_incident, delivery,
};
pub use self::settings::{QuietHours, preview};
use super::access::Access;
use super::{Error, Result};

/// Most channels of one organization.
const MOST_CHANNELS: u64 = 100;

/// All channels of `organization`, in order of creation.
///
/// # Errors
/// If the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<channel::Model>> {
    let rows = owned([organization]).order_by_asc(channel::Column::Id);
    Ok(rows.all(db).await?)
}

/// The channel `id` of an organization of the caller.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(db: &impl ConnectionTrait, access: &Access, id: Uuid) -> Result<channel::Model> {
    owned(access.organizations())
        .filter(channel::Column::Id.eq(id))
        .one(db)
        .await?
        .ok_or(Error::NotFound("channel"))
}

fn owned(organizations: impl IntoIterator<Item = OrganizationId>) -> Select<channel::Entity> {
    channel::Entity::find()
        .filter(channel::Column::OrganizationId.is_in(organizations))
        .filter(channel::Column::DeletedAtMs.is_null())
}
