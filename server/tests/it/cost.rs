//! What one document may take of the server.

use hyper::Request;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;

use crate::support::{Answer, Client, History, TestApp, eventually};

/// A field of each website of a page, asked for again and again.
fn again(aliases: usize, first: usize, field: &str) -> String {
    let field = format!("websites(first: {first}) {{ edges {{ node {{ {field} }} }} }}");
    let fields: Vec<String> = (0..aliases).map(|n| format!("a{n}: {field}")).collect();
    format!("{{ {} }}", fields.join(" "))
}

#[tokio::test]
async fn a_document_costs_what_it_reads() {
    let history = History::sqlite().await;
    let id = history.fill(1).await;
    let dear = again(25, 20, "latencySeries { counts }");
    let answer = history.graphql(&dear, json!({})).await;
    assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED");

    let list = again(1, 10, "latencySeries(window: WEEK) { at counts p95Ms }");
    history.graphql(&list, json!({})).await.data("/a0/edges");
    for window in ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"] {
        let page = format!(
            "query($id: ID!) {{ website(id: $id) {{
                latency(window: {window}) {{ count p95Ms phases {{ dns {{ count }} }} }}
                latencySeries(window: {window}) {{ at counts p50Ms p95Ms }}
            }} }}"
        );
        let answer = history.graphql(&page, json!({ "id": id })).await;
        answer.data("/website/latencySeries/at");
    }
}

/// Whatever reads, reads at most so often.
#[tokio::test]
async fn no_field_that_reads_is_asked_for_without_end() {
    let history = History::sqlite().await;
    let day = "from: \"2026-09-01T00:00:00Z\", to: \"2026-09-02T00:00:00Z\"";
    for field in [
        "ticks(first: 0) { pageInfo { hasNextPage } }".to_owned(),
        "ticks { nodes { slot } }".to_owned(),
        "ticks(first: 1) { nodes { evidence { body } } }".to_owned(),
        "changes(first: 0) { pageInfo { hasNextPage } }".to_owned(),
        format!("uptime({day}) {{ ratio }}"),
        format!("uptime({day}) {{ slots {{ planned }} }}"),
        "uptimeSeries(steps: 1) { worst }".to_owned(),
        "uptimeSeries(step: HOUR, steps: 1) { worst }".to_owned(),
        format!("latency({day}) {{ count }}"),
        "latency { phases { dns { count } } }".to_owned(),
        format!("latencySeries({day}) {{ counts }}"),
        "report(month: \"2026-08\") { month }".to_owned(),
        "report(month: \"2026-08\") { downtimes(first: 0) { count } }".to_owned(),
        "check { http { body } }".to_owned(),
    ] {
        let fields: String = (0..50).map(|n| format!("a{n}: {field} ")).collect();
        let document = format!("{{ websites(first: 100) {{ nodes {{ {fields} }} }} }}");
        let answer = history.graphql(&document, json!({})).await;
        assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{field}");
        // By variables, too.
        let document =
            format!("query($n: Int) {{ websites(first: $n) {{ nodes {{ {fields} }} }} }}");
        let answer = history.graphql(&document, json!({ "n": 100 })).await;
        assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{field}");
    }
}

const CHANGES: &str = "changes(first: 1) { edges { cursor } }";

/// Holds what reads changes, until it is dropped.
async fn hold(database: &sea_orm::DatabaseConnection) -> sea_orm::DatabaseTransaction {
    let lock = database.begin().await.unwrap();
    lock.execute_unprepared("LOCK TABLE status_change IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    lock
}

/// How many reads of changes are held.
async fn held(database: &sea_orm::DatabaseConnection) -> usize {
    let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
        AND wait_event_type = 'Lock' AND query LIKE 'SELECT%status_change%LIMIT%'";
    let rows = database.query_all_raw(sea_orm::Statement::from_string(
        sea_orm::DbBackend::Postgres,
        waiting,
    ));
    rows.await.unwrap().len()
}

/// A document of a hundred reads of changes, the `nth` one: the same one twice would be answered
/// together.
async fn hundred(who: &Client, id: &str, nth: usize) -> Answer {
    let fields: String = (0..100).map(|n| format!("a{n}: {CHANGES} ")).collect();
    let query = format!("query q{nth}($id: ID!) {{ website(id: $id) {{ {fields} }} }}");
    who.graphql(&query, json!({ "id": id })).await
}

/// Reads that cannot go on keep four connections, and all others stay free, however many
/// documents an account sends.
#[tokio::test]
async fn an_account_leaves_connections_to_others() {
    let app = TestApp::on_postgres().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = ada.create_website("http://127.0.0.1:9").await;
    let database = app.database().await;
    let lock = hold(&database).await;
    let asked = futures_util::future::join_all((0..20).map(|nth| hundred(&ada, &id, nth)));
    let looked = async {
        eventually("reads that wait", async || {
            (held(&database).await >= 4).then_some(())
        })
        .await;
        let answer = bob.graphql("{ websites { nodes { id } } }", json!({}));
        answer.await.data("/websites");
        assert_eq!(held(&database).await, 4);
        lock.rollback().await.unwrap();
    };
    let (answers, ()) = tokio::join!(asked, looked);
    for answer in answers {
        let website = answer.data("/website");
        assert!((0..100).all(|n| website[format!("a{n}")]["edges"].is_array()));
    }
}

/// Where accounts together take all connections of tenants, the process still knows who
/// asks, and says that it is able.
#[tokio::test]
async fn who_asks_is_known_though_all_of_tenants_is_taken() {
    let app = TestApp::on_postgres().await;
    let mut accounts = Vec::new();
    for name in ["ada", "bob", "carol"] {
        let client = app.user(name).await;
        let id = client.create_website("http://127.0.0.1:9").await;
        accounts.push((client, id));
    }
    let dan = app.user("dan").await;
    let database = app.database().await;
    let lock = hold(&database).await;
    let asked = accounts.iter().map(|(client, id)| hundred(client, id, 0));
    let asked = futures_util::future::join_all(asked);
    let looked = async {
        // All that there are for tenants.
        eventually("reads that wait", async || {
            (held(&database).await >= 6).then_some(())
        })
        .await;
        let ready = Request::get("/readyz").body(Default::default()).unwrap();
        assert_eq!(dan.send(ready).await.status, 200);
        let answer = dan.graphql("{ viewer { email } }", json!({})).await;
        assert_eq!(answer.data("/viewer/email"), "dan@example.org");
        let refused = dan
            .graphql("{ websites { nodes { id } } }", json!({}))
            .await;
        assert_eq!(refused.code(), "UNAVAILABLE");
        lock.rollback().await.unwrap();
    };
    let (answers, ()) = tokio::join!(asked, looked);
    for answer in answers {
        assert!(
            answer.0["data"].is_object()
                || ["UNAVAILABLE", "RATE_LIMITED"].contains(&answer.code()),
            "{}",
            answer.0
        );
    }
    dan.graphql("{ websites { nodes { id } } }", json!({}))
        .await
        .data("/websites");
}
