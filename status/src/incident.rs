//! What people do to incidents. Called inside the transaction of the person's change; each act
//! returns what subscribers are to be told of it, which ends the transaction
//! ([`Entries::append`]).

use std::collections::HashMap;

use entity::alert::{Alert, AlertKind, AlertWebsite};
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::feed::{IncidentStep, StepKind};
use entity::incident_event::{self, IncidentEventKind};
use entity::{channel, incident, website, website_status};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::feed::Entries;
use crate::rollup::due::Marks;
use crate::sql::ROWS_A_STATEMENT;
use crate::website_state::incident::Act;
use crate::website_state::incident::rows::{about, entry};
use crate::website_state::incident::tell::{self, News};
use crate::{Result, region, tags, website_state};

/// Notes who takes care of the incident, and tells the channels that hear of it. Returns the
/// incident as it is then; one that was acknowledged or resolved before stays as it is.
///
/// # Errors
/// If the database fails.
pub async fn acknowledge(
    transaction: &DatabaseTransaction,
    incident: incident::Model,
    user: Uuid,
    now_ms: i64,
) -> Result<(incident::Model, Entries)> {
    // The same lock as every batch takes, so that it cannot resolve meanwhile.
    website_status::Entity::find_by_id(incident.website_key)
        .lock_exclusive()
        .one(transaction)
        .await?;
    let Some(incident) = incident::Entity::find_by_id(incident.id)
        .one(transaction)
        .await?
    else {
        return Ok((incident, Entries::default()));
    };
    if incident.acknowledged_at_ms.is_some() || incident.resolved_at_ms.is_some() {
        return Ok((incident, Entries::default()));
    }
    let mut row = incident.into_active_model();
    row.acknowledged_at_ms = Set(Some(now_ms));
    row.acknowledged_by = Set(Some(user));
    let incident = row.update(transaction).await?;
    let event = incident_event::ActiveModel {
        user_id: Set(Some(user)),
        ..entry(incident.id, now_ms, IncidentEventKind::Acknowledged)
    };
    incident_event::Entity::insert(event)
        .exec_without_returning(transaction)
        .await?;
    let website = website::Entity::find_lean()
        .filter(website::Column::Key.eq(incident.website_key))
        .one(transaction)
        .await?;
    if let Some(website) = website {
        let news = News {
            organization_id: incident.organization_id,
            website_key: incident.website_key,
            incident_id: Some(incident.id),
            user: Some(user),
            alert: Alert {
                kind: AlertKind::IncidentAcknowledged,
                at_ms: now_ms,
                website: Some(AlertWebsite {
                    id: website.id,
                    name: website.name,
                    url: website.url,
                }),
                incident: Some(about(&incident)),
                regions: Vec::new(),
                summary: None,
                listed: None,
                trouble: None,
            },
        };
        tell::write(transaction, vec![news], now_ms).await?;
    }
    let entries = step(&incident, StepKind::Acknowledged, now_ms);
    Ok((incident, entries))
}

/// Resolves the incident, if it is open. While the website is down, the next one opens only
/// after it was not.
///
/// # Errors
/// If the database fails.
pub async fn resolve(
    transaction: &DatabaseTransaction,
    incident: &incident::Model,
    user: Uuid,
    now_ms: i64,
) -> Result<Entries> {
    let regions = region::counting(&region::all(transaction).await?);
    let keys = [incident.website_key];
    let states = website_state::lock(transaction, &keys, &regions).await?;
    let mut states: Vec<_> = states.into_values().collect();
    for state in &mut states {
        state.act = Act::Resolve {
            incident: incident.id,
            user,
        };
    }
    let mut marks = Marks::default();
    let entries = website_state::save(transaction, &mut states, &mut marks, now_ms).await?;
    marks.save(transaction).await?;
    Ok(entries)
}

/// Adds a note of a person to the incident's timeline.
///
/// # Errors
/// If the database fails.
pub async fn note(
    transaction: &DatabaseTransaction,
    incident: &incident::Model,
    user: Uuid,
    text: String,
    now_ms: i64,
) -> Result<Entries> {
    let event = incident_event::ActiveModel {
        user_id: Set(Some(user)),
        text: Set(Some(text)),
        ..entry(incident.id, now_ms, IncidentEventKind::Note)
    };
    incident_event::Entity::insert(event)
        .exec_without_returning(transaction)
        .await?;
    Ok(step(incident, StepKind::Noted, now_ms))
}

