//! Stores what became of a message.

use std::time::Duration;

use entity::alert::AlertKind;
use entity::attempt::AttemptOutcome;
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState};
use entity::{attempt, channel, lane};
use metrics::counter;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, Condition,
    DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::attempt::Attempted;
use super::claim::Claimed;
use super::state::{breaks, fails, lock_lanes, make_due, millis, pause, works};
use crate::channel::{self as kinds, Outcome};

/// Longest head of a reply that is kept, in bytes.
const REPLY_BYTES: usize = 1_024;

/// Stores the attempts, and what becomes of the delivery, its lane and its channel.
pub(super) async fn finish(
    db: &DatabaseConnection,
    claimed: &Claimed,
    attempts: Vec<Attempted>,
) -> Result<(), DbErr> {
    let Some(last) = attempts.last() else {
        return Ok(());
    };
    let now_ms = last.at_ms + millis(last.sent.took);
    let (delivery, lane) = (&claimed.delivery, &claimed.lane);
    let transaction = begin_write(db).await?;
    match &last.sent.outcome {
        Outcome::Delivered { .. } => works(&transaction, &claimed.channel).await?,
        Outcome::Refused => {}
        Outcome::Later { after } => {
            fails(&transaction, claimed, &last.sent, *after, now_ms).await?
        }
        Outcome::Broken { why } => breaks(&transaction, claimed, why, now_ms).await?,
    }
    let is_ours = lane::Entity::find_by_id((lane.channel_id, lane.website_key))
        .filter(lane::Column::Token.eq(lane.token))
        .lock_exclusive()
        .one(&transaction)
        .await?
        .is_some();
    let mut number = delivery.attempts;
    for attempted in &attempts {
        number += 1;
        store(&transaction, delivery.seq, number, attempted).await?;
        count(&claimed.channel, &attempted.sent.outcome);
    }
    let (state, receipt) = match &last.sent.outcome {
        Outcome::Delivered { receipt } => (DeliveryState::Delivered, receipt.clone()),
        Outcome::Refused => (DeliveryState::Refused, None),
        Outcome::Later { .. } | Outcome::Broken { .. } if now_ms >= claimed.until_ms => {
            (DeliveryState::Expired, None)
        }
        Outcome::Later { .. } | Outcome::Broken { .. } => {
            (DeliveryState::Waiting, last.sent.taken.clone())
        }
    };
    let is_over = state != DeliveryState::Waiting;
    // Whoever has the lane now may have delivered it meanwhile.
    delivery::Entity::update_many()
        .col_expr(delivery::Column::Attempts, Expr::value(number))
        .col_expr(delivery::Column::State, Expr::value(state))
        .col_expr(
            delivery::Column::EndedAtMs,
            Expr::value(is_over.then_some(now_ms)),
        )
        .col_expr(delivery::Column::Receipt, Expr::value(receipt))
        .filter(delivery::Column::Seq.eq(delivery.seq))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .exec(&transaction)
        .await?;
    if is_over {
        summarized(&transaction, delivery, state).await?;
    }
    if is_ours && is_over {
        release(&transaction, lane, now_ms).await?;
    } else if is_ours {
        let pause = match &last.sent.outcome {
            Outcome::Later { after } => pause(lane.failures, *after),
            _ => Duration::ZERO,
        };
        lane::Entity::update_many()
            .col_expr(lane::Column::DueMs, Expr::value(now_ms + millis(pause)))
            .col_expr(lane::Column::IsLeased, Expr::value(false))
            .col_expr(
                lane::Column::Failures,
                Expr::col(lane::Column::Failures).add(1),
            )
            .filter(of(lane))
            .exec(&transaction)
            .await?;
    }
    transaction.commit().await
}

/// Stores the attempts of a test and what became of it. If it was delivered, the channel works.
pub(super) async fn tested(
    db: &DatabaseConnection,
    channel: &channel::Model,
    mut delivery: delivery::Model,
    attempts: Vec<Attempted>,
) -> Result<delivery::Model, DbErr> {
    let Some(last) = attempts.last() else {
        return Ok(delivery);
    };
    let ended_at_ms = last.at_ms + millis(last.sent.took);
    delivery.state = match &last.sent.outcome {
        Outcome::Delivered { .. } => DeliveryState::Delivered,
        Outcome::Refused => DeliveryState::Refused,
        Outcome::Later { .. } | Outcome::Broken { .. } => DeliveryState::Expired,
    };
    delivery.ended_at_ms = Some(ended_at_ms);
    delivery.attempts = i32::try_from(attempts.len()).unwrap_or(i32::MAX);
    let transaction = begin_write(db).await?;
    if delivery.state == DeliveryState::Delivered {
        works(&transaction, channel).await?;
        make_due(&transaction, channel.id, ended_at_ms).await?;
    }
    let mut row = delivery.into_active_model().reset_all();
    row.seq = NotSet;
    let delivery = row.insert(&transaction).await?;
    for (number, attempted) in (1..).zip(&attempts) {
        store(&transaction, delivery.seq, number, attempted).await?;
        count(channel, &attempted.sent.outcome);
    }
    transaction.commit().await?;
    Ok(delivery)
}

