//! Resetting a password by mail.

use entity::mailed_token::{self, Purpose};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, TransactionTrait,
};
use serde_json::{Value, json};

use super::{ADA, PASSWORD, app, apps, call, expire, is_over, organization, sign_in, viewer};
use crate::support::{
    Answer, Client, MailServer, Socket, TestApp, WITH_SECOND_FACTOR, eventually, webhook_secret,
};

const NEW: &str = "another horse battery";

/// What seals secrets.
const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// The token of the newest link to `address` by which a password is reset.
pub(super) async fn token(server: &MailServer, address: &str) -> String {
    server.last(address, "/reset-password#").await.token()
}

async fn request(app: &TestApp, email: &str) -> Answer {
    let input = json!({ "email": email });
    call(&app.nobody(), "requestPasswordReset", input).await
}

async fn reset(app: &TestApp, token: &str, password: &str) -> Answer {
    let input = json!({ "token": token, "newPassword": password });
    call(&app.nobody(), "resetPassword", input).await
}

#[tokio::test]
async fn a_password_is_reset_by_a_link_which_ends_all_sessions() {
    for (server, app) in apps(&[]).await {
        let ada = app.user("ada").await;
        let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
        request(&app, "Ada@example.org")
            .await
            .data("/requestPasswordReset");
        let first = token(&server, ADA).await;
        request(&app, ADA).await.data("/requestPasswordReset");
        let second = eventually("another link", async || {
            let newest = token(&server, ADA).await;
            (newest != first).then_some(newest)
        })
        .await;
        let refused = reset(&app, &second, "short").await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "newPassword")
        );
        assert_eq!(viewer(&ada).await["emailVerified"], false);

        // Whoever asked for the second one need not be who reads the first.
        reset(&app, &first, NEW).await.data("/resetPassword");
        assert_eq!(socket.closed().await, 4403);
        let ended = ada.graphql("{ viewer { id } }", json!({})).await;
        assert_eq!(ended.code(), "UNAUTHENTICATED");
        for token in [first, second] {
            assert!(is_over(&reset(&app, &token, NEW).await), "one was used");
        }
        let old = sign_in(&app, ADA, PASSWORD).await;
        assert_eq!(old.code(), "UNAUTHENTICATED");
        let signed_in = sign_in(&app, ADA, NEW).await;
        let token = signed_in.data("/signIn/token").as_str().unwrap();
        let ada = Client {
            token: Some(token.to_owned()),
            ..ada
        };
        // Who has the link got it by mail.
        assert_eq!(viewer(&ada).await["emailVerified"], true);
        server
            .last(ADA, "The password of your account was changed")
            .await;
    }
}

/// A stranger may have signed up with the address, when nothing asked for a proof of it.
#[tokio::test]
async fn who_used_an_address_that_was_not_verified_keeps_nothing_by_which_to_get_in() {
    for (server, app) in apps(&[&format!("--secret-key={KEY}")]).await {
        let ada = app.user("ada").await;
        let id = organization(&ada).await;
        let db = app.database().await;
        let verified = |at: &str| format!("UPDATE \"user\" SET email_verified_at = {at}");
        let now = "'2026-01-01 00:00:00+00:00'";
        db.execute_unprepared(&verified(now)).await.unwrap();
        eventually("the session knows it", async || {
            (viewer(&ada).await["emailVerified"] == true).then_some(())
        })
        .await;
        let key = "mutation($id: ID!) { createApiKey(input: { organizationId: $id, name: \"CI\",
            scope: WRITE }) { token } }";
        let key = ada.graphql(key, json!({ "id": id })).await;
        let key = Client {
            token: key.data("/createApiKey/token").as_str().map(str::to_owned),
            ..app.nobody()
        };
        let factor = match db.get_database_backend() {
            DbBackend::Postgres => WITH_SECOND_FACTOR.replace("x'00'", "'\\x00'"),
            _ => WITH_SECOND_FACTOR.to_owned(),
        };
        db.execute_unprepared(&factor).await.unwrap();
        db.execute_unprepared(&verified("NULL")).await.unwrap();
        request(&app, ADA).await.data("/requestPasswordReset");
        let token = token(&server, ADA).await;
        reset(&app, &token, NEW).await.data("/resetPassword");
        sign_in(&app, ADA, NEW).await.data("/signIn");
        let websites = "{ websites { nodes { id } } }";
        eventually("the key is worth nothing", async || {
            let answer = key.graphql(websites, json!({})).await;
            (answer.0["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED").then_some(())
        })
        .await;
        server.last(ADA, "Resume the channels that are yours").await;
    }
}

