//! Windows of maintenance: planned ahead, and what people do to them. The past stays as it was:
//! only windows from now on, and the rest of those that go on, change.
//!
//! What people do is called inside the transaction of their change, with the maintenance's row
//! under lock.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use entity::database::begin_write;
use entity::maintenance::{self, Rule};
use entity::{OrganizationId, WebsiteKey, maintenance_window, website, website_status};
use queue::Clock;
use runtime::Passes;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DatabaseConnection,
    DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, error};
use uuid::Uuid;

use crate::domain::maintenance::{Planned, Problem, plan, zone};
use crate::sql::{ROWS_A_STATEMENT, postgres_bulk};
use crate::{Error, Result};

/// Interval between searches for maintenance to plan further.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// How long until a rule is planned anew: further ahead, and where the rules of its time zone have
/// changed since.
const PLAN_EVERY_MS: i64 = 86_400_000;

/// Plans ahead until `shutdown`, while this process leads.
pub async fn run(
    db: DatabaseConnection,
    clock: Clock,
    leads: Arc<dyn Fn() -> bool + Send + Sync>,
    shutdown: CancellationToken,
) {
    let mut passes = Passes::new("Planning maintenance", LOOK_EVERY, shutdown);
    while passes.next().await {
        if !leads() {
            continue;
        }
        if let Some(planned @ 1..) = passes.end(pass(&db, clock.now_ms()).await) {
            debug!(
                planned,
                "Planned {planned} rules of maintenance further ahead"
            );
        }
    }
}

/// Plans the windows of all rules for which it is time, and returns of how many.
///
/// # Errors
/// If the database fails.
pub async fn pass(db: &DatabaseConnection, now_ms: i64) -> Result<usize> {
    let due = maintenance::Entity::find()
        .filter(maintenance::Column::PlanAtMs.lte(now_ms))
        .order_by_asc(maintenance::Column::Id)
        .all(db)
        .await?;
    let count = due.len();
    for row in due {
        let planned = match planned(row.rule.clone(), &row.time_zone, now_ms).await? {
            Ok(planned) => planned,
            Err(problem) => {
                let maintenance = row.id;
                error!(%maintenance, ?problem, "Maintenance {maintenance} cannot be planned");
                Planned::default()
            }
        };
        let transaction = begin_write(db).await?;
        let again = maintenance::Entity::find_by_id(row.id)
            .lock_exclusive()
            .one(&transaction)
            .await?;
        // A person may have changed it meanwhile.
        if again.as_ref() == Some(&row) {
            let is_changed = extend(&transaction, &row, &planned, now_ms).await?;
            if is_changed {
                retime(&transaction, row.organization_id, now_ms).await?;
            }
            let plan_at_ms = plan_at_ms(&planned, now_ms);
            let mut row = row.into_active_model();
            row.plan_at_ms = Set(plan_at_ms);
            row.update(&transaction).await?;
        }
        transaction.commit().await?;
    }
    Ok(count)
}

/// The windows of `rule` from `now_ms` on, computed beside the threads of the runtime: a cron
/// expression that fires rarely takes tens of milliseconds.
///
/// # Errors
/// [`Error::Ended`].
pub async fn planned(rule: Rule, time_zone: &str, now_ms: i64) -> Result<Result<Planned, Problem>> {
    let Some((zone, _)) = zone(time_zone) else {
        return Ok(Ok(Planned::default()));
    };
    let planned = tokio::task::spawn_blocking(move || plan(&rule, &zone, now_ms));
    planned.await.map_err(|_| Error::Ended {
        part: "planning maintenance",
    })
}

/// When a rule with these windows is to be planned anew, in milliseconds of Unix time.
pub fn plan_at_ms(planned: &Planned, now_ms: i64) -> Option<i64> {
    (!planned.is_all).then_some(now_ms + PLAN_EVERY_MS)
}

