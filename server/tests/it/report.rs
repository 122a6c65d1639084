//! The report of a month: numbers that are the API's, downtimes that sum up, and the
//! method beside them.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::on_both_engines;
use crate::support::{Answer, History, NOW_MS};

const UPTIME: &str = "uptime { ratio coverage windowSecs upSecs degradedSecs partialSecs downSecs
    maintenanceSecs unmeasuredSecs slots { planned recorded unmeasured missing } }";

/// 2026-09-21 at 15:00, milliseconds of Unix time.
pub(crate) const FAILED_MS: i64 = 1_790_002_800_000;

pub(crate) async fn report(history: &History, id: Uuid, month: &str, fields: &str) -> Answer {
    let query = format!(
        "query($id: ID!, $month: String!) {{ website(id: $id) {{
            report(month: $month) {{ {fields} }} }} }}"
    );
    let variables = json!({ "id": id, "month": month });
    history.graphql(&query, variables).await
}

/// The lines of a section of a report's table.
async fn table(history: &History, id: Uuid, month: &str) -> Vec<Vec<String>> {
    let path = format!("/export/report?website={id}&month={month}");
    let text = history.text(&path).await;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let line = |record: Result<csv::StringRecord, csv::Error>| {
        record.unwrap().iter().map(str::to_owned).collect()
    };
    reader.records().map(line).collect()
}

fn section<'a>(lines: &'a [Vec<String>], name: &str) -> Vec<&'a [String]> {
    let lines = lines.iter().filter(|line| line[0] == name);
    lines.map(|line| &line[1..]).collect()
}

/// A website that was down over the end of August, for half a minute with a failed check
/// beside it, and since two minutes.
pub(crate) async fn troubled(history: &History) -> Uuid {
    let id = history.fill(1).await;
    history.execute("DELETE FROM status_change").await;
    history.execute("DELETE FROM compaction").await;
    for (view, at, status) in [
        (0, "2026-08-01T00:00:00Z", 1),
        (0, "2026-08-31T23:00:00Z", 4),
        (0, "2026-09-01T01:00:00.500Z", 1),
        (0, "2026-09-21T15:00:00Z", 4),
        (0, "2026-09-21T15:00:30.250Z", 1),
        (0, "2026-09-21T17:00:00Z", 4),
        (1, "2026-08-01T00:00:00Z", 1),
        (2, "2026-09-10T00:00:00Z", 4),
    ] {
        let at: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
        let at_ms = at.timestamp_millis();
        let sql = format!("INSERT INTO status_change VALUES (1, {view}, {at_ms}, {status})");
        history.execute(&sql).await;
    }
    // The one that brought it about, one before it, and one after it.
    for (region, end_ms, reason) in [
        (1, FAILED_MS - 9_000, "too early"),
        (2, FAILED_MS, "=refused"),
        (3, FAILED_MS + 1, "too late"),
    ] {
        let sql = format!(
            "INSERT INTO tick (website_key, region_key, slot_ms, checked_at_ms, revision,
                 origin, outcome, failure, attempts, detail, reason)
             VALUES (1, {region}, {end_ms} - 500, {end_ms}, 1, 0, 2, 1, 2,
                 'connect.refused', '{reason}')"
        );
        history.execute(&sql).await;
    }
    id
}

async fn numbers_are_those_of_the_uptime_query(history: History) {
    let id = history.fill(1).await;
    for (month, from, to) in [
        ("2026-07", "2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z"),
        ("2026-08", "2026-08-01T00:00:00Z", "2026-09-01T00:00:00Z"),
    ] {
        let fields = format!("month from to {UPTIME} uptimePercent regions {{ region {UPTIME} }}");
        let answer = report(&history, id, month, &fields).await;
        let told = answer.data("/website/report");
        assert_eq!(told["month"], month);
        let instant = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert_eq!(instant(told["from"].as_str().unwrap()), instant(from));
        assert_eq!(instant(told["to"].as_str().unwrap()), instant(to));
        let regions = told["regions"].as_array().unwrap();
        let names: Vec<&Value> = regions.iter().map(|region| &region["region"]).collect();
        assert_eq!(names, ["brazil", "india", "usa"]);

        let lines = table(&history, id, month).await;
        let rows = section(&lines, "uptime");
        let (head, rows) = rows.split_first().unwrap();
        assert_eq!(rows.len(), 4);
        let views = std::iter::once((json!(null), &told["uptime"])).chain(
            regions
                .iter()
                .map(|it| (it["region"].clone(), &it["uptime"])),
        );
        for ((region, reported), row) in views.zip(rows) {
            let query = format!(
                "query($id: ID!, $from: DateTime, $to: DateTime, $region: String) {{
                    website(id: $id) {{
                        uptime(from: $from, to: $to, region: $region) {} }} }}",
                UPTIME.strip_prefix("uptime").unwrap()
            );
            let variables = json!({ "id": id, "from": from, "to": to, "region": region });
            let asked = history.graphql(&query, variables).await;
            assert_eq!(asked.data("/website/uptime"), reported, "{month} {region}");
            let cell = |name: &str| {
                let at = head.iter().position(|column| column == name).unwrap();
                row[at].clone()
            };
            assert_eq!(cell("region"), region.as_str().unwrap_or_default());
            for (column, value) in [
                ("uptime_ratio", &reported["ratio"]),
                ("coverage_ratio", &reported["coverage"]),
                ("up_secs", &reported["upSecs"]),
                ("degraded_secs", &reported["degradedSecs"]),
                ("partial_secs", &reported["partialSecs"]),
                ("down_secs", &reported["downSecs"]),
                ("maintenance_secs", &reported["maintenanceSecs"]),
                ("unmeasured_secs", &reported["unmeasuredSecs"]),
                ("planned_slots", &reported["slots"]["planned"]),
                ("recorded_slots", &reported["slots"]["recorded"]),
                ("unmeasured_slots", &reported["slots"]["unmeasured"]),
                ("missing_slots", &reported["slots"]["missing"]),
            ] {
                assert_eq!(cell(column), value.to_string(), "{column}");
            }
        }
    }
}

