//! Stores what became of a message.

use std::time::Duration;

use entity::alert::{Alert, AlertKind};
use entity::attempt::AttemptOutcome;
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::{WebsiteKey, attempt, channel, lane};
use metrics::counter;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseConnection, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::attempt::Attempted;
use super::channels::GATE_AFTER;
use super::claim::Claimed;
use crate::channel::{self as kinds, Outcome, Sent, reply};

/// Longest pause between attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Pause between attempts on a channel whose token, address or right is gone, in milliseconds.
const BROKEN_PAUSE_MS: i64 = 3_600_000;

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
    if is_ours && is_over {
        release(&transaction, lane, now_ms).await?;
    } else if is_ours {
        let pause = match &last.sent.outcome {
            Outcome::Later { after } => pause(lane.failures, *after),
            _ => Duration::ZERO,
        };
        lane::Entity::update_many()
            .col_expr(lane::Column::DueMs, Expr::value(now_ms + millis(pause)))
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
        .col_expr(lane::Column::Failures, Expr::value(0))
        .filter(of(lane))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Ends a delivery without an attempt.
pub(super) async fn end(
    transaction: &DatabaseTransaction,
    seq: i64,
    state: DeliveryState,
    now_ms: i64,
) -> Result<(), DbErr> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state))
        .col_expr(delivery::Column::EndedAtMs, Expr::value(Some(now_ms)))
        .filter(delivery::Column::Seq.eq(seq))
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
    lane::Entity::delete_many()
        .filter(lane::Column::ChannelId.eq(channel_id))
        .exec(transaction)
        .await?;
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Dropped))
        .col_expr(delivery::Column::EndedAtMs, Expr::value(Some(now_ms)))
        .filter(delivery::Column::ChannelId.eq(channel_id))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Notes that the channel works.
async fn works(transaction: &DatabaseTransaction, channel: &channel::Model) -> Result<(), DbErr> {
    channel::Entity::update_many()
        .col_expr(channel::Column::Failures, Expr::value(0))
        .col_expr(channel::Column::FailingSinceMs, Expr::value(None::<i64>))
        .col_expr(channel::Column::IsBroken, Expr::value(false))
        .col_expr(channel::Column::Problem, Expr::value(None::<String>))
        .filter(channel::Column::Id.eq(channel.id))
        .filter(channel::Column::FailingSinceMs.is_not_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Notes that the channel failed, and gates it if it keeps failing.
async fn fails(
    transaction: &DatabaseTransaction,
    claimed: &Claimed,
    sent: &Sent,
    after: Option<Duration>,
    now_ms: i64,
) -> Result<(), DbErr> {
    let Some(channel) = lock(transaction, &claimed.channel).await? else {
        return Ok(());
    };
    let failures = channel.failures.saturating_add(1);
    // What a receiver asks for, it asks for all that goes to it.
    let asked_ms = after.map(|after| now_ms + millis(after));
    let mut paced_until_ms = Ord::max(channel.paced_until_ms, asked_ms.unwrap_or(0));
    if failures >= GATE_AFTER {
        let pause = pause(failures - GATE_AFTER, None);
        paced_until_ms = Ord::max(paced_until_ms, now_ms + millis(pause));
    }
    channel::Entity::update_many()
        .col_expr(channel::Column::Failures, Expr::value(failures))
        .col_expr(
            channel::Column::FailingSinceMs,
            Expr::value(Some(channel.failing_since_ms.unwrap_or(now_ms))),
        )
        .col_expr(
            channel::Column::Problem,
            Expr::value(Some(problem(&claimed.channel, sent))),
        )
        .col_expr(channel::Column::PacedUntilMs, Expr::value(paced_until_ms))
        .filter(channel::Column::Id.eq(channel.id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// What a failed attempt says of the channel.
fn problem(channel: &channel::Model, sent: &Sent) -> String {
    match sent.status {
        Some(status) if kinds::kind(&channel.settings) != "email" => {
            reply::said(status, &sent.reply)
        }
        // The reply of a mail server has its status in it.
        _ => sent.reply.clone(),
    }
}

/// Notes that the channel cannot work, and tells all others of its organization, once.
async fn breaks(
    transaction: &DatabaseTransaction,
    claimed: &Claimed,
    why: &str,
    now_ms: i64,
) -> Result<(), DbErr> {
    let Some(channel) = lock(transaction, &claimed.channel).await? else {
        return Ok(());
    };
    channel::Entity::update_many()
        .col_expr(channel::Column::IsBroken, Expr::value(true))
        .col_expr(
            channel::Column::FailingSinceMs,
            Expr::value(Some(channel.failing_since_ms.unwrap_or(now_ms))),
        )
        .col_expr(channel::Column::Problem, Expr::value(Some(why)))
        .col_expr(
            channel::Column::PacedUntilMs,
            Expr::value(now_ms + BROKEN_PAUSE_MS),
        )
        .filter(channel::Column::Id.eq(channel.id))
        .exec(transaction)
        .await?;
    if channel.is_broken {
        return Ok(());
    }
    let others = channel::Entity::find()
        .filter(channel::Column::OrganizationId.eq(channel.organization_id))
        .filter(channel::Column::Id.ne(channel.id))
        .filter(channel::Column::DeletedAtMs.is_null())
        .filter(channel::Column::Paused.eq(false))
        .all(transaction)
        .await?;
    let alert = Alert {
        kind: AlertKind::ChannelTrouble,
        at_ms: now_ms,
        website: None,
        incident: None,
        regions: Vec::new(),
        summary: Some(format!(
            "the channel {} cannot deliver alerts: {why}",
            channel.name
        )),
        listed: None,
    };
    let told = others.into_iter().map(|other| NewDelivery {
        organization_id: other.organization_id,
        channel_id: other.id,
        website_key: WebsiteKey::NONE,
        incident_id: None,
        alert: alert.clone(),
    });
    delivery::enqueue(transaction, told.collect(), now_ms).await
}

/// The channel as it is now, locked before its lanes as everywhere.
async fn lock(
    transaction: &DatabaseTransaction,
    channel: &channel::Model,
) -> Result<Option<channel::Model>, DbErr> {
    channel::Entity::find_by_id(channel.id)
        .lock_exclusive()
        .one(transaction)
        .await
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

/// The pause after so many failures: 1, 2, 4, … s up to five minutes, ± 20 %, and at least what
/// the receiver asks for.
fn pause(failures: i32, after: Option<Duration>) -> Duration {
    let doublings = u32::try_from(Ord::clamp(failures, 0, 16)).unwrap_or_default();
    let pause = Duration::from_secs(1 << doublings).min(LONGEST_PAUSE);
    let pause = pause.mul_f64(rand::random_range(0.8..=1.2));
    pause.max(after.unwrap_or_default())
}

fn of(lane: &lane::Model) -> Condition {
    Condition::all()
        .add(lane::Column::ChannelId.eq(lane.channel_id))
        .add(lane::Column::WebsiteKey.eq(lane.website_key))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes_and_are_as_long_as_is_asked_for() {
        for (failures, secs) in [(0, 1.0), (1, 2.0), (4, 16.0), (9, 300.0), (i32::MAX, 300.0)] {
            let pause = pause(failures, None).as_secs_f64();
            assert!(
                (0.8 * secs..=1.2 * secs).contains(&pause),
                "{failures}: {pause}"
            );
        }
        let asked = Duration::from_secs(1_000);
        assert_eq!(pause(0, Some(asked)), asked);
    }
}