/// What a person did to the incident.
fn step(incident: &incident::Model, kind: StepKind, at_ms: i64) -> Entries {
    let step = IncidentStep {
        website_key: incident.website_key,
        incident_id: incident.id,
        at_ms,
        kind,
    };
    Entries {
        incidents: vec![step],
        ..Entries::default()
    }
}

/// Tells a channel that is new, changed or resumed which incidents are open that it does not know
/// of, and, if it heard nothing since `silent_since_ms`, which are over of whose opening it was told.
/// The transaction has locked the organization's [audience](channel::Audience::Change).
///
/// # Errors
/// If the database fails.
pub async fn catch_up(
    transaction: &DatabaseTransaction,
    channel: &channel::Model,
    silent_since_ms: Option<i64>,
    now_ms: i64,
) -> Result<()> {
    let of_channel = |kind: AlertKind, states: &[DeliveryState]| {
        Expr::exists(
            Query::select()
                .expr(Expr::value(1))
                .from(delivery::Entity)
                .and_where(
                    Expr::col((delivery::Entity, delivery::Column::IncidentId))
                        .equals((incident::Entity, incident::Column::Id)),
                )
                .and_where(delivery::Column::ChannelId.eq(channel.id))
                .and_where(delivery::Column::Kind.eq(kind))
                .and_where(delivery::Column::State.is_in(states.iter().copied()))
                .to_owned(),
        )
    };
    let told = [
        DeliveryState::Waiting,
        DeliveryState::Delivered,
        DeliveryState::Summarized,
    ];
    let opened = incident::Entity::find()
        .filter(incident::Column::OrganizationId.eq(channel.organization_id))
        .filter(incident::Column::ResolvedAtMs.is_null())
        .filter(of_channel(AlertKind::IncidentOpened, &told).not())
        .order_by_asc(incident::Column::Id)
        .all(transaction)
        .await?;
    let resolved = match silent_since_ms {
        None => Vec::new(),
        Some(since_ms) => {
            incident::Entity::find()
                .filter(incident::Column::OrganizationId.eq(channel.organization_id))
                .filter(incident::Column::ResolvedAtMs.gte(since_ms))
                .filter(of_channel(AlertKind::IncidentOpened, &told[1..]))
                .filter(of_channel(AlertKind::IncidentResolved, &told).not())
                .order_by_asc(incident::Column::Id)
                .all(transaction)
                .await?
        }
    };
    let resolved = resolved
        .into_iter()
        .map(|row| (AlertKind::IncidentResolved, row));
    let opened = opened
        .into_iter()
        .map(|row| (AlertKind::IncidentOpened, row));
    let mut all: Vec<_> = resolved.chain(opened).collect();
    let keys = all.iter().map(|(_, row)| row.website_key);
    let tags = tags::for_channels(transaction, [channel], keys).await?;
    all.retain(|(kind, row)| {
        let website_tags = tags::of(&tags, row.website_key);
        channel.rules.hears(*kind, row.website_key, website_tags)
    });
    let mut websites = HashMap::new();
    for some in all.chunks(ROWS_A_STATEMENT) {
        let rows = website::Entity::find_lean()
            .filter(website::Column::Key.is_in(some.iter().map(|(_, row)| row.website_key)))
            .filter(website::Column::DeletedAt.is_null())
            .all(transaction)
            .await?;
        websites.extend(rows.into_iter().map(|row| (row.key, row)));
    }
    let deliveries = all.into_iter().filter_map(|(kind, row)| {
        let website = websites.get(&row.website_key)?;
        Some(NewDelivery {
            organization_id: channel.organization_id,
            channel_id: channel.id,
            website_key: row.website_key,
            incident_id: Some(row.id),
            alert: Alert {
                kind,
                at_ms: row.resolved_at_ms.unwrap_or(row.opened_at_ms),
                website: Some(AlertWebsite {
                    id: website.id,
                    name: website.name.clone(),
                    url: website.url.clone(),
                }),
                incident: Some(about(&row)),
                regions: Vec::new(),
                summary: None,
                listed: None,
                trouble: None,
            },
        })
    });
    Ok(delivery::enqueue(transaction, deliveries.collect(), now_ms).await?)
}
