//! Secrets: they reach the website, and nobody else.

use queue::InstanceKeys;
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::support::{Answer, Client, Settings, Target, TestApp, TestRedis, eventually};

/// What must be found nowhere.
const HUSH: [&str; 3] = ["hush-header", "hush-password", "aHVzaA"];

fn secrets() -> Value {
    json!({ "http": { "headers": [{ "name": "X-Key", "value": "hush-header" }, { "name": "x-plain", "value": "1" }],
        "basicAuth": { "user": "ada", "password": "hush-password" } } })
}

async fn create(client: &Client, url: &str, check: Value) -> Answer {
    let query = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    let input = json!({ "url": url, "intervalSecs": 86_400, "check": check });
    client.graphql(query, json!({ "input": input })).await
}

async fn update(client: &Client, id: &str, check: Value) -> Answer {
    let query = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) {
        check { http { headers auth clientCertificate } } } }";
    let input = json!({ "id": id, "check": check });
    client.graphql(query, json!({ "input": input })).await
}

fn id(answer: &Answer) -> String {
    answer
        .data("/createWebsite/id")
        .as_str()
        .unwrap()
        .to_owned()
}

/// The request of the check that `ask` brings about.
async fn request_after<T>(target: &Target, ask: impl Future<Output = T>) -> (T, String) {
    let before = target.visits();
    let answer = ask.await;
    eventually("the check", async || {
        (target.visits() > before).then_some(())
    })
    .await;
    (answer, target.last_request().to_lowercase())
}

/// The lines of a request that carry secrets.
fn carried(request: &str) -> Vec<&str> {
    let secret = ["x-key:", "x-plain:", "authorization:"];
    let lines = request.lines();
    lines
        .filter(|line| secret.iter().any(|name| line.starts_with(name)))
        .collect()
}

/// Every column of what is stored of websites and their schedules.
async fn dump(db: &DatabaseConnection) -> String {
    let mut text = String::new();
    let mut add = |shown: String, secrets: Option<Vec<u8>>| {
        text += &shown;
        text += &String::from_utf8_lossy(&secrets.unwrap_or_default());
    };
    for row in entity::website::Entity::find().all(db).await.unwrap() {
        add(format!("{row:?}"), row.secrets);
    }
    for row in entity::schedule::Entity::find().all(db).await.unwrap() {
        add(format!("{row:?}"), row.secrets);
    }
    text
}

async fn they_reach_the_website_and_no_row_or_answer(app: TestApp) {
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let (made, request) = request_after(&target, create(&ada, &target.url(), secrets())).await;
    let basic = "authorization: basic ywrhomh1c2gtcgfzc3dvcmq=";
    assert_eq!(
        carried(&request),
        ["x-key: hush-header", "x-plain: 1", basic]
    );
    let fields = "name url check { http { headers auth body clientCertificate } }
        ticks { edges { node { outcome failure { reason } evidence { head body } } } }";
    let shown = ada.website(&id(&made), fields).await;
    let http = json!({ "headers": ["x-key", "x-plain"], "auth": "BASIC", "body": null, "clientCertificate": false });
    assert_eq!(shown["check"]["http"], http);
    let stored = dump(&app.database().await).await;
    assert!(stored.contains("x-key"), "{stored}");
    for hush in HUSH {
        assert!(!shown.to_string().contains(hush), "{shown}");
        assert!(!stored.contains(hush), "{stored}");
    }
}

#[tokio::test]
async fn they_reach_the_website_and_no_row_or_answer_on_sqlite() {
    they_reach_the_website_and_no_row_or_answer(TestApp::new().await).await;
}

#[tokio::test]
async fn they_reach_the_website_and_no_row_or_answer_on_postgres() {
    let key = InstanceKeys::generate().reveal();
    they_reach_the_website_and_no_row_or_answer(TestApp::on_postgres_with_key(&key).await).await;
}

