//! What is stored of a second factor, and what becomes of it with keys and resets.

use migration::testing::TestDb;
use queue::InstanceKeys;
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};

use super::authenticator::{PASSWORD, sign_in, turn_on};
use super::{REQUIRED, by, is_in, now_ms};
use crate::support::{Settings, TestApp, apps_on_both_engines, command};

async fn app_of_ada(db: &DatabaseConnection) -> entity::totp::Model {
    let found = entity::totp::Entity::find().one(db).await.unwrap();
    found.unwrap()
}

async fn nothing_that_opens_is_stored_as_it_is(app: TestApp) {
    let ada = app.user("ada").await;
    let (authenticator, recovery) = turn_on(async |asked| by(&ada, asked).await, now_ms()).await;
    let db = app.database().await;
    let stored = app_of_ada(&db).await.secret;
    let secret = authenticator.secret();
    assert!(stored.len() > secret.len());
    assert!(
        !stored
            .windows(4)
            .any(|part| secret.windows(4).any(|of| of == part))
    );
    let codes = entity::recovery_code::Entity::find()
        .all(&db)
        .await
        .unwrap();
    assert_eq!(codes.len(), 10);
    for row in codes {
        assert_eq!(row.code_hash.len(), 32);
        let text = String::from_utf8_lossy(&row.code_hash).to_lowercase();
        assert!(!recovery.iter().any(|code| text.contains(&code[..4])));
    }
}

async fn an_operator_resets_a_password_and_with_it_the_factor_if_told_so(app: TestApp) {
    let ada = app.user("ada").await;
    turn_on(async |asked| by(&ada, asked).await, now_ms()).await;
    let db = app.database().await;
    let user = app_of_ada(&db).await.user_id;
    let passkey = entity::passkey::Model {
        id: uuid::Uuid::now_v7(),
        user_id: user,
        name: "Phone".to_owned(),
        credential_id: vec![1],
        credential: "{}".to_owned(),
        created_at: chrono::Utc::now(),
        last_used_at: None,
    };
    let passkey = entity::passkey::Entity::insert(passkey.into_active_model());
    passkey.exec_without_returning(&db).await.unwrap();
    let reset = async |more: &'static [&'static str]| {
        let url = app.database_url.clone();
        let run = move || {
            let arguments = [&["user", "reset-password", "ada@example.org"], more].concat();
            let environment = [("DATABASE_URL", url.as_str())];
            command("upbeat", &arguments, &environment)
                .output()
                .unwrap()
        };
        let output = tokio::task::spawn_blocking(run).await.unwrap();
        let [password, told] =
            [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(told.contains("passkeys (1)"), "{told}");
        (
            password.trim().to_owned(),
            told.contains("--remove-second-factor"),
        )
    };
    let (password, says_it_stays) = reset(&[]).await;
    assert!(says_it_stays);
    let nobody = app.nobody();
    let refused = by(&nobody, sign_in("ada", &password, None)).await;
    assert_eq!(refused.code(), REQUIRED);
    let (password, says_it_stays) = reset(&["--remove-second-factor"]).await;
    assert!(!says_it_stays);
    assert!(is_in(&by(&nobody, sign_in("ada", &password, None)).await));
    let codes = entity::recovery_code::Entity::find()
        .all(&db)
        .await
        .unwrap();
    assert_eq!(codes.len(), 0);
}

apps_on_both_engines!(
    nothing_that_opens_is_stored_as_it_is,
    an_operator_resets_a_password_and_with_it_the_factor_if_told_so,
);

/// While a key is replaced both are known, and the new one seals everything anew.
async fn codes_go_on_with_a_new_key(url: &str) {
    let keys = [(); 2].map(|()| InstanceKeys::generate().reveal());
    let server = async |key: &str| {
        let settings = Settings {
            database_url: url,
            redis_url: "",
            secret_key: key,
        };
        TestApp::on(settings).await
    };
    let app = server(&keys[0]).await;
    let ada = app.user("ada").await;
    let (authenticator, recovery) = turn_on(async |asked| by(&ada, asked).await, now_ms()).await;
    app.stop().await;

    let app = server(&format!("{},{}", keys[1], keys[0])).await;
    let row = app_of_ada(&app.database().await).await;
    let new: InstanceKeys = keys[1].parse().unwrap();
    let opened = new.open_totp(&row.secret, row.user_id).unwrap();
    assert_eq!(opened, authenticator.secret());
    app.stop().await;

    let app = server(&keys[1]).await;
    let code = authenticator.code(now_ms(), 1);
    assert!(is_in(
        &by(&app.nobody(), sign_in("ada", PASSWORD, Some(&code))).await
    ));
    app.stop().await;

    // Whoever has lost the key lets people in by what needs none.
    let app = server(&keys[0]).await;
    let code = authenticator.code(now_ms(), 1);
    let failed = by(&app.nobody(), sign_in("ada", PASSWORD, Some(&code))).await;
    assert_eq!(failed.code(), "INTERNAL_SERVER_ERROR");
    let entered = by(&app.nobody(), sign_in("ada", PASSWORD, Some(&recovery[0]))).await;
    assert!(is_in(&entered));
    app.stop().await;
}

#[tokio::test]
async fn codes_go_on_with_a_new_key_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("upbeat.db").display());
    codes_go_on_with_a_new_key(&url).await;
}

#[tokio::test]
async fn codes_go_on_with_a_new_key_on_postgres() {
    let database = TestDb::postgres().await.unwrap();
    codes_go_on_with_a_new_key(&database.url).await;
}
