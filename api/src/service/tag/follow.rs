//! Follows changes of tags: what chooses websites by tags.
//!
//! A website's change does not wait for it: channels are told of open incidents that they hear of
//! now, and maintenance gets the websites that it is for, in transactions of their own soon after.
//! The locks of those come in another order than a website's.

use std::time::Duration;

use entity::channel::Audience;
use entity::database::begin_write;
use entity::{OrganizationId, api_key, channel, maintenance, page_component, tag, tag_due};
use runtime::Passes;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio_util::sync::CancellationToken;

use crate::service::website::count_change;
use crate::service::{Error, Handles, Result, maintenance as announced};

/// Interval between looks for changes.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Organizations followed in a pass.
const AT_A_TIME: u64 = 100;

/// Follows changes until `shutdown`.
pub async fn run(handles: Handles, shutdown: CancellationToken) {
    let mut passes = Passes::new("Following tags", LOOK_EVERY, shutdown);
    while passes.next().await {
        passes.end(pass(&handles).await);
    }
}

/// Follows the changes so far.
///
/// # Errors
/// If the database fails; a later pass then does it.
pub async fn pass(handles: &Handles) -> Result<()> {
    let due = tag_due::Entity::find()
        .order_by_asc(tag_due::Column::Mark)
        .limit(AT_A_TIME)
        .all(&handles.db)
        .await?;
    for row in due {
        tell(handles, row.organization_id).await?;
        announced::follow_tags(handles, row.organization_id).await?;
        tag_due::Entity::delete_many()
            .filter(tag_due::Column::OrganizationId.eq(row.organization_id))
            .filter(tag_due::Column::Mark.eq(row.mark))
            .exec(&handles.db)
            .await?;
    }
    Ok(())
}

/// Tells the channels that choose by tags of open incidents that they do not know of.
async fn tell(handles: &Handles, organization: OrganizationId) -> Result<()> {
    if by_tags(&handles.db, organization).await?.is_empty() {
        return Ok(());
    }
    let transaction = begin_write(&handles.db).await?;
    Audience::Change.lock(&transaction, [organization]).await?;
    let now_ms = handles.clock.now_ms();
    for channel in by_tags(&transaction, organization).await? {
        if !channel.paused {
            status::incident::catch_up(&transaction, &channel, None, now_ms).await?;
        }
    }
    count_change(&transaction, organization).await?;
    transaction.commit().await?;
    handles.alerts.wake.notify_one();
    Ok(())
}

/// The organization's channels that choose websites by tags.
async fn by_tags(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<channel::Model>> {
    let channels = channel::Entity::find()
        .filter(channel::Column::OrganizationId.eq(organization))
        .filter(channel::Column::DeletedAtMs.is_null())
        .order_by_asc(channel::Column::Id)
        .all(db)
        .await?;
    let channels = channels.into_iter();
    Ok(channels
        .filter(|channel| channel.rules.tags.is_some())
        .collect())
}

/// Refuses to lose a tag by which something chooses: it would choose other websites.
pub(super) async fn check_unused(db: &impl ConnectionTrait, tag: &tag::Model) -> Result<()> {
    let has = |tags: &[entity::TagKey]| tags.contains(&tag.key);
    let channels = by_tags(db, tag.organization_id).await?;
    let mut channels = channels.iter();
    let channel = channels.find(|it| it.rules.tags.as_deref().is_some_and(has));
    let maintenances = maintenance::Entity::find()
        .filter(maintenance::Column::OrganizationId.eq(tag.organization_id))
        .filter(maintenance::Column::CancelledAtMs.is_null())
        .filter(maintenance::Column::Chosen.is_not_null())
        .all(db)
        .await?;
    let mut maintenances = maintenances.iter();
    let maintenance = maintenances.find(|it| it.chosen.as_ref().is_some_and(|it| has(&it.tags)));
    let keys = api_key::Entity::find()
        .filter(api_key::Column::OrganizationId.eq(tag.organization_id))
        .filter(api_key::Column::Tags.is_not_null());
    let keys = keys.all(db).await?;
    let mut keys = keys.iter();
    let key = keys.find(|it| it.tags.as_ref().is_some_and(|tags| has(&tags.0)));
    let components =
        page_component::Entity::find().filter(page_component::Column::TagKey.eq(tag.key));
    let user = if let Some(channel) = channel {
        format!("the channel {}", channel.name)
    } else if let Some(maintenance) = maintenance {
        format!("the maintenance {}", maintenance.title)
    } else if let Some(key) = key {
        format!("the API key {}", key.name)
    } else if let Some(component) = components.one(db).await? {
        format!("the component {} of a status page", component.name)
    } else {
        return Ok(());
    };
    Err(Error::Conflict {
        field: Some("id"),
        message: format!("{user} chooses websites by this tag; change that first"),
    })
}
