//! An organization with one of each thing.

use std::collections::BTreeMap;

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, Receiver, Target, eventually};

/// The instant in so many days.
pub(super) fn in_days(days: i64) -> String {
    (Utc::now() + TimeDelta::days(days)).to_rfc3339()
}

/// What the organization has.
pub(crate) struct Things {
    pub(crate) own: BTreeMap<&'static str, Value>,
    pub(super) webhook: Value,
}

/// An organization of `owner` with one of each thing.
pub(crate) async fn filled(owner: &Client, receiver: &Receiver) -> Things {
    let mut own = BTreeMap::new();
    let create = async |query: &str, variables: Value, pointer: &str| {
        owner.graphql(query, variables).await.data(pointer).clone()
    };
    let organization = create(
        "mutation { createOrganization(input: { name: \"Acme\" }) { id } }",
        json!({}),
        "/createOrganization/id",
    )
    .await;
    let mut target = Target::start().await;
    let website = create(
        "mutation($url: String!, $id: ID) { createWebsite(input: { url: $url, organizationId: $id,
             intervalSecs: 10 }) { id } }",
        json!({ "url": target.url(), "id": organization }),
        "/createWebsite/id",
    )
    .await;
    eventually("the first check", async || {
        let status = owner.website(website.as_str().unwrap(), "status").await;
        (status["status"] == "UP").then_some(())
    })
    .await;
    target.switch_off().await;
    let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    create(check, json!({ "id": website }), "/checkNow").await;
    let incident = eventually("an incident", async || {
        let query = "query($id: ID) { incidents(organizationId: $id) { nodes { id } } }";
        let answer = owner.graphql(query, json!({ "id": organization })).await;
        let id = answer.data("/incidents/nodes").get(0)?["id"].clone();
        Some(id)
    })
    .await;
    let webhook = receiver.webhook();
    let channel = create(
        "mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }",
        json!({ "input": { "name": "Ops", "webhook": webhook, "organizationId": organization } }),
        "/createChannel/id",
    )
    .await;
    let maintenance = create(
        "mutation($id: ID, $from: String, $to: String) { createMaintenance(input: {
             title: \"Backup\", organizationId: $id, from: $from, to: $to }) { id } }",
        json!({ "id": organization, "from": in_days(1), "to": in_days(2) }),
        "/createMaintenance/id",
    )
    .await;
    let invitation = create(
        "mutation($id: ID!) { inviteMember(input: { organizationId: $id, role: VIEWER }) {
             invitation { id } } }",
        json!({ "id": organization }),
        "/inviteMember/invitation/id",
    )
    .await;
    let key = create(
        "mutation($id: ID!) { createApiKey(input: { organizationId: $id, name: \"Deploys\",
             scope: READ }) { apiKey { id } } }",
        json!({ "id": organization }),
        "/createApiKey/apiKey/id",
    )
    .await;
    let tag = create(
        "mutation($id: ID) { createTag(input: { organizationId: $id, text: \"team:a\" }) { id } }",
        json!({ "id": organization }),
        "/createTag/id",
    )
    .await;
    let page = create(
        "mutation($id: ID, $website: ID!, $slug: String!) { createStatusPage(input: {
             organizationId: $id, slug: $slug, title: \"Acme\", websites: [{ websiteId: $website, name: \"Shop\" }] }) { id } }",
        json!({ "id": organization, "website": website, "slug": format!("acme-{}", Uuid::new_v4()) }),
        "/createStatusPage/id",
    )
    .await;
    let page_incident = create(
        "mutation($id: ID!) { createStatusPageIncident(input: { statusPageId: $id,
             title: \"Slow\", text: \"We look into it.\" }) { id } }",
        json!({ "id": page }),
        "/createStatusPageIncident/id",
    )
    .await;
    for (name, id) in [
        ("page", page),
        ("page_incident", page_incident),
        ("tag", tag),
        ("key", key),
        ("organization", organization),
        ("website", website),
        ("incident", incident),
        ("channel", channel),
        ("maintenance", maintenance),
        ("invitation", invitation),
    ] {
        own.insert(name, id);
    }
    Things { own, webhook }
}
