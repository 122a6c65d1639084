//! Accounts and sessions.

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::support::{Client, TestApp};

const SIGN_UP: &str = "mutation($email: String!, $password: String!) {
    signUp(input: { email: $email, password: $password }) { token expiresAt user { email } } }";
const SIGN_IN: &str = "mutation($email: String!, $password: String!) {
    signIn(input: { email: $email, password: $password }) { token user { email } } }";

#[tokio::test]
async fn a_person_signs_up_in_and_out() {
    let app = TestApp::new().await;
    let credentials = json!({ "email": " Ada@Example.org", "password": "correct horse battery" });
    let answer = app.nobody().graphql(SIGN_UP, credentials.clone()).await;
    assert_eq!(answer.data("/signUp/user/email"), "ada@example.org");

    let answer = app.nobody().graphql(SIGN_IN, credentials).await;
    let token = answer.data("/signIn/token").as_str().unwrap().to_owned();
    let ada = Client {
        token: Some(token),
        ..app.nobody()
    };
    let viewer = ada.graphql("{ viewer { email } }", json!({})).await;
    assert_eq!(viewer.data("/viewer/email"), "ada@example.org");

    assert_eq!(
        ada.graphql("mutation { signOut }", json!({}))
            .await
            .data("/signOut"),
        true
    );
    let after = ada.graphql("{ viewer { email } }", json!({})).await;
    assert_eq!(after.code(), "UNAUTHENTICATED", "the token is revoked");
    let nobody = app
        .nobody()
        .graphql("{ viewer { email } }", json!({}))
        .await;
    assert!(nobody.data("/viewer").is_null());
}

#[tokio::test]
async fn what_cannot_be_an_account_is_refused_with_its_field() {
    let app = TestApp::new().await;
    app.user("ada").await;
    for (email, password, code, field) in [
        (
            "bob@example.org",
            "eleven char",
            "BAD_USER_INPUT",
            "password",
        ),
        ("bob", "correct horse battery", "BAD_USER_INPUT", "email"),
        (
            "ADA@example.org",
            "correct horse battery",
            "CONFLICT",
            "email",
        ),
    ] {
        let variables = json!({ "email": email, "password": password });
        let answer = app.nobody().graphql(SIGN_UP, variables).await;
        assert_eq!(
            (answer.code(), answer.field()),
            (code, field),
            "{email} {password}"
        );
    }
    let users = entity::user::Entity::find()
        .count(&app.database().await)
        .await
        .unwrap();
    assert_eq!(users, 1, "nothing was stored");
}

#[tokio::test]
async fn an_unknown_email_and_a_wrong_password_answer_alike() {
    let app = TestApp::new().await;
    app.user("ada").await;
    let mut answers = Vec::new();
    for email in ["ada@example.org", "nobody@example.org"] {
        let variables = json!({ "email": email, "password": "not the password" });
        answers.push(app.nobody().graphql(SIGN_IN, variables).await.0);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(
        answers[0].pointer("/errors/0/extensions/code").unwrap(),
        "UNAUTHENTICATED"
    );
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let expire = "UPDATE session SET expires_at = '2020-01-01T00:00:00+00:00'";
    app.database()
        .await
        .execute_unprepared(expire)
        .await
        .unwrap();
    let answer = ada.graphql("{ viewer { email } }", json!({})).await;
    assert_eq!(answer.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_token_and_a_password_are_stored_only_as_hashes() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let db = app.database().await;
    let session = entity::session::Entity::find()
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(session.token_hash.len(), 32);
    let token = ada.token.unwrap();
    assert!(
        !session
            .token_hash
            .windows(8)
            .any(|part| token.as_bytes().windows(8).any(|t| t == part))
    );
    let user = entity::user::Entity::find()
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert!(
        user.password_hash
            .starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{}",
        user.password_hash
    );
    let lasts = session.expires_at - session.created_at;
    assert_eq!(lasts.num_days(), 30);
}

#[tokio::test]
async fn an_email_that_no_row_can_hold_is_nobodys_on_postgres() {
    let app = TestApp::on_postgres().await;
    let query = "mutation($email: String!) { signIn(input: { email: $email, password: \"correct horse battery\" }) { token } }";
    let answer = app
        .nobody()
        .graphql(query, json!({ "email": "ada\0@example.org" }))
        .await;
    assert_eq!(answer.code(), "UNAUTHENTICATED");
}
