//! The same through sockets, with cookies, keys and many at once.

use queue::InstanceKeys;
use serde_json::{Value, json};

use super::authenticator::{PASSWORD, STATE, confirm, remove, replace, set_up, sign_in, turn_on};
use super::{REQUIRED, WRONG, by, is_in, now_ms};
use crate::support::{Browser, Client, TestApp, apps_on_both_engines, waiting};

async fn a_browser_gives_a_code_too(app: TestApp) {
    let ada = app.user("ada").await;
    let (_, recovery) = turn_on(async |asked| by(&ada, asked).await, now_ms()).await;
    let mut browser = Browser::new(app.address);
    let query = "mutation($code: String) { signInBrowser(input: { email: \"ada@example.org\",
        password: \"correct horse battery\", code: $code }) { user { email } } }";
    for (code, expected) in [
        (Value::Null, REQUIRED),
        (json!("aaaa-bbbb-cccc-dddd"), WRONG),
    ] {
        let refused = browser.graphql(query, json!({ "code": code })).await;
        assert_eq!(refused.code(), expected);
        assert_eq!(browser.cookie, None);
    }
    let entered = browser.graphql(query, json!({ "code": recovery[0] })).await;
    assert_eq!(entered.data("/signInBrowser/user/email"), "ada@example.org");
    let viewer = browser.graphql("{ viewer { email } }", json!({})).await;
    assert_eq!(viewer.data("/viewer/email"), "ada@example.org");
    let state = ada.graphql(STATE, json!({})).await;
    assert_eq!(
        state.data("/secondFactor/recoveryCodesLeft"),
        9,
        "the old session goes on"
    );
}

async fn of_many_who_use_a_code_at_once_one_gets_in(app: TestApp) {
    let ada = app.user("ada").await;
    let (authenticator, recovery) = turn_on(async |asked| by(&ada, asked).await, now_ms()).await;
    for code in [authenticator.code(now_ms(), 1), recovery[0].clone()] {
        let tries = (0..5).map(|_| {
            let nobody = app.nobody();
            let asked = sign_in("ada", PASSWORD, Some(&code));
            async move { is_in(&by(&nobody, asked).await) }
        });
        let entered = futures_util::future::join_all(tries).await.into_iter();
        assert_eq!(entered.filter(|is_in| *is_in).count(), 1, "{code}");
    }
}

async fn a_key_neither_sees_nor_changes_it(app: TestApp) {
    let ada = app.user("ada").await;
    let (_, recovery) = turn_on(async |asked| by(&ada, asked).await, now_ms()).await;
    let own = ada.graphql("{ organizations { id } }", json!({})).await;
    let create = "mutation($id: ID!) { createApiKey(input: { organizationId: $id, name: \"CI\",
        scope: WRITE }) { token } }";
    let created = ada
        .graphql(create, json!({ "id": own.data("/organizations/0/id") }))
        .await;
    let token = created
        .data("/createApiKey/token")
        .as_str()
        .map(str::to_owned);
    let key = Client {
        token,
        ..app.nobody()
    };
    let asked = || {
        [
            (STATE, json!({})),
            set_up(PASSWORD),
            confirm("123456"),
            replace(PASSWORD, &recovery[0]),
            remove(PASSWORD, &recovery[0]),
        ]
    };
    for (who, code) in [(key, "FORBIDDEN"), (app.nobody(), WRONG)] {
        for asked in asked() {
            let query = asked.0;
            assert_eq!(by(&who, asked).await.code(), code, "{query}");
        }
    }
    let state = ada.graphql(STATE, json!({})).await;
    assert_eq!(state.data("/secondFactor/recoveryCodesLeft"), 10);
}

/// Both have read what was taken before when the first of them goes on.
#[tokio::test]
async fn of_two_who_use_a_code_at_the_same_instant_one_gets_in_on_postgres() {
    let key = InstanceKeys::generate().reveal();
    let app = TestApp::on_postgres_with_key(&key).await;
    let ada = app.user("ada").await;
    let (authenticator, recovery) = turn_on(async |asked| by(&ada, asked).await, now_ms()).await;
    let db = app.database().await;
    for code in [authenticator.code(now_ms(), 1), recovery[0].clone()] {
        let held = waiting::hold(&db, "SELECT 1 FROM totp FOR UPDATE").await;
        waiting::run(&held, "SELECT 1 FROM recovery_code FOR UPDATE").await;
        let tries = [(); 2].map(|()| {
            let nobody = app.nobody();
            let asked = sign_in("ada", PASSWORD, Some(&code));
            tokio::spawn(async move { is_in(&by(&nobody, asked).await) })
        });
        waiting::for_locks(&db, 2).await;
        held.commit().await.unwrap();
        let entered = futures_util::future::join_all(tries).await.into_iter();
        let entered = entered.filter(|is_in| *is_in.as_ref().unwrap());
        assert_eq!(entered.count(), 1, "{code}");
    }
}

#[tokio::test]
async fn without_a_key_there_is_none_on_postgres() {
    let app = TestApp::on_postgres().await;
    let ada = app.user("ada").await;
    let refused = by(&ada, set_up(PASSWORD)).await;
    assert_eq!(refused.code(), "CONFLICT");
    assert!(
        refused.message().contains("UPBEAT_SECRET_KEY"),
        "{}",
        refused.message()
    );
}

apps_on_both_engines!(
    a_browser_gives_a_code_too,
    of_many_who_use_a_code_at_once_one_gets_in,
    a_key_neither_sees_nor_changes_it,
);
