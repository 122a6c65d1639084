//! Answers that are given again are never older than what they tell of.

use migration::testing::TestDb;
use serde_json::json;

use crate::support::{Client, Receiver, TestApp, TestRedis};

const NAMES: &str = "{ websites { nodes { id name } } }";

#[tokio::test]
async fn a_change_through_one_replica_is_in_the_next_answer_of_the_other() {
    let database = TestDb::postgres().await.unwrap();
    let redis = TestRedis::start().await;
    let (one, other) = TestApp::replicas(&database.url, &redis.url).await;
    let ada = Client::sign_up(one.address, "ada").await;
    let there = Client {
        address: other.address,
        token: ada.token.clone(),
    };
    let create =
        "mutation { createWebsite(input: { url: \"https://a.test\", intervalSecs: 3600 }) { id } }";
    let names = there.graphql(NAMES, json!({})).await;
    assert_eq!(names.data("/websites/nodes"), &json!([]));
    let id = ada.graphql(create, json!({})).await;
    let id = id.data("/createWebsite/id").clone();

    let rename = "mutation($id: ID!, $name: String!) {
        updateWebsite(input: { id: $id, name: $name }) { id } }";
    for n in 0..20 {
        let name = format!("name {n}");
        ada.graphql(rename, json!({ "id": id, "name": name }))
            .await
            .data("/updateWebsite/id");
        let names = there.graphql(NAMES, json!({})).await;
        assert_eq!(
            names.data("/websites/nodes"),
            &json!([{ "id": id, "name": name }])
        );
    }
    let delete = "mutation($id: ID!) { deleteWebsite(id: $id) }";
    ada.graphql(delete, json!({ "id": id }))
        .await
        .data("/deleteWebsite");
    let names = there.graphql(NAMES, json!({})).await;
    assert_eq!(names.data("/websites/nodes"), &json!([]));
}

/// Websites are not the only things that people change.
#[tokio::test]
async fn a_change_of_a_channel_is_in_the_next_answer() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let receiver = Receiver::start().await;
    let channels = async || {
        let answer = ada.graphql("{ channels { name paused } }", json!({})).await;
        answer.data("/channels").clone()
    };
    assert_eq!(channels().await, json!([]));
    let create = "mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }";
    let input = json!({ "name": "Ops", "webhook": receiver.webhook() });
    let created = ada.graphql(create, json!({ "input": input })).await;
    let id = created.data("/createChannel/id");
    assert_eq!(channels().await[0]["paused"], false);
    for (mutation, is_paused) in [("pauseChannel", true), ("resumeChannel", false)] {
        let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) {{ id }} }}");
        ada.graphql(&query, json!({ "id": id })).await;
        assert_eq!(channels().await[0]["paused"], is_paused);
    }
    let rename =
        "mutation($id: ID!) { updateChannel(input: { id: $id, name: \"On call\" }) { id } }";
    ada.graphql(rename, json!({ "id": id })).await;
    assert_eq!(channels().await[0]["name"], "On call");
    let delete = "mutation($id: ID!) { deleteChannel(id: $id) }";
    ada.graphql(delete, json!({ "id": id })).await;
    assert_eq!(channels().await, json!([]));
}

#[tokio::test]
async fn the_same_question_of_another_person_is_another_question() {
    let app = TestApp::new().await;
    let question = "{ viewer { email } }";
    for name in ["ada", "bob", "ada2"] {
        let person = Client::sign_up(app.address, name).await;
        let answer = person.graphql(question, json!({})).await;
        let email = format!("{name}@example.org");
        assert_eq!(answer.data("/viewer/email"), &json!(email));
    }
}
