//! Memberships follow the groups of the provider.

use chrono::DateTime;
use entity::member::{self, Role};
use entity::{OrganizationId, organization};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};

use super::{Provider, Visitor, text};
use crate::support::{Client, Socket, TestApp};

/// The organization in which groups have roles.
const ACME: &str = "01900000-0000-7000-8000-000000000001";

/// An organization that there is not.
const MISSING: &str = "01900000-0000-7000-8000-000000000002";

/// Founds it, with an owner: its id is in the settings.
async fn found_acme(app: &TestApp, owner: &Client) {
    let db = app.database().await;
    let answer = owner.graphql("{ viewer { id } }", json!({})).await;
    let user = answer.data("/viewer/id").as_str().unwrap();
    let id = OrganizationId(ACME.parse().unwrap());
    let row = organization::ActiveModel {
        id: Set(id),
        name: Set("Acme".to_owned()),
        personal_of: Set(None),
        created_at: Set(DateTime::UNIX_EPOCH),
        changes: Set(0),
        deleted_at: Set(None),
    };
    row.insert(&db).await.unwrap();
    let member = member::ActiveModel {
        organization_id: Set(id),
        user_id: Set(user.parse().unwrap()),
        role: Set(Role::Owner),
    };
    member.insert(&db).await.unwrap();
}

/// Name and role of each organization, the personal one first.
async fn roles(visitor: &mut Visitor) -> Value {
    let query = "{ organizations { name role } }";
    let answer = visitor.graphql(query, json!({})).await;
    let all = answer.data("/organizations").as_array().unwrap().iter();
    all.skip(1)
        .map(|one| json!([one["name"], one["role"]]))
        .collect()
}

fn flags(provider: &Provider) -> Vec<String> {
    let acme = format!("dev={ACME}:viewer;cn=ops,dc=a={ACME}:admin");
    let mut flags = provider.flags();
    flags.push(format!("--oidc-roles={acme};dev={MISSING}:admin"));
    flags
}

#[tokio::test]
async fn memberships_follow_the_groups_on_sqlite() {
    let provider = Provider::start();
    let flags = flags(&provider);
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    follow(&provider, TestApp::with(&flags).await).await;
}

#[tokio::test]
async fn memberships_follow_the_groups_on_postgres() {
    let provider = Provider::start();
    let flags = flags(&provider);
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    follow(&provider, TestApp::on_postgres_with(&flags).await).await;
}

async fn follow(provider: &Provider, app: TestApp) {
    let owner = app.user("owner").await;
    found_acme(&app, &owner).await;
    let query = "mutation { createOrganization(input: { name: \"Manual\" }) { id } }";
    let manual = owner.graphql(query, json!({})).await;
    let manual = manual.data("/createOrganization/id");

    let mut ada = Visitor::new(app.address);
    for (groups, expected) in [
        (&["other"][..], json!([])),
        (&["dev"], json!([["Acme", "VIEWER"]])),
        (&["dev", "cn=ops,dc=a"], json!([["Acme", "ADMIN"]])),
        (&["dev"], json!([["Acme", "VIEWER"]])),
    ] {
        provider.ada(groups).await;
        let signed_in = ada.sign_in("/").await;
        assert_eq!(signed_in.status, 303, "{}", text(&signed_in));
        assert_eq!(roles(&mut ada).await, expected, "{groups:?}");
    }
    // Memberships elsewhere are not the provider's.
    let invite = "mutation($id: ID!) { inviteMember(input: { organizationId: $id, role: MEMBER }) {
        token } }";
    let invited = owner.graphql(invite, json!({ "id": manual })).await;
    let accept = "mutation($token: String!) { acceptInvitation(input: { token: $token }) { id } }";
    let token = json!({ "token": invited.data("/inviteMember/token") });
    ada.graphql(accept, token).await.data("/acceptInvitation");
    let session = ada.cookie("__Host-upbeat_session").unwrap().to_owned();
    let mut socket = Socket::sign_in(app.address, &session).await;
    provider.ada(&[]).await;
    assert_eq!(Visitor::new(app.address).sign_in("/").await.status, 303);
    assert_eq!(
        socket.closed().await,
        4403,
        "what was open saw the organization"
    );
    assert_eq!(roles(&mut ada).await, json!([["Manual", "MEMBER"]]));

    // Groups of whom nobody knows all change nothing.
    provider.ada(&["dev"]).await;
    assert_eq!(ada.sign_in("/").await.status, 303);
    let claims = json!({ "_claim_names": { "groups": "1" } });
    provider
        .set(json!({ "tamper": { "by": "the provider", "claims": claims } }))
        .await;
    provider.ada(&[]).await;
    assert_eq!(ada.sign_in("/").await.status, 303);
    let both = json!([["Acme", "VIEWER"], ["Manual", "MEMBER"]]);
    assert_eq!(roles(&mut ada).await, both);
    provider.set(json!({ "tamper": null })).await;

    // The last owner stays, whatever the groups say.
    let mut visitor = Visitor::new(app.address);
    let sign_in = "mutation { signInBrowser(input: { email: \"owner@example.org\",
        password: \"correct horse battery\" }) { user { id } } }";
    visitor
        .graphql(sign_in, json!({}))
        .await
        .data("/signInBrowser");
    let claims = json!({ "email": "owner@example.org", "email_verified": true, "groups": ["dev"] });
    provider.person("owner", claims).await;
    assert_eq!(visitor.sign_in("/").await.status, 303);
    let kept = json!([["Acme", "OWNER"], ["Manual", "OWNER"]]);
    assert_eq!(roles(&mut visitor).await, kept);
    // Groups have made nobody an owner by themselves, and so an owner can leave once there is one.
    let transfer = "mutation($id: ID!, $user: ID!) { setRole(input: { organizationId: $id,
        userId: $user, role: OWNER }) { id } }";
    let viewer = ada.graphql("{ viewer { id } }", json!({})).await;
    let variables = json!({ "id": ACME, "user": viewer.data("/viewer/id") });
    owner.graphql(transfer, variables).await.data("/setRole");
    assert_eq!(visitor.sign_in("/").await.status, 303);
    let left = json!([["Acme", "VIEWER"], ["Manual", "OWNER"]]);
    assert_eq!(roles(&mut visitor).await, left);
}
