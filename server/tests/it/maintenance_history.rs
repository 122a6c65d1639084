//! What maintenance does to the figures of the past: lists, reports and the status log.

use sea_orm::DbBackend;
use serde_json::json;

use crate::report::{FAILED_MS, report, troubled};
use crate::support::on_both_engines;
use crate::support::{History, NOW_MS};

/// Maintenance of all websites in these hours before [`NOW_MS`], past all rules.
async fn was(history: &History, hours: &[(i64, i64)]) {
    let ms = |hours: &i64| NOW_MS - hours * 3_600_000;
    let windows: Vec<_> = hours.iter().map(|(from, to)| (ms(from), ms(to))).collect();
    was_during(history, &windows).await;
}

/// The same in these windows, in milliseconds of Unix time.
async fn was_during(history: &History, windows: &[(i64, i64)]) {
    let id = uuid::Uuid::now_v7();
    let id = match history.app.db.get_database_backend() {
        DbBackend::Postgres => format!("'{id}'"),
        _ => format!("X'{}'", id.simple()),
    };
    history.execute(&format!(
        "INSERT INTO maintenance (id, organization_id, title, scope_id, rule, time_zone, created_at_ms)
         SELECT {id}, id, 'Move', {id}, '{{\"once\":{{\"from_ms\":0,\"to_ms\":0}}}}', 'UTC', 0
         FROM organization ORDER BY created_at DESC LIMIT 1"
    )).await;
    history
        .execute(&format!(
            "INSERT INTO maintenance_scope (id, maintenance_id) VALUES ({id}, {id})"
        ))
        .await;
    for (from_ms, to_ms) in windows {
        history.execute(&format!(
            "INSERT INTO maintenance_window (maintenance_id, organization_id, scope_id, from_ms, to_ms)
             SELECT id, organization_id, scope_id, {from_ms}, {to_ms} FROM maintenance"
        )).await;
    }
}

async fn a_list_reads_it_once_and_the_report_leaves_it_out(history: History) {
    let id = history.fill(3).await;
    // Changes come every eight hours: the website is down in half of them.
    let report = "report(month: \"2026-09\") { uptime { downSecs maintenanceSecs windowSecs upSecs
        unmeasuredSecs } downtimes { count nodes { from to secs beganAt } } }";
    let query = format!("query($id: ID!) {{ website(id: $id) {{ {report} }} }}");
    history.execute("DELETE FROM uptime_day").await;
    history.execute("DELETE FROM compaction").await;
    let before = history.graphql(&query, json!({ "id": id })).await;
    was(
        &history,
        &[(1, -1), (30, 24), (99, 80), (200, 190), (203, 202)],
    )
    .await;
    // Another document, since what is asked for again within a second is not read again.
    let query = query.replace("website(", "website: website(");
    let after = history.graphql(&query, json!({ "id": id })).await;
    let told = after.data("/website/report");
    let secs = |name: &str| told["uptime"][name].as_i64().unwrap();
    // One goes on, and time does.
    let passed = secs("maintenanceSecs") - 3_600 * (1 + 6 + 19 + 10 + 1);
    assert!((0..60).contains(&passed), "{passed}");
    let sum = secs("upSecs") + secs("downSecs") + secs("maintenanceSecs") + secs("unmeasuredSecs");
    assert_eq!(sum, secs("windowSecs"));
    let nodes = told["downtimes"]["nodes"].as_array().unwrap();
    assert_eq!(told["downtimes"]["count"], nodes.len());
    let down: f64 = nodes
        .iter()
        .map(|node| node["secs"].as_f64().unwrap())
        .sum();
    assert!((down - told["uptime"]["downSecs"].as_f64().unwrap()).abs() < 1.0);
    let count = before.data("/website/report/downtimes/count");
    assert_ne!(count, &told["downtimes"]["count"]);

    let list = "{ websites { nodes { inMaintenance } } }";
    let (answer, statements) = history.observed(list, json!({})).await;
    let yes = json!({ "inMaintenance": true });
    assert_eq!(answer.data("/websites/nodes"), &json!([yes, yes, yes]));
    let about = |statement: &&sea_orm::Statement| statement.sql.contains("maintenance_window");
    assert_eq!(statements.iter().filter(about).count(), 1);
    let spans = "query($id: ID!) { website(id: $id) {
        changes(first: 2) { nodes { from to maintenanceSecs } } } }";
    let spans = history.graphql(spans, json!({ "id": id })).await;
    // It has the present status for the hour since, which is in maintenance up to now.
    let secs = spans.data("/website/changes/nodes/0/maintenanceSecs");
    let passed = secs.as_i64().unwrap() - 3_600;
    assert!((0..60).contains(&passed), "{passed}");
}

async fn a_downtime_that_it_splits_has_one_cause(history: History) {
    let id = troubled(&history).await;
    was_during(&history, &[(FAILED_MS + 10_000, FAILED_MS + 20_000)]).await;
    let fields = "downtimes { nodes { secs beganAt failure { reason } } }";
    let answer = report(&history, id, "2026-09", fields).await;
    let nodes = answer.data("/website/report/downtimes/nodes");
    let nodes = nodes.as_array().unwrap();
    for (node, secs) in nodes[1..3].iter().zip([10.0, 10.25]) {
        let expected = json!({
            "secs": secs,
            "beganAt": "2026-09-21T15:00:00+00:00",
            "failure": { "reason": "=refused" },
        });
        assert_eq!(node, &expected);
    }
}

on_both_engines!(
    a_list_reads_it_once_and_the_report_leaves_it_out,
    a_downtime_that_it_splits_has_one_cause,
);
