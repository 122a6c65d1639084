//! Telegram.

use entity::alert::AlertKind;
use notify::channel::{self, Config, Outcome};
use serde_json::json;

use crate::alerts::{HOSTILE, alert, alert_of, means, message, send};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "telegram",
        "token": "123456:S3CRET",
        "chat_id": "-1001",
        "base_url": base,
    });
    vec![Kind::new(config, service)]
}

/// The text that a reader of HTML shows, or `None` if Telegram would refuse it.
fn shown(html: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [
            ("<b>", ""),
            ("</b>", ""),
            ("</a>", ""),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&amp;", "&"),
            ("&quot;", "\""),
        ];
        if rest.starts_with("<a href=\"") {
            rest = &rest[rest.find('>')? + 1..];
            continue;
        }
        let (mark, means) = known.iter().find(|(mark, _)| rest.starts_with(mark))?;
        text.push_str(means);
        rest = &rest[mark.len()..];
    }
    Some(text + rest)
}

fn service(seen: &Seen) -> Answer {
    let body = seen.json();
    let error = |status, description: &str| {
        let body = json!({ "ok": false, "error_code": status, "description": description });
        Answer::json(status, body)
    };
    if seen.path != "/bot123456:S3CRET/sendMessage" {
        return error(404, "Not Found");
    }
    match body["text"].as_str().and_then(shown) {
        None => error(400, "Bad Request: can't parse entities"),
        Some(text) if text.encode_utf16().count() > 4_096 => {
            error(400, "Bad Request: message is too long")
        }
        Some(text) if text.is_empty() => error(400, "Bad Request: message text is empty"),
        Some(_) => Answer::json(200, json!({ "ok": true, "result": { "message_id": 42 } })),
    }
}

#[tokio::test]
async fn a_later_message_replies_to_the_first() {
    let telegram = StandIn::new(service).await;
    let config = kinds(&telegram.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    let receipt = Some("42".to_owned());
    assert_eq!(
        sent.outcome,
        Outcome::Delivered {
            receipt: receipt.clone()
        }
    );
    let body = telegram.only().json();
    assert_eq!(body["chat_id"], "-1001");
    let text = body["text"].as_str().unwrap();
    assert!(
        text.starts_with("<b>DOWN: Shop</b>\nconnection refused"),
        "{text}"
    );
    let link = "<a href=\"https://upbeat.test/incidents/1?a=b&amp;c=d\">Open in Upbeat</a>";
    assert!(text.ends_with(link), "{text}");

    let alert = alert(AlertKind::IncidentResolved);
    let mut message = message(&alert);
    message.thread = receipt.as_deref();
    channel::send(&config, &message, &means()).await;
    let body = telegram.seen().pop().unwrap().json();
    assert_eq!(body["reply_parameters"]["message_id"], 42);
}

#[tokio::test]
async fn a_name_mentions_nobody() {
    let telegram = StandIn::new(service).await;
    let config = kinds(&telegram.url).remove(0).config;
    let alert = alert_of(AlertKind::IncidentOpened, HOSTILE);
    channel::send(&config, &message(&alert), &means()).await;
    let text = telegram.only().text();
    assert!(
        !text.contains("@everyone") && !text.contains("<!"),
        "{text}"
    );
}

#[tokio::test]
async fn errors_mean_what_their_descriptions_say() {
    for (status, said, expected) in [
        (
            400,
            json!({ "description": "Bad Request: chat not found" }),
            "Broken",
        ),
        (
            403,
            json!({ "description": "Forbidden: bot was blocked by the user" }),
            "Broken",
        ),
        (
            400,
            json!({ "description": "Bad Request: can't parse entities" }),
            "Refused",
        ),
        (
            400,
            json!({ "parameters": { "migrate_to_chat_id": -100123 } }),
            "Broken { why: \"the group has become a supergroup: its id is now -100123\" }",
        ),
        (
            429,
            json!({ "description": "Too Many Requests", "parameters": { "retry_after": 30 } }),
            "Later { after: Some(30s) }",
        ),
    ] {
        let telegram = StandIn::always(Answer::json(status, said)).await;
        let config = kinds(&telegram.url).remove(0).config;
        let sent = send(&config, AlertKind::IncidentOpened).await;
        let outcome = format!("{:?}", sent.outcome);
        assert!(outcome.starts_with(expected), "{outcome}");
    }
    let telegram = StandIn::always(Answer::text(200, "<html>a proxy</html>")).await;
    let config: Config = kinds(&telegram.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    assert_eq!(sent.outcome, Outcome::Later { after: None });
}

#[test]
fn a_token_that_would_lead_elsewhere_is_refused() {
    for token in ["", "123456", "123456:a/../b", "a:b", "1:b?c", ":b"] {
        let config = json!({ "kind": "telegram", "token": token, "chat_id": "1" });
        let config: Config = serde_json::from_value(config).unwrap();
        assert_eq!(config.check().unwrap_err().field, "token", "{token}");
    }
}
