//! Microsoft Teams.

use entity::alert::AlertKind;
use notify::channel::{Config, Outcome};
use serde_json::{Value, json};

use crate::alerts::send;
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let url = format!("{base}/powerautomate/automations/direct/workflows/1?sig=S3CRET");
    vec![Kind::new(json!({ "kind": "teams", "url": url }), service)]
}

/// Whether a block says something in text that knows no markup.
fn is_block(block: &Value) -> bool {
    let inlines = block["inlines"].as_array().unwrap();
    let run = |run: &Value| run["type"] == "TextRun" && run["text"].is_string();
    block["type"] == "RichTextBlock" && inlines.iter().all(run)
}

fn service(seen: &Seen) -> Answer {
    let body = seen.json();
    let card = &body["attachments"][0]["content"];
    let is_card = card["type"] == "AdaptiveCard"
        && card["version"] == "1.4"
        && card["body"].as_array().unwrap().iter().all(is_block);
    let is_good = body["type"] == "message"
        && body["summary"].as_str().is_some_and(|it| !it.is_empty())
        && seen.body.len() <= 28_000
        && seen.path.ends_with("?sig=S3CRET");
    match is_card && is_good {
        true => Answer::text(202, ""),
        false => Answer::text(400, "TriggerInputSchemaMismatch"),
    }
}

#[tokio::test]
async fn a_card_says_it_all() {
    let teams = StandIn::new(service).await;
    let config = kinds(&teams.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    assert_eq!(sent.outcome, Outcome::Delivered { receipt: None });
    let body = teams.only().json();
    assert_eq!(body["summary"], "DOWN: Shop");
    let card = &body["attachments"][0]["content"];
    let action = "https://upbeat.test/incidents/1?a=b&c=d";
    assert_eq!(card["actions"][0]["url"], action);
    assert!(card.to_string().contains("2026-11-30 09:12:05 UTC"));
}

#[tokio::test]
async fn a_workflow_that_is_off_breaks_the_channel() {
    let body = json!({ "error": { "code": "WorkflowTriggerIsNotEnabled" } });
    let teams = StandIn::always(Answer::json(400, body)).await;
    let config = kinds(&teams.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    assert!(matches!(sent.outcome, Outcome::Broken { .. }), "{sent:?}");
}

#[test]
fn urls_that_are_switched_off_are_refused_with_the_way_out() {
    for host in [
        "acme.webhook.office.com",
        "outlook.webhook.office.com",
        "prod-1.westeurope.logic.azure.com",
    ] {
        let config = json!({ "kind": "teams", "url": format!("https://{host}/S3CRET") });
        let config: Config = serde_json::from_value(config).unwrap();
        let problem = config.check().unwrap_err();
        assert_eq!(problem.field, "url");
        assert!(problem.problem.contains("workflow"), "{}", problem.problem);
    }
}
