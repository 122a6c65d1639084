//! The pace of channels that people read: at most five messages a minute, then one summary a
//! minute until it is calm.

use entity::alert::{Alert, AlertKind, AlertList};
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::{WebsiteKey, channel, incident, lane};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// Messages that a channel gets in a minute one by one.
const MOST_A_MINUTE: i16 = 5;

const MINUTE_MS: i64 = 60_000;

/// Keys in one statement.
const KEYS_A_STATEMENT: usize = 1_000;

/// How many of `most` messages the channel may be sent now. It is locked by this transaction,
/// as are the lanes that go into a summary.
pub(super) async fn allow(
    transaction: &DatabaseTransaction,
    channel: &mut channel::Model,
    free: &Condition,
    most: usize,
    now_ms: i64,
) -> Result<usize, DbErr> {
    if most == 0 {
        return Ok(0);
    }
    if now_ms - channel.minute_from_ms >= MINUTE_MS {
        let is_full = channel.minute_sent >= MOST_A_MINUTE;
        channel.minute_from_ms = now_ms;
        channel.minute_sent = 0;
        channel.is_storm = is_full && summarize(transaction, channel, free.clone(), now_ms).await?;
        if channel.is_storm {
            // The summary, and nothing else.
            channel.minute_sent = MOST_A_MINUTE;
            save(transaction, channel, now_ms).await?;
            return Ok(1);
        }
    }
    let left = usize::try_from(MOST_A_MINUTE - channel.minute_sent).unwrap_or(0);
    let due = lane::Entity::find()
        .filter(free.clone())
        .count(transaction)
        .await?;
    let allowed = most
        .min(left)
        .min(usize::try_from(due).unwrap_or(usize::MAX));
    channel.minute_sent += i16::try_from(allowed).unwrap_or(MOST_A_MINUTE);
    let paced_until_ms = if allowed == 0 {
        channel.minute_from_ms + MINUTE_MS
    } else {
        channel.paced_until_ms
    };
    save(transaction, channel, paced_until_ms).await?;
    Ok(allowed)
}

