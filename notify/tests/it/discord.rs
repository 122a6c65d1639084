//! Discord.

use entity::alert::AlertKind;
use notify::channel::{self, Config, Outcome};
use serde_json::{Value, json};

use crate::alerts::{HOSTILE, alert, alert_of, means, message, send};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({ "kind": "discord", "url": format!("{base}/api/webhooks/1/S3CRET") });
    vec![Kind::new(config, service)]
}

fn chars(text: &Value) -> usize {
    text.as_str().unwrap_or_default().chars().count()
}

/// Whether Discord would take the message.
fn is_valid(body: &Value) -> bool {
    let empty = Vec::new();
    let embeds = body["embeds"].as_array().unwrap_or(&empty);
    let mut sum = 0;
    let embed = |embed: &Value| {
        let fields = embed["fields"].as_array().unwrap();
        let field = |field: &Value| {
            sum += chars(&field["name"]) + chars(&field["value"]);
            (1..=256).contains(&chars(&field["name"]))
                && (1..=1_024).contains(&chars(&field["value"]))
        };
        let are_fields = fields.len() <= 25 && fields.iter().all(field);
        sum += chars(&embed["title"]) + chars(&embed["description"]);
        are_fields && chars(&embed["title"]) <= 256 && chars(&embed["description"]) <= 4_096
    };
    let is_full = chars(&body["content"]) > 0 || !embeds.is_empty();
    let mentions = &body["allowed_mentions"];
    is_full
        && chars(&body["content"]) <= 2_000
        && embeds.iter().all(embed)
        && sum <= 6_000
        && *mentions == json!({ "parse": [] })
}

fn service(seen: &Seen) -> Answer {
    let is_known = seen.path.starts_with("/api/webhooks/1/S3CRET");
    match (is_known, is_valid(&seen.json())) {
        (false, _) => Answer::json(404, json!({ "code": 10015, "message": "Unknown Webhook" })),
        (_, false) => Answer::json(400, json!({ "code": 50035 })),
        _ if !seen.path.contains("wait=true") => Answer::text(204, ""),
        _ => Answer::json(200, json!({ "id": "77", "channel_id": "55" })),
    }
}

#[tokio::test]
async fn it_waits_for_the_message_to_be_saved_and_changes_the_first_one() {
    let discord = StandIn::new(service).await;
    let config = kinds(&discord.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    let receipt = Some("77:55".to_owned());
    assert_eq!(
        sent.outcome,
        Outcome::Delivered {
            receipt: receipt.clone()
        }
    );
    assert_eq!(discord.only().path, "/api/webhooks/1/S3CRET?wait=true");
    let embed = discord.only().json()["embeds"][0].clone();
    assert_eq!(embed["title"], "DOWN: Shop");
    assert_eq!(embed["color"], 0xd92d20);
    assert_eq!(embed["url"], "https://upbeat.test/incidents/1?a=b&c=d");

    let alert = alert(AlertKind::IncidentResolved);
    let mut message = message(&alert);
    message.thread = receipt.as_deref();
    channel::send(&config, &message, &means()).await;
    let changed = discord.seen().pop().unwrap();
    assert_eq!(changed.method, "PATCH");
    assert_eq!(changed.path, "/api/webhooks/1/S3CRET/messages/77");
    assert_eq!(
        changed.json()["embeds"][0]["title"],
        "RESOLVED: Shop after 12 min"
    );
    assert_eq!(changed.json()["allowed_mentions"], json!({ "parse": [] }));
}

#[tokio::test]
async fn in_a_forum_each_incident_is_a_post() {
    let discord = StandIn::new(service).await;
    let config: Config = serde_json::from_value(json!({
        "kind": "discord",
        "url": format!("{}/api/webhooks/1/S3CRET", discord.url),
        "is_forum": true,
    }))
    .unwrap();
    send(&config, AlertKind::IncidentOpened).await;
    assert_eq!(discord.only().json()["thread_name"], "DOWN: Shop");
    let alert = alert(AlertKind::IncidentResolved);
    let mut message = message(&alert);
    message.thread = Some("77:55");
    channel::send(&config, &message, &means()).await;
    for seen in &discord.seen()[1..] {
        assert!(seen.path.contains("thread_id=55"), "{}", seen.path);
        assert!(seen.json()["thread_name"].is_null());
    }
}

#[tokio::test]
async fn a_pause_in_the_body_counts_too_and_may_have_decimals() {
    let body = json!({ "message": "You are being rate limited.", "retry_after": 1.25 });
    let discord = StandIn::always(Answer::json(429, body)).await;
    let config = kinds(&discord.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    let after = Some(std::time::Duration::from_millis(1_250));
    assert_eq!(sent.outcome, Outcome::Later { after });
}

#[tokio::test]
async fn a_name_marks_nothing_up() {
    let discord = StandIn::new(service).await;
    let config = kinds(&discord.url).remove(0).config;
    let alert = alert_of(AlertKind::IncidentOpened, HOSTILE);
    channel::send(&config, &message(&alert), &means()).await;
    let description = discord.only().json()["embeds"][0]["description"].to_string();
    assert!(!description.contains(" [a]"), "{description}");
}
