//! Microsoft Teams, by the URL of a workflow: "Send webhook alerts to a channel".
//! Source: <https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors>, and the
//! schema of Adaptive Cards 1.4, which is the newest that Teams shows everywhere.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::field::{self, Hidden, Problem};
use super::{Http, Outcome, Reply, Request, Settings, reply};
use crate::message::Message;
use crate::text::{Text, Tone, Unit};

/// Most bytes of a message. Teams takes 28 kB.
const BYTES: usize = 27_000;

/// Where URLs led that Microsoft has switched off: connectors, and workflows before 2025-11-30.
const GONE: [&str; 2] = ["webhook.office.com", "logic.azure.com"];

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// URL of the workflow.
    pub url: Hidden,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["url"];

    fn check(&self) -> Result<(), Problem> {
        let url = field::url("url", self.url.expose())?;
        let host = url.host_str().unwrap_or_default();
        let is_gone = |gone: &&str| {
            let below = host.strip_suffix(*gone);
            below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
        };
        if GONE.iter().any(is_gone) {
            let problem = "is of a kind that Microsoft has switched off: add the workflow \"Send \
                           webhook alerts to a channel\" in Teams, and take its URL";
            return Err(Problem::new("url", problem));
        }
        Ok(())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let text = Text::of(message);
        let mut body = envelope(&text, card(&text)).to_string();
        if body.len() > BYTES {
            body = envelope(&text, title(&text)).to_string();
        }
        Request::post(self.url.expose()).body("application/json", body)
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        let said = String::from_utf8_lossy(&reply.body);
        let is_off = [
            "WorkflowTriggerIsNotEnabled",
            "WorkflowNotFound",
            "WorkflowSuspended",
        ];
        match reply.status.as_u16() {
            400 if is_off.iter().any(|code| said.contains(code)) => reply::broken(reply),
            _ => reply::usual(reply, now_ms),
        }
    }
}

/// The message around a card. Without `summary`, a push notification says just "card".
fn envelope(text: &Text, blocks: Vec<Value>) -> Value {
    let mut card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": text.short(500, Unit::Chars),
        "msteams": { "width": "Full" },
        "body": blocks,
    });
    if let Some(link) = &text.link {
        card["actions"] = json!([
            { "type": "Action.OpenUrl", "title": "Open in Upbeat", "url": link }
        ]);
    }
    json!({
        "type": "message",
        "summary": text.title,
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": card,
        }],
    })
}

/// Only the title.
fn title(text: &Text) -> Vec<Value> {
    let color = match text.tone {
        Tone::Bad => "Attention",
        Tone::Warning => "Warning",
        Tone::Good => "Good",
        Tone::Neutral => "Default",
    };
    let run = json!({
        "type": "TextRun", "text": text.title, "weight": "Bolder", "size": "Large", "color": color,
    });
    vec![json!({ "type": "RichTextBlock", "inlines": [run] })]
}

/// Everything. Runs of text know no markup, other blocks would take Markdown.
fn card(text: &Text) -> Vec<Value> {
    let run = |text: &str| json!({ "type": "TextRun", "text": text });
    let block = |inlines: Vec<Value>| json!({ "type": "RichTextBlock", "inlines": inlines });
    let mut blocks = title(text);
    blocks.extend(text.lead.iter().map(|lead| block(vec![run(lead)])));
    for fact in &text.facts {
        let label = json!({
            "type": "TextRun", "text": format!("{}: ", fact.label), "weight": "Bolder",
        });
        blocks.push(block(vec![label, run(&fact.value)]));
    }
    let rest = text.url.iter().chain(&text.details);
    blocks.extend(rest.map(|line| block(vec![run(line)])));
    blocks
}
