//! How often one website may be changed and checked out of turn.

use entity::{schedule, website_pace};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};

async fn update(client: &Client, id: &str, settings: Value) -> Answer {
    let query = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }";
    let mut input = settings;
    input["id"] = json!(id);
    client.graphql(query, json!({ "input": input })).await
}

async fn mutate(client: &Client, mutation: &str, id: &str) -> Answer {
    let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) {{ id }} }}");
    client.graphql(&query, json!({ "id": id })).await
}

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.code(), "RATE_LIMITED", "{}", answer.0);
    let secs = answer.0.pointer("/errors/0/extensions/retryAfterSecs");
    let secs = secs.and_then(Value::as_u64).unwrap();
    assert!((1..=10).contains(&secs), "{secs}");
}

async fn changes_without_end_are_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let id = ada.create_website("https://a.example").await;
    let other = ada.create_website("https://b.example").await;
    // Of each kind, and all of them together.
    for nth in 0..20 {
        let quorum = json!({ "quorum": if nth % 2 == 0 { "any" } else { "all" } });
        update(&ada, &id, quorum).await.data("/updateWebsite");
        let interval = json!({ "intervalSecs": 20 + nth % 2 });
        update(&ada, &id, interval).await.data("/updateWebsite");
        mutate(&ada, "checkNow", &id).await.data("/checkNow");
    }
    let db = entity::database::connect(&app.database_url, 2)
        .await
        .unwrap();
    let rows = schedule::Entity::find().count(&db).await.unwrap();
    assert!(rows <= 42, "{rows}");
    // The clock went on meanwhile: some are still taken, soon none is, however slow the machine.
    let mut refused = 0;
    for retries in [3, 2].into_iter().cycle().take(1_000) {
        let answer = update(&ada, &id, json!({ "retries": retries })).await;
        if answer.0.get("errors").is_some() {
            assert_refused(&answer);
            refused += 1;
        }
        if refused == 20 {
            break;
        }
    }
    assert_eq!(refused, 20);
    let pending = mutate(&ada, "checkNow", &id).await;
    assert_refused(&pending);
    // What changes nothing, or only what is shown, is no change of the schedule.
    for settings in [json!({ "name": "Other" }), json!({})] {
        update(&ada, &id, settings).await.data("/updateWebsite");
    }
    update(&ada, &other, json!({ "quorum": "all" }))
        .await
        .data("/updateWebsite");
    // Who says stop means now; going on again is a change.
    mutate(&ada, "pauseWebsite", &id)
        .await
        .data("/pauseWebsite");
    assert_refused(&mutate(&ada, "resumeWebsite", &id).await);
    let stored = website_pace::Entity::find().all(&db).await.unwrap();
    assert_eq!(stored.len(), 2, "kept for whoever starts next: {stored:?}");
    let query = "mutation($id: ID!) { deleteWebsite(id: $id) }";
    ada.graphql(query, json!({ "id": id }))
        .await
        .data("/deleteWebsite");
}

#[tokio::test]
async fn changes_without_end_are_refused_on_sqlite() {
    changes_without_end_are_refused(TestApp::new().await).await;
}

#[tokio::test]
async fn changes_without_end_are_refused_on_postgres() {
    changes_without_end_are_refused(TestApp::on_postgres().await).await;
}
