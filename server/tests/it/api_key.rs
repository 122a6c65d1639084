//! API keys: what they may do, and how they end.

use serde_json::{Value, json};

use crate::support::{Client, Socket, Target, TestApp, eventually};

const CREATE: &str = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
    token apiKey { id prefix scope expiresAt lastUsedAt } } }";

async fn organization(person: &Client) -> Value {
    let query = "mutation { createOrganization(input: { name: \"Acme\" }) { id } }";
    let answer = person.graphql(query, json!({})).await;
    answer.data("/createOrganization/id").clone()
}

/// A key of the organization, and a program that has it.
async fn key(person: &Client, organization: &Value, scope: &str) -> (Value, Client) {
    let input = json!({ "organizationId": organization, "name": "Deploys", "scope": scope });
    let answer = person.graphql(CREATE, json!({ "input": input })).await;
    let created = answer.data("/createApiKey").clone();
    let token = created["token"].as_str().unwrap().to_owned();
    let prefix = created["apiKey"]["prefix"].as_str().unwrap();
    assert!(token.starts_with("upk_") && token.starts_with(prefix) && prefix.len() == 10);
    let program = Client {
        address: person.address,
        token: Some(token),
    };
    (created["apiKey"]["id"].clone(), program)
}

#[tokio::test]
async fn a_key_acts_in_its_organization_within_its_scope() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let own = ada.create_website(&target.url()).await;
    let acme = organization(&ada).await;
    let (id, writes) = key(&ada, &acme, "WRITE").await;
    let (_, reads) = key(&ada, &acme, "READ").await;
    let shared = writes.create_website(&target.url()).await;
    let list = "{ websites { nodes { id } } viewer { email } organizations { id role } }";
    for (program, role) in [(&writes, "MEMBER"), (&reads, "VIEWER")] {
        let answer = program.graphql(list, json!({})).await;
        assert_eq!(answer.data("/websites/nodes"), &json!([{ "id": shared }]));
        assert_eq!(answer.data("/viewer"), &Value::Null);
        let organizations = json!([{ "id": acme, "role": role }]);
        assert_eq!(answer.data("/organizations"), &organizations);
        let read = "query($id: ID!) { website(id: $id) { id } }";
        let refused = program.graphql(read, json!({ "id": own })).await;
        assert_eq!(refused.code(), "NOT_FOUND");
    }
    let pause = "mutation($id: ID!) { pauseWebsite(id: $id) { id } }";
    let refused = reads.graphql(pause, json!({ "id": shared })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    for query in [
        "mutation { createOrganization(input: { name: \"More\" }) { id } }".to_owned(),
        "mutation { acceptInvitation(input: { token: \"upi_x\" }) { id } }".to_owned(),
        "mutation { signOut }".to_owned(),
        format!("mutation {{ leaveOrganization(id: {acme}) }}"),
        format!("mutation {{ revokeApiKey(id: {id}) }}"),
        format!(
            "mutation {{ inviteMember(input: {{ organizationId: {acme}, role: VIEWER }}) {{ token }} }}"
        ),
    ] {
        let refused = writes.graphql(&query, json!({})).await;
        assert_eq!(refused.code(), "FORBIDDEN", "{query}");
    }
    let keys = "query($id: ID!) { organization(id: $id) { apiKeys { id lastUsedAt } } }";
    eventually("it is noted that it was used", async || {
        let answer = ada.graphql(keys, json!({ "id": acme })).await;
        let key = answer.data("/organization/apiKeys/0").clone();
        (key["id"] == id && key["lastUsedAt"].is_string()).then_some(())
    })
    .await;
    let hidden = reads.graphql(keys, json!({ "id": acme })).await;
    assert_eq!(hidden.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_key_ends_when_it_is_revoked_and_when_it_expires() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let acme = organization(&ada).await;
    let (id, program) = key(&ada, &acme, "READ").await;
    let question = "{ websites { nodes { id } } }";
    program.graphql(question, json!({})).await.data("/websites");
    let mut socket = Socket::sign_in(app.address, program.token.as_ref().unwrap()).await;
    let query = "subscription { ticks { cursor } }";
    socket.subscribe("1", query, json!({})).await;
    let revoke = "mutation($id: ID!) { revokeApiKey(id: $id) }";
    ada.graphql(revoke, json!({ "id": id }))
        .await
        .data("/revokeApiKey");
    assert_eq!(socket.closed().await, 4403);
    let refused = program.graphql(question, json!({})).await;
    assert_eq!(refused.code(), "UNAUTHENTICATED");

    let at = |secs: i64| {
        let at = chrono::Utc::now() + chrono::TimeDelta::seconds(secs);
        at.to_rfc3339()
    };
    let input = |secs| {
        json!({ "input": { "organizationId": acme, "name": "Short", "scope": "READ",
            "expiresAt": at(secs) } })
    };
    let refused = ada.graphql(CREATE, input(-1)).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "expiresAt")
    );
    let short = ada.graphql(CREATE, input(2)).await;
    let token = short.data("/createApiKey/token").as_str().unwrap();
    let program = Client {
        address: app.address,
        token: Some(token.to_owned()),
    };
    let mut socket = Socket::sign_in(app.address, token).await;
    assert_eq!(socket.closed().await, 4403);
    eventually("it expires", async || {
        let answer = program.graphql(question, json!({})).await;
        answer.0.get("errors").is_some().then_some(())
    })
    .await;
    let (_, last) = key(&ada, &acme, "READ").await;
    let delete = "mutation($id: ID!) { deleteOrganization(id: $id) }";
    ada.graphql(delete, json!({ "id": acme }))
        .await
        .data("/deleteOrganization");
    eventually("it goes with its organization", async || {
        let answer = last.graphql("{ organizations { id } }", json!({})).await;
        answer.0.get("errors").is_some().then_some(())
    })
    .await;
}
