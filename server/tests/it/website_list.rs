//! Lists of websites: in any order, filtered, counted, with what a dashboard shows of each.

use entity::{RegionKey, WebsiteKey, rollup_hour};
use sea_orm::Statement;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use status::rollup::HOUR_MS;
use status::rollup::sketch::Sketch;

use crate::support::{History, NOW_MS, on_both_engines};

const LIST: &str = "query($first: Int, $after: String, $sort: WebsiteSort, $reverse: Boolean) {
    websites(first: $first, after: $after, sort: $sort, reverse: $reverse) {
        nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor } } }";

/// Six websites: their names, statuses, when those began (in hours ago), and their slowest
/// response times (in milliseconds).
const WEBSITES: [(&str, i16, i64, f64); 6] = [
    ("Delta", 1, 5, 40.0),
    ("alpha", 4, 1, 90.0),
    ("Österreich", 1, 9, 10.0),
    ("charlie", 6, 2, 0.0),
    ("Bravo", 3, 3, 900.0),
    ("bravo", 2, 4, 20.0),
];

async fn filled(history: &History) {
    history.fill(6).await;
    for (at, (name, status, hours, ms)) in (1..).zip(WEBSITES) {
        let since_ms = NOW_MS - hours * HOUR_MS;
        for sql in [
            format!("UPDATE website SET name = '{name}' WHERE key = {at}"),
            format!(
                "UPDATE website_status SET status = {status}, since_ms = {since_ms}
                 WHERE website_key = {at}"
            ),
            format!("DELETE FROM status_change WHERE website_key = {at}"),
            // Up for a week, except `at` hours ago for ten minutes an hour.
            format!(
                "INSERT INTO status_change (website_key, region_key, at_ms, status) VALUES
                     ({at}, 0, {}, 1), ({at}, 0, {}, 4), ({at}, 0, {}, 1)",
                NOW_MS - 200 * HOUR_MS,
                NOW_MS - 10 * HOUR_MS,
                NOW_MS - 10 * HOUR_MS + i64::from(at) * 600_000
            ),
        ] {
            history.execute(&sql).await;
        }
        if ms == 0.0 {
            continue;
        }
        let mut times = Sketch::default();
        (0..100).for_each(|_| times.add(ms * 1_000.0));
        let hour = i32::try_from(NOW_MS / HOUR_MS - 3).unwrap();
        let row = rollup_hour::ActiveModel {
            website_key: Set(WebsiteKey(at)),
            region_key: Set(RegionKey(1)),
            hour: Set(hour),
            recorded: Set(100),
            unmeasured: Set(0),
            dns_count: Set(0),
            dns_us: Set(0),
            connect_count: Set(0),
            connect_us: Set(0),
            tls_count: Set(0),
            tls_us: Set(0),
            ttfb_count: Set(0),
            ttfb_us: Set(0),
            transfer_count: Set(0),
            transfer_us: Set(0),
            response: Set(times.to_bytes()),
        };
        rollup_hour::Entity::insert(row)
            .exec_without_returning(&history.app.db)
            .await
            .unwrap();
    }
}

/// Names in an order, page by page.
async fn names(history: &History, sort: &str, reverse: bool, first: usize) -> Vec<String> {
    let (mut names, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "first": first, "after": after, "sort": sort, "reverse": reverse });
        let answer = history.graphql(LIST, variables).await;
        let page = answer.data("/websites");
        let nodes = page["nodes"].as_array().unwrap();
        names.extend(
            nodes
                .iter()
                .map(|node| node["name"].as_str().unwrap().to_owned()),
        );
        let info = &page["pageInfo"];
        assert_eq!(info["hasPreviousPage"], !after.is_null());
        if info["hasNextPage"] == false {
            return names;
        }
        after = info["endCursor"].clone();
    }
}

