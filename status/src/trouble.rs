//! Tells of troubles of regions and of this installation: each once when it begins and once
//! when it is over, however many replicas see it and however often they restart.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use entity::alert::{Alert, AlertKind, AlertTrouble};
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::website::RegionKeys;
use entity::{OrganizationId, WebsiteKey, channel, member, region, trouble, website};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::audience::hearing;
use crate::{Result, region as regions};

/// A current trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Its kind, such as `silent_region`.
    pub kind: String,
    /// Name of the region that it is about, if it is about one.
    pub region: Option<String>,
    /// Whether no websites can be measured there, which concerns whoever has some.
    pub stops_region: bool,
    /// What is wrong, in one sentence.
    pub text: String,
    /// Since when, in milliseconds of Unix time.
    pub since_ms: i64,
}

/// Writes which troubles there are now, and tells of those that begin or are over. What is about
/// the installation is told to the organizations of its `operators`.
///
/// # Errors
/// If the database fails; then nobody is told, and it can be repeated.
pub async fn tell(
    db: &DatabaseConnection,
    troubles: &[Trouble],
    operators: &[Uuid],
    now_ms: i64,
) -> Result<()> {
    let transaction = begin_write(db).await?;
    let known = trouble::Entity::find()
        .order_by_asc(trouble::Column::Kind)
        .order_by_asc(trouble::Column::Region)
        .lock_exclusive()
        .all(&transaction)
        .await?;
    let key = |trouble: &Trouble| {
        let region = trouble.region.clone().unwrap_or_default();
        (trouble.kind.clone(), region)
    };
    let current: BTreeMap<(String, String), &Trouble> =
        troubles.iter().map(|it| (key(it), it)).collect();
    let mut news = Vec::new();
    let mut before = BTreeSet::new();
    for row in known {
        let key = (row.kind.clone(), row.region.clone());
        if current.contains_key(&key) {
            before.insert(key);
            continue;
        }
        trouble::Entity::delete_by_id((row.kind.clone(), row.region.clone()))
            .exec(&transaction)
            .await?;
        let minutes = (now_ms - row.since_ms).max(0) / 60_000;
        let text = format!("over after {minutes} min: {}", row.text);
        news.push((row, text, now_ms, true));
    }
    for (key, trouble) in current {
        if before.contains(&key) {
            continue;
        }
        let row = trouble::Model {
            kind: key.0,
            region: key.1,
            stops_region: trouble.stops_region,
            text: trouble.text.clone(),
            since_ms: trouble.since_ms,
        };
        trouble::Entity::insert(trouble::ActiveModel {
            kind: Set(row.kind.clone()),
            region: Set(row.region.clone()),
            stops_region: Set(row.stops_region),
            text: Set(row.text.clone()),
            since_ms: Set(row.since_ms),
        })
        .exec_without_returning(&transaction)
        .await?;
        let (text, since_ms) = (row.text.clone(), row.since_ms);
        news.push((row, text, since_ms, false));
    }
    let mut deliveries = Vec::new();
    for (row, text, at_ms, is_over) in news {
        let (kind, mut channels) = if row.stops_region {
            let kind = AlertKind::RegionTrouble;
            (kind, of_region(&transaction, &row.region).await?)
        } else {
            let kind = AlertKind::InstanceTrouble;
            (kind, of_instance(&transaction, operators).await?)
        };
        let trouble = AlertTrouble {
            kind: row.kind,
            region: (!row.region.is_empty()).then_some(row.region),
            since_ms: row.since_ms,
            is_over,
        };
        if is_over {
            let told = told(&transaction, kind, &trouble, &channels).await?;
            channels.extend(told);
        }
        let alert = Alert {
            kind,
            at_ms,
            website: None,
            incident: None,
            regions: Vec::new(),
            summary: Some(text),
            listed: None,
            trouble: Some(trouble),
        };
        deliveries.extend(channels.into_iter().map(|channel| NewDelivery {
            organization_id: channel.organization_id,
            channel_id: channel.id,
            website_key: WebsiteKey::NONE,
            incident_id: None,
            alert: alert.clone(),
        }));
    }
    delivery::enqueue(&transaction, deliveries, now_ms).await?;
    transaction.commit().await?;
    Ok(())
}

