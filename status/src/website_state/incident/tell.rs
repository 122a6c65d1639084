//! Who is told: the deliveries of alerts, one for each channel that hears of it.
//!
//! Sending them is not this crate's concern.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use entity::alert::{Alert, AlertKind};
use entity::channel::Audience;
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::{OrganizationId, WebsiteKey, channel, incident, user};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::rows::about;
use crate::Result;
use crate::sql::ROWS_A_STATEMENT;
use crate::tags;

/// Something that channels may hear of.
#[derive(Clone, Debug)]
pub(crate) struct News {
    /// Organization of the website.
    pub(crate) organization_id: OrganizationId,
    /// Key of the website.
    pub(crate) website_key: WebsiteKey,
    /// The incident that it is about.
    pub(crate) incident_id: Option<Uuid>,
    /// Who did it.
    pub(crate) user: Option<Uuid>,
    /// The facts; those of the incident are read if they are absent.
    pub(crate) alert: Alert,
}

/// Writes a delivery of each of `news` for each channel that hears of it, in their order. What
/// becomes of an incident is told only to those who were told that it opened.
pub(crate) async fn write(
    transaction: &DatabaseTransaction,
    mut news: Vec<News>,
    now_ms: i64,
) -> Result<()> {
    if news.is_empty() {
        return Ok(());
    }
    let organizations: BTreeSet<OrganizationId> =
        news.iter().map(|news| news.organization_id).collect();
    Audience::Tell
        .lock(transaction, organizations.iter().copied())
        .await?;
    let mut channels: HashMap<OrganizationId, Vec<channel::Model>> = HashMap::new();
    let found = channel::Entity::find()
        .filter(channel::Column::OrganizationId.is_in(organizations))
        .filter(channel::Column::DeletedAtMs.is_null())
        .filter(channel::Column::Paused.eq(false))
        .all(transaction)
        .await?;
    for channel in found {
        let of_organization = channels.entry(channel.organization_id).or_default();
        of_organization.push(channel);
    }
    news.retain(|news| channels.contains_key(&news.organization_id));
    if news.is_empty() {
        return Ok(());
    }
    complete(transaction, &mut news).await?;
    let mut told = told(transaction, &news).await?;
    let keys = news.iter().map(|news| news.website_key);
    let tags = tags::for_channels(transaction, channels.values().flatten(), keys).await?;
    let mut deliveries = Vec::new();
    for news in news {
        let kind = news.alert.kind;
        for channel in channels.get(&news.organization_id).into_iter().flatten() {
            // Who was told that it opened hears of its end, whichever websites it hears of by now;
            // a fallback was told of for another channel.
            let ends = kind == AlertKind::IncidentResolved;
            let hears = channel.rules.kinds.contains(&kind) || (ends && channel.is_fallback);
            let website_tags = tags::of(&tags, news.website_key);
            if !hears || !(ends || channel.rules.chooses(news.website_key, website_tags)) {
                continue;
            }
            if let Some(incident_id) = news.incident_id {
                let key = (channel.id, incident_id);
                if kind == AlertKind::IncidentOpened {
                    told.insert(key);
                } else if !told.contains(&key) {
                    continue;
                }
            }
            deliveries.push(NewDelivery {
                organization_id: news.organization_id,
                channel_id: channel.id,
                website_key: news.website_key,
                incident_id: news.incident_id,
                alert: news.alert.clone(),
            });
        }
    }
    Ok(delivery::enqueue(transaction, deliveries, now_ms).await?)
}

/// Adds what is stored of incidents and of people.
async fn complete(transaction: &DatabaseTransaction, news: &mut [News]) -> Result<()> {
    let absent = (news.iter()).filter(|news| news.alert.incident.is_none());
    let incidents: BTreeSet<Uuid> = absent.filter_map(|news| news.incident_id).collect();
    let mut of_incident = BTreeMap::new();
    let incidents: Vec<Uuid> = incidents.into_iter().collect();
    for some in incidents.chunks(ROWS_A_STATEMENT) {
        let rows = incident::Entity::find()
            .filter(incident::Column::Id.is_in(some.iter().copied()))
            .all(transaction)
            .await?;
        of_incident.extend(rows.into_iter().map(|row| (row.id, about(&row))));
    }
    let users: BTreeSet<Uuid> = news.iter().filter_map(|news| news.user).collect();
    let emails: HashMap<Uuid, String> = if users.is_empty() {
        HashMap::new()
    } else {
        let rows = user::Entity::find().filter(user::Column::Id.is_in(users));
        let rows = rows.all(transaction).await?;
        rows.into_iter().map(|user| (user.id, user.email)).collect()
    };
    for news in news {
        if news.alert.incident.is_none() {
            let about = news.incident_id.and_then(|id| of_incident.get(&id));
            news.alert.incident = about.cloned();
        }
        if let (Some(incident), Some(user)) = (&mut news.alert.incident, news.user) {
            incident.by = emails.get(&user).cloned();
        }
    }
    Ok(())
}

/// Which channels were, or will be, told that the incidents of `news` opened.
async fn told(transaction: &DatabaseTransaction, news: &[News]) -> Result<HashSet<(Uuid, Uuid)>> {
    let later = (news.iter()).filter(|news| news.alert.kind != AlertKind::IncidentOpened);
    let incidents: BTreeSet<Uuid> = later.filter_map(|news| news.incident_id).collect();
    let incidents: Vec<Uuid> = incidents.into_iter().collect();
    let mut told = HashSet::new();
    for some in incidents.chunks(ROWS_A_STATEMENT) {
        let rows: Vec<(Uuid, Uuid)> = delivery::Entity::find()
            .select_only()
            .columns([delivery::Column::ChannelId, delivery::Column::IncidentId])
            .filter(delivery::Column::IncidentId.is_in(some.iter().copied()))
            .filter(delivery::Column::Kind.eq(AlertKind::IncidentOpened))
            .filter(delivery::Column::State.is_in([
                DeliveryState::Waiting,
                DeliveryState::Delivered,
                DeliveryState::Summarized,
            ]))
            .into_tuple()
            .all(transaction)
            .await?;
        told.extend(rows);
    }
    Ok(told)
}