/// A stranger may have signed up with the address, and would hear of what its owner adds.
#[tokio::test]
async fn channels_of_an_address_that_was_not_verified_are_paused() {
    for (server, app) in apps(&[&format!("--secret-key={KEY}")]).await {
        let ada = app.user("ada").await;
        let channel = async |person: &Client| {
            let query = "mutation($webhook: WebhookChannelInput!) { createChannel(input: {
                name: \"Ops\", webhook: $webhook }) { id } }";
            let webhook = json!({ "url": "http://127.0.0.1:9/", "secret": webhook_secret() });
            let created = person.graphql(query, json!({ "webhook": webhook }));
            created.await.data("/createChannel");
        };
        channel(&ada).await;
        let paused = async |person: &Client| {
            let answer = person.graphql("{ channels { paused } }", json!({})).await;
            answer.data("/channels").clone()
        };
        let reset_again = async |times: usize| {
            request(&app, ADA).await.data("/requestPasswordReset");
            let token = eventually("a link", async || {
                let found = server.mails().into_iter();
                let links = found.filter(|mail| mail.text().contains("/reset-password#"));
                links.map(|mail| mail.token()).nth(times)
            })
            .await;
            reset(&app, &token, NEW).await.data("/resetPassword");
            let signed_in = sign_in(&app, ADA, NEW).await;
            let token = signed_in.data("/signIn/token").as_str().map(str::to_owned);
            Client {
                token,
                ..app.nobody()
            }
        };
        let ada = reset_again(0).await;
        assert_eq!(paused(&ada).await, json!([{ "paused": true }]));
        let log = "{ auditLog { nodes { action objectName actor } } }";
        let log = ada.graphql(log, json!({})).await;
        let entry = json!({ "action": "CHANNEL_PAUSED", "objectName": "Ops", "actor": ADA });
        let entries = log.data("/auditLog/nodes").as_array().unwrap();
        assert!(entries.contains(&entry), "{entries:?}");
        // The address is verified now, so what is made from here on is the owner's.
        channel(&ada).await;
        let ada = reset_again(1).await;
        let both = json!([{ "paused": true }, { "paused": false }]);
        assert_eq!(paused(&ada).await, both);
    }
}

#[tokio::test]
async fn a_link_is_good_for_an_hour() {
    for (server, app) in apps(&[]).await {
        app.user("ada").await;
        request(&app, ADA).await.data("/requestPasswordReset");
        let stale = token(&server, ADA).await;
        let lasts = mailed_token::Entity::find()
            .filter(mailed_token::Column::Purpose.eq(Purpose::ResetPassword))
            .one(&app.database().await)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((lasts.expires_at - lasts.created_at).num_minutes(), 60);
        expire(&app).await;
        assert!(is_over(&reset(&app, &stale, NEW).await));
        sign_in(&app, ADA, PASSWORD).await.data("/signIn");
    }
}

/// The answer cannot depend on what is known of an address: it comes while nobody can look.
#[tokio::test]
async fn whether_an_address_has_an_account_is_not_told() {
    let [_, (server, app)] = apps(&[]).await;
    app.user("ada").await;
    let db = app.database().await;
    let locked = db.begin().await.unwrap();
    let lock = "LOCK TABLE \"user\" IN ACCESS EXCLUSIVE MODE";
    locked.execute_unprepared(lock).await.unwrap();
    let unknown = request(&app, "nobody@example.org").await;
    let known = request(&app, ADA).await;
    locked.rollback().await.unwrap();
    assert_eq!(known.0, unknown.0);
    assert_eq!(known.data("/requestPasswordReset"), true);
    token(&server, ADA).await;
    let mails = server.mails();
    assert!(mails.iter().all(|mail| mail.to() == ADA), "{mails:?}");
}

#[tokio::test]
async fn an_address_gets_only_so_many_mails_whether_it_has_an_account_or_not() {
    let (_server, app) = app().await;
    app.user("ada").await;
    let codes = async |email: &str| {
        let mut answers = Vec::new();
        for _ in 0..6 {
            let mut answer = request(&app, email).await.0;
            // How long to wait depends on the moment.
            if let Some(error) = answer.pointer_mut("/errors/0") {
                error["message"] = Value::Null;
                error["extensions"]["retryAfterSecs"] = Value::Null;
            }
            answers.push(answer);
        }
        answers
    };
    let known = codes(ADA).await;
    assert_eq!(known, codes("nobody@example.org").await);
    assert!(known[..5].iter().all(|answer| answer["errors"].is_null()));
    let limited = known[5].pointer("/errors/0/extensions/code").unwrap();
    assert_eq!(limited, "RATE_LIMITED");
    let malformed = request(&app, "nobody").await;
    assert_eq!(
        (malformed.code(), malformed.field()),
        ("BAD_USER_INPUT", "email")
    );
    // Whoever asks for many addresses has to wait, too.
    let mut limited = 0;
    for n in 0..30 {
        let answer = request(&app, &format!("nobody-{n}@example.org")).await;
        limited += usize::from(answer.0.get("errors").is_some());
    }
    assert!(limited > 0, "{limited}");
}
