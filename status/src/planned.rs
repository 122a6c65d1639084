//! Rows of the schedule by when they hold: however many a website has, those of a span of
//! time are one range of an index.

use entity::schedule;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::Result;
use crate::lists::Lists;

/// The rows that hold at some instant of each of `spans` (website, from, to), without what
/// may be large in them.
pub(crate) async fn within(
    db: &impl ConnectionTrait,
    spans: &[[i64; 3]],
) -> Result<Vec<schedule::Model>> {
    read(db, spans, None).await
}

/// The same, of each span the newest: one more than `most` where not all are told.
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
    let mut lists = Lists::on(db);
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
    // Rows of a website follow one another: the last one that begins by then holds then.
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