/// Makes `planned` the windows of a new or changed rule from `now_ms` on. A window that goes on and
/// that the rule has, too, only gets its end.
///
/// # Errors
/// If the database fails.
pub async fn replan(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    planned: &Planned,
    now_ms: i64,
) -> Result<()> {
    let mut wanted: BTreeSet<(i64, i64)> = BTreeSet::new();
    let windows = planned.windows.iter();
    wanted.extend(windows.filter(|(_, to_ms)| *to_ms > now_ms));
    drop_planned(transaction, row.id, now_ms).await?;
    for before in unfinished(transaction, row.id, now_ms).await? {
        let going_on = wanted
            .iter()
            .copied()
            .find(|(from_ms, _)| *from_ms <= now_ms && before.scope_id == row.scope_id);
        if let Some(window) = going_on {
            wanted.remove(&window);
            set_end(transaction, before, window.1).await?;
        } else {
            cut(transaction, before, now_ms).await?;
        }
    }
    let wanted = wanted.into_iter();
    let wanted = wanted.map(|(from_ms, to_ms)| (from_ms.max(now_ms), to_ms));
    insert(transaction, row, wanted).await?;
    retime(transaction, row.organization_id, now_ms).await
}

/// Makes the windows from `now_ms` on those of the websites in the maintenance's scope.
///
/// # Errors
/// If the database fails.
pub async fn rescope(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    now_ms: i64,
) -> Result<()> {
    let mut rest = Vec::new();
    for before in unfinished(transaction, row.id, now_ms).await? {
        if before.from_ms <= now_ms {
            rest.push((now_ms, before.to_ms));
            cut(transaction, before, now_ms).await?;
        }
    }
    maintenance_window::Entity::update_many()
        .col_expr(
            maintenance_window::Column::ScopeId,
            Expr::value(row.scope_id),
        )
        .filter(maintenance_window::Column::MaintenanceId.eq(row.id))
        .filter(maintenance_window::Column::FromMs.gt(now_ms))
        .exec(transaction)
        .await?;
    insert(transaction, row, rest.into_iter()).await?;
    retime(transaction, row.organization_id, now_ms).await
}

/// Ends what goes on, and drops what is to come.
///
/// # Errors
/// If the database fails.
pub async fn cancel(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    now_ms: i64,
) -> Result<()> {
    drop_planned(transaction, row.id, now_ms).await?;
    for before in unfinished(transaction, row.id, now_ms).await? {
        cut(transaction, before, now_ms).await?;
    }
    retime(transaction, row.organization_id, now_ms).await
}

/// What [`start`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Started {
    /// A window from now to this instant, in milliseconds of Unix time.
    Until(i64),
    /// A window goes on already.
    Before,
    /// No window is to come.
    Nothing,
}

/// Opens a window now, as long as the next one. Where that is the only one it is moved, else it
/// takes place, too.
///
/// # Errors
/// If the database fails.
pub async fn start(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    now_ms: i64,
) -> Result<Started> {
    let unfinished = unfinished(transaction, row.id, now_ms).await?;
    if unfinished.iter().any(|window| window.from_ms <= now_ms) {
        return Ok(Started::Before);
    }
    let Some(next) = unfinished.into_iter().next() else {
        return Ok(Started::Nothing);
    };
    let to_ms = now_ms + next.to_ms - next.from_ms;
    if matches!(row.rule, Rule::Once { .. }) {
        cut(transaction, next, now_ms).await?;
    }
    insert(transaction, row, [(now_ms, to_ms)].into_iter()).await?;
    retime(transaction, row.organization_id, now_ms).await?;
    Ok(Started::Until(to_ms))
}

/// Ends the windows that go on, and returns whether there were any.
///
/// # Errors
/// If the database fails.
pub async fn end(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    now_ms: i64,
) -> Result<bool> {
    let mut has_ended = false;
    for window in unfinished(transaction, row.id, now_ms).await? {
        if window.from_ms <= now_ms {
            cut(transaction, window, now_ms).await?;
            has_ended = true;
        }
    }
    if has_ended {
        retime(transaction, row.organization_id, now_ms).await?;
    }
    Ok(has_ended)
}

