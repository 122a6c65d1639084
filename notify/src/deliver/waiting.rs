//! What waits to be delivered, for those who watch over it.

use entity::channel::Rules;
use entity::delivery::{self, DeliveryState};
use entity::{channel, lane};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::quiet;

/// Alerts that wait to be delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub count: i64,
    /// When the oldest was written that should have been delivered by now, in milliseconds of
    /// Unix time; those that quiet hours or a summary hold are none.
    pub oldest_ms: Option<i64>,
}

/// Counts the alerts that wait.
///
/// # Errors
/// If the database fails.
pub async fn waiting(db: &DatabaseConnection, now_ms: i64) -> Result<Waiting, DbErr> {
    let waiting = || {
        delivery::Entity::find()
            .select_only()
            .filter(delivery::Column::State.eq(DeliveryState::Waiting))
    };
    let count = waiting()
        .expr(Expr::col(delivery::Column::Seq).count())
        .into_tuple::<i64>()
        .one(db);
    let count = count.await?.unwrap_or_default();
    if count == 0 {
        return Ok(Waiting::default());
    }
    let lane = Query::select()
        .expr(Expr::value(1))
        .from(lane::Entity)
        .and_where(
            Expr::col((lane::Entity, lane::Column::ChannelId))
                .equals((channel::Entity, channel::Column::Id)),
        )
        .to_owned();
    let channels: Vec<(Uuid, Rules)> = channel::Entity::find()
        .select_only()
        .columns([channel::Column::Id, channel::Column::Rules])
        .filter(channel::Column::IsStorm.eq(false))
        .filter(Expr::exists(lane))
        .into_tuple()
        .all(db)
        .await?;
    let loud = channels.into_iter();
    let loud = loud.filter(|(_, rules)| quiet::ends(rules, now_ms).is_none());
    let late = lane::Entity::find()
        .select_only()
        .columns([lane::Column::ChannelId, lane::Column::WebsiteKey])
        .filter(lane::Column::ChannelId.is_in(loud.map(|(id, _)| id)))
        .filter(
            Condition::any()
                .add(lane::Column::DueMs.lte(now_ms))
                .add(lane::Column::Failures.gt(0)),
        );
    let of_delivery = Expr::tuple([
        Expr::col(delivery::Column::ChannelId),
        Expr::col(delivery::Column::WebsiteKey),
    ]);
    let oldest = waiting()
        .expr(Expr::col(delivery::Column::CreatedAtMs).min())
        .filter(of_delivery.in_subquery(late.into_query()))
        .into_tuple::<Option<i64>>()
        .one(db);
    Ok(Waiting {
        count,
        oldest_ms: oldest.await?.flatten(),
    })
}
