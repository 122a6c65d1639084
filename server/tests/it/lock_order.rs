//! What changes several rows locks them in one order on PostgreSQL, so that no two who do it wait
//! for each other.

use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp, waiting, webhook_secret};

async fn id(person: &Client, query: &str, pointer: &str) -> Value {
    person.graphql(query, json!({})).await.data(pointer).clone()
}

/// Somebody holds what `lock` locks, and changes the organization when `change` waits for it, as
/// whoever changes something in it does last. Two that waited for each other would both be stuck,
/// and the database would end one of them.
async fn goes_on(app: &TestApp, lock: &str, change: impl Future<Output = Answer>) {
    let db = app.database().await;
    let held = waiting::hold(&db, lock).await;
    let others = async {
        waiting::for_locks(&db, 1).await;
        waiting::run(&held, "UPDATE organization SET changes = changes + 1").await;
        held.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(change, others);
    assert!(answer.0.get("errors").is_none(), "{}", answer.0);
}

const HOLD_ACCOUNTS: &str = "SELECT id FROM \"user\" ORDER BY id FOR UPDATE";

#[tokio::test]
async fn an_account_is_locked_before_an_organization() {
    let app = TestApp::on_postgres().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let bob_id = id(&bob, "{ viewer { id } }", "/viewer/id").await;
    let create = "mutation { createOrganization(input: { name: \"Acme\" }) { id } }";
    let acme = id(&ada, create, "/createOrganization/id").await;
    let invite = "mutation($id: ID!) { inviteMember(input: { organizationId: $id, role: VIEWER }) {
        token } }";
    let invited = ada.graphql(invite, json!({ "id": acme })).await;
    let variables = json!({ "id": acme, "user": bob_id,
        "token": invited.data("/inviteMember/token") });
    let quotas = "mutation { setQuotas(input: { organizations: 5 }) { organizations } }";
    ada.graphql(quotas, json!({})).await.data("/setQuotas");
    for (person, change) in [
        (
            &bob,
            "mutation($token: String!) { acceptInvitation(input: { token: $token }) { id } }",
        ),
        (
            &ada,
            "mutation($id: ID!) { createApiKey(input: { organizationId: $id, name: \"CI\",
                 scope: READ }) { token } }",
        ),
        (
            &ada,
            "mutation($id: ID!, $user: ID!) { setRole(input: { organizationId: $id,
                 userId: $user, role: OWNER }) { id } }",
        ),
        (
            &ada,
            "mutation($id: ID!, $user: ID!) { transferOrganization(input: {
                 organizationId: $id, userId: $user }) { id } }",
        ),
    ] {
        let change = person.graphql(change, variables.clone());
        goes_on(&app, HOLD_ACCOUNTS, change).await;
    }
}

#[tokio::test]
async fn a_channel_is_locked_before_its_organization() {
    let key = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    let app = TestApp::on_postgres_with_key(key).await;
    let ada = app.user("ada").await;
    let create = "mutation { createOrganization(input: { name: \"Acme\" }) { id } }";
    let acme = id(&ada, create, "/createOrganization/id").await;
    let channel = "mutation($id: ID, $webhook: WebhookChannelInput!) { createChannel(input: {
        organizationId: $id, name: \"Ops\", webhook: $webhook }) { id } }";
    let webhook = json!({ "url": "http://127.0.0.1:9/", "secret": webhook_secret() });
    let created = ada.graphql(channel, json!({ "id": acme, "webhook": webhook }));
    created.await.data("/createChannel");
    let delete = "mutation($id: ID!) { deleteOrganization(id: $id) }";
    let delete = ada.graphql(delete, json!({ "id": acme }));
    goes_on(&app, "SELECT id FROM channel FOR UPDATE", delete).await;
}

/// What follows tags is noted by whoever gives or takes one, before the organization is changed.
#[tokio::test]
async fn a_quota_locks_an_organization_last() {
    let app = TestApp::on_postgres().await;
    let ada = app.user("ada").await;
    let quotas = "mutation { setQuotas(input: { websites: 5 }) { websites } }";
    ada.graphql(quotas, json!({})).await.data("/setQuotas");
    let create = "mutation { createWebsite(input: { url: \"http://127.0.0.1:9\",
        tags: [\"team:a\"] }) { id } }";
    let create = ada.graphql(create, json!({}));
    goes_on(
        &app,
        "LOCK TABLE tag_due IN SHARE ROW EXCLUSIVE MODE",
        create,
    )
    .await;
}
