//! Reports of checks of what is not stored. They are kept until whoever asked has read them, and
//! never become ticks.

use entity::{RegionKey, WebsiteKey, trial_report};
use queue::Report;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use tracing::warn;
use uuid::Uuid;

use crate::Result;

/// How long reports are kept that nobody reads, in milliseconds.
const KEPT_MS: i64 = 600_000;

/// Whether the report is one of a trial.
pub(crate) fn is_of_trial(report: &Report) -> bool {
    report.key.website_key == WebsiteKey::NONE.0
}

/// Keeps the report of a trial from a region, the first one if there are several.
pub(crate) async fn store(
    db: &impl ConnectionTrait,
    region_key: RegionKey,
    report: &Report,
    now_ms: i64,
) -> Result<()> {
    let json = match serde_json::to_string(report) {
        Ok(json) => json,
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            warn!(error, "The report of a trial cannot be kept");
            return Ok(());
        }
    };
    let row = trial_report::ActiveModel {
        trial_id: Set(report.key.website),
        region_key: Set(region_key),
        report: Set(json),
        created_at_ms: Set(now_ms),
    };
    let key = [
        trial_report::Column::TrialId,
        trial_report::Column::RegionKey,
    ];
    trial_report::Entity::insert(row)
        .on_conflict_do_nothing_on(key)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The reports of a trial so far, by region.
///
/// # Errors
/// If the database fails.
pub async fn reports(db: &impl ConnectionTrait, trial: Uuid) -> Result<Vec<(RegionKey, Report)>> {
    let rows = trial_report::Entity::find()
        .filter(trial_report::Column::TrialId.eq(trial))
        .all(db)
        .await?;
    let report = |row: trial_report::Model| {
        let report = serde_json::from_str(&row.report).ok()?;
        Some((row.region_key, report))
    };
    Ok(rows.into_iter().filter_map(report).collect())
}

/// Deletes the reports of a trial, and those that nobody has read.
///
/// # Errors
/// If the database fails.
pub async fn forget(db: &impl ConnectionTrait, trial: Uuid, now_ms: i64) -> Result<()> {
    trial_report::Entity::delete_many()
        .filter(trial_report::Column::TrialId.eq(trial))
        .exec(db)
        .await?;
    trial_report::Entity::delete_many()
        .filter(trial_report::Column::CreatedAtMs.lt(now_ms - KEPT_MS))
        .exec(db)
        .await?;
    Ok(())
}
