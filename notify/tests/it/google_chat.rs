//! Google Chat.

use entity::alert::AlertKind;
use notify::channel;
use serde_json::json;

use crate::alerts::{HOSTILE, ID, alert_of, means, message, send};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let url = format!("{base}/v1/spaces/A/messages?key=k&token=S3CRET");
    vec![Kind::new(
        json!({ "kind": "google_chat", "url": url }),
        service,
    )]
}

fn service(seen: &Seen) -> Answer {
    let body = seen.json();
    let has_words = body["text"].as_str().is_some_and(|text| !text.is_empty());
    let is_good = has_words && seen.body.len() <= 32_000 && seen.path.contains("token=S3CRET");
    match is_good {
        true => Answer::json(200, json!({ "name": "spaces/A/messages/1" })),
        false => Answer::json(400, json!({ "error": { "status": "INVALID_ARGUMENT" } })),
    }
}

#[tokio::test]
async fn a_message_is_made_once_in_the_thread_of_its_incident() {
    let chat = StandIn::new(service).await;
    let config = kinds(&chat.url).remove(0).config;
    for kind in [AlertKind::IncidentOpened, AlertKind::IncidentResolved] {
        send(&config, kind).await;
        let seen = chat.seen().pop().unwrap();
        let expected = format!(
            "/v1/spaces/A/messages?key=k&token=S3CRET&requestId={ID}\
             &messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
        );
        assert_eq!(seen.path, expected);
        let key = "upbeat:019ad000-0000-7000-8000-000000000001";
        assert_eq!(seen.json()["thread"]["threadKey"], key);
    }
}

#[tokio::test]
async fn a_name_mentions_nobody_and_marks_nothing_up() {
    let chat = StandIn::new(service).await;
    let config = kinds(&chat.url).remove(0).config;
    let alert = alert_of(AlertKind::IncidentOpened, HOSTILE);
    channel::send(&config, &message(&alert), &means()).await;
    let text = chat.only().text();
    assert!(!text.contains("<users/") && !text.contains("<b>"), "{text}");
}
