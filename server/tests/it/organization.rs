//! Organizations of several people: invitations, roles, and how they end.

use entity::website;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::{Answer, Client, Target, TestApp};

async fn create(person: &Client, name: &str) -> Value {
    let query = "mutation($name: String!) { createOrganization(input: { name: $name }) { id name
        personal role } }";
    let answer = person.graphql(query, json!({ "name": name })).await;
    let created = answer.data("/createOrganization").clone();
    assert_eq!(
        (&created["name"], &created["personal"], &created["role"]),
        (&json!(name), &json!(false), &json!("OWNER"))
    );
    created["id"].clone()
}

/// Invites; answers the invitation with its token.
async fn invite(person: &Client, organization: &Value, role: &str, email: Option<&str>) -> Value {
    let query = "mutation($input: InviteMemberInput!) { inviteMember(input: $input) {
        invitation { id role email expiresAt } token url } }";
    let input = json!({ "organizationId": organization, "role": role, "email": email });
    let answer = person.graphql(query, json!({ "input": input })).await;
    answer.data("/inviteMember").clone()
}

async fn accept(person: &Client, token: &Value) -> Answer {
    let query =
        "mutation($token: String!) { acceptInvitation(input: { token: $token }) { id role } }";
    person.graphql(query, json!({ "token": token })).await
}

/// Lets `person` join by a link.
async fn join(owner: &Client, organization: &Value, person: &Client, role: &str) {
    let invited = invite(owner, organization, role, None).await;
    let accepted = accept(person, &invited["token"]).await;
    assert_eq!(accepted.data("/acceptInvitation/role"), role);
}

async fn user_id(person: &Client) -> Value {
    let answer = person.graphql("{ viewer { id } }", json!({})).await;
    answer.data("/viewer/id").clone()
}

async fn members(person: &Client, organization: &Value) -> Vec<(Value, Value)> {
    let query = "query($id: ID!) { organization(id: $id) { members { user { email } role } } }";
    let answer = person.graphql(query, json!({ "id": organization })).await;
    let members = answer
        .data("/organization/members")
        .as_array()
        .unwrap()
        .iter();
    members
        .map(|one| (one["user"]["email"].clone(), one["role"].clone()))
        .collect()
}

async fn member_change(
    person: &Client,
    mutation: &str,
    organization: &Value,
    user: &Value,
) -> Answer {
    let query = format!(
        "mutation($organization: ID!, $user: ID!) {{ {mutation}(input: {{
             organizationId: $organization, userId: $user }}) {{ id role }} }}"
    );
    let variables = json!({ "organization": organization, "user": user });
    person.graphql(&query, variables).await
}

#[tokio::test]
async fn a_team_shares_its_websites_and_nothing_else() {
    let app = TestApp::new().await;
    let (ada, bob, eve) = (
        app.user("ada").await,
        app.user("bob").await,
        app.user("eve").await,
    );
    let acme = create(&ada, "Acme").await;
    let target = Target::start().await;
    let own = ada.create_website(&target.url()).await;
    let query = "mutation($url: String!, $id: ID) { createWebsite(input: { url: $url,
        organizationId: $id }) { id } }";
    let shared = json!({ "url": target.url(), "id": acme });
    let shared = ada.graphql(query, shared).await;
    let shared = shared.data("/createWebsite/id").clone();

    join(&ada, &acme, &bob, "VIEWER").await;
    let list = "query($id: ID) { websites(organizationId: $id) { nodes { id } } }";
    for (person, organization, expected) in [
        (&ada, None, json!([{ "id": own }])),
        (&ada, Some(&acme), json!([{ "id": shared }])),
        (&bob, None, json!([])),
        (&bob, Some(&acme), json!([{ "id": shared }])),
    ] {
        let answer = person.graphql(list, json!({ "id": organization })).await;
        assert_eq!(answer.data("/websites/nodes"), &expected);
    }
    let read = "query($id: ID!) { website(id: $id) { id } }";
    let answer = bob.graphql(read, json!({ "id": shared })).await;
    assert_eq!(answer.data("/website/id"), &shared);
    let foreign = eve.graphql(list, json!({ "id": acme })).await;
    assert_eq!(
        (foreign.code(), foreign.field()),
        ("NOT_FOUND", "organizationId")
    );
    for (person, id) in [(&eve, &shared), (&bob, &json!(own))] {
        let refused = person.graphql(read, json!({ "id": id })).await;
        assert_eq!(refused.code(), "NOT_FOUND");
    }
    let pause = "mutation($id: ID!) { pauseWebsite(id: $id) { id } }";
    let refused = bob.graphql(pause, json!({ "id": shared })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let refused = eve.graphql(pause, json!({ "id": shared })).await;
    assert_eq!(refused.code(), "NOT_FOUND");

    let set = "mutation($input: SetRoleInput!) { setRole(input: $input) { role } }";
    let input = json!({ "organizationId": acme, "userId": user_id(&bob).await, "role": "MEMBER" });
    ada.graphql(set, json!({ "input": input }))
        .await
        .data("/setRole");
    // At once: what the session knew of the role is forgotten.
    let paused = bob.graphql(pause, json!({ "id": shared })).await;
    assert_eq!(paused.data("/pauseWebsite/id"), &shared);
    let listed = bob.graphql("{ organizations { name personal role } }", json!({}));
    assert_eq!(
        listed.await.data("/organizations"),
        &json!([
            { "name": "Personal", "personal": true, "role": "OWNER" },
            { "name": "Acme", "personal": false, "role": "MEMBER" },
        ])
    );
}

