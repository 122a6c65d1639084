//! Ticks and changes of status as files: whole, in order, and never a part for the whole.

mod door;

use chrono::{DateTime, SecondsFormat};
use entity::{region, tick};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::support::{History, NOW_MS, on_both_engines};

const DAY_MS: i64 = 86_400_000;

/// Ticks of each region that [`many`] adds: more than two pages.
const MANY: i64 = 3_000;

pub(super) fn time(ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(ms).unwrap();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

pub(super) fn path(what: &str, id: Uuid, from_ms: i64, to_ms: i64, more: &str) -> String {
    let (from, to) = (time(from_ms), time(to_ms));
    format!("/export/{what}?website={id}&from={from}&to={to}{more}")
}

/// Adds `count` ticks to all websites, one a second up to now from each region, some of which
/// failed; every third is missing in the USA.
pub(super) async fn many(history: &History, count: i64) {
    let sql = format!(
        "INSERT INTO tick (website_key, region_key, slot_ms, checked_at_ms, revision,
             origin, outcome, failure, attempts, http_status, dns_us, ttfb_us, detail, reason)
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count} - 1)
         SELECT w.key, r.key, {NOW_MS} - 1000 * n.i - 1, {NOW_MS} - 1000 * n.i + 250, 1,
             n.i % 3, CASE WHEN n.i % 7 = 0 THEN 2 ELSE 0 END,
             CASE WHEN n.i % 7 = 0 THEN 5 END, 1, CASE WHEN n.i % 7 = 0 THEN 503 ELSE 200 END,
             1234, 1, CASE WHEN n.i % 7 = 0 THEN 'status.503' END,
             CASE WHEN n.i % 14 = 0 THEN '=1+1, \"quoted\"'
                  WHEN n.i % 7 = 0 THEN 'HTTP 503' END
         FROM website AS w CROSS JOIN region AS r CROSS JOIN n
         WHERE r.key <> 2 OR n.i % 3 <> 0"
    );
    history.execute(&sql).await;
}

/// The rows of a table by column.
pub(super) fn table(text: &str) -> Vec<Map<String, Value>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.unwrap();
        let cells = columns.iter().zip(record.iter());
        cells
            .map(|(column, cell)| (column.to_owned(), json!(cell)))
            .collect()
    };
    reader.records().map(row).collect()
}

fn objects(text: &str) -> Vec<Map<String, Value>> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The cell that a value of JSON is in a table.
fn cell(value: &Value) -> Value {
    match value {
        Value::Null => json!(""),
        Value::String(text) if text.starts_with('=') => json!(format!("'{text}")),
        Value::String(text) => json!(text),
        other => json!(other.to_string()),
    }
}

async fn regions(history: &History) -> Vec<region::Model> {
    status::region::all(&history.app.db).await.unwrap()
}

async fn ticks_are_exported_as_they_are_stored(history: History) {
    let id = history.fill(2).await;
    many(&history, MANY).await;
    let whole = |more: &str| path("ticks", id, NOW_MS - 4 * DAY_MS, NOW_MS + 1, more);
    let rows = table(&history.text(&whole("")).await);
    let stored = tick::Entity::find()
        .filter(tick::Column::WebsiteKey.eq(1))
        .order_by_asc(tick::Column::SlotMs)
        .order_by_asc(tick::Column::RegionKey)
        .all(&history.app.db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 3 * 432 + 8_000);
    assert_eq!(rows.len(), stored.len());
    let regions = regions(&history).await;
    for (row, tick) in rows.iter().zip(&stored) {
        let region = regions.iter().find(|region| region.key == tick.region_key);
        assert_eq!(row["slot"], time(tick.slot_ms));
        assert_eq!(row["checked_at"], time(tick.checked_at_ms));
        assert_eq!(row["region"], region.unwrap().name);
        assert_eq!(row["outcome"], format!("{:?}", tick.outcome).to_uppercase());
        assert_eq!(row["asked_by"], format!("{:?}", tick.origin).to_uppercase());
        let class = tick
            .failure
            .map(|class| format!("{class:?}").to_uppercase());
        assert_eq!(row["failure_class"], class.unwrap_or_default());
        let us = [
            tick.dns_us,
            tick.connect_us,
            tick.tls_us,
            tick.ttfb_us,
            tick.transfer_us,
        ];
        let sum = us.iter().flatten().sum::<i32>();
        let response_time: f64 = row["response_time_ms"].as_str().unwrap().parse().unwrap();
        assert!((response_time - f64::from(sum) / 1_000.0).abs() < 1e-9);
        let http_status = tick.http_status.map(|status| status.to_string());
        assert_eq!(row["http_status"], http_status.unwrap_or_default());
    }
    let formula = rows
        .iter()
        .find(|row| row["failure_reason"] == "'=1+1, \"quoted\"");
    assert!(formula.is_some(), "no cell is a formula");

    let lines = objects(&history.text(&whole("&format=ndjson")).await);
    assert_eq!(lines.len(), rows.len());
    for (line, row) in lines.iter().zip(&rows) {
        assert_eq!(line.len(), row.len());
        for (name, value) in line {
            assert_eq!(cell(value), row[name], "{name}");
        }
    }

    let usa = table(&history.text(&whole("&region=usa")).await);
    assert_eq!(usa.len(), 432 + 2_000);
    assert!(usa.iter().all(|row| row["region"] == "usa"));
}

