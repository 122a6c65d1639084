//! Channels through the public API, with real checks and a real receiver.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Client, Receiver, Target, TestApp, eventually, webhook_secret as secret};

const CREATE: &str = "mutation($input: CreateChannelInput!) { createChannel(input: $input) {
    id name kind kinds websiteIds repeatSecs timeZone paused fallback broken problem failingSince
    settings { name value } quiet { from to days except } } }";

const TEST: &str = "mutation($id: ID!) { testChannel(id: $id) { kind state
    attempts { outcome status reply } channel { id broken problem } } }";

async fn create(ada: &Client, input: Value) -> Value {
    let answer = ada.graphql(CREATE, json!({ "input": input })).await;
    answer.data("/createChannel").clone()
}

async fn act(ada: &Client, mutation: &str, id: &Value) -> Value {
    let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) {{ paused }} }}");
    let answer = ada.graphql(&query, json!({ "id": id })).await;
    answer.data(&format!("/{mutation}")).clone()
}

async fn status(ada: &Client, id: &str, status: &str) {
    eventually(status, async || {
        (ada.website(id, "status").await["status"] == status).then_some(())
    })
    .await;
}

async fn check_now(ada: &Client, id: &str) {
    let query = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    ada.graphql(query, json!({ "id": id }))
        .await
        .data("/checkNow");
}

/// A website that resolves its incidents at once.
async fn watch(ada: &Client, target: &Target) -> String {
    let query = "mutation($url: String!) { createWebsite(input: { url: $url, name: \"Shop\",
        intervalSecs: 3600, recoverySecs: 0 }) { id } }";
    let answer = ada.graphql(query, json!({ "url": target.url() })).await;
    let id = answer
        .data("/createWebsite/id")
        .as_str()
        .unwrap()
        .to_owned();
    status(ada, &id, "UP").await;
    id
}

async fn told(receiver: &Receiver, types: &[&str]) {
    eventually(&format!("{types:?}"), async || {
        (receiver.types() == types).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_incident_reaches_a_webhook_signed_and_in_order() {
    for app in [
        TestApp::new().await,
        TestApp::on_postgres_with_key(&STANDARD.encode([1; 32])).await,
    ] {
        let ada = app.user("ada").await;
        let mut target = Target::start().await;
        let id = watch(&ada, &target).await;
        let receiver = Receiver::start().await;
        let channel = create(
            &ada,
            json!({ "name": "Ops", "webhook": receiver.webhook() }),
        )
        .await;
        assert_eq!(channel["kind"], "WEBHOOK");
        let settings = json!([{ "name": "url", "value": receiver.url }]);
        assert_eq!(channel["settings"], settings);
        target.switch_off().await;
        check_now(&ada, &id).await;
        told(&receiver, &["incident.opened"]).await;
        target.switch_on().await;
        check_now(&ada, &id).await;
        told(&receiver, &["incident.opened", "incident.resolved"]).await;

        let requests = receiver.requests.lock().unwrap().clone();
        let opened: Value = serde_json::from_slice(&requests[0].body).unwrap();
        assert_eq!(opened["data"]["website"]["name"], "Shop");
        assert_eq!(opened["data"]["website"]["id"], id);
        for request in &requests {
            assert!(request.is_signed());
        }

        let query = "{ incidents(first: 1) { nodes { id
            deliveries(first: 5) { nodes { id kind state websiteName channel { name }
                attempts { outcome status reply } } } } } }";
        let answer = ada.graphql(query, json!({})).await;
        let deliveries = answer.data("/incidents/nodes/0/deliveries/nodes");
        let attempts = json!([{ "outcome": "DELIVERED", "status": 200, "reply": "said" }]);
        for (nth, kind) in ["INCIDENT_OPENED", "INCIDENT_RESOLVED"].iter().enumerate() {
            let delivery = &deliveries[nth];
            assert_eq!(delivery["kind"], *kind);
            assert_eq!(delivery["state"], "DELIVERED");
            assert_eq!(delivery["attempts"], attempts);
            assert_eq!(delivery["channel"]["name"], "Ops");
            assert_eq!(delivery["websiteName"], "Shop");
            assert_eq!(delivery["id"], requests[nth].header("webhook-id"));
        }
    }
}

