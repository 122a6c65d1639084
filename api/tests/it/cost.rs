//! What one document may take of the server.

use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;

use crate::support::{History, TestApp, eventually};

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

/// Reads that cannot go on keep four connections, and all others stay free.
#[tokio::test]
async fn a_document_leaves_connections_to_others() {
    let app = TestApp::on_postgres().await;
    let ada = app.user("ada").await;
    let id = ada.create_website("http://127.0.0.1:9").await;
    let fields: Vec<String> = (0..100)
        .map(|n| format!("a{n}: changes(first: 1) {{ edges {{ cursor }} }}"))
        .collect();
    let database = app.database().await;
    let lock = database.begin().await.unwrap();
    lock.execute_unprepared("LOCK TABLE status_change IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
        AND wait_event_type = 'Lock' AND query LIKE 'SELECT%status_change%LIMIT%'";
    let count = async || {
        let rows = database.query_all_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            waiting,
        ));
        rows.await.unwrap().len()
    };
    let fields = fields.join(" ");
    let asked = ada.website(&id, &fields);
    let looked = async {
        eventually("reads that wait", async || {
            (count().await >= 4).then_some(())
        })
        .await;
        let answer = app
            .nobody()
            .graphql("{ viewer { email } }", json!({}))
            .await;
        answer.data("/viewer");
        assert_eq!(count().await, 4);
        lock.rollback().await.unwrap();
    };
    let (answer, ()) = tokio::join!(asked, looked);
    assert!((0..100).all(|n| answer[format!("a{n}")]["edges"].is_array()));
}