/// Makes the lane due if more waits in it, or else deletes it. This transaction has locked it,
/// and what waits is read after that: a delivery that is written meanwhile finds the lane, or
/// makes it anew.
pub(super) async fn release(
    transaction: &DatabaseTransaction,
    lane: &lane::Model,
    now_ms: i64,
) -> Result<(), DbErr> {
    let more = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Seq)
        .filter(delivery::Column::ChannelId.eq(lane.channel_id))
        .filter(delivery::Column::WebsiteKey.eq(lane.website_key))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .order_by_asc(delivery::Column::Seq)
        .into_tuple::<i64>()
        .one(transaction)
        .await?;
    if more.is_none() {
        let gone = lane::Entity::delete_many().filter(of(lane));
        gone.exec(transaction).await?;
        return Ok(());
    }
    lane::Entity::update_many()
        .col_expr(lane::Column::DueMs, Expr::value(now_ms))
        .col_expr(lane::Column::IsLeased, Expr::value(false))
        .col_expr(lane::Column::Failures, Expr::value(0))
        .filter(of(lane))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Ends a delivery without an attempt.
pub(super) async fn end(
    transaction: &DatabaseTransaction,
    delivery: &delivery::Model,
    state: DeliveryState,
    now_ms: i64,
) -> Result<(), DbErr> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state))
        .col_expr(delivery::Column::EndedAtMs, Expr::value(Some(now_ms)))
        .filter(delivery::Column::Seq.eq(delivery.seq))
        .exec(transaction)
        .await?;
    summarized(transaction, delivery, state).await
}

/// What went into a summary that nobody got was not told either.
async fn summarized(
    transaction: &DatabaseTransaction,
    summary: &delivery::Model,
    state: DeliveryState,
) -> Result<(), DbErr> {
    if summary.kind != AlertKind::Summary || state == DeliveryState::Delivered {
        return Ok(());
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state))
        .filter(delivery::Column::SummaryId.eq(summary.id))
        .filter(delivery::Column::State.eq(DeliveryState::Summarized))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Drops what waits for the channel. The lanes go first: whoever writes to them meanwhile waits
/// for this transaction, and makes them anew.
///
/// # Errors
/// If the database fails.
pub async fn drop_waiting(
    transaction: &DatabaseTransaction,
    channel_id: Uuid,
    now_ms: i64,
) -> Result<(), DbErr> {
    lock_lanes(transaction, channel_id).await?;
    lane::Entity::delete_many()
        .filter(lane::Column::ChannelId.eq(channel_id))
        .exec(transaction)
        .await?;
    let summaries = delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(channel_id))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .filter(delivery::Column::Kind.eq(AlertKind::Summary))
        .all(transaction)
        .await?;
    for summary in summaries {
        summarized(transaction, &summary, DeliveryState::Dropped).await?;
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Dropped))
        .col_expr(delivery::Column::EndedAtMs, Expr::value(Some(now_ms)))
        .filter(delivery::Column::ChannelId.eq(channel_id))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Counts an attempt, by kind of channel and by what became of it.
fn count(channel: &channel::Model, outcome: &Outcome) {
    let outcome = match outcome {
        Outcome::Delivered { .. } => "delivered",
        Outcome::Later { .. } => "later",
        Outcome::Refused => "refused",
        Outcome::Broken { .. } => "broken",
    };
    let kind = kinds::kind(&channel.settings);
    counter!("upbeat_alert_attempts_total", "kind" => kind, "outcome" => outcome).increment(1);
}

async fn store(
    transaction: &DatabaseTransaction,
    seq: i64,
    number: i32,
    attempted: &Attempted,
) -> Result<(), DbErr> {
    let sent = &attempted.sent;
    let outcome = match sent.outcome {
        Outcome::Delivered { .. } => AttemptOutcome::Delivered,
        Outcome::Later { .. } => AttemptOutcome::Later,
        Outcome::Refused => AttemptOutcome::Refused,
        Outcome::Broken { .. } => AttemptOutcome::Broken,
    };
    let mut reply = sent.reply.clone();
    reply.truncate(reply.floor_char_boundary(REPLY_BYTES));
    let row = attempt::ActiveModel {
        delivery_seq: Set(seq),
        number: Set(number),
        at_ms: Set(attempted.at_ms),
        took_ms: Set(i32::try_from(sent.took.as_millis()).unwrap_or(i32::MAX)),
        outcome: Set(outcome),
        status: Set(sent.status.and_then(|status| i16::try_from(status).ok())),
        reply: Set(reply),
    };
    attempt::Entity::insert(row)
        .on_conflict_do_nothing_on([attempt::Column::DeliverySeq, attempt::Column::Number])
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

fn of(lane: &lane::Model) -> Condition {
    Condition::all()
        .add(lane::Column::ChannelId.eq(lane.channel_id))
        .add(lane::Column::WebsiteKey.eq(lane.website_key))
}
