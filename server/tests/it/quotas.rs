//! How much an organization may have, where an operator has said so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp, webhook_secret};

async fn set(client: &Client, quotas: Value) -> Answer {
    let query = "mutation($input: SetQuotasInput!) { setQuotas(input: $input) {
        websites channels organizations shortestIntervalSecs } }";
    client.graphql(query, json!({ "input": quotas })).await
}

async fn create(client: &Client, input: Value) -> Answer {
    let query = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) {
        id intervalSecs } }";
    client.graphql(query, json!({ "input": input })).await
}

async fn channel(client: &Client) -> Answer {
    let query = "mutation($webhook: WebhookChannelInput!) {
        createChannel(input: { name: \"Ops\", webhook: $webhook }) { id } }";
    let webhook = json!({ "url": "http://127.0.0.1:9/", "secret": webhook_secret() });
    client.graphql(query, json!({ "webhook": webhook })).await
}

async fn organization(client: &Client) -> Answer {
    let query = "mutation { createOrganization(input: { name: \"Acme\" }) { id } }";
    client.graphql(query, json!({})).await
}

fn refused(answer: &Answer, message: &str) -> bool {
    let is_refused = answer.0.get("errors").is_some();
    if is_refused {
        assert_eq!(answer.code(), "CONFLICT", "{}", answer.0);
        assert_eq!(answer.message(), message);
    }
    is_refused
}

async fn nothing_goes_beyond_a_quota(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    assert_eq!(
        set(&bob, json!({ "websites": 1 })).await.code(),
        "FORBIDDEN"
    );
    let quotas = json!({ "websites": 5, "channels": 2, "organizations": 1,
        "shortestIntervalSecs": 60 });
    assert_eq!(set(&ada, quotas.clone()).await.data("/setQuotas"), &quotas);
    let read = "{ quotas { websites channels organizations shortestIntervalSecs } }";
    assert_eq!(bob.graphql(read, json!({})).await.data("/quotas"), &quotas);

    // As many as there may be, however many are created at once.
    let url = |n: usize| json!({ "url": format!("https://{n}.example"), "intervalSecs": 60 });
    let created = join_all((0..12).map(|n| create(&bob, url(n)))).await;
    let message = "an organization may have 5 websites in this installation";
    let left = created.iter().filter(|it| !refused(it, message)).count();
    assert_eq!(left, 5);
    assert_eq!(create(&bob, url(20)).await.field(), "organizationId");
    let message = "an organization may have 2 channels in this installation";
    let channels = join_all((0..6).map(|_| channel(&bob))).await;
    assert_eq!(
        channels.iter().filter(|it| !refused(it, message)).count(),
        2
    );
    let message = "besides the personal one an account may own 1 organization in this installation";
    let owned = join_all((0..4).map(|_| organization(&bob))).await;
    let owned: Vec<&Answer> = owned.iter().filter(|it| !refused(it, message)).collect();
    assert_eq!(owned.len(), 1);

    // Nor does somebody get to own one too many by other means.
    let acme = owned[0].data("/createOrganization/id");
    let eve = app.user("eve").await;
    organization(&eve).await.data("/createOrganization");
    let join = async |role: &str| {
        let invite = "mutation($id: ID!, $role: Role!) { inviteMember(input: {
            organizationId: $id, role: $role }) { token } }";
        let invited = bob
            .graphql(invite, json!({ "id": acme, "role": role }))
            .await;
        let accept =
            "mutation($token: String!) { acceptInvitation(input: { token: $token }) { id } }";
        let token = json!({ "token": invited.data("/inviteMember/token") });
        eve.graphql(accept, token).await
    };
    assert!(refused(&join("OWNER").await, message));
    join("VIEWER").await.data("/acceptInvitation");
    let eve_id = eve.graphql("{ viewer { id } }", json!({})).await;
    let owner = "mutation($id: ID!, $user: ID!) { setRole(input: { organizationId: $id,
        userId: $user, role: OWNER }) { id } }";
    let owner = bob.graphql(
        owner,
        json!({ "id": acme, "user": eve_id.data("/viewer/id") }),
    );
    assert!(refused(&owner.await, message));

    // Another organization has its own; a website that is deleted makes room.
    let mut elsewhere = url(30);
    elsewhere["organizationId"] = owned[0].data("/createOrganization/id").clone();
    create(&bob, elsewhere).await.data("/createWebsite");
    let first = created
        .iter()
        .find(|it| it.0.get("errors").is_none())
        .unwrap();
    let id = first.data("/createWebsite/id");
    let delete = "mutation($id: ID!) { deleteWebsite(id: $id) }";
    bob.graphql(delete, json!({ "id": id }))
        .await
        .data("/deleteWebsite");
    create(&bob, url(40)).await.data("/createWebsite");
}

#[tokio::test]
async fn nothing_goes_beyond_a_quota_on_sqlite() {
    nothing_goes_beyond_a_quota(TestApp::new().await).await;
}

#[tokio::test]
async fn nothing_goes_beyond_a_quota_on_postgres() {
    let key = STANDARD.encode([1; 32]);
    nothing_goes_beyond_a_quota(TestApp::on_postgres_with_key(&key).await).await;
}

#[tokio::test]
async fn what_exists_goes_on_where_a_quota_is_lowered() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let input = json!({ "url": "https://a.example", "intervalSecs": 10 });
    let id = create(&ada, input.clone()).await;
    let id = id.data("/createWebsite/id");
    set(&ada, json!({ "websites": 0, "shortestIntervalSecs": 300 })).await;

    let update = async |settings: Value| {
        let query = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) {
            name intervalSecs } }";
        let mut input = settings;
        input["id"] = id.clone();
        ada.graphql(query, json!({ "input": input })).await
    };
    let named = update(json!({ "name": "Shop", "intervalSecs": 10 })).await;
    assert_eq!(named.data("/updateWebsite/intervalSecs"), 10);
    let sped_up = update(json!({ "intervalSecs": 20 })).await;
    assert_eq!(
        (sped_up.code(), sped_up.field()),
        ("BAD_USER_INPUT", "intervalSecs")
    );
    let message = "intervalSecs must be at least 300, the shortest interval here";
    assert_eq!(sped_up.message(), message);
    let slowed = update(json!({ "intervalSecs": 300 })).await;
    assert_eq!(slowed.data("/updateWebsite/intervalSecs"), 300);

    // Without a quota of websites, the default of a new one is the shortest that there may be.
    assert_eq!(create(&ada, input.clone()).await.field(), "intervalSecs");
    set(&ada, json!({ "websites": null })).await;
    let created = create(&ada, json!({ "url": "https://b.example" })).await;
    assert_eq!(created.data("/createWebsite/intervalSecs"), 300);
    set(&ada, json!({ "shortestIntervalSecs": null })).await;
    create(&ada, input).await.data("/createWebsite");
    for (field, value) in [
        ("websites", -1),
        ("channels", 101),
        ("shortestIntervalSecs", 5),
    ] {
        assert_eq!(set(&ada, json!({ field: value })).await.field(), field);
    }
}