#[tokio::test]
async fn a_test_shows_what_the_receiver_says() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let receiver = Receiver::start().await;
    let channel = create(
        &ada,
        json!({ "name": "Ops", "webhook": receiver.webhook() }),
    )
    .await;
    let id = json!({ "id": channel["id"] });
    let tested = ada.graphql(TEST, id.clone()).await;
    let tested = tested.data("/testChannel");
    assert_eq!(
        (&tested["kind"], &tested["state"]),
        (&json!("TEST"), &json!("DELIVERED"))
    );
    assert_eq!(receiver.types(), ["test"]);
    receiver.answer(500);
    let tested = ada.graphql(TEST, id.clone()).await;
    let tested = tested.data("/testChannel");
    assert_eq!(tested["state"], "EXPIRED", "a test is not tried again");
    assert_eq!(tested["attempts"][0]["outcome"], "LATER");
    assert_eq!(tested["attempts"][0]["status"], 500);
    receiver.answer(410);
    let tested = ada.graphql(TEST, id.clone()).await;
    let tested = tested.data("/testChannel");
    assert_eq!(tested["attempts"][0]["outcome"], "BROKEN");
    let query = "query($id: ID!) { channel(id: $id) { broken problem
        deliveries(first: 9) { nodes { kind state } } } }";
    let answer = ada.graphql(query, id.clone()).await;
    let channel = answer.data("/channel");
    assert_eq!(
        (&channel["broken"], &channel["problem"]),
        (&json!(false), &json!(null)),
        "it is the person who hears of it"
    );
    let deliveries = channel["deliveries"]["nodes"].as_array().unwrap();
    assert_eq!(deliveries.len(), 3);

    receiver.answer(200);
    for _ in 0..4 {
        ada.graphql(TEST, id.clone()).await;
    }
    assert_eq!(ada.graphql(TEST, id.clone()).await.code(), "RATE_LIMITED");

    act(&ada, "pauseChannel", &id["id"]).await;
    let refused = ada.graphql(TEST, id.clone()).await;
    assert_eq!((refused.code(), refused.field()), ("CONFLICT", "id"));
}

#[tokio::test]
async fn a_new_or_resumed_channel_is_told_what_is_open_and_what_is_over() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let id = watch(&ada, &target).await;
    target.switch_off().await;
    check_now(&ada, &id).await;
    status(&ada, &id, "DOWN").await;
    let receiver = Receiver::start().await;
    let channel = create(
        &ada,
        json!({ "name": "Ops", "webhook": receiver.webhook(), "kinds": ["INCIDENT_RESOLVED", "INCIDENT_OPENED"] }),
    )
    .await;
    told(&receiver, &["incident.opened"]).await;
    assert_eq!(
        act(&ada, "pauseChannel", &channel["id"]).await["paused"],
        true
    );
    target.switch_on().await;
    check_now(&ada, &id).await;
    status(&ada, &id, "UP").await;
    assert_eq!(receiver.types().len(), 1, "it is paused");
    assert_eq!(
        act(&ada, "resumeChannel", &channel["id"]).await["paused"],
        false
    );
    told(&receiver, &["incident.opened", "incident.resolved"]).await;
    act(&ada, "resumeChannel", &channel["id"]).await;
    let delete = "mutation($id: ID!) { deleteChannel(id: $id) }";
    let deleted = ada.graphql(delete, json!({ "id": channel["id"] })).await;
    assert_eq!(deleted.data("/deleteChannel"), &channel["id"]);
    target.switch_off().await;
    check_now(&ada, &id).await;
    status(&ada, &id, "DOWN").await;
    assert_eq!(receiver.types().len(), 2, "it is deleted");
    let answer = ada.graphql("{ channels { id } }", json!({})).await;
    assert_eq!(answer.data("/channels"), &json!([]));
}

