//! Sessions and passwords: what a person has open, and how it ends.

use entity::session;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{CONTENT_TYPE, USER_AGENT};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Client, Socket, TestApp, command, eventually, waiting};

const SESSIONS: &str = "{ sessions { id device address current lastSeenAt } }";

async fn sign_in(app: &TestApp, name: &str, password: &str) -> Value {
    let query = "mutation($email: String!, $password: String!) { signIn(input: { email: $email,
        password: $password }) { token } }";
    let variables = json!({ "email": format!("{name}@example.org"), "password": password });
    let body = json!({ "query": query, "variables": variables }).to_string();
    let request = Request::post("/graphql")
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, "Phone\u{200b} 1.0");
    let response = app
        .nobody()
        .send(request.body(Full::from(body)).unwrap())
        .await;
    serde_json::from_slice(&response.body).unwrap()
}

fn person(app: &TestApp, signed_in: &Value) -> Client {
    let token = signed_in.pointer("/data/signIn/token").unwrap();
    Client {
        address: app.address,
        token: Some(token.as_str().unwrap().to_owned()),
    }
}

async fn is_in(person: &Client) -> bool {
    let answer = person.graphql("{ viewer { id } }", json!({})).await;
    answer.0.pointer("/data/viewer/id").is_some()
}

#[tokio::test]
async fn sessions_are_listed_and_revoked() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let bob = app.user("bob").await;
    let phone = person(&app, &sign_in(&app, "ada", "correct horse battery").await);
    let answer = ada.graphql(SESSIONS, json!({})).await;
    let sessions = answer.data("/sessions").as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let of_phone = &sessions[0];
    assert_eq!(of_phone["device"], "Phone 1.0");
    assert_eq!(of_phone["address"], "127.0.0.1");
    assert_eq!(
        (&of_phone["current"], &sessions[1]["current"]),
        (&json!(false), &json!(true))
    );
    let mut socket = Socket::sign_in(app.address, phone.token.as_ref().unwrap()).await;
    let revoke = "mutation($id: ID!) { revokeSession(id: $id) }";
    let id = json!({ "id": of_phone["id"] });
    assert_eq!(bob.graphql(revoke, id.clone()).await.code(), "NOT_FOUND");
    assert!(is_in(&phone).await);
    ada.graphql(revoke, id).await.data("/revokeSession");
    assert_eq!(socket.closed().await, 4403);
    assert!(!is_in(&phone).await);
    assert!(is_in(&ada).await);
}

#[tokio::test]
async fn another_password_ends_the_other_sessions() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let phone = person(&app, &sign_in(&app, "ada", "correct horse battery").await);
    let change = async |current: &str, new: &str| {
        let query = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) }";
        let input = json!({ "currentPassword": current, "newPassword": new });
        ada.graphql(query, json!({ "input": input })).await
    };
    let refused = change("wrong horse battery", "another horse battery").await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "currentPassword")
    );
    let refused = change("correct horse battery", "short").await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "newPassword")
    );
    assert!(is_in(&phone).await);
    change("correct horse battery", "another horse battery")
        .await
        .data("/changePassword");
    assert!(is_in(&ada).await && !is_in(&phone).await);
    let refused = sign_in(&app, "ada", "correct horse battery").await;
    assert!(refused.pointer("/data/signIn/token").is_none());
    person(&app, &sign_in(&app, "ada", "another horse battery").await);
}

#[tokio::test]
async fn an_operator_lets_somebody_in_again() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let reset = async |email: &'static str| {
        let url = app.database_url.clone();
        let run = move || {
            let environment = [("DATABASE_URL", url.as_str())];
            let arguments = ["user", "reset-password", email];
            command("upbeat", &arguments, &environment)
                .output()
                .unwrap()
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    };
    let unknown = reset("nobody@example.org").await;
    assert_ne!(unknown.status.code(), Some(0));
    assert!(is_in(&ada).await);
    let output = reset("Ada@example.org").await;
    assert_eq!(output.status.code(), Some(0));
    let password = String::from_utf8(output.stdout).unwrap();
    person(&app, &sign_in(&app, "ada", password.trim()).await);
    eventually("the old session has ended", async || {
        (!is_in(&ada).await).then_some(())
    })
    .await;
}

/// While the account is held, requests with the old password come through its verification, and
/// wait; then somebody resets the password.
#[tokio::test]
async fn nothing_that_was_begun_with_the_old_password_outlasts_a_reset() {
    let app = TestApp::on_postgres_with(&[]).await;
    let ada = app.user("ada").await;
    let db = app.database().await;
    let held = waiting::hold(&db, "SELECT id FROM \"user\" FOR UPDATE").await;
    let nobody = app.nobody();
    let sign_in = nobody.graphql(
        "mutation { signIn(input: { email: \"ada@example.org\",
             password: \"correct horse battery\" }) { token } }",
        json!({}),
    );
    let change = ada.graphql(
        "mutation { changePassword(input: { currentPassword: \"correct horse battery\",
             newPassword: \"staple correct horse\" }) }",
        json!({}),
    );
    let reset = async {
        waiting::for_locks(&db, 2).await;
        let reset = "UPDATE \"user\" SET password_hash = 'another'";
        waiting::run(&held, reset).await;
        held.commit().await.unwrap();
    };
    let (signed_in, changed, ()) = tokio::join!(sign_in, change, reset);
    assert_eq!(signed_in.code(), "UNAUTHENTICATED", "{}", signed_in.0);
    assert_eq!(
        (changed.code(), changed.field()),
        ("BAD_USER_INPUT", "currentPassword")
    );
    let sessions = session::Entity::find().count(&db).await.unwrap();
    assert_eq!(sessions, 1, "the one from before");
}
