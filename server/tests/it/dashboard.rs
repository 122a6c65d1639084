//! What a list of websites and a page of one cost the database.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::{History, eventually};

/// A list of websites as a dashboard shows it.
const LIST: &str = "query($first: Int!) { websites(first: $first) { edges { node {
    id name url status
    lastTick { slot outcome region responseTimeMs }
    strip: uptimeSeries(step: HOUR) { from ratios worst }
    bars: uptimeSeries { from ratios worst downSecs }
    uptime(window: MONTH) { ratio coverage downSecs }
} } } }";

/// One website's page.
const PAGE: &str = "query($id: ID!) { website(id: $id) {
    id name url status regions lastTick { slot outcome }
    uptimeSeries { from ratios worst downSecs }
    uptime(window: QUARTER) { ratio coverage downSecs slots { planned recorded missing } }
    latency(window: QUARTER) { from to count p50Ms p99Ms phases { dns { count meanMs } } }
    latencySeries(window: QUARTER) { stepSecs at counts minMs p50Ms p95Ms p99Ms }
    ticks(first: 50) { edges { node { slot outcome region responseTimeMs } } }
    usa: ticks(first: 50, region: \"usa\") { edges { node { slot } } }
    changes(first: 50) { edges { node { status from to } } }
} }";

/// Statements of the list: the page of websites with their statuses; their last ticks; the
/// changes of the strip; the days of the bars and the changes since; the days of the month and
/// the changes around them. The session is known, and how far days are made.
const LIST_STATEMENTS: usize = 10;

mod sqlite {
    use super::*;

    #[tokio::test]
    async fn a_list_of_websites_costs_the_same_statements_however_long_it_is() {
        costs_the_same(History::sqlite().await).await;
    }

    #[tokio::test]
    async fn columns_agree_with_windows() {
        agree(History::sqlite().await).await;
    }

    #[tokio::test]
    async fn evidence_of_many_ticks_is_read_together() {
        evidence_together(History::sqlite().await).await;
    }

    #[tokio::test]
    async fn a_session_that_was_looked_up_within_a_second_costs_no_statement() {
        let history = History::sqlite().await;
        let mut asked = 0;
        // Each time another request, since the same one may be answered again.
        eventually("a request without a statement", async || {
            asked += 1;
            let query = format!("{{ n{asked}: __typename }}");
            let (answer, statements) = history.observed(&query, json!({})).await;
            assert_eq!(answer.data(&format!("/n{asked}")), "Query");
            statements.is_empty().then_some(())
        })
        .await;
    }
}

mod postgres {
    use super::*;

    #[tokio::test]
    async fn a_list_of_websites_costs_the_same_statements_however_long_it_is() {
        costs_the_same(History::postgres().await).await;
    }

    #[tokio::test]
    async fn columns_agree_with_windows() {
        agree(History::postgres().await).await;
    }

    #[tokio::test]
    async fn evidence_of_many_ticks_is_read_together() {
        evidence_together(History::postgres().await).await;
    }

    #[tokio::test]
    async fn ticks_are_never_read_through() {
        let history = History::postgres().await;
        let id = history.fill(60).await.to_string();
        let (_, mut statements) = history.observed(LIST, json!({ "first": 50 })).await;
        let (answer, page) = history.observed(PAGE, json!({ "id": id })).await;
        let ticks = answer.data("/website/ticks/edges").as_array().unwrap();
        assert_eq!(ticks.len(), 50);
        statements.extend(page);
        let mut looked = 0;
        for statement in statements {
            if !statement.sql.contains("tick") {
                continue;
            }
            looked += 1;
            let plan = explained(&history, &statement).await;
            assert!(plan.contains("Index") && plan.contains("tick"), "{plan}");
            // A day without ticks costs nothing to read through.
            let mut scans = plan
                .lines()
                .filter(|line| line.contains("Seq Scan on tick"));
            let is_cheap = scans.all(|scan| scan.contains("(cost=0.00..0.00"));
            assert!(is_cheap, "{}\n{plan}", statement.sql);
        }
        assert!(looked >= 5, "{looked} statements read ticks");
    }
}

