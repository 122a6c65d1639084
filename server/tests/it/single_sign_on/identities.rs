//! Identities: which a person has at the provider, and how one is unlinked.

use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::provider::Provider;
use super::visitor::Visitor;
use super::{app_with, text};
use crate::support::{Client, TestApp};

const IDENTITIES: &str = "{ identities { id issuer subject createdAt } }";
const UNLINK: &str = "mutation($id: ID!) { unlinkIdentity(id: $id) }";
const SIGN_IN: &str = "mutation { signInBrowser(input: { email: \"ada@example.org\",
    password: \"correct horse battery\" }) { user { id } } }";

async fn on_each_engine(provider: &Provider, more: &[&str]) -> [TestApp; 2] {
    let flags = provider.flags();
    let flags = flags.iter().map(String::as_str).chain(more.iter().copied());
    let flags: Vec<&str> = flags.collect();
    [
        app_with(provider, more).await,
        TestApp::on_postgres_with(&flags).await,
    ]
}

async fn identities(visitor: &mut Visitor) -> Vec<Value> {
    let answer = visitor.graphql(IDENTITIES, json!({})).await;
    answer.data("/identities").as_array().unwrap().clone()
}

async fn unlink(visitor: &mut Visitor, id: &Value) -> Value {
    let answer = visitor.graphql(UNLINK, json!({ "id": id })).await;
    match answer.0.pointer("/data/unlinkIdentity") {
        Some(unlinked) if !unlinked.is_null() => unlinked.clone(),
        _ => json!(answer.code()),
    }
}

#[tokio::test]
async fn an_identity_is_unlinked_by_its_owner_who_has_a_password() {
    let provider = Provider::start();
    provider.ada(&[]).await;
    for app in on_each_engine(&provider, &[]).await {
        app.user("ada").await;
        let mut ada = Visitor::new(app.address);
        ada.graphql(SIGN_IN, json!({})).await.data("/signInBrowser");
        assert_eq!(identities(&mut ada).await, [Value::Null; 0]);
        assert_eq!(ada.sign_in("/").await.status, 303);
        let linked = identities(&mut ada).await;
        assert_eq!(linked.len(), 1);
        assert_eq!(linked[0]["subject"], "ada-at-the-provider");
        assert_eq!(linked[0]["issuer"], provider.issuer);
        let id = &linked[0]["id"];

        let eve = app.user("eve").await;
        assert_eq!(
            eve.graphql(UNLINK, json!({ "id": id })).await.code(),
            "NOT_FOUND"
        );
        let own = eve.graphql("{ organizations { id } }", json!({})).await;
        let create = "mutation($id: ID!) { createApiKey(input: { organizationId: $id, name: \"CI\",
            scope: WRITE }) { token } }";
        let of = json!({ "id": own.data("/organizations/0/id") });
        let token = eve.graphql(create, of).await;
        let token = token
            .data("/createApiKey/token")
            .as_str()
            .map(str::to_owned);
        let key = Client {
            token,
            ..app.nobody()
        };
        assert_eq!(key.graphql(IDENTITIES, json!({})).await.code(), "FORBIDDEN");
        assert_eq!(
            key.graphql(UNLINK, json!({ "id": id })).await.code(),
            "FORBIDDEN"
        );

        assert_eq!(unlink(&mut ada, id).await, *id);
        assert_eq!(unlink(&mut ada, id).await, "NOT_FOUND");
        assert_eq!(
            identities(&mut ada).await,
            [Value::Null; 0],
            "and the session goes on"
        );
        let refused = Visitor::new(app.address).sign_in("/").await;
        assert_eq!(refused.status, 409, "{}", text(&refused));
        assert_eq!(ada.sign_in("/").await.status, 303);
        assert_eq!(identities(&mut ada).await[0]["id"], *id, "linked again");
    }
}

#[tokio::test]
async fn the_only_way_into_an_account_is_not_taken_from_it() {
    let provider = Provider::start();
    provider.ada(&[]).await;
    let passkeys = "{ passkeys { id } }";
    let remove = "mutation($id: ID!) { removePasskey(id: $id) }";
    for app in on_each_engine(&provider, &[]).await {
        let mut ada = Visitor::new(app.address);
        assert_eq!(ada.sign_in("/").await.status, 303);
        let id = identities(&mut ada).await[0]["id"].clone();
        assert_eq!(unlink(&mut ada, &id).await, "CONFLICT");
        assert_eq!(Visitor::new(app.address).sign_in("/").await.status, 303);

        let db = app.database().await;
        let user = entity::user::Entity::find()
            .one(&db)
            .await
            .unwrap()
            .unwrap();
        let passkey = entity::passkey::Model {
            id: uuid::Uuid::now_v7(),
            user_id: user.id,
            name: "Phone".to_owned(),
            credential_id: vec![1],
            credential: "{}".to_owned(),
            created_at: chrono::Utc::now(),
            last_used_at: None,
        };
        let passkey = entity::passkey::Entity::insert(passkey.into_active_model());
        passkey.exec_without_returning(&db).await.unwrap();
        assert_eq!(unlink(&mut ada, &id).await, id);
        let left = ada.graphql(passkeys, json!({})).await;
        let passkey = json!({ "id": left.data("/passkeys/0/id") });
        assert_eq!(
            ada.graphql(remove, passkey.clone()).await.code(),
            "CONFLICT"
        );
        db.execute_unprepared("UPDATE \"user\" SET password_hash = '$argon2id$'")
            .await
            .unwrap();
        ada.graphql(remove, passkey).await.data("/removePasskey");
    }
}

#[tokio::test]
async fn a_password_that_nobody_may_use_is_no_way_in() {
    let provider = Provider::start();
    provider.ada(&[]).await;
    for app in on_each_engine(&provider, &["--passwords=off"]).await {
        let mut ada = Visitor::new(app.address);
        assert_eq!(ada.sign_in("/").await.status, 303);
        let db = app.database().await;
        db.execute_unprepared("UPDATE \"user\" SET password_hash = '$argon2id$'")
            .await
            .unwrap();
        let id = identities(&mut ada).await[0]["id"].clone();
        assert_eq!(unlink(&mut ada, &id).await, "CONFLICT");
    }
}