/// Makes `planned` the windows that have not begun. Returns whether any was there that is not
/// wanted, as when the rules of a time zone have changed.
async fn extend(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    planned: &Planned,
    now_ms: i64,
) -> Result<bool> {
    let mut wanted: BTreeSet<(i64, i64)> = BTreeSet::new();
    let windows = planned.windows.iter();
    wanted.extend(windows.filter(|(from_ms, _)| *from_ms > now_ms));
    let mut has_moved = false;
    for before in unfinished(transaction, row.id, now_ms).await? {
        let is_wanted = wanted.remove(&(before.from_ms, before.to_ms));
        if !is_wanted && (now_ms + 1..planned.to_ms).contains(&before.from_ms) {
            cut(transaction, before, now_ms).await?;
            has_moved = true;
        }
    }
    insert(transaction, row, wanted.into_iter()).await?;
    Ok(has_moved)
}

/// Windows that are not over at `now_ms`, by their beginning.
async fn unfinished(
    transaction: &DatabaseTransaction,
    maintenance_id: Uuid,
    now_ms: i64,
) -> Result<Vec<maintenance_window::Model>> {
    Ok(maintenance_window::Entity::find()
        .filter(maintenance_window::Column::MaintenanceId.eq(maintenance_id))
        .filter(maintenance_window::Column::ToMs.gt(now_ms))
        .order_by_asc(maintenance_window::Column::FromMs)
        .order_by_asc(maintenance_window::Column::Seq)
        .all(transaction)
        .await?)
}

/// Drops the windows that have not begun.
async fn drop_planned(
    transaction: &DatabaseTransaction,
    maintenance_id: Uuid,
    now_ms: i64,
) -> Result<()> {
    maintenance_window::Entity::delete_many()
        .filter(maintenance_window::Column::MaintenanceId.eq(maintenance_id))
        .filter(maintenance_window::Column::FromMs.gt(now_ms))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Ends the window now, or drops it if it has not begun.
async fn cut(
    transaction: &DatabaseTransaction,
    window: maintenance_window::Model,
    now_ms: i64,
) -> Result<()> {
    if window.from_ms < now_ms {
        return set_end(transaction, window, now_ms).await;
    }
    maintenance_window::Entity::delete_by_id(window.seq)
        .exec(transaction)
        .await?;
    Ok(())
}

async fn set_end(
    transaction: &DatabaseTransaction,
    window: maintenance_window::Model,
    to_ms: i64,
) -> Result<()> {
    if window.to_ms != to_ms {
        let mut row = window.into_active_model();
        row.to_ms = Set(to_ms);
        row.update(transaction).await?;
    }
    Ok(())
}

async fn insert(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    windows: impl Iterator<Item = (i64, i64)>,
) -> Result<()> {
    let windows: Vec<_> = windows
        .map(|(from_ms, to_ms)| maintenance_window::ActiveModel {
            maintenance_id: Set(row.id),
            organization_id: Set(row.organization_id),
            scope_id: Set(row.scope_id),
            from_ms: Set(from_ms),
            to_ms: Set(to_ms),
            ..Default::default()
        })
        .collect();
    for windows in windows.chunks(ROWS_A_STATEMENT) {
        maintenance_window::Entity::insert_many(windows.to_vec())
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

/// Has the sweep look again at the websites of the organization that are not calm: what is due
/// may have moved. Their status rows are locked in key order, as by every batch.
async fn retime(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    now_ms: i64,
) -> Result<()> {
    let websites = website::Entity::find()
        .select_only()
        .column(website::Column::Key)
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::DeletedAt.is_null());
    let keys: Vec<WebsiteKey> = website_status::Entity::find()
        .select_only()
        .column(website_status::Column::WebsiteKey)
        .filter(website_status::Column::WebsiteKey.in_subquery(websites.into_query()))
        .filter(website_status::Column::Watch.is_not_null())
        .order_by_asc(website_status::Column::WebsiteKey)
        .lock_exclusive()
        .into_tuple()
        .all(transaction)
        .await?;
    if keys.is_empty() {
        return Ok(());
    }
    website_status::Entity::update_many()
        .col_expr(website_status::Column::IncidentDueMs, Expr::value(now_ms))
        .filter(postgres_bulk::among(
            transaction,
            website_status::Column::WebsiteKey,
            &keys,
        ))
        .filter(
            Condition::any()
                .add(website_status::Column::IncidentDueMs.is_null())
                .add(website_status::Column::IncidentDueMs.gt(now_ms)),
        )
        .exec(transaction)
        .await?;
    Ok(())
}