#[tokio::test]
async fn null_keeps_a_secret_and_what_is_left_out_is_gone() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let (made, _) = request_after(&target, create(&ada, &target.url(), secrets())).await;
    let id = id(&made);
    let change = async |check: Value| {
        let (answer, request) = request_after(&target, update(&ada, &id, check)).await;
        let shown = answer.data("/updateWebsite/check/http").clone();
        (shown, request)
    };
    let kept = json!({ "http": { "method": "POST", "headers": [{ "name": "x-KEY", "value": null }, { "name": "x-plain", "value": "2" }],
        "basicAuth": { "user": "bob", "password": null } } });
    let (shown, request) = change(kept).await;
    assert_eq!(shown["auth"], "BASIC");
    let basic = "authorization: basic ym9iomh1c2gtcgfzc3dvcmq=";
    assert_eq!(
        carried(&request),
        ["x-key: hush-header", "x-plain: 2", basic]
    );

    let (shown, request) = change(json!({ "http": { "bearerToken": "hush-token" } })).await;
    assert_eq!(
        shown,
        json!({ "headers": [], "auth": "BEARER", "clientCertificate": false })
    );
    assert_eq!(carried(&request), ["authorization: bearer hush-token"]);
    let (_, request) = change(json!({ "http": { "bearerToken": null, "method": "PUT" } })).await;
    assert_eq!(carried(&request), ["authorization: bearer hush-token"]);

    // There is no password any more, and no header.
    for (check, field) in [
        (
            json!({ "http": { "headers": [{ "name": "x-key" }] } }),
            "check.http.headers[0].value",
        ),
        (
            json!({ "http": { "basicAuth": { "user": "ada" } } }),
            "check.http.basicAuth.password",
        ),
    ] {
        let refused = update(&ada, &id, check).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
    let (shown, request) = change(json!({ "http": {} })).await;
    assert!(shown["auth"].is_null());
    assert_eq!(carried(&request), Vec::<&str>::new());
    let rows = entity::website::Entity::find()
        .all(&app.database().await)
        .await
        .unwrap();
    assert_eq!(rows[0].secrets, None);

    // Nor does a tombstone keep any.
    change(secrets()).await;
    let delete = "mutation($id: ID!) { deleteWebsite(id: $id) }";
    let deleted = ada.graphql(delete, json!({ "id": id })).await;
    deleted.data("/deleteWebsite");
    let rows = entity::website::Entity::find()
        .all(&app.database().await)
        .await
        .unwrap();
    assert_eq!(rows[0].secrets, None);
}

#[tokio::test]
async fn they_do_not_follow_a_website_that_is_led_elsewhere() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (target, other) = (Target::start().await, Target::start().await);
    let (made, _) = request_after(&target, create(&ada, &target.url(), secrets())).await;
    let id = id(&made);
    let mutation = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }";
    let lead = async |url: String, check: Value| {
        let input = json!({ "input": { "id": id, "url": url, "check": check } });
        ada.graphql(mutation, input).await
    };
    let kept = json!({ "http": { "headers": [{ "name": "x-key", "value": null }] } });
    for (check, field) in [
        (Value::Null, "url"),
        (kept.clone(), "check.http.headers[0].value"),
    ] {
        let refused = lead(other.url(), check).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
    // Another page of the same website keeps them.
    let page = lead(format!("{}other", target.url()), kept);
    let (_, request) = request_after(&target, page).await;
    assert_eq!(carried(&request), ["x-key: hush-header"]);
    let anew = json!({ "http": { "headers": [{ "name": "x-key", "value": "new" }] } });
    let (_, request) = request_after(&other, lead(other.url(), anew)).await;
    assert_eq!(carried(&request), ["x-key: new"]);
}

#[tokio::test]
async fn they_do_not_follow_a_check_that_is_led_elsewhere() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (target, other) = (Target::start().await, Target::start().await);
    let to = |target: &Target| target.address.to_string();
    let check = |value: Value, host: Value, connect_to: Value| {
        let headers = json!([{ "name": "x-key", "value": value }]);
        json!({ "http": { "headers": headers, "host": host, "connectTo": connect_to } })
    };
    let url = "http://shop.test/";
    let first = check("hush-header".into(), Value::Null, to(&target).into());
    let (made, request) = request_after(&target, create(&ada, url, first)).await;
    assert_eq!(carried(&request), ["x-key: hush-header"]);
    assert!(request.contains("\r\nhost: shop.test\r\n"), "{request}");
    let id = id(&made);
    for (host, connect_to) in [
        (Value::Null, to(&other).into()),
        (Value::Null, Value::Null),
        ("evil.test".into(), to(&target).into()),
        ("evil.test".into(), Value::Null),
    ] {
        let refused = update(&ada, &id, check(Value::Null, host, connect_to)).await;
        assert_eq!(refused.field(), "check.http.headers[0].value");
    }
    let (kept, request) = request_after(&target, async {
        let mut check = check(Value::Null, Value::Null, to(&target).into());
        check["http"]["method"] = "OPTIONS".into();
        update(&ada, &id, check).await
    })
    .await;
    kept.data("/updateWebsite");
    assert_eq!(carried(&request), ["x-key: hush-header"]);
    let anew = check("new".into(), "www.test".into(), to(&other).into());
    let (_, request) = request_after(&other, update(&ada, &id, anew)).await;
    assert_eq!(carried(&request), ["x-key: new"]);
    assert!(request.contains("\r\nhost: www.test\r\n"), "{request}");
}

