//! Accounts and sessions.

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::support::{Answer, Client, History, Socket, TestApp, on_both_engines};

on_both_engines!(who_fails_to_sign_in_is_told_the_same_after_the_same_work);

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

/// The outcome of trying a password, and after how many seconds to come again.
async fn tried(app: &TestApp, email: &str, password: &str) -> (String, Option<u64>) {
    let variables = json!({ "email": email, "password": password });
    let Answer(answer) = app.nobody().graphql(SIGN_IN, variables).await;
    let extension = |name: &str| {
        answer
            .pointer(&format!("/errors/0/extensions/{name}"))
            .cloned()
    };
    let code = extension("code").map_or("signed in".to_owned(), |code| {
        code.as_str().unwrap().to_owned()
    });
    (
        code,
        extension("retryAfterSecs").and_then(|secs| secs.as_u64()),
    )
}

#[tokio::test]
async fn guessing_is_slowed_down_whether_or_not_there_is_such_an_account() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for email in ["ada@example.org", "nobody@example.org", " ADA@example.org "] {
        let mut codes = Vec::new();
        for n in 0..12 {
            let (code, wait_secs) = tried(&app, email, &format!("guess number {n}")).await;
            let expected = if code == "RATE_LIMITED" {
                1..=30
            } else {
                0..=0
            };
            assert!(
                expected.contains(&wait_secs.unwrap_or_default()),
                "{code} {wait_secs:?}"
            );
            codes.push(code);
        }
        let guesses = codes
            .iter()
            .filter(|code| *code == "UNAUTHENTICATED")
            .count();
        let limited = codes.iter().filter(|code| *code == "RATE_LIMITED").count();
        // Another way to write an address is no other account.
        let expected = if email.contains("ADA") {
            (0, 12)
        } else {
            (10, 2)
        };
        assert_eq!((guesses, limited), expected, "{email}");
    }
    // Who is signed in notices nothing, and other accounts are free.
    ada.graphql("{ viewer { email } }", json!({}))
        .await
        .data("/viewer/email");
    app.user("bob").await;
    let (code, _) = tried(&app, "bob@example.org", "correct horse battery").await;
    assert_eq!(code, "signed in");
}

#[tokio::test]
async fn an_address_cannot_try_one_account_after_the_other() {
    let app = TestApp::new().await;
    let mut limited = 0;
    for n in 0..36 {
        let (code, _) = tried(
            &app,
            &format!("nobody-{n}@example.org"),
            "a common password",
        )
        .await;
        limited += usize::from(code == "RATE_LIMITED");
    }
    // One is free again every five seconds.
    assert!((1..=6).contains(&limited), "{limited}");
}

#[tokio::test]
async fn a_document_has_one_attempt() {
    let app = TestApp::new().await;
    app.user("ada").await;
    let one = |alias: &str| {
        format!(
            "{alias}: signIn(input: {{ email: \"ada@example.org\", password: \"wrong wrong wrong\" }}) {{ token }}"
        )
    };
    let fifty: String = (0..50).map(|n| one(&format!("a{n}"))).collect();
    let up = "signUp(input: { email: \"bob@example.org\", password: \"correct horse battery\" }) { token }";
    for (query, expected) in [
        (
            format!("mutation {{ {fifty} }}"),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            format!("mutation {{ {} {} }}", one("a"), one("b")),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            format!("mutation {{ {} {up} }}", one("a")),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            format!(
                "mutation {{ ...f {} }} fragment f on Mutation {{ {} }}",
                one("a"),
                one("b")
            ),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            format!(
                "mutation {{ ... {{ {} }} ... on Mutation {{ {} }} }}",
                one("a"),
                one("b")
            ),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        // The same key twice is one.
        (
            format!("mutation {{ {} {} }}", one("a"), one("a")),
            "UNAUTHENTICATED",
        ),
        (
            format!(
                "mutation {{ {} ... @skip(if: true) {{ {} }} }}",
                one("a"),
                one("b")
            ),
            "UNAUTHENTICATED",
        ),
    ] {
        let answer = app.nobody().graphql(&query, json!({})).await;
        assert_eq!(answer.code(), expected, "{query:.200}");
        let mut socket = Socket::open(app.address).await;
        socket.send(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.receive().await["type"], "connection_ack");
        socket.subscribe("1", &query, json!({})).await;
        let message = socket.receive().await.to_string();
        assert!(message.contains(expected), "{message}");
    }
    let db = app.database().await;
    let users = entity::user::Entity::find().count(&db).await;
    assert_eq!(users.unwrap(), 1, "nobody was signed up");
}

#[tokio::test]
async fn a_password_that_nobody_can_have_is_as_wrong_as_any() {
    let app = TestApp::new().await;
    app.user("ada").await;
    let long = "x".repeat(500_000);
    for email in ["ada@example.org", &format!("{long}@example.org"), ""] {
        let (code, _) = tried(&app, email, &long).await;
        assert_eq!(code, "UNAUTHENTICATED", "{email:.20}");
    }
}

/// The work is counted, as time is not to be relied on.
async fn who_fails_to_sign_in_is_told_the_same_after_the_same_work(mut history: History) {
    history.sign_up("sso").await;
    let no_password = "UPDATE \"user\" SET password_hash = '' WHERE email = 'sso@example.org'";
    history.execute(no_password).await;
    let long = "x".repeat(200);
    let attempt = async |email: &str, password: &str| {
        let before = history.app.passwords.begun();
        let variables = json!({ "email": email, "password": password });
        let Answer(mut answer) = history.graphql(SIGN_IN, variables).await;
        let wait = answer.pointer_mut("/errors/0/extensions/retryAfterSecs");
        if let Some(wait) = wait {
            *wait = json!("soon");
            answer["errors"][0]["message"] = json!("try again");
        }
        (history.app.passwords.begun() - before, answer)
    };
    let wrong = attempt("ada@example.org", "wrong wrong wrong").await;
    assert_eq!(wrong.0, 1);
    let code = wrong.1.pointer("/errors/0/extensions/code").unwrap();
    assert_eq!(code, "UNAUTHENTICATED");
    for (email, password) in [
        ("nobody@example.org", "wrong wrong wrong"),
        ("nobody", "wrong wrong wrong"),
        ("sso@example.org", "wrong wrong wrong"),
        ("sso@example.org", ""),
        ("ada@example.org", ""),
        ("ada@example.org", &long),
        ("nobody@example.org", &long),
    ] {
        assert_eq!(attempt(email, password).await, wrong, "{email} {password}");
    }
    let mut last = Vec::new();
    for email in ["ada@example.org", "nobody@example.org", "sso@example.org"] {
        for _ in 0..12 {
            attempt(email, "wrong wrong wrong").await;
        }
        last.push(attempt(email, "wrong wrong wrong").await);
    }
    assert_eq!(last[0].0, 0, "nothing is computed for whoever has to wait");
    let code = last[0].1.pointer("/errors/0/extensions/code").unwrap();
    assert_eq!(code, "RATE_LIMITED");
    assert!(last.iter().all(|one| *one == last[0]), "{last:?}");
}