async fn a_month_that_lasts_is_told_up_to_now(history: History) {
    let id = history.fill(1).await;
    let query = format!(
        "query($id: ID!) {{ website(id: $id) {{
            report(month: \"2026-09\") {{ from to {UPTIME} }}
            uptime(from: \"2026-09-01T00:00:00Z\") {} }} }}",
        UPTIME.strip_prefix("uptime").unwrap()
    );
    let answer = history.graphql(&query, json!({ "id": id })).await;
    let told = answer.data("/website/report/uptime");
    assert_eq!(told, answer.data("/website/uptime"));
    let secs = told["windowSecs"].as_i64().unwrap();
    let from_ms = 1_788_220_800_000;
    let passed = secs - (NOW_MS - from_ms) / 1_000;
    assert!((0..600).contains(&passed), "{told}");
}

async fn downtimes_sum_up_and_tell_why(history: History) {
    let id = troubled(&history).await;
    let fields = format!(
        "to {UPTIME} uptimePercent downtimes {{ count more nodes {{
            from to secs beganAt ongoing failure {{ class detail reason }} }} }}"
    );
    let answer = report(&history, id, "2026-08", &fields).await;
    let august = answer.data("/website/report");
    assert_eq!(
        august["downtimes"],
        json!({ "count": 1, "more": false, "nodes": [{
            "from": "2026-08-31T23:00:00+00:00", "to": "2026-09-01T00:00:00+00:00",
            "secs": 3600.0, "beganAt": "2026-08-31T23:00:00+00:00", "ongoing": true,
            "failure": null,
        }] })
    );
    assert_eq!(august["uptime"]["downSecs"], 3_600);
    // 0.998655914: cut, where rounding would say more.
    assert_eq!(august["uptimePercent"], "99.8655");

    let answer = report(&history, id, "2026-09", &fields).await;
    let september = answer.data("/website/report");
    let nodes = september["downtimes"]["nodes"].as_array().unwrap();
    assert_eq!(september["downtimes"]["count"], 3);
    assert_eq!(
        nodes[0],
        json!({
            "from": "2026-09-01T00:00:00+00:00", "to": "2026-09-01T01:00:00.500+00:00",
            "secs": 3600.5, "beganAt": "2026-08-31T23:00:00+00:00", "ongoing": false,
            "failure": null,
        })
    );
    let reason = json!({ "class": "CONNECT", "detail": "connect.refused", "reason": "=refused" });
    assert_eq!(
        (&nodes[1]["secs"], &nodes[1]["failure"]),
        (&json!(30.25), &reason)
    );
    assert_eq!(
        (&nodes[2]["to"], &nodes[2]["ongoing"]),
        (&september["to"], &json!(true))
    );
    let secs = |nodes: &[Value]| -> f64 {
        nodes
            .iter()
            .map(|node| node["secs"].as_f64().unwrap())
            .sum()
    };
    let difference = secs(nodes) - september["uptime"]["downSecs"].as_f64().unwrap();
    assert!(difference.abs() < 1.0, "{september}");

    let lines = table(&history, id, "2026-09").await;
    let rows = section(&lines, "downtimes");
    assert_eq!(rows.len(), 1 + 3);
    let expected = [
        "2026-09-21T15:00:00.000Z",
        "2026-09-21T15:00:30.250Z",
        "30.25",
        "2026-09-21T15:00:00.000Z",
        "false",
        "CONNECT",
        "connect.refused",
        "'=refused",
    ];
    assert_eq!(rows[2], expected);

    let few = report(
        &history,
        id,
        "2026-09",
        "downtimes(first: 1) { count more nodes { secs } }",
    );
    let few = few.await;
    assert_eq!(
        few.data("/website/report/downtimes"),
        &json!({ "count": 3, "more": true, "nodes": [{ "secs": 3600.5 }] })
    );
}