#[tokio::test]
async fn a_client_certificate_is_kept_with_its_own_key_only() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let identity = || {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["ada".to_owned()]).unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    };
    let ((certificate, key), (_, other_key)) = (identity(), identity());
    let check = |key: &str| {
        let client = json!({ "certificatePem": certificate, "keyPem": key });
        json!({ "http": { "clientCertificate": client } })
    };
    let id = id(&create(&ada, "a.test", check(&key)).await);
    let shown = async || {
        let fields = "check { http { clientCertificate } }";
        ada.website(&id, fields).await["check"]["http"]["clientCertificate"].clone()
    };
    assert_eq!(shown().await, true);
    let stored = dump(&app.database().await).await;
    assert!(!stored.contains(key.lines().nth(1).unwrap()));
    let refused = update(&ada, &id, check(&other_key)).await;
    assert_eq!(refused.field(), "check.http.clientCertificate");
    let kept = json!({ "http": { "clientCertificate": null, "method": "HEAD" } });
    update(&ada, &id, kept).await.data("/updateWebsite");
    assert_eq!(shown().await, true);
    update(&ada, &id, json!({ "http": {} }))
        .await
        .data("/updateWebsite");
    assert_eq!(shown().await, false);
}

#[tokio::test]
async fn without_a_key_they_are_refused_and_everything_else_is_not() {
    let app = TestApp::on_postgres().await;
    let ada = app.user("ada").await;
    let refused = create(&ada, "a.test", secrets()).await;
    assert_eq!((refused.code(), refused.field()), ("CONFLICT", "check"));
    let text = refused.0["errors"][0]["message"].as_str().unwrap();
    assert!(text.contains("UPBEAT_SECRET_KEY"), "{text}");
    let made = create(
        &ada,
        "a.test",
        json!({ "http": { "method": "POST", "body": "x" } }),
    )
    .await;
    let refused = update(&ada, &id(&made), secrets()).await;
    assert_eq!(refused.code(), "CONFLICT");
}

#[tokio::test]
async fn with_another_key_they_must_be_given_again() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("upbeat.db").display());
    let keys = [
        InstanceKeys::generate().reveal(),
        InstanceKeys::generate().reveal(),
    ];
    let server = async |key: &str| {
        let settings = Settings {
            database_url: &url,
            redis_url: "",
            secret_key: key,
        };
        TestApp::on(settings).await
    };
    let app = server(&keys[0]).await;
    let token = app.user("ada").await.token;
    let sign_in = |app: &TestApp| Client {
        token: token.clone(),
        ..app.nobody()
    };
    let id = id(&create(&sign_in(&app), "a.test", secrets()).await);
    app.stop().await;

    let app = server(&keys[1]).await;
    let ada = sign_in(&app);
    let rename = "mutation($id: ID!) { updateWebsite(input: { id: $id, name: \"b\" }) { name } }";
    ada.graphql(rename, json!({ "id": id }))
        .await
        .data("/updateWebsite");
    let kept = json!({ "http": { "headers": [{ "name": "x-key" }] } });
    assert_eq!(update(&ada, &id, kept.clone()).await.code(), "CONFLICT");
    update(&ada, &id, secrets()).await.data("/updateWebsite");
    app.stop().await;

    // While a key is replaced both are known, and the new one seals everything anew.
    server(&format!("{},{}", keys[0], keys[1]))
        .await
        .stop()
        .await;
    let app = server(&keys[0]).await;
    let row = entity::schedule::Entity::find()
        .order_by_desc(entity::schedule::Column::Revision)
        .one(&app.database().await)
        .await
        .unwrap()
        .unwrap();
    let sealed = row.secrets.unwrap();
    let first: InstanceKeys = keys[0].parse().unwrap();
    let organization = row.organization_id.unwrap().0;
    assert!(first.open(&sealed, organization, row.website_id).is_ok());
    update(&sign_in(&app), &id, kept)
        .await
        .data("/updateWebsite");
    app.stop().await;
}

#[tokio::test]
async fn they_are_in_no_job() {
    let redis = TestRedis::start().await;
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("upbeat.db").display());
    let app = TestApp::on(Settings {
        database_url: &url,
        redis_url: &redis.url,
        secret_key: "",
    })
    .await;
    let india = entity::region::ActiveModel {
        key: Set(entity::RegionKey(1)),
        name: Set("india".to_owned()),
        valid_from_ms: Set(0),
    };
    let db = app.database().await;
    entity::region::Entity::insert(india)
        .exec_without_returning(&db)
        .await
        .unwrap();
    let ada = app.user("ada").await;
    create(&ada, "a.test", secrets())
        .await
        .data("/createWebsite");
    let jobs = eventually("the first job", async || {
        let jobs = redis.cli(&["XRANGE", "upbeat:{india}:checks", "-", "+"]);
        jobs.contains("x-key").then_some(jobs)
    })
    .await;
    for hush in HUSH {
        assert!(!jobs.contains(hush), "{jobs}");
    }
    app.stop().await;
    for file in std::fs::read_dir(directory.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for hush in HUSH {
            assert!(!text.contains(hush), "{}", path.display());
        }
    }
}