async fn a_window_holds_its_first_instant_and_not_its_last(history: History) {
    let id = history.fill(1).await;
    let (from_ms, to_ms) = (NOW_MS - 1_200_000, NOW_MS - 600_000);
    for (from_ms, to_ms, expected) in [
        (from_ms, to_ms, vec![from_ms; 3]),
        (from_ms + 1, to_ms, vec![]),
        (from_ms + 1, to_ms + 1, vec![to_ms; 3]),
    ] {
        let rows = table(&history.text(&path("ticks", id, from_ms, to_ms, "")).await);
        let slots: Vec<&Value> = rows.iter().map(|row| &row["slot"]).collect();
        let expected: Vec<Value> = expected.into_iter().map(|ms| json!(time(ms))).collect();
        assert!(slots.iter().copied().eq(&expected), "{slots:?}");
        let regions: Vec<&Value> = rows.iter().map(|row| &row["region"]).collect();
        assert!(regions.is_empty() || regions == ["india", "usa", "brazil"]);
    }
    // A table without a row has its head still.
    let empty = history
        .text(&path("ticks", id, from_ms + 1, to_ms, ""))
        .await;
    assert!(empty.starts_with("slot,checked_at,region,"), "{empty}");

    history.execute("DELETE FROM status_change").await;
    for (at_ms, status) in [(from_ms - 5, 1), (from_ms, 4), (to_ms, 1)] {
        let sql = format!("INSERT INTO status_change VALUES (1, 0, {at_ms}, {status})");
        history.execute(&sql).await;
    }
    for (from_ms, to_ms, expected) in [
        (from_ms, to_ms, "DOWN"),
        (from_ms - 1, to_ms, "UP DOWN"),
        (from_ms, to_ms + 1, "DOWN UP"),
        (from_ms - 9, from_ms - 5, ""),
        (to_ms + 1, to_ms + 2, "UP"),
    ] {
        let rows = table(&history.text(&path("changes", id, from_ms, to_ms, "")).await);
        let statuses = rows.iter().map(|row| row["status"].as_str().unwrap());
        assert_eq!(statuses.collect::<Vec<_>>().join(" "), expected);
    }
}

async fn changes_are_exported_as_the_api_tells_them(history: History) {
    let id = history.fill(1).await;
    let from_ms = NOW_MS - 10 * DAY_MS;
    let path = path("changes", id, from_ms, NOW_MS + 1, "");
    let rows = table(&history.text(&path).await);
    let lines = objects(&history.text(&format!("{path}&format=ndjson")).await);
    assert_eq!(lines.len(), rows.len());
    for (line, row) in lines.iter().zip(&rows) {
        assert!(line.iter().all(|(name, value)| cell(value) == row[name]));
    }
    let is_ordered =
        |pair: &[Map<String, Value>]| pair[0]["from"].as_str() <= pair[1]["from"].as_str();
    assert!(rows.windows(2).all(is_ordered));
    for region in [json!(null), json!("india"), json!("usa"), json!("brazil")] {
        let query = "query($id: ID!, $region: String, $from: DateTime) { website(id: $id) {
            changes(first: 100, region: $region) { nodes { status from to } }
            uptime(from: $from, region: $region) { downSecs } } }";
        let variables = json!({ "id": id, "region": region, "from": time(from_ms) });
        let answer = history.graphql(query, variables).await;
        let nodes = answer.data("/website/changes/nodes").as_array().unwrap();
        let instant = |value: &Value| {
            let at: Option<DateTime<chrono::Utc>> = serde_json::from_value(value.clone()).unwrap();
            at.map(|at| at.timestamp_millis())
        };
        let mut told: Vec<(Option<i64>, Option<i64>, &Value)> = nodes
            .iter()
            .map(|node| {
                (
                    instant(&node["from"]),
                    instant(&node["to"]),
                    &node["status"],
                )
            })
            .filter(|(_, to_ms, _)| to_ms.is_none_or(|to_ms| to_ms > from_ms))
            .collect();
        told.reverse();
        let seen: Vec<(Option<i64>, Option<i64>, &Value)> = lines
            .iter()
            .filter(|line| line["region"] == region)
            .map(|line| {
                (
                    instant(&line["from"]),
                    instant(&line["to"]),
                    &line["status"],
                )
            })
            .collect();
        assert_eq!(seen, told, "{region}");
        assert!(seen.len() > 30);
    }
}

async fn changes_of_many_pages_are_whole(history: History) {
    let id = history.fill(1).await;
    history.execute("DELETE FROM status_change").await;
    let sql = format!(
        "INSERT INTO status_change (website_key, region_key, at_ms, status)
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY} - 1)
         SELECT 1, v.key, {NOW_MS} - 1000 * n.i, CASE WHEN n.i % 2 = 0 THEN 1 ELSE 4 END
         FROM (SELECT 0 AS key UNION ALL SELECT key FROM region) AS v CROSS JOIN n"
    );
    history.execute(&sql).await;
    let path = path("changes", id, NOW_MS - DAY_MS, NOW_MS + 1, "");
    let rows = table(&history.text(&path).await);
    assert_eq!(rows.len(), 4 * 3_000);
    for (at, row) in (0_i64..).zip(&rows) {
        let from_ms = NOW_MS - 1_000 * (MANY - 1 - at / 4);
        let is_last = at / 4 == MANY - 1;
        let names = ["", "india", "usa", "brazil"];
        assert_eq!(row["from"], time(from_ms));
        let to = if is_last {
            String::new()
        } else {
            time(from_ms + 1_000)
        };
        assert_eq!(row["to"], to);
        assert_eq!(row["region"], names[usize::try_from(at % 4).unwrap()]);
    }
}

on_both_engines!(
    ticks_are_exported_as_they_are_stored,
    a_window_holds_its_first_instant_and_not_its_last,
    changes_are_exported_as_the_api_tells_them,
    changes_of_many_pages_are_whole,
);
