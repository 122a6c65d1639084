//! Mattermost.

use entity::alert::AlertKind;
use notify::channel::{self, Outcome};
use serde_json::json;

use crate::alerts::{HOSTILE, alert_of, means, message, send};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "mattermost",
        "url": format!("{base}/hooks/S3CRET"),
        "channel": "ops",
    });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    let body = seen.json();
    let has_words = body["text"].is_string() || body["attachments"][0]["title"].is_string();
    // A message with its attachments is stored in one row of this many characters.
    let is_good = has_words
        && seen.text().chars().count() <= 16_383
        && body["channel"] == "ops"
        && seen.path == "/hooks/S3CRET";
    match is_good {
        true => Answer::text(200, "ok"),
        false => Answer::json(400, json!({ "id": "web.incoming_webhook.text.app_error" })),
    }
}

#[tokio::test]
async fn a_name_mentions_nobody() {
    let mattermost = StandIn::new(service).await;
    let config = kinds(&mattermost.url).remove(0).config;
    for is_plain in [false, true] {
        let alert = alert_of(AlertKind::IncidentOpened, HOSTILE);
        let mut message = message(&alert);
        message.is_plain = is_plain;
        channel::send(&config, &message, &means()).await;
        let text = mattermost.seen().pop().unwrap().text();
        for mention in ["@all", "@channel", "@here", "<!", "<@"] {
            assert!(!text.contains(mention), "{mention} in {text}");
        }
    }
}

#[tokio::test]
async fn a_webhook_that_is_gone_breaks_the_channel() {
    for (status, id, is_broken) in [
        (400, "web.incoming_webhook.invalid.app_error", true),
        (501, "web.incoming_webhook.disabled.app_error", true),
        (400, "web.incoming_webhook.text.app_error", false),
    ] {
        let mattermost = StandIn::always(Answer::json(status, json!({ "id": id }))).await;
        let config = kinds(&mattermost.url).remove(0).config;
        let sent = send(&config, AlertKind::IncidentOpened).await;
        let found = matches!(sent.outcome, Outcome::Broken { .. });
        assert_eq!(found, is_broken, "{sent:?}");
    }
}
