//! Schedule rows by validity: however many a website has, those of a time span are one range
//! of an index.

use entity::schedule;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::Result;
use crate::domain::revision::Revision;
use crate::sql::Params;

/// The rows that hold at some instant of each of `spans` (website, from, to), without their
/// large columns.
pub(crate) async fn within(
    db: &impl ConnectionTrait,
    spans: &[[i64; 3]],
) -> Result<Vec<schedule::Model>> {
    read(db, spans, None).await
}

/// As [`within`], but only the newest of each span: up to `most` rows, plus one if there are
/// more.
pub(crate) async fn newest(
    db: &impl ConnectionTrait,
    spans: &[[i64; 3]],
    most: usize,
) -> Result<Vec<schedule::Model>> {
    read(db, spans, Some(most)).await
}

async fn read(
    db: &impl ConnectionTrait,
    spans: &[[i64; 3]],
    most: Option<usize>,
) -> Result<Vec<schedule::Model>> {
    let mut lists = Params::on(db);
    let columns = [
        ("website_key", "integer"),
        ("from_ms", "bigint"),
        ("to_ms", "bigint"),
    ];
    let spans = lists.table("p", columns, spans);
    let (latest, blob) = if lists.is_postgres() {
        ("GREATEST", "bytea")
    } else {
        ("MAX", "blob")
    };
    // A website's rows do not overlap: the last one that starts by then holds then.
    let first = "COALESCE((SELECT MAX(i.valid_from_ms) FROM schedule AS i
        WHERE i.website_key = p.website_key AND i.valid_from_ms <= p.from_ms), p.from_ms)";
    let first = match most {
        None => first.to_owned(),
        Some(most) => format!(
            "{latest}({first}, COALESCE((SELECT i.valid_from_ms FROM schedule AS i
                 WHERE i.website_key = p.website_key AND i.valid_from_ms <= p.to_ms
                 ORDER BY i.valid_from_ms DESC LIMIT 1 OFFSET {most}), 0))"
        ),
    };
    let sql = format!(
        "SELECT s.website_key, s.revision, s.website_id, s.interval_ms, s.timeout_ms,
             s.retries, s.url, s.quorum, s.regions, CAST(NULL AS text) AS how,
             CAST(NULL AS {blob}) AS secrets, s.organization_id, s.valid_from_ms,
             s.valid_to_ms, s.updated_at_ms
         FROM {spans} CROSS JOIN schedule AS s
         WHERE s.website_key = p.website_key AND s.valid_from_ms <= p.to_ms
           AND s.valid_from_ms >= {first}"
    );
    let rows = lists.all(db, sql).await?;
    rows.iter()
        .map(|row| Ok(schedule::Model::from_query_result(row, "")?))
        .collect()
}

/// The settings of a row that votes depend on.
pub(crate) fn revision(row: &schedule::Model) -> Revision {
    Revision {
        number: row.revision,
        interval_ms: row.interval_ms,
        timeout_ms: row.timeout_ms,
        settled_after_ms: row.settled_after_ms(),
        quorum: row.quorum.parse().unwrap_or_default(),
        regions: row.regions.as_ref().map(|keys| keys.0.clone()),
        valid_from_ms: row.valid_from_ms,
        valid_to_ms: row.valid_to_ms,
    }
}
