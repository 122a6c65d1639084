//! Tables of messages to send after a transaction has committed. Each row says when it is due.
//!
//! A sender takes due rows that no other sender holds, postpones them briefly in the same
//! transaction, sends outside of it, and then settles: it stores when each row is due again.
//! So two senders never send the same row at once, a crash leaves the row due, and no row is
//! locked during network calls.

use std::collections::{BTreeMap, HashSet};
use std::hash::Hash;

use sea_orm::sea_query::{Expr, ExprTrait, IntoValueTuple, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::database::begin_write;

/// Most keys in one statement.
const KEYS_A_STATEMENT: usize = 1_000;

/// A table of rows to send.
pub trait Outbox: EntityTrait {
    /// Primary key of a row.
    type Key: Copy + Eq + Hash + IntoValueTuple;

    /// Column of the due time, in milliseconds of Unix time.
    const DUE_AT_MS: Self::Column;

    /// Columns of the primary key.
    const KEY: &'static [Self::Column];

    /// Column to sort by, oldest rows first.
    const AGE: Self::Column;

    /// The primary key of `row`.
    fn key(row: &Self::Model) -> Self::Key;
}

/// Keys of rows by the time they are next due, in milliseconds of Unix time.
pub type Due<O> = BTreeMap<i64, Vec<<O as Outbox>::Key>>;

/// Takes at most `limit` rows that match `condition`, oldest first, and locks them until the
/// transaction ends. Rows locked by other transactions are skipped.
///
/// # Errors
/// If the database fails.
pub async fn take<O: Outbox>(
    transaction: &DatabaseTransaction,
    condition: Condition,
    limit: u64,
) -> Result<Vec<O::Model>, DbErr> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let mut rows = O::find().filter(condition).order_by_asc(O::AGE);
    for column in O::KEY {
        rows = rows.order_by_asc(*column);
    }
    rows.limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(transaction)
        .await
}

/// Sets the due time of rows that this transaction has locked.
///
/// # Errors
/// If the database fails.
pub async fn put_off<O: Outbox>(
    transaction: &DatabaseTransaction,
    due: Due<O>,
) -> Result<(), DbErr> {
    for (at_ms, keys) in due {
        for keys in keys.chunks(KEYS_A_STATEMENT) {
            O::update_many()
                .col_expr(O::DUE_AT_MS, Expr::value(at_ms))
                .filter(key_columns::<O>().in_tuples(keys.iter().copied()))
                .exec(transaction)
                .await?;
        }
    }
    Ok(())
}

/// Deletes rows that this transaction has locked.
///
/// # Errors
/// If the database fails.
pub async fn delete<O: Outbox>(
    transaction: &DatabaseTransaction,
    rows: &[O::Model],
) -> Result<(), DbErr> {
    for rows in rows.chunks(KEYS_A_STATEMENT) {
        O::delete_many()
            .filter(key_columns::<O>().in_tuples(rows.iter().map(O::key)))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

/// Sets the due time of rows after they were sent. Rows are skipped if they are no longer
/// postponed until `taken_until_ms` (an answer may have come meanwhile) or if another
/// transaction has locked them. Reads at most `limit` rows.
///
/// # Errors
/// If the database fails.
pub async fn settle<O: Outbox>(
    db: &DatabaseConnection,
    due: Due<O>,
    taken_until_ms: i64,
    limit: u64,
) -> Result<(), DbErr> {
    if due.is_empty() {
        return Ok(());
    }
    let transaction = begin_write(db).await?;
    let taken = Condition::all().add(O::DUE_AT_MS.eq(taken_until_ms));
    let left = take::<O>(&transaction, taken, limit).await?;
    let left: HashSet<O::Key> = left.iter().map(O::key).collect();
    let due = due.into_iter().map(|(at_ms, mut keys)| {
        keys.retain(|key| left.contains(key));
        (at_ms, keys)
    });
    put_off::<O>(&transaction, due.collect()).await?;
    transaction.commit().await
}

fn key_columns<O: Outbox>() -> Expr {
    Expr::tuple(O::KEY.iter().map(|column| Expr::col(*column)))
}