async fn in_any_order_and_page_by_page(history: History) {
    filled(&history).await;
    for (sort, expected) in [
        (
            "CREATED",
            ["Delta", "alpha", "Österreich", "charlie", "Bravo", "bravo"],
        ),
        (
            "SEVERITY",
            ["alpha", "Bravo", "bravo", "Delta", "Österreich", "charlie"],
        ),
        (
            "NAME",
            ["alpha", "Bravo", "bravo", "charlie", "Delta", "Österreich"],
        ),
        (
            "UPTIME",
            ["bravo", "Bravo", "charlie", "Österreich", "alpha", "Delta"],
        ),
        (
            "P95",
            ["Bravo", "alpha", "Delta", "bravo", "Österreich", "charlie"],
        ),
        (
            "LAST_CHANGE",
            ["alpha", "charlie", "Bravo", "bravo", "Delta", "Österreich"],
        ),
    ] {
        for first in [100, 1, 4] {
            assert_eq!(
                names(&history, sort, false, first).await,
                expected,
                "{sort}"
            );
        }
        let mut reversed = expected.to_vec();
        reversed.reverse();
        for first in [100, 1, 4] {
            assert_eq!(names(&history, sort, true, first).await, reversed, "{sort}");
        }
    }
    let variables = json!({ "first": 1, "sort": "NAME" });
    let page = history.graphql(LIST, variables).await;
    let cursor = page.data("/websites/pageInfo/endCursor");
    let variables = json!({ "after": cursor, "sort": "SEVERITY" });
    let refused = history.graphql(LIST, variables).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "after")
    );
}

async fn filtered_and_counted(history: History) {
    filled(&history).await;
    history
        .execute("UPDATE website SET url = 'tcp://a.test:25' WHERE key = 1")
        .await;
    history
        .execute("UPDATE website SET url = 'http://a.test/' WHERE key = 2")
        .await;
    history
        .execute("UPDATE website SET regions = '[2,3]' WHERE key = 3")
        .await;
    history
        .execute("UPDATE website SET regions = '[1]' WHERE key = 4")
        .await;
    let query = "query($kinds: [CheckKind!], $region: String, $status: [WebsiteStatus!]) {
        websites(kinds: $kinds, region: $region, status: $status, sort: NAME) { nodes { name } }
        websiteCounts(filter: { kinds: $kinds, region: $region, status: $status }) { total up down } }";
    let cases = [
        (json!({ "kinds": ["TCP"] }), json!(["Delta"]), (1, 1, 0)),
        (
            json!({ "kinds": ["TCP", "HTTP"] }),
            json!(["alpha", "Bravo", "bravo", "charlie", "Delta", "Österreich"]),
            (6, 2, 1),
        ),
        (json!({ "kinds": ["DNS"] }), json!([]), (0, 0, 0)),
        (
            json!({ "region": "usa" }),
            json!(["alpha", "Bravo", "bravo", "Delta", "Österreich"]),
            (5, 2, 1),
        ),
        (
            json!({ "region": "india", "status": ["UP", "PAUSED"] }),
            json!(["charlie", "Delta"]),
            (2, 1, 0),
        ),
    ];
    for (variables, expected, (total, up, down)) in cases {
        let answer = history.graphql(query, variables.clone()).await;
        let nodes = answer.data("/websites/nodes").as_array().unwrap();
        let names: Vec<&Value> = nodes.iter().map(|node| &node["name"]).collect();
        assert_eq!(json!(names), expected, "{variables}");
        let counts = json!({ "total": total, "up": up, "down": down });
        assert_eq!(answer.data("/websiteCounts"), &counts, "{variables}");
    }
    let all = "{ websiteCounts { total pending up degraded partial down unmeasured paused } }";
    let all = history.graphql(all, json!({})).await;
    let expected = json!({ "total": 6, "pending": 0, "up": 2, "degraded": 1, "partial": 1,
        "down": 1, "unmeasured": 0, "paused": 1 });
    assert_eq!(all.data("/websiteCounts"), &expected);
}