#[tokio::test]
async fn a_channel_is_changed_and_belongs_to_its_organization() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let website = ada.create_website("a.test").await;
    let input = json!({
        "name": "Chat",
        "kinds": ["PARTIAL", "INCIDENT_OPENED", "PARTIAL"],
        "websiteIds": [website],
        "repeatSecs": 3_600,
        "timeZone": "europe/berlin",
        "quiet": { "from": "22:00", "to": "07:30", "days": [7, 6], "except": ["INCIDENT_RESOLVED"] },
        "fallback": true,
        "telegram": { "token": "123456:secret-token-of-the-bot-0123456789", "chatId": "-100123" },
    });
    let channel = create(&ada, input).await;
    assert_eq!(channel["kinds"], json!(["INCIDENT_OPENED", "PARTIAL"]));
    assert_eq!(channel["websiteIds"], json!([website]));
    assert_eq!(channel["timeZone"], "Europe/Berlin");
    let quiet =
        json!({ "from": "22:00", "to": "07:30", "days": [6, 7], "except": ["INCIDENT_RESOLVED"] });
    assert_eq!(channel["quiet"], quiet);
    assert_eq!(channel["fallback"], true);
    let settings = json!([{ "name": "chatId", "value": "-100123" }]);
    assert_eq!(channel["settings"], settings);

    let other = create(
        &ada,
        json!({ "name": "Other", "fallback": true, "ntfy": { "topic": "our-own-topic" } }),
    )
    .await;
    let update = "mutation($input: UpdateChannelInput!) { updateChannel(input: $input) {
        name kind kinds websiteIds repeatSecs timeZone quiet { from } fallback } }";
    let input = json!({ "id": channel["id"], "name": "Team", "websiteIds": null,
        "repeatSecs": null, "timeZone": null, "quiet": null });
    let updated = ada.graphql(update, json!({ "input": input })).await;
    let expected = json!({ "name": "Team", "kind": "TELEGRAM",
        "kinds": ["INCIDENT_OPENED", "PARTIAL"], "websiteIds": null, "repeatSecs": null,
        "timeZone": "UTC", "quiet": null, "fallback": false });
    assert_eq!(
        updated.data("/updateChannel"),
        &expected,
        "one is the fallback"
    );

    let foreign = bob
        .graphql(update, json!({ "input": { "id": other["id"] } }))
        .await;
    assert_eq!(foreign.code(), "NOT_FOUND");
    for (mutation, fields) in [
        ("pauseChannel", "{ id }"),
        ("resumeChannel", "{ id }"),
        ("testChannel", "{ id }"),
        ("deleteChannel", ""),
    ] {
        let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) {fields} }}");
        let refused = bob.graphql(&query, json!({ "id": other["id"] })).await;
        assert_eq!(refused.code(), "NOT_FOUND", "{mutation}");
    }
    let answer = bob.graphql("{ channels { id } }", json!({})).await;
    assert_eq!(answer.data("/channels"), &json!([]));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_its_field_and_stores_nothing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let webhook = json!({ "url": "https://a.test/hook", "secret": secret() });
    let with = |field: &str, value: Value| {
        let mut input = json!({ "name": "Ops", "webhook": webhook });
        input[field] = value;
        input
    };
    let of_kind = |kind: &str, value: Value| json!({ "name": "Ops", kind: value });
    let hook = |url: &str| of_kind("webhook", json!({ "url": url, "secret": secret() }));
    for (field, input) in [
        ("name", with("name", json!(""))),
        ("name", with("name", json!("a\nb"))),
        ("kinds", with("kinds", json!([]))),
        ("websiteIds", with("websiteIds", json!([]))),
        ("websiteIds", with("websiteIds", json!(["x"]))),
        ("repeatSecs", with("repeatSecs", json!(10))),
        ("timeZone", with("timeZone", json!("Mars/Base"))),
        ("timeZone", with("timeZone", json!("+02:00"))),
        (
            "quiet.from",
            with("quiet", json!({ "from": "25:00", "to": "07:00" })),
        ),
        (
            "quiet.to",
            with("quiet", json!({ "from": "22:00", "to": "7" })),
        ),
        (
            "quiet.days",
            with(
                "quiet",
                json!({ "from": "22:00", "to": "07:00", "days": [8] }),
            ),
        ),
        ("input", json!({ "name": "Ops" })),
        (
            "slack",
            with(
                "slack",
                json!({ "url": "https://hooks.slack.com/services/T/B/x" }),
            ),
        ),
        ("webhook.url", hook("nonsense")),
        ("webhook.url", hook("ftp://a.test/")),
        ("webhook.url", hook("http://10.0.0.1/hook")),
        ("webhook.url", hook("http://[fe80::1]/hook")),
        ("webhook.url", hook("http://169.254.169.254/latest")),
        (
            "webhook.secret",
            of_kind(
                "webhook",
                json!({ "url": "https://a.test/", "secret": "x" }),
            ),
        ),
        (
            "webhook.template",
            of_kind(
                "webhook",
                json!({ "url": "https://a.test/", "secret": secret(), "template": "{{ no }}" }),
            ),
        ),
        (
            "email.host",
            of_kind("email", json!({ "to": ["ada@a.test"] })),
        ),
        (
            "email.host",
            of_kind(
                "email",
                json!({ "to": ["ada@a.test"], "host": "10.0.0.1", "from": "up@a.test" }),
            ),
        ),
        (
            "email.to",
            of_kind(
                "email",
                json!({ "to": [], "host": "mail.a.test", "from": "up@a.test" }),
            ),
        ),
        ("slack.url", of_kind("slack", json!({}))),
        (
            "telegram.token",
            of_kind("telegram", json!({ "token": "", "chatId": "1" })),
        ),
        (
            "gotify.url",
            of_kind(
                "gotify",
                json!({ "url": "http://192.168.1.1/", "token": "abc" }),
            ),
        ),
    ] {
        let refused = ada.graphql(CREATE, json!({ "input": input })).await;
        assert_eq!(refused.code(), "BAD_USER_INPUT", "{input}");
        assert_eq!(refused.field(), field, "{input}");
    }
    let foreign = with(
        "websiteIds",
        json!(["01890000-0000-7000-8000-000000000000"]),
    );
    let refused = ada.graphql(CREATE, json!({ "input": foreign })).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("NOT_FOUND", "websiteIds")
    );
    let answer = ada.graphql("{ channels { id } }", json!({})).await;
    assert_eq!(answer.data("/channels"), &json!([]));

    let preview = "query($template: String!) {
        previewTemplate(input: { template: $template, kind: INCIDENT_OPENED }) }";
    let shown = ada
        .graphql(
            preview,
            json!({ "template": "{% if website %}{{ website.name }} is down{% endif %}" }),
        )
        .await;
    assert_eq!(shown.data("/previewTemplate"), "Shop is down");
    let refused = ada
        .graphql(preview, json!({ "template": "{{ nothing }}" }))
        .await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "template")
    );
}