#[tokio::test]
async fn an_invitation_is_for_one_person_once_and_as_long_as_it_is_open() {
    let app = TestApp::new().await;
    let (ada, bob, eve) = (
        app.user("ada").await,
        app.user("bob").await,
        app.user("eve").await,
    );
    let acme = create(&ada, "Acme").await;
    let mailed = invite(&ada, &acme, "ADMIN", Some("Bob@example.org")).await;
    assert_eq!(mailed["invitation"]["email"], "bob@example.org");
    assert!(mailed["token"].as_str().unwrap().starts_with("upi_"));
    assert_eq!(accept(&eve, &mailed["token"]).await.code(), "NOT_FOUND");
    let accepted = accept(&bob, &mailed["token"]).await;
    assert_eq!(accepted.data("/acceptInvitation/role"), "ADMIN");
    assert_eq!(accept(&bob, &mailed["token"]).await.code(), "NOT_FOUND");

    let revoked = invite(&ada, &acme, "VIEWER", None).await;
    let revoke = "mutation($id: ID!) { revokeInvitation(id: $id) }";
    let id = json!({ "id": revoked["invitation"]["id"] });
    assert_eq!(eve.graphql(revoke, id.clone()).await.code(), "NOT_FOUND");
    bob.graphql(revoke, id).await.data("/revokeInvitation");
    assert_eq!(accept(&eve, &revoked["token"]).await.code(), "NOT_FOUND");

    // What an admin invited goes with the admin.
    let by_bob = invite(&bob, &acme, "VIEWER", None).await;
    let bob_id = user_id(&bob).await;
    member_change(&ada, "removeMember", &acme, &bob_id)
        .await
        .data("/removeMember");
    assert_eq!(accept(&eve, &by_bob["token"]).await.code(), "NOT_FOUND");
    let query = "query($id: ID!) { organization(id: $id) { invitations { id } } }";
    let answer = ada.graphql(query, json!({ "id": acme })).await;
    assert_eq!(answer.data("/organization/invitations"), &json!([]));

    let wrong = "mutation($input: InviteMemberInput!) { inviteMember(input: $input) { token } }";
    let input = json!({ "organizationId": acme, "role": "VIEWER", "email": "nobody" });
    let refused = ada.graphql(wrong, json!({ "input": input })).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "email")
    );
}

