//! Deletes old alerts, verdicts and views of regions in timelines in small steps: they are kept as
//! long as hours.

use std::time::{Duration, Instant};

use metrics::counter;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};

use crate::sql::ROWS_A_DELETE;
use crate::{Keep, Result};

/// Longest pause between two statements. The pause is as long as the previous statement.
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// Tables, each with its key and what is old in it. State 0 of a delivery is waiting, 1 and 2 were
/// told; while an incident is open, the last one of each channel says who is to hear of its end. Kind 1 of a timeline's entry is
/// a region's view: a website that flaps for years writes them without end.
const TABLES: [(&str, &str, &str); 4] = [
    (
        "delivery",
        "seq",
        "state <> 0 AND created_at_ms < $1 AND (NOT EXISTS (SELECT 1 FROM incident
             WHERE incident.id = delivery.incident_id AND incident.resolved_at_ms IS NULL)
             OR EXISTS (SELECT 1 FROM delivery AS later
             WHERE later.incident_id = delivery.incident_id
               AND later.channel_id = delivery.channel_id AND later.kind = delivery.kind
               AND later.state IN (1, 2) AND later.seq > delivery.seq))",
    ),
    ("incident_event", "seq", "kind = 1 AND at_ms < $1"),
    ("verdict", "website_key, first_ms, kind", "last_ms < $1"),
    (
        "certificate_notice",
        "website_key, fingerprint",
        "not_after_secs < $1 / 1000",
    ),
];

/// Deletes what is older than `keep` says, and returns how many rows.
pub(super) async fn drop_old(db: &DatabaseConnection, keep: &Keep, now_ms: i64) -> Result<u64> {
    let before_ms = i64::from(keep.first_day_of_hours(now_ms)) * super::DAY_MS;
    let mut deleted = 0;
    for (table, key, is_old) in TABLES {
        let sql = format!(
            "DELETE FROM {table} WHERE ({key}) IN
             (SELECT {key} FROM {table} WHERE {is_old} ORDER BY {key} LIMIT {ROWS_A_DELETE})"
        );
        loop {
            let began = Instant::now();
            let values = [Value::from(before_ms)];
            let statement = Statement::from_sql_and_values(db.get_database_backend(), &sql, values);
            let rows = db.execute_raw(statement).await?.rows_affected();
            counter!("upbeat_retention_rows_deleted_total", "table" => table).increment(rows);
            deleted += rows;
            if rows < ROWS_A_DELETE {
                break;
            }
            tokio::time::sleep(began.elapsed().min(MAX_PAUSE)).await;
        }
    }
    Ok(deleted)
}
