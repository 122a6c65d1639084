//! Slack, by webhook and by bot.

use entity::alert::AlertKind;
use notify::channel::{self, Config, Outcome};
use serde_json::{Value, json};

use crate::alerts::{HOSTILE, alert, alert_of, means, message, send};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let url = format!("{base}/services/T0/S3CRET");
    let bot = json!({
        "kind": "slack",
        "token": "xoxb-S3CRET",
        "channel": "C1",
        "base_url": format!("{base}/api"),
    });
    vec![
        Kind::new(json!({ "kind": "slack", "url": url }), webhook_service),
        Kind::new(bot, bot_service),
    ]
}

/// Whether Slack would take the message.
fn is_valid(body: &Value) -> bool {
    let within = |text: &Value, max: usize| {
        let chars = text.as_str().map(|text| text.chars().count());
        chars.is_some_and(|chars| (1..=max).contains(&chars))
    };
    let empty = Vec::new();
    let blocks = body["blocks"].as_array().unwrap_or(&empty);
    let block = |block: &Value| match block["type"].as_str() {
        Some("header") => {
            block["text"]["type"] == "plain_text" && within(&block["text"]["text"], 150)
        }
        Some("section") => match block["fields"].as_array() {
            Some(fields) => {
                (1..=10).contains(&fields.len())
                    && fields.iter().all(|field| within(&field["text"], 2_000))
            }
            None => block["text"]["type"] == "mrkdwn" && within(&block["text"]["text"], 3_000),
        },
        _ => false,
    };
    within(&body["text"], 4_000) && blocks.len() <= 50 && blocks.iter().all(block)
}

/// `hooks.slack.com`.
fn webhook_service(seen: &Seen) -> Answer {
    match is_valid(&seen.json()) && seen.path == "/services/T0/S3CRET" {
        true => Answer::text(200, "ok"),
        false => Answer::text(400, "invalid_blocks"),
    }
}

/// `slack.com/api`.
fn bot_service(seen: &Seen) -> Answer {
    let body = seen.json();
    let error = |error: &str| Answer::json(200, json!({ "ok": false, "error": error }));
    if seen.header("authorization") != "Bearer xoxb-S3CRET" {
        return error("invalid_auth");
    }
    match (seen.path.as_str(), is_valid(&body)) {
        (_, false) => error("invalid_blocks"),
        ("/api/chat.postMessage", _) => Answer::json(
            200,
            json!({ "ok": true, "channel": "C1", "ts": "1503435956.000247" }),
        ),
        ("/api/chat.update", _) if body["ts"] == "1503435956.000247" => Answer::json(
            200,
            json!({ "ok": true, "channel": "C1", "ts": body["ts"] }),
        ),
        _ => error("unknown_method"),
    }
}

fn bot(url: &str) -> Config {
    serde_json::from_value(json!({
        "kind": "slack",
        "token": "xoxb-S3CRET",
        "channel": "C1",
        "base_url": format!("{url}/api/"),
    }))
    .unwrap()
}

#[tokio::test]
async fn a_name_mentions_nobody_and_marks_nothing_up() {
    let slack = StandIn::always(Answer::text(200, "ok")).await;
    let config: Config =
        serde_json::from_value(json!({ "kind": "slack", "url": slack.url })).unwrap();
    let alert = alert_of(AlertKind::IncidentOpened, HOSTILE);
    channel::send(&config, &message(&alert), &means()).await;
    let body = slack.only().json();
    for block in body["blocks"].as_array().unwrap() {
        let texts = block["fields"].as_array().cloned().unwrap_or_default();
        for text in texts
            .iter()
            .chain([&block["text"]])
            .filter(|it| it["type"] == "mrkdwn")
        {
            assert_eq!(text["verbatim"], true);
            let text = text["text"].as_str().unwrap();
            let ours = text.starts_with("<https://upbeat.test/incidents/1?a=b&amp;c=d|");
            assert!(ours || !text.contains(['<', '>']), "{text}");
        }
    }
    assert!(!body["text"].as_str().unwrap().contains('<'));
}

#[tokio::test]
async fn a_bot_answers_its_first_message_and_brings_it_up_to_date() {
    let slack = StandIn::new(bot_service).await;
    let config = bot(&slack.url);
    let sent = send(&config, AlertKind::IncidentOpened).await;
    let receipt = "C1:1503435956.000247".to_owned();
    assert_eq!(
        sent.outcome,
        Outcome::Delivered {
            receipt: Some(receipt.clone())
        }
    );
    let first = slack.only();
    assert_eq!(first.path, "/api/chat.postMessage");
    assert_eq!(first.json()["channel"], "C1");

    let alert = alert(AlertKind::IncidentResolved);
    let mut message = message(&alert);
    message.thread = Some(&receipt);
    let sent = channel::send(&config, &message, &means()).await;
    assert!(
        matches!(sent.outcome, Outcome::Delivered { .. }),
        "{sent:?}"
    );
    let seen = slack.seen();
    let [_, reply, update] = seen.as_slice() else {
        panic!("{seen:?}");
    };
    assert_eq!(reply.json()["thread_ts"], "1503435956.000247");
    assert_eq!(update.path, "/api/chat.update");
    let update = update.json();
    assert_eq!(update["channel"], "C1");
    // What was said of the failure stays.
    assert!(
        update["blocks"]
            .to_string()
            .contains("connection refused by")
    );
}

#[tokio::test]
async fn a_reply_that_repeats_a_long_message_is_read_as_a_whole() {
    for (len, expected) in [(20_000, Some("C1:1.2".to_owned())), (200_000, None)] {
        let body = format!(
            r#"{{"ok":true,"channel":"C1","ts":"1.2","message":{{"text":"{}"}}}}"#,
            "x".repeat(len)
        );
        let slack = StandIn::always(Answer::text(200, &body)).await;
        let sent = send(&bot(&slack.url), AlertKind::IncidentOpened).await;
        assert_eq!(sent.outcome, Outcome::Delivered { receipt: expected });
        assert!(sent.reply.len() <= 1_024);
    }
}

#[tokio::test]
async fn an_error_in_a_good_status_is_an_error() {
    for (error, expected) in [
        ("not_in_channel", "Broken"),
        ("token_revoked", "Broken"),
        ("is_archived", "Broken"),
        ("invalid_blocks", "Refused"),
        ("msg_too_long", "Refused"),
        ("ratelimited", "Later"),
        ("internal_error", "Later"),
    ] {
        let slack =
            StandIn::always(Answer::json(200, json!({ "ok": false, "error": error }))).await;
        let sent = send(&bot(&slack.url), AlertKind::IncidentOpened).await;
        assert!(
            format!("{:?}", sent.outcome).starts_with(expected),
            "{sent:?}"
        );
    }
    for answer in [Answer::text(200, ""), Answer::Half(200), Answer::Huge(200)] {
        let slack = StandIn::always(answer).await;
        let sent = send(&bot(&slack.url), AlertKind::IncidentOpened).await;
        assert_eq!(sent.outcome, Outcome::Later { after: None });
    }
}