async fn explained(history: &History, statement: &Statement) -> String {
    let explain = Statement {
        sql: format!("EXPLAIN {}", statement.sql),
        ..statement.clone()
    };
    let rows = history.app.db.query_all_raw(explain).await.unwrap();
    let lines = rows
        .iter()
        .map(|row| row.try_get_by_index::<String>(0).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

async fn costs_the_same(mut history: History) {
    for (name, count) in [("bob", 1), ("carol", 10), ("dan", 50)] {
        history.sign_up(name).await;
        history.fill(count).await;
        let variables = json!({ "first": 50 });
        // Regions are read once and then known.
        let query = "{ websites { nodes { lastTick { region } } } }";
        history.graphql(query, json!({})).await;
        let (answer, statements) = history.observed(LIST, variables).await;
        let edges = answer.data("/websites/edges").as_array().unwrap();
        assert_eq!(edges.len(), usize::from(count));
        for edge in edges {
            let website = &edge["node"];
            assert_eq!(website["lastTick"]["region"], "india");
            assert_eq!(website["strip"]["worst"].as_array().unwrap().len(), 24);
            assert_eq!(website["bars"]["downSecs"].as_array().unwrap().len(), 90);
            assert!(website["uptime"]["downSecs"].as_i64().unwrap() > 0);
        }
        let told = statements.iter().map(|one| one.sql.as_str());
        // Known for a second, which may be over.
        let known = ["FROM session", "\"compaction\"", "\"dropped\""];
        let is_known = |sql: &&str| known.iter().any(|it| sql.contains(it));
        let told: Vec<&str> = told.filter(|sql| !is_known(sql)).collect();
        assert_eq!(told.len(), LIST_STATEMENTS, "{count} websites: {told:#?}");
    }
}

async fn evidence_together(history: History) {
    let id = history.fill(1).await.to_string();
    let query = "query($id: ID!) { website(id: $id) {
        ticks(first: 50) { edges { node { slot evidence { body } } } } } }";
    let (answer, statements) = history.observed(query, json!({ "id": id })).await;
    let ticks = answer.data("/website/ticks/edges").as_array().unwrap();
    assert_eq!(ticks.len(), 50);
    let told = statements.iter().map(|one| one.sql.as_str());
    let told: Vec<&str> = told.filter(|sql| sql.contains("evidence")).collect();
    // What is asked for within a millisecond is read together.
    assert!((1..25).contains(&told.len()), "{} statements", told.len());
}

async fn agree(history: History) {
    let id = history.fill(1).await.to_string();
    let query = "query($id: ID!) { website(id: $id) {
        days: uptimeSeries(steps: 30, region: \"usa\") { from stepSecs ratios worst downSecs }
        hours: uptimeSeries(step: HOUR, steps: 30) { from stepSecs ratios worst downSecs } } }";
    let answer = history.graphql(query, json!({ "id": id })).await;
    for (series, steps, region) in [
        ("days", 86_400, json!("usa")),
        ("hours", 3_600, Value::Null),
    ] {
        let series = answer.data(&format!("/website/{series}"));
        assert_eq!(series["stepSecs"], steps);
        let variables = json!({ "id": id, "from": series["from"], "region": region });
        let query = "query($id: ID!, $from: DateTime, $region: String) { website(id: $id) {
            uptime(from: $from, region: $region) { ratio downSecs upSecs } } }";
        let whole = history.graphql(query, variables).await;
        let uptime = whole.data("/website/uptime");
        let sum: i64 = column(series, "downSecs")
            .iter()
            .map(|secs| secs.as_i64().unwrap())
            .sum();
        let difference = sum - uptime["downSecs"].as_i64().unwrap();
        assert!(
            difference.abs() <= 30,
            "rounding of 30 steps: {series} {uptime}"
        );
        let names = column(series, "worst")
            .iter()
            .map(|name| name.as_str().unwrap());
        let down = names.filter(|name| *name == "DOWN").count();
        let broken = column(series, "ratios")
            .iter()
            .filter(|ratio| ratio.as_f64().unwrap() < 1.0);
        assert_eq!(broken.count(), down);
    }
}

fn column<'a>(series: &'a Value, name: &str) -> &'a Vec<Value> {
    let column = series[name].as_array().unwrap();
    assert_eq!(column.len(), 30);
    column
}
