//! Incidents through the public API, with real checks.

use serde_json::{Value, json};

use crate::support::{Client, Target, TestApp, eventually};

const INCIDENTS: &str = "query($open: Boolean, $websiteId: ID, $after: String, $first: Int) {
    incidents(first: $first, after: $after, open: $open, websiteId: $websiteId) {
        pageInfo { hasNextPage endCursor }
        nodes { id openedAt acknowledgedAt acknowledgedBy { email } resolvedAt
            resolvedBy { email } durationSecs cause flapping website { id name status }
            failingTick { outcome region failure { class } }
            healthyTick { region }
            timeline(first: 10) { nodes { kind region status text user { email } } } } } }";

/// Watches `target` every hour, with other settings in `more`.
async fn watch(ada: &Client, target: &Target, more: Value) -> String {
    let mut input = json!({ "url": target.url(), "intervalSecs": 3_600, "retries": 1 });
    let fields = input.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    let query = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    let answer = ada.graphql(query, json!({ "input": input })).await;
    let id = answer
        .data("/createWebsite/id")
        .as_str()
        .unwrap()
        .to_owned();
    status(ada, &id, "UP").await;
    id
}

async fn status(ada: &Client, id: &str, status: &str) {
    eventually(status, async || {
        (ada.website(id, "status").await["status"] == status).then_some(())
    })
    .await;
}

async fn check_now(ada: &Client, id: &str) {
    let query = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    ada.graphql(query, json!({ "id": id }))
        .await
        .data("/checkNow");
}

async fn incidents(ada: &Client, variables: Value) -> Vec<Value> {
    let mut variables = variables;
    variables["first"] = json!(10);
    let answer = ada.graphql(INCIDENTS, variables).await;
    answer.data("/incidents/nodes").as_array().unwrap().clone()
}

async fn act(ada: &Client, mutation: &str, id: &Value) -> Value {
    let query = format!(
        "mutation($id: ID!) {{ {mutation}(id: $id) {{ id acknowledgedAt resolvedAt
            acknowledgedBy {{ email }} resolvedBy {{ email }} }} }}"
    );
    let answer = ada.graphql(&query, json!({ "id": id })).await;
    answer.data(&format!("/{mutation}")).clone()
}

fn kinds(incident: &Value) -> Vec<&str> {
    let nodes = incident["timeline"]["nodes"].as_array().unwrap().iter();
    nodes.map(|node| node["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_incident_is_told_from_its_first_failure_to_its_end() {
    for app in [TestApp::new().await, TestApp::on_postgres().await] {
        let ada = app.user("ada").await;
        let mut target = Target::start().await;
        let id = watch(&ada, &target, json!({ "recoverySecs": 0, "name": "Shop" })).await;
        assert_eq!(incidents(&ada, json!({})).await, Vec::<Value>::new());

        target.switch_off().await;
        check_now(&ada, &id).await;
        status(&ada, &id, "DOWN").await;
        let found = incidents(&ada, json!({ "open": true })).await;
        let [open] = &found[..] else {
            panic!("one: {found:?}");
        };
        assert_eq!(open["website"]["name"], "Shop");
        assert_eq!(open["website"]["status"], "DOWN");
        assert_eq!(
            (&open["resolvedAt"], &open["flapping"]),
            (&Value::Null, &json!(false))
        );
        let reason = format!("connection refused by {} from local", target.address);
        assert_eq!(open["cause"], reason);
        assert_eq!(open["failingTick"]["failure"]["class"], "CONNECT");
        assert_eq!(open["healthyTick"], Value::Null);
        assert_eq!(kinds(open), ["REGION", "OPENED"]);

        let acknowledged = act(&ada, "acknowledgeIncident", &open["id"]).await;
        assert_eq!(acknowledged["acknowledgedBy"]["email"], "ada@example.org");
        let again = act(&ada, "acknowledgeIncident", &open["id"]).await;
        assert_eq!(again, acknowledged);
        let note = "mutation($input: AddIncidentNoteInput!) { addIncidentNote(input: $input) {
            timeline(kind: NOTE) { nodes { text user { email } } } } }";
        let input = json!({ "incidentId": open["id"], "text": "on it" });
        let noted = ada.graphql(note, json!({ "input": input })).await;
        let notes = noted.data("/addIncidentNote/timeline/nodes");
        assert_eq!(
            notes,
            &json!([{ "text": "on it", "user": { "email": "ada@example.org" } }])
        );

        target.switch_on().await;
        check_now(&ada, &id).await;
        status(&ada, &id, "UP").await;
        assert_eq!(
            incidents(&ada, json!({ "open": true })).await,
            Vec::<Value>::new()
        );
        let ended = incidents(&ada, json!({ "open": false, "websiteId": id }))
            .await
            .remove(0);
        assert!(ended["resolvedAt"].is_string() && ended["resolvedBy"].is_null());
        assert_eq!(
            kinds(&ended),
            [
                "REGION",
                "OPENED",
                "ACKNOWLEDGED",
                "NOTE",
                "REGION",
                "RESOLVED"
            ]
        );
        let verdicts = "verdicts { nodes { kind count needed incidentId
            votes { region say failures } } }";
        let website = ada.website(&id, verdicts).await;
        let said = json!([
            { "kind": "RESOLVED", "count": 1, "needed": 1, "incidentId": ended["id"],
              "votes": [{ "region": "local", "say": "UP", "failures": 0 }] },
            { "kind": "OPENED", "count": 1, "needed": 1, "incidentId": ended["id"],
              "votes": [{ "region": "local", "say": "DOWN", "failures": 2 }] },
        ]);
        assert_eq!(website["verdicts"]["nodes"], said);
        let refused = ada
            .graphql(
                "mutation($id: ID!) { acknowledgeIncident(id: $id) { id } }",
                json!({ "id": app.user("bob").await.create_website("b.test").await }),
            )
            .await;
        assert_eq!(refused.code(), "NOT_FOUND");
    }
}