#[tokio::test]
async fn nobody_gives_or_takes_more_than_they_have_and_an_owner_stays() {
    let app = TestApp::new().await;
    let (ada, bob, eve) = (
        app.user("ada").await,
        app.user("bob").await,
        app.user("eve").await,
    );
    let acme = create(&ada, "Acme").await;
    join(&ada, &acme, &bob, "ADMIN").await;
    join(&ada, &acme, &eve, "MEMBER").await;
    let (ada_id, bob_id, eve_id) = (
        user_id(&ada).await,
        user_id(&bob).await,
        user_id(&eve).await,
    );
    let set = async |person: &Client, user: &Value, role: &str| {
        let query = "mutation($input: SetRoleInput!) { setRole(input: $input) { role } }";
        let input = json!({ "organizationId": acme, "userId": user, "role": role });
        person.graphql(query, json!({ "input": input })).await
    };
    for (user, role) in [(&bob_id, "OWNER"), (&eve_id, "OWNER"), (&ada_id, "VIEWER")] {
        assert_eq!(set(&bob, user, role).await.code(), "FORBIDDEN");
    }
    assert_eq!(set(&eve, &eve_id, "ADMIN").await.code(), "FORBIDDEN");
    let refused = member_change(&bob, "removeMember", &acme, &ada_id).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let leave = "mutation($id: ID!) { leaveOrganization(id: $id) }";
    let refused = ada.graphql(leave, json!({ "id": acme })).await;
    assert_eq!(refused.code(), "CONFLICT", "nobody would own it");
    assert_eq!(set(&ada, &ada_id, "ADMIN").await.code(), "CONFLICT");
    let refused = member_change(&bob, "transferOrganization", &acme, &bob_id).await;
    assert_eq!(refused.code(), "FORBIDDEN");

    let handed = member_change(&ada, "transferOrganization", &acme, &bob_id).await;
    assert_eq!(handed.data("/transferOrganization/role"), "ADMIN");
    let expected = [("ada", "ADMIN"), ("bob", "OWNER"), ("eve", "MEMBER")];
    let expected = expected.map(|(name, role)| (json!(format!("{name}@example.org")), json!(role)));
    assert_eq!(members(&bob, &acme).await, expected);
    ada.graphql(leave, json!({ "id": acme }))
        .await
        .data("/leaveOrganization");
    let gone = ada.graphql(leave, json!({ "id": acme })).await;
    assert_eq!(gone.code(), "NOT_FOUND");

    let answer = bob.graphql("{ organizations { id } }", json!({})).await;
    let personal = answer.data("/organizations/0/id").clone();
    for mutation in ["leaveOrganization", "deleteOrganization"] {
        let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) }}");
        let refused = bob.graphql(&query, json!({ "id": personal })).await;
        assert_eq!(refused.code(), "CONFLICT", "{mutation}");
    }
}

#[tokio::test]
async fn who_may_not_see_keys_and_invitations_sees_the_rest() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let acme = create(&ada, "Acme").await;
    join(&ada, &acme, &bob, "VIEWER").await;
    let query = "query($id: ID!) { organization(id: $id) { name apiKeys { id }
        invitations { id } } }";
    let answer = bob.graphql(query, json!({ "id": acme })).await;
    let expected = json!({ "name": "Acme", "apiKeys": null, "invitations": null });
    assert_eq!(answer.0["data"]["organization"], expected);
    let errors = answer.0["errors"].as_array().unwrap();
    let codes = errors.iter().map(|error| &error["extensions"]["code"]);
    assert_eq!(codes.collect::<Vec<_>>(), ["FORBIDDEN"; 2]);
}

#[tokio::test]
async fn a_deleted_organization_takes_everything_with_it() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let acme = create(&ada, "Acme").await;
    join(&ada, &acme, &bob, "ADMIN").await;
    let target = Target::start().await;
    let query = "mutation($url: String!, $id: ID) { createWebsite(input: { url: $url,
        organizationId: $id }) { id } }";
    let mut websites = Vec::new();
    for _ in 0..3 {
        let created = json!({ "url": target.url(), "id": acme });
        let created = ada.graphql(query, created).await;
        websites.push(created.data("/createWebsite/id").clone());
    }
    let delete = "mutation($id: ID!) { deleteOrganization(id: $id) }";
    let refused = bob.graphql(delete, json!({ "id": acme })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let deleted = ada.graphql(delete, json!({ "id": acme })).await;
    assert_eq!(deleted.data("/deleteOrganization"), &acme);
    for person in [&ada, &bob] {
        let query = "query($id: ID!) { organization(id: $id) { id } }";
        let gone = person.graphql(query, json!({ "id": acme })).await;
        assert_eq!(gone.code(), "NOT_FOUND");
        for id in &websites {
            let query = "query($id: ID!) { website(id: $id) { id } }";
            let gone = person.graphql(query, json!({ "id": id })).await;
            assert_eq!(gone.code(), "NOT_FOUND");
        }
    }
    let left = website::Entity::find().filter(website::Column::DeletedAt.is_null());
    let left = left.count(&app.database().await).await.unwrap();
    assert_eq!(left, 0, "they are planned no more");
}