async fn downtimes_of_a_made_month_sum_up(history: History) {
    let id = troubled(&history).await;
    let fields = "uptime { downSecs } downtimes { nodes { secs } }";
    // As the compactor makes the month: what was down on its last day, and up before.
    for (day, down_ms) in [(20_695, 0), (20_696, 3_600_000), (20_697, 3_600_500)] {
        let up_ms = 86_400_000 - down_ms;
        let sql = format!(
            "UPDATE uptime_day SET up_ms = {up_ms}, down_ms = {down_ms}
             WHERE region_key = 0 AND day = {day}"
        );
        history.execute(&sql).await;
    }
    let sql = "UPDATE uptime_day SET up_ms = 86400000, down_ms = 0
               WHERE region_key = 0 AND day NOT IN (20696, 20697)";
    history.execute(sql).await;
    history
        .execute("INSERT INTO compaction (unit, done_to, after_key) VALUES (1, 20699 * 24, 0), (2, 20699, 0)")
        .await;
    for (month, secs) in [("2026-08", 3_600.0), ("2026-07", 0.0)] {
        let answer = report(&history, id, month, fields).await;
        let told = answer.data("/website/report");
        let nodes = told["downtimes"]["nodes"].as_array().unwrap();
        let sum: f64 = nodes
            .iter()
            .map(|node| node["secs"].as_f64().unwrap())
            .sum();
        assert_eq!(
            (sum, told["uptime"]["downSecs"].as_f64()),
            (secs, Some(secs))
        );
    }
}

async fn what_was_not_measured_has_no_uptime(history: History) {
    let id = troubled(&history).await;
    let fields = "uptime { ratio coverage windowSecs unmeasuredSecs } uptimePercent
        regions { region } downtimes { count } method";
    // The website was made in June; July was not measured.
    for (month, days, regions) in [("2026-03", 31, 0), ("2026-07", 31, 3)] {
        let answer = report(&history, id, month, fields).await;
        let told = answer.data("/website/report");
        let secs = days * 86_400;
        assert_eq!(
            told["uptime"],
            json!({ "ratio": null, "coverage": 0.0, "windowSecs": secs, "unmeasuredSecs": secs })
        );
        assert_eq!(told["uptimePercent"], Value::Null);
        assert_eq!(told["regions"].as_array().unwrap().len(), regions);
        assert_eq!(told["downtimes"]["count"], 0);
        let method = told["method"].as_str().unwrap();
        assert_eq!(
            method.contains("No check was planned"),
            regions == 0,
            "{method}"
        );
        let lines = table(&history, id, month).await;
        let whole = section(&lines, "uptime")[1];
        assert_eq!(whole[..3], ["", "", ""]);
    }
}

async fn the_method_goes_with_the_numbers(history: History) {
    let id = troubled(&history).await;
    let answer = report(&history, id, "2026-08", "method").await;
    let method = answer.data("/website/report/method").as_str().unwrap();
    for part in [
        "2026-08-01T00:00:00.000Z (inclusive) to 2026-09-01T00:00:00.000Z (exclusive)",
        "every 600 s from brazil, india, usa",
        "where 2 of 3 regions said so (quorum: majority)",
        "(up + degraded + partial) / (up + degraded + partial + down)",
        "never rounded up",
    ] {
        assert!(method.contains(part), "{part}: {method}");
    }
    let lines = table(&history, id, "2026-08").await;
    let printed: Vec<&str> = section(&lines, "method").iter().map(|it| &*it[0]).collect();
    assert_eq!(printed.join("\n"), method);
    let website = section(&lines, "website");
    assert_eq!(website[0], ["id".to_owned(), id.to_string()]);
    let month = section(&lines, "report");
    assert_eq!(month[0], ["month", "2026-08"]);
}

async fn a_report_that_cannot_be_is_refused(history: History) {
    let id = history.fill(1).await;
    for month in ["2026-10", "2026-9", "september", ""] {
        let answer = report(&history, id, month, "month").await;
        assert_eq!((answer.code(), answer.field()), ("BAD_USER_INPUT", "month"));
    }
    for first in ["-1", "1001"] {
        let fields = format!("downtimes(first: {first}) {{ count }}");
        let answer = report(&history, id, "2026-09", &fields).await;
        assert_eq!((answer.code(), answer.field()), ("BAD_USER_INPUT", "first"));
    }
    // What a list of reports would read has a price.
    let list = |first: i32, downtimes: i32| {
        format!(
            "{{ websites(first: {first}) {{ nodes {{ report(month: \"2026-08\") {{
                uptimePercent downtimes(first: {downtimes}) {{ nodes {{ from to secs }} }} }} }} }} }}"
        )
    };
    let answer = history.graphql(&list(100, 1_000), json!({})).await;
    assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED");
    let answer = history.graphql(&list(50, 10), json!({})).await;
    answer.data("/websites/nodes/0/report/uptimePercent");
}

on_both_engines!(
    numbers_are_those_of_the_uptime_query,
    a_month_that_lasts_is_told_up_to_now,
    downtimes_sum_up_and_tell_why,
    downtimes_of_a_made_month_sum_up,
    what_was_not_measured_has_no_uptime,
    the_method_goes_with_the_numbers,
    a_report_that_cannot_be_is_refused,
);
