//! Organizations take turns: of what is due, each one's first ask comes before anyone's second.
//!
//! So one whose 100,000 websites fail, or are resumed, at once delays another's ten by ten of its
//! own.

use std::collections::HashMap;

use entity::outbox::take;
use entity::{RegionKey, WebsiteKey, ask};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement,
};

use crate::Result;

/// The websites whose asks of a region are due, in turn. Persons' and confirming asks are told
/// apart by `origin` (`$2`).
const IN_TURN: &str = "
SELECT t.website_key FROM (
    SELECT a.website_key, a.slot_ms, ROW_NUMBER() OVER (
        PARTITION BY w.organization_id ORDER BY a.slot_ms, a.website_key) AS turn
    FROM ask AS a JOIN website AS w ON w.key = a.website_key
    WHERE a.region_key = $1 AND a.origin = $2 AND a.publish_at_ms <= $3) AS t
ORDER BY t.turn, t.slot_ms, t.website_key LIMIT $4";

#[derive(FromQueryResult)]
struct Due {
    website_key: WebsiteKey,
}

/// Takes at most `limit` due asks of `origin` to a region, in turn.
pub(crate) async fn take_in_turn(
    transaction: &DatabaseTransaction,
    origin: entity::Origin,
    region: RegionKey,
    now_ms: i64,
    limit: u64,
) -> Result<Vec<ask::Model>> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [region.into(), origin.into(), now_ms.into(), most.into()];
    let backend = transaction.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, IN_TURN, values);
    let due = Due::find_by_statement(statement).all(transaction).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let mine = Condition::all()
        .add(ask::Column::RegionKey.eq(region))
        .add(ask::Column::Origin.eq(origin))
        .add(ask::Column::PublishAtMs.lte(now_ms))
        .add(ask::Column::WebsiteKey.is_in(due.iter().map(|due| due.website_key)));
    let mut taken = take::<ask::Entity>(transaction, mine, limit).await?;
    let turns: HashMap<WebsiteKey, usize> = due
        .iter()
        .enumerate()
        .map(|(turn, due)| (due.website_key, turn))
        .collect();
    taken.sort_by_key(|ask| turns.get(&ask.website_key).copied());
    Ok(taken)
}