/// What a dashboard shows of each website.
const TABLE: &str = "query($first: Int!) { websites(first: $first, sort: SEVERITY) { nodes {
    id name url status inMaintenance tags { text color }
    lastTick { slot outcome } recentChecks { outcomes responseTimesMs } } } }";

async fn a_thousand_websites_in_one_page(history: History) {
    history.fill(1_010).await;
    history.observed(TABLE, json!({ "first": 1 })).await;
    let (few, of_few) = history.observed(TABLE, json!({ "first": 10 })).await;
    let (many, of_many) = history.observed(TABLE, json!({ "first": 500 })).await;
    assert_eq!(few.data("/websites/nodes").as_array().unwrap().len(), 10);
    assert_eq!(many.data("/websites/nodes").as_array().unwrap().len(), 500);
    // What is kept for a second may be read again in between.
    let of_websites = |statements: &[Statement]| -> Vec<String> {
        let kept = ["compaction", "dropped", "region"].map(|it| format!("FROM \"{it}\""));
        let texts = statements.iter().map(|it| it.sql.clone());
        let texts = texts.filter(|sql| !kept.iter().any(|table| sql.contains(table)));
        texts.collect()
    };
    let (of_few, of_many) = (of_websites(&of_few), of_websites(&of_many));
    assert_eq!(of_few.len(), of_many.len(), "{of_few:?}\n{of_many:?}");
    let plain = "query($first: Int!) { websites(first: $first) { nodes {
        id name url status lastTick { slot outcome } tags { text } } } }";
    let all = history.graphql(plain, json!({ "first": 1_000 })).await;
    assert_eq!(all.data("/websites/nodes").as_array().unwrap().len(), 1_000);
    let refused = history.graphql(plain, json!({ "first": 1_001 })).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "first")
    );
    let costly = "{ websites(first: 1000) { nodes { uptime(window: MONTH) { ratio } } } }";
    let refused = history.graphql(costly, json!({})).await;
    assert_eq!(refused.code(), "GRAPHQL_VALIDATION_FAILED");
}

async fn the_newest_checks_as_columns(history: History) {
    let id = history.fill(2).await.to_string();
    let query = "query($id: ID!, $last: Int, $region: String) { website(id: $id) {
        recentChecks(last: $last, region: $region) { slots regions outcomes responseTimesMs } } }";
    let variables = json!({ "id": id, "last": 4 });
    let answer = history.graphql(query, variables).await;
    let checks = answer.data("/website/recentChecks");
    let slot = |ago: i64| {
        let at = chrono::DateTime::from_timestamp_millis(NOW_MS - ago * 600_000).unwrap();
        at.to_rfc3339()
    };
    assert_eq!(checks["slots"], json!([slot(1), slot(0), slot(0), slot(0)]));
    assert_eq!(
        checks["regions"],
        json!(["india", "brazil", "usa", "india"])
    );
    assert_eq!(checks["responseTimesMs"], json!([15.001, 15, 15, 15]));
    let variables = json!({ "id": id, "last": 60, "region": "usa" });
    let answer = history.graphql(query, variables).await;
    let checks = answer.data("/website/recentChecks");
    let outcomes = checks["outcomes"].as_array().unwrap();
    assert_eq!(outcomes.len(), 60);
    // Every fiftieth is down: number 49 of the first website, counted from the newest.
    let down: Vec<usize> = (0..60).filter(|at| outcomes[59 - at] == "DOWN").collect();
    assert_eq!(down, [49]);
    for last in [0, 101] {
        let refused = history
            .graphql(query, json!({ "id": id, "last": last }))
            .await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "last")
        );
    }
}

on_both_engines!(
    in_any_order_and_page_by_page,
    filtered_and_counted,
    a_thousand_websites_in_one_page,
    the_newest_checks_as_columns,
);