#[tokio::test]
async fn an_incident_belongs_to_its_organization_and_ends_with_its_website() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut target = Target::start().await;
    let id = watch(&ada, &target, json!({})).await;
    target.switch_off().await;
    check_now(&ada, &id).await;
    status(&ada, &id, "DOWN").await;
    let open = incidents(&ada, json!({})).await.remove(0);
    assert!(incidents(&bob, json!({})).await.is_empty());
    let query = "query($id: ID!) { incident(id: $id) { id } }";
    let variables = json!({ "id": open["id"] });
    assert_eq!(
        ada.graphql(query, variables.clone())
            .await
            .data("/incident/id"),
        &open["id"]
    );
    assert_eq!(
        bob.graphql(query, variables.clone()).await.code(),
        "NOT_FOUND"
    );
    let foreign = bob.graphql(INCIDENTS, json!({ "websiteId": id })).await;
    assert_eq!(foreign.code(), "NOT_FOUND");
    for mutation in ["acknowledgeIncident", "resolveIncident"] {
        let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) {{ id }} }}");
        let refused = bob.graphql(&query, variables.clone()).await;
        assert_eq!(refused.code(), "NOT_FOUND");
    }

    let resolved = act(&ada, "resolveIncident", &open["id"]).await;
    assert_eq!(resolved["resolvedBy"]["email"], "ada@example.org");
    assert_eq!(act(&ada, "resolveIncident", &open["id"]).await, resolved);
    let query = "mutation($id: ID!) { acknowledgeIncident(id: $id) { id } }";
    let refused = ada.graphql(query, variables.clone()).await;
    assert_eq!((refused.code(), refused.field()), ("CONFLICT", "id"));

    let query = "mutation($id: ID!) { deleteWebsite(id: $id) }";
    ada.graphql(query, json!({ "id": id })).await.data("");
    assert!(incidents(&ada, json!({})).await.is_empty());
}

#[tokio::test]
async fn a_pause_ends_an_incident_and_pages_lead_through_all() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let id = watch(&ada, &target, json!({})).await;
    target.switch_off().await;
    for _ in 0..2 {
        check_now(&ada, &id).await;
        status(&ada, &id, "DOWN").await;
        for mutation in ["pauseWebsite", "resumeWebsite"] {
            let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) {{ id }} }}");
            ada.graphql(&query, json!({ "id": id })).await.data("");
        }
        status(&ada, &id, "DOWN").await;
    }
    let all = incidents(&ada, json!({})).await;
    assert_eq!(all.len(), 3);
    let ended = all[1]["timeline"]["nodes"].as_array().unwrap();
    let last = ended.last().unwrap();
    assert_eq!(last["text"], "the website was paused");
    let mut pages = Vec::new();
    let mut after = Value::Null;
    loop {
        let answer = ada
            .graphql(INCIDENTS, json!({ "first": 1, "after": after }))
            .await;
        let nodes = answer.data("/incidents/nodes").as_array().unwrap();
        pages.extend(nodes.iter().map(|node| node["id"].clone()));
        if answer.data("/incidents/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = answer.data("/incidents/pageInfo/endCursor").clone();
    }
    let ids: Vec<Value> = all.iter().map(|incident| incident["id"].clone()).collect();
    assert_eq!(pages, ids);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_its_field() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let create = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    for (field, value) in [
        ("confirmationSecs", -1),
        ("confirmationSecs", 86_401),
        ("recoverySecs", -1),
        ("recoverySecs", 86_401),
    ] {
        let mut input = json!({ "url": "a.test" });
        input[field] = value.into();
        let refused = ada.graphql(create, json!({ "input": input })).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
    let id = ada.create_website("a.test").await;
    let update = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) {
        confirmationSecs recoverySecs } }";
    let input = json!({ "id": id, "confirmationSecs": 30, "recoverySecs": 90 });
    let updated = ada.graphql(update, json!({ "input": input })).await;
    let expected = json!({ "confirmationSecs": 30, "recoverySecs": 90 });
    assert_eq!(updated.data("/updateWebsite"), &expected);
    let fields = "query($after: String, $first: Int) { incidents(first: $first, after: $after) {
        nodes { id } } }";
    for (field, variables) in [
        ("after", json!({ "after": "x" })),
        ("first", json!({ "first": 101 })),
    ] {
        let refused = ada.graphql(fields, variables).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
}
