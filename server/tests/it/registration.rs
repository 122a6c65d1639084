//! Who may sign up: everybody, whoever is invited, or nobody, and always the first.

use futures_util::future::join_all;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp, waiting};

/// A server with `flags` on each engine.
async fn apps(flags: &[&str]) -> [TestApp; 2] {
    [
        TestApp::with(flags).await,
        TestApp::on_postgres_with(flags).await,
    ]
}

async fn sign_up(app: &TestApp, name: &str, invitation: &Value) -> Answer {
    let query = "mutation($email: String!, $invitation: String) { signUp(input: {
        email: $email, password: \"correct horse battery\", invitation: $invitation }) {
        token user { email } } }";
    let variables = json!({ "email": format!("{name}@example.org"), "invitation": invitation });
    app.nobody().graphql(query, variables).await
}

fn client(app: &TestApp, signed_up: &Answer) -> Client {
    Client {
        address: app.address,
        token: Some(signed_up.data("/signUp/token").as_str().unwrap().to_owned()),
    }
}

async fn mode(app: &TestApp) -> Value {
    let query = "{ signInOptions { registration } }";
    let answer = app.nobody().graphql(query, json!({})).await;
    answer.data("/signInOptions/registration").clone()
}

async fn users(app: &TestApp) -> u64 {
    let db = app.database().await;
    entity::user::Entity::find().count(&db).await.unwrap()
}

/// A team of `person`.
async fn team(person: &Client) -> Value {
    let query = "mutation { createOrganization(input: { name: \"Acme\" }) { id } }";
    let answer = person.graphql(query, json!({})).await;
    answer.data("/createOrganization/id").clone()
}

/// An invitation to a team; its token.
async fn invite(person: &Client, team: &Value, email: Option<&str>) -> Value {
    let query = "mutation($input: InviteMemberInput!) { inviteMember(input: $input) { token } }";
    let input = json!({ "organizationId": team, "role": "MEMBER", "email": email });
    let answer = person.graphql(query, json!({ "input": input })).await;
    answer.data("/inviteMember/token").clone()
}

async fn memberships(person: &Client) -> Value {
    let answer = person
        .graphql("{ organizations { name role } }", json!({}))
        .await;
    answer.data("/organizations").clone()
}

/// Whether `person` may do what operators may.
async fn is_operator(person: &Client) -> bool {
    let query = "mutation { setQuotas(input: { websites: 1000 }) { websites } }";
    let answer = person.graphql(query, json!({})).await;
    answer.0.get("errors").is_none()
}

#[tokio::test]
async fn the_first_account_operates_the_installation() {
    for app in apps(&[]).await {
        assert_eq!(mode(&app).await, "OPEN");
        let (ada, bob) = (app.user("ada").await, app.user("bob").await);
        assert!(is_operator(&ada).await && !is_operator(&bob).await);
    }
}

#[tokio::test]
async fn where_an_invitation_is_needed_it_is_for_one_account_and_its_address() {
    for app in apps(&["--registration=invited"]).await {
        assert_eq!(mode(&app).await, "OPEN", "there is no account yet");
        let ada = client(&app, &sign_up(&app, "ada", &Value::Null).await);
        assert_eq!(mode(&app).await, "INVITED");
        assert!(is_operator(&ada).await);
        let refused = sign_up(&app, "bob", &Value::Null).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        assert!(
            refused.message().contains("takes an invitation"),
            "{}",
            refused.message()
        );
        let refused = sign_up(&app, "bob", &json!("upi_x")).await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "invitation")
        );
        let acme = team(&ada).await;
        let for_bob = invite(&ada, &acme, Some("Bob@example.org")).await;
        let refused = sign_up(&app, "eve", &for_bob).await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "email")
        );
        assert_eq!(users(&app).await, 1, "nothing was stored");
        let bob = client(&app, &sign_up(&app, "bob", &for_bob).await);
        let expected = json!([
            { "name": "Personal", "role": "OWNER" },
            { "name": "Acme", "role": "MEMBER" },
        ]);
        assert_eq!(memberships(&bob).await, expected);
        assert!(!is_operator(&bob).await);
        let for_anybody = invite(&ada, &acme, None).await;
        client(&app, &sign_up(&app, "eve", &for_anybody).await);
        for used in [&for_bob, &for_anybody] {
            let refused = sign_up(&app, "dan", used).await;
            assert_eq!(
                (refused.code(), refused.field()),
                ("BAD_USER_INPUT", "invitation")
            );
        }
        assert_eq!(users(&app).await, 3);
    }
}

#[tokio::test]
async fn an_invitation_lets_one_of_many_sign_up_who_come_at_once() {
    for app in apps(&["--registration=invited"]).await {
        let ada = client(&app, &sign_up(&app, "ada", &Value::Null).await);
        let token = invite(&ada, &team(&ada).await, None).await;
        let names = ["bob", "eve", "dan", "fay"];
        let tried = join_all(names.map(|name| sign_up(&app, name, &token))).await;
        let refused = tried
            .iter()
            .filter(|answer| answer.0.get("errors").is_some());
        let fields: Vec<_> = refused.map(Answer::field).collect();
        assert_eq!(fields, ["invitation"; 3]);
        assert_eq!(users(&app).await, 2);
    }
}

#[tokio::test]
async fn where_nobody_can_sign_up_the_first_one_can() {
    for app in apps(&["--registration=closed"]).await {
        assert_eq!(mode(&app).await, "OPEN");
        let names = ["ada", "bob", "eve", "dan"];
        let tried = join_all(names.map(|name| sign_up(&app, name, &Value::Null))).await;
        let (refused, first): (Vec<_>, Vec<_>) = tried
            .iter()
            .partition(|answer| answer.0.get("errors").is_some());
        let codes: Vec<_> = refused.iter().map(|answer| answer.code()).collect();
        assert_eq!(codes, ["FORBIDDEN"; 3]);
        assert_eq!(users(&app).await, 1);
        assert_eq!(mode(&app).await, "CLOSED");
        let first = client(&app, first[0]);
        assert!(is_operator(&first).await);
        let token = invite(&first, &team(&first).await, None).await;
        let refused = sign_up(&app, "fay", &token).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        assert!(
            refused.message().contains("nobody can sign up here"),
            "{}",
            refused.message()
        );
    }
}

/// Both find that there is no account, and wait for the same row.
#[tokio::test]
async fn two_who_sign_up_at_once_are_not_both_the_first() {
    let app = TestApp::on_postgres_with(&["--registration=closed"]).await;
    let db = app.database().await;
    let held = waiting::hold(&db, "SELECT id FROM instance FOR UPDATE").await;
    let both = join_all(["ada", "bob"].map(|name| sign_up(&app, name, &Value::Null)));
    let release = async {
        waiting::for_locks(&db, 2).await;
        held.rollback().await.unwrap();
    };
    let (both, ()) = tokio::join!(both, release);
    let refused = both
        .iter()
        .filter(|answer| answer.0.get("errors").is_some());
    let codes: Vec<_> = refused.map(Answer::code).collect();
    assert_eq!(codes, ["FORBIDDEN"]);
    assert_eq!(users(&app).await, 1);
}

#[tokio::test]
async fn who_signs_up_where_everybody_may_can_accept_an_invitation_with_it() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let token = invite(&ada, &team(&ada).await, None).await;
    let refused = sign_up(&app, "bob", &json!("upi_x")).await;
    assert_eq!(refused.field(), "invitation");
    let bob = client(&app, &sign_up(&app, "bob", &token).await);
    assert_eq!(memberships(&bob).await[1]["name"], "Acme");
}
