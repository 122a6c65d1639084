//! What a transaction tells: its row of the feed.
//!
//! [`save`](crate::website_state) collects what changed. Whoever began the transaction appends
//! it right before the commit, and announces the row after it.

use entity::feed::{IncidentStep, StatusChange, TickKey, pack, pack_changes, pack_steps};
use entity::{feed, feed_head};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait};

use crate::Result;

/// What a transaction has to tell, in the order in which it happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "subscribers hear only of what is appended to the feed"]
pub struct Entries {
    /// Ticks that it stored.
    pub ticks: Vec<TickKey>,
    /// Changes of status.
    pub changes: Vec<StatusChange>,
    /// What happened to incidents.
    pub incidents: Vec<IncidentStep>,
}

impl Entries {
    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.ticks.is_empty() && self.changes.is_empty() && self.incidents.is_empty()
    }

    /// Adds what happened after this.
    pub fn extend(&mut self, later: Self) {
        self.ticks.extend(later.ticks);
        self.changes.extend(later.changes);
        self.incidents.extend(later.incidents);
    }

    /// Adds the transaction's row to the feed, if there is something to tell, and returns its
    /// number. Must be the last statement before the commit: the head's row lock is held until
    /// then, so numbers follow commits, and a reader that has seen `n` has seen all rows below
    /// it; and who holds it must wait for nobody.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn append(
        self,
        transaction: &DatabaseTransaction,
        now_ms: i64,
    ) -> Result<Option<i64>> {
        if self.is_empty() {
            return Ok(None);
        }
        let head = feed_head::Entity::update_many()
            .col_expr(
                feed_head::Column::Seq,
                Expr::col(feed_head::Column::Seq).add(1_i64),
            )
            .exec_with_returning(transaction)
            .await?;
        let seq = head
            .first()
            .map(|head| head.seq)
            .ok_or_else(|| DbErr::RecordNotFound("feed_head".to_owned()))?;
        feed::Entity::insert(feed::ActiveModel {
            seq: Set(seq),
            created_at_ms: Set(now_ms),
            ticks: Set(pack(&self.ticks)),
            changes: some(pack_changes(&self.changes)),
            incidents: some(pack_steps(&self.incidents)),
        })
        .exec_without_returning(transaction)
        .await?;
        Ok(Some(seq))
    }
}

/// The column that holds `packed`; nothing of it is written if that is empty.
fn some(packed: Vec<u8>) -> ActiveValue<Option<Vec<u8>>> {
    if packed.is_empty() {
        return ActiveValue::NotSet;
    }
    Set(Some(packed))
}
