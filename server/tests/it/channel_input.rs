//! What may be said of a channel, and what is refused.

use serde_json::{Value, json};

use crate::support::{TestApp, webhook_secret as secret};

const CREATE: &str = "mutation($input: CreateChannelInput!) { createChannel(input: $input) {
    quiet { from to } settings { name } } }";

#[tokio::test]
async fn what_a_webhook_cannot_have_is_named_in_words() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let create = async |field: &str, value: Value| {
        let mut webhook = json!({ "url": "https://a.test/hook", "secret": secret() });
        webhook[field] = value;
        let input = json!({ "name": "Ops", "webhook": webhook });
        ada.graphql(CREATE, json!({ "input": input })).await
    };
    let header = |name: &str| json!({ "name": name, "value": "1" });
    for (field, value, expected) in [
        (
            "template",
            json!("{{ nobody }}"),
            "webhook.template fails in line 1: nobody is not known",
        ),
        (
            "template",
            json!(""),
            "webhook.template must not be empty; null for the usual event",
        ),
        (
            "template",
            json!("{% if false %}x{% endif %}"),
            "webhook.template must not make nothing of every alert; null for the usual event",
        ),
        (
            "headers",
            json!([header("X-Key"), header("X-Key")]),
            "webhook.headers must contain x-key only once",
        ),
        (
            "headers",
            json!([header("X-Key"), header("x-key")]),
            "webhook.headers must contain x-key only once",
        ),
    ] {
        let refused = create(field, value.clone()).await;
        assert_eq!(refused.code(), "BAD_USER_INPUT", "{value}");
        assert_eq!(refused.field(), format!("webhook.{field}"), "{value}");
        assert_eq!(refused.message(), expected);
    }
    create("template", Value::Null)
        .await
        .data("/createChannel/settings");
    create("headers", json!([header("X-Key"), header("X-Other")]))
        .await
        .data("/createChannel/settings");
}

#[tokio::test]
async fn quiet_hours_may_end_with_the_day() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let create = async |from: &str, to: &str| {
        let input = json!({
            "name": "Ops",
            "webhook": { "url": "https://a.test/hook", "secret": secret() },
            "quiet": { "from": from, "to": to },
        });
        ada.graphql(CREATE, json!({ "input": input })).await
    };
    let created = create("22:00", "24:00").await;
    let expected = json!({ "from": "22:00", "to": "00:00" });
    assert_eq!(created.data("/createChannel/quiet"), &expected);
    assert_eq!(create("24:00", "07:00").await.field(), "quiet.from");
    assert_eq!(create("00:00", "24:00").await.field(), "quiet.to");
}