async fn save(
    transaction: &DatabaseTransaction,
    channel: &channel::Model,
    paced_until_ms: i64,
) -> Result<(), DbErr> {
    channel::Entity::update_many()
        .col_expr(
            channel::Column::MinuteFromMs,
            Expr::value(channel.minute_from_ms),
        )
        .col_expr(
            channel::Column::MinuteSent,
            Expr::value(channel.minute_sent),
        )
        .col_expr(channel::Column::IsStorm, Expr::value(channel.is_storm))
        .col_expr(channel::Column::PacedUntilMs, Expr::value(paced_until_ms))
        .filter(channel::Column::Id.eq(channel.id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Puts what waits in `free` lanes of the channel, and was not tried yet, into one message, unless
/// a summary waits already. Returns false if there is at most one.
async fn summarize(
    transaction: &DatabaseTransaction,
    channel: &channel::Model,
    free: Condition,
    now_ms: i64,
) -> Result<bool, DbErr> {
    // One after the other: who has not got the last one gets no other.
    let before = lane::Entity::find_by_id((channel.id, WebsiteKey::SUMMARIES));
    if before.one(transaction).await?.is_some() {
        return Ok(true);
    }
    // Locked first: what is written to them from now on waits for this transaction, and makes
    // its lane anew.
    let websites: Vec<WebsiteKey> = lane::Entity::find()
        .select_only()
        .column(lane::Column::WebsiteKey)
        .filter(free)
        .filter(lane::Column::Failures.eq(0))
        .filter(lane::Column::WebsiteKey.gt(WebsiteKey::NONE))
        .order_by_asc(lane::Column::WebsiteKey)
        .lock_exclusive()
        .into_tuple()
        .all(transaction)
        .await?;
    if websites.len() < 2 {
        return Ok(false);
    }
    let id = Uuid::now_v7();
    for websites in websites.chunks(KEYS_A_STATEMENT) {
        let websites = || websites.iter().copied();
        delivery::Entity::update_many()
            .col_expr(
                delivery::Column::State,
                Expr::value(DeliveryState::Summarized),
            )
            .col_expr(delivery::Column::SummaryId, Expr::value(Some(id)))
            .col_expr(delivery::Column::EndedAtMs, Expr::value(Some(now_ms)))
            .filter(delivery::Column::ChannelId.eq(channel.id))
            .filter(delivery::Column::WebsiteKey.is_in(websites()))
            .filter(delivery::Column::State.eq(DeliveryState::Waiting))
            .exec(transaction)
            .await?;
        lane::Entity::delete_many()
            .filter(lane::Column::ChannelId.eq(channel.id))
            .filter(lane::Column::WebsiteKey.is_in(websites()))
            .exec(transaction)
            .await?;
    }
    let alert = Alert {
        kind: AlertKind::Summary,
        at_ms: now_ms,
        website: None,
        incident: None,
        regions: Vec::new(),
        summary: None,
        listed: Some(list(transaction, channel.id, id).await?),
        trouble: None,
    };
    let summary = NewDelivery {
        organization_id: channel.organization_id,
        channel_id: channel.id,
        website_key: WebsiteKey::SUMMARIES,
        incident_id: None,
        alert,
    };
    delivery::enqueue_as(transaction, vec![(id, summary)], now_ms).await?;
    Ok(true)
}

/// What the summary counts, and the worst of it: what opened and is not over, or if nothing is
/// open, what resolved.
async fn list(
    transaction: &DatabaseTransaction,
    channel_id: Uuid,
    summary_id: Uuid,
) -> Result<AlertList, DbErr> {
    let of_summary = || {
        delivery::Entity::find()
            .filter(delivery::Column::ChannelId.eq(channel_id))
            .filter(delivery::Column::SummaryId.eq(summary_id))
    };
    let counts: Vec<(AlertKind, i64)> = of_summary()
        .select_only()
        .column(delivery::Column::Kind)
        .expr(Expr::col(delivery::Column::Seq).count())
        .group_by(delivery::Column::Kind)
        .into_tuple()
        .all(transaction)
        .await?;
    let mut list = AlertList::default();
    for (kind, count) in counts {
        let of_kind = match kind {
            AlertKind::IncidentOpened => &mut list.opened,
            AlertKind::IncidentResolved => &mut list.resolved,
            _ => &mut list.others,
        };
        *of_kind += u32::try_from(count).unwrap_or(u32::MAX);
    }
    let most = u64::try_from(AlertList::MOST).unwrap_or_default();
    let open = Query::select()
        .expr(Expr::value(1))
        .from(incident::Entity)
        .and_where(
            Expr::col((incident::Entity, incident::Column::Id))
                .equals((delivery::Entity, delivery::Column::IncidentId)),
        )
        .and_where(incident::Column::ResolvedAtMs.is_null())
        .to_owned();
    let worst = of_summary()
        .filter(Expr::exists(open))
        .filter(delivery::Column::Kind.eq(AlertKind::IncidentOpened))
        .order_by_asc(delivery::Column::Seq)
        .limit(most)
        .all(transaction)
        .await?;
    for delivery in worst {
        let Alert {
            website, incident, ..
        } = delivery.body;
        if let (Some(website), Some(incident)) = (website, incident) {
            list.worst
                .push(format!("{}: {}", website.name, incident.cause));
        }
    }
    if !list.worst.is_empty() {
        return Ok(list);
    }
    // Nothing is open: then who is well again is news.
    let resolved = of_summary()
        .filter(delivery::Column::Kind.eq(AlertKind::IncidentResolved))
        .order_by_asc(delivery::Column::Seq)
        .limit(most)
        .all(transaction)
        .await?;
    for Alert {
        website, summary, ..
    } in resolved.into_iter().map(|delivery| delivery.body)
    {
        if let Some(website) = website {
            let how = summary.as_deref().unwrap_or("resolved");
            list.worst.push(format!("{}: {how}", website.name));
        }
    }
    Ok(list)
}