/// Channels besides `others` that were told that `trouble` began, whomever it concerns now: what
/// is alerted there must end.
async fn told(
    transaction: &DatabaseTransaction,
    kind: AlertKind,
    trouble: &AlertTrouble,
    others: &[channel::Model],
) -> Result<Vec<channel::Model>> {
    let mut channels = hearing(transaction, kind).await?;
    let others: HashSet<Uuid> = others.iter().map(|channel| channel.id).collect();
    channels.retain(|channel| !others.contains(&channel.id));
    let begun: Vec<(Uuid, Alert)> = delivery::Entity::find()
        .select_only()
        .columns([delivery::Column::ChannelId, delivery::Column::Body])
        .filter(delivery::Column::ChannelId.is_in(channels.iter().map(|channel| channel.id)))
        .filter(delivery::Column::CreatedAtMs.gte(trouble.since_ms))
        .filter(delivery::Column::Kind.eq(kind))
        .filter(delivery::Column::State.is_in([DeliveryState::Waiting, DeliveryState::Delivered]))
        .into_tuple()
        .all(transaction)
        .await?;
    let is_same = |told: &AlertTrouble| {
        (&told.kind, &told.region, told.since_ms)
            == (&trouble.kind, &trouble.region, trouble.since_ms)
    };
    let begun: HashSet<Uuid> = begun
        .into_iter()
        .filter(|(_, alert)| alert.trouble.as_ref().is_some_and(is_same))
        .map(|(channel_id, _)| channel_id)
        .collect();
    channels.retain(|channel| begun.contains(&channel.id));
    Ok(channels)
}

/// Channels that hear of regions, of organizations that have websites checked from `name`.
async fn of_region(transaction: &DatabaseTransaction, name: &str) -> Result<Vec<channel::Model>> {
    let channels = hearing(transaction, AlertKind::RegionTrouble).await?;
    let all = regions::all(transaction).await?;
    let Some(region) = all.iter().find(|region| region.name == name) else {
        return Ok(Vec::new());
    };
    let users = organizations_of(transaction, region, &channels).await?;
    let mut channels = channels;
    channels.retain(|channel| users.contains(&channel.organization_id));
    Ok(channels)
}

/// Those of the channels' organizations that have websites checked from `region`.
async fn organizations_of(
    transaction: &DatabaseTransaction,
    region: &region::Model,
    channels: &[channel::Model],
) -> Result<HashSet<OrganizationId>> {
    let organizations: BTreeSet<OrganizationId> = channels
        .iter()
        .map(|channel| channel.organization_id)
        .collect();
    let chosen: Vec<(OrganizationId, Option<RegionKeys>)> = website::Entity::find()
        .select_only()
        .columns([website::Column::OrganizationId, website::Column::Regions])
        .distinct()
        .filter(website::Column::OrganizationId.is_in(organizations))
        .filter(website::Column::DeletedAt.is_null())
        .filter(website::Column::Paused.eq(false))
        .into_tuple()
        .all(transaction)
        .await?;
    let uses = |keys: &Option<RegionKeys>| {
        keys.as_ref()
            .is_none_or(|keys| keys.0.contains(&region.key))
    };
    let users = chosen.into_iter().filter(|(_, keys)| uses(keys));
    Ok(users.map(|(organization, _)| organization).collect())
}

/// Channels that hear of the installation: those of its operators' organizations.
async fn of_instance(
    transaction: &DatabaseTransaction,
    operators: &[Uuid],
) -> Result<Vec<channel::Model>> {
    let mut channels = hearing(transaction, AlertKind::InstanceTrouble).await?;
    let owned: Vec<OrganizationId> = member::Entity::find()
        .select_only()
        .column(member::Column::OrganizationId)
        .filter(member::Column::UserId.is_in(operators.iter().copied()))
        .into_tuple()
        .all(transaction)
        .await?;
    channels.retain(|channel| owned.contains(&channel.organization_id));
    Ok(channels)
}
