//! Status pages, as members write them and the public reads them.

mod away;
mod follow;
mod gate;
mod incidents;
mod input;
mod numbers;
mod privacy;
mod shown;

use serde_json::{Value, json};

use crate::support::{Answer, Browser, Client, Response, TestApp, eventually};

/// The answer to `mutation(input: $input)`.
async fn asked(member: &Client, mutation: &str, input: Value) -> Answer {
    let (name, selection) = match mutation {
        "createStatusPage" | "updateStatusPage" => ("input", "{ id slug url }"),
        "createStatusPageIncident" | "postStatusUpdate" | "updateStatusPageIncident" => (
            "input",
            "{ id publishedAt resolvedAt updates { state text } }",
        ),
        "previewStatusPage" | "previewStatusPageUpdate" => ("input", ""),
        "publishStatusPage" | "unpublishStatusPage" => ("id", "{ id publishedAt }"),
        "publishStatusPageIncident" => ("id", "{ id publishedAt }"),
        "deleteStatusPage" | "deleteStatusPageIncident" => ("id", ""),
        _ => unreachable!("{mutation}"),
    };
    let kind = match name {
        "id" => "ID".to_owned(),
        _ => format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..])
            .replace("PreviewStatusPageUpdate", "UpdateStatusPage")
            .replace("PreviewStatusPage", "CreateStatusPage"),
    };
    let query = format!("mutation($input: {kind}!) {{ {mutation}({name}: $input) {selection} }}");
    member.graphql(&query, json!({ "input": input })).await
}

/// What a mutation returns.
async fn done(member: &Client, mutation: &str, input: Value) -> Value {
    let answer = asked(member, mutation, input).await;
    answer.data(&format!("/{mutation}")).clone()
}

/// Creates a status page; its id.
async fn create(member: &Client, input: Value) -> Value {
    done(member, "createStatusPage", input).await["id"].clone()
}

/// What a stranger gets.
async fn get(app: &TestApp, path: &str) -> Response {
    Browser::new(app.address).get(path, &[]).await
}

/// The text of a page that a stranger sees.
async fn read(app: &TestApp, path: &str) -> String {
    let response = get(app, path).await;
    let text = String::from_utf8(response.body.to_vec()).unwrap();
    assert_eq!(response.status, 200, "{path}: {text}");
    text
}

/// Waits until a stranger reads `text` there.
async fn says(app: &TestApp, path: &str, text: &str) {
    eventually(text, async || {
        read(app, path).await.contains(text).then_some(())
    })
    .await;
}

/// Waits until a stranger no longer reads `text` there.
async fn stops_saying(app: &TestApp, path: &str, text: &str) {
    eventually(text, async || {
        (!read(app, path).await.contains(text)).then_some(())
    })
    .await;
}

/// Waits for the first outcome of a website.
async fn is(member: &Client, website: &str, status: &str) {
    eventually(status, async || {
        (member.website(website, "status").await["status"] == status).then_some(())
    })
    .await;
}
