//! What attempts say of a channel: that it works, fails, or is broken.

use std::time::Duration;

use entity::delivery::{self, DeliveryState};
use entity::{WebsiteKey, channel, incident, lane};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::channels::GATE_AFTER;
use super::claim::Claimed;
use crate::channel::{self as kinds, Sent, reply};

/// Longest pause between attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Pause between attempts on a channel whose token, address or right is gone, in milliseconds.
const BROKEN_PAUSE_MS: i64 = 3_600_000;

/// Notes that the channel works.
pub(super) async fn works(
    transaction: &DatabaseTransaction,
    channel: &channel::Model,
) -> Result<(), DbErr> {
    channel::Entity::update_many()
        .col_expr(channel::Column::Failures, Expr::value(0))
        .col_expr(channel::Column::FailingSinceMs, Expr::value(None::<i64>))
        .col_expr(channel::Column::IsBroken, Expr::value(false))
        .col_expr(channel::Column::IsReported, Expr::value(false))
        .col_expr(channel::Column::Problem, Expr::value(None::<String>))
        .filter(channel::Column::Id.eq(channel.id))
        .filter(channel::Column::FailingSinceMs.is_not_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Notes that the channel failed, and gates it if it keeps failing.
pub(super) async fn fails(
    transaction: &DatabaseTransaction,
    claimed: &Claimed,
    sent: &Sent,
    after: Option<Duration>,
    now_ms: i64,
) -> Result<(), DbErr> {
    let Some(channel) = channel::lock(transaction, claimed.channel.id).await? else {
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

/// Notes that the channel cannot work.
pub(super) async fn breaks(
    transaction: &DatabaseTransaction,
    claimed: &Claimed,
    why: &str,
    now_ms: i64,
) -> Result<(), DbErr> {
    let Some(channel) = channel::lock(transaction, claimed.channel.id).await? else {
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
    Ok(())
}

/// Makes what failed due at once: the channel may work now. What is under way stays so.
///
/// # Errors
/// If the database fails.
pub async fn make_due(
    transaction: &DatabaseTransaction,
    channel_id: Uuid,
    now_ms: i64,
) -> Result<(), DbErr> {
    channel::Entity::update_many()
        .col_expr(channel::Column::PacedUntilMs, Expr::value(0_i64))
        .filter(channel::Column::Id.eq(channel_id))
        .exec(transaction)
        .await?;
    lock_lanes(transaction, channel_id).await?;
    lane::Entity::update_many()
        .col_expr(lane::Column::DueMs, Expr::value(now_ms))
        .filter(lane::Column::ChannelId.eq(channel_id))
        .filter(lane::Column::Failures.gt(0))
        .filter(lane::Column::IsLeased.eq(false))
        .filter(lane::Column::DueMs.gt(now_ms))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Locks all lanes of a channel in the order in which they are written to, so that nobody who
/// writes to several waits for this transaction while it waits for them.
pub(super) async fn lock_lanes(
    transaction: &DatabaseTransaction,
    channel_id: Uuid,
) -> Result<(), DbErr> {
    lane::Entity::find()
        .select_only()
        .column(lane::Column::WebsiteKey)
        .filter(lane::Column::ChannelId.eq(channel_id))
        .order_by_asc(lane::Column::WebsiteKey)
        .lock_exclusive()
        .into_tuple::<WebsiteKey>()
        .all(transaction)
        .await?;
    Ok(())
}

/// Forgets what the receiver calls the messages of incidents that go on, or of which something
/// waits: with other settings it may be another receiver, which does not know them.
///
/// # Errors
/// If the database fails.
pub async fn forget_threads(
    transaction: &DatabaseTransaction,
    channel_id: Uuid,
) -> Result<(), DbErr> {
    let open = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .filter(incident::Column::ResolvedAtMs.is_null())
        .into_query();
    let waiting = Query::select()
        .column(delivery::Column::IncidentId)
        .from(delivery::Entity)
        .and_where(delivery::Column::ChannelId.eq(channel_id))
        .and_where(delivery::Column::State.eq(DeliveryState::Waiting))
        .and_where(delivery::Column::IncidentId.is_not_null())
        .to_owned();
    let goes_on = Condition::any()
        .add(delivery::Column::IncidentId.in_subquery(open))
        .add(delivery::Column::IncidentId.in_subquery(waiting));
    delivery::Entity::update_many()
        .col_expr(delivery::Column::Receipt, Expr::value(None::<String>))
        .filter(delivery::Column::ChannelId.eq(channel_id))
        .filter(delivery::Column::State.eq(DeliveryState::Delivered))
        .filter(delivery::Column::Receipt.is_not_null())
        .filter(goes_on)
        .exec(transaction)
        .await?;
    Ok(())
}

/// The pause after so many failures: 1, 2, 4, … s up to five minutes, ± 20 %, and at least what
/// the receiver asks for.
pub(super) fn pause(failures: i32, after: Option<Duration>) -> Duration {
    let doublings = u32::try_from(Ord::clamp(failures, 0, 16)).unwrap_or_default();
    let pause = Duration::from_secs(1 << doublings).min(LONGEST_PAUSE);
    let pause = pause.mul_f64(rand::random_range(0.8..=1.2));
    pause.max(after.unwrap_or_default())
}

/// Whole milliseconds.
pub(super) fn millis(duration: Duration) -> i64 {
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
