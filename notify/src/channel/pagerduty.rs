//! PagerDuty, by the routing key of an integration.
//! Source: <https://developer.pagerduty.com/docs/send-alert-event>.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::field::{self, Address, Hidden, Problem};
use super::incident::{self, Step};
use super::request::below;
use super::{Http, Outcome, Reply, Request, Settings, reply};
use crate::message::Message;
use crate::text::{Text, Tone, Unit, cut, rfc3339};

/// Most characters of a summary.
const SUMMARY_CHARS: usize = 1_024;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Routing key of an integration "Events API v2".
    pub routing_key: Hidden,
    /// Where the API is; PagerDuty's own by default, `https://events.eu.pagerduty.com` in Europe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Address>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["routing_key"];
    const IS_MACHINE: bool = true;

    fn check(&self) -> Result<(), Problem> {
        field::token("routing_key", self.routing_key.expose())?;
        field::base_url(self.base_url.as_ref())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let base = self.base_url.as_ref().map(Address::as_str);
        let url = below(base.unwrap_or("https://events.pagerduty.com"), "v2/enqueue");
        let text = Text::of(message);
        let step = incident::step(message);
        let mut body = json!({
            "routing_key": self.routing_key.expose(),
            "event_action": match step {
                Step::Open => "trigger",
                Step::Acknowledge => "acknowledge",
                Step::Resolve => "resolve",
            },
            "dedup_key": incident::key(message),
        });
        if step == Step::Open {
            body["payload"] = payload(message, &text);
            body["client"] = json!("Upbeat");
            if let Some(link) = &text.link {
                body["client_url"] = json!(link);
                body["links"] = json!([{ "href": link, "text": "Open in Upbeat" }]);
            }
        }
        Request::post(url).json(&body)
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        let said = String::from_utf8_lossy(&reply.body).to_ascii_lowercase();
        let is_key = said.contains("routing key") || said.contains("routing_key");
        match reply.status.as_u16() {
            400 if is_key => reply::broken(reply),
            _ => reply::usual(reply, now_ms),
        }
    }
}

fn payload(message: &Message<'_>, text: &Text) -> Value {
    let mut details = Map::new();
    for fact in &text.facts {
        details.insert(fact.label.to_owned(), json!(fact.value));
    }
    if !text.details.is_empty() {
        details.insert("Details".to_owned(), json!(text.details));
    }
    let source = text.url.as_deref().unwrap_or("Upbeat");
    json!({
        "summary": text.short(SUMMARY_CHARS, Unit::Chars),
        "source": cut(source, SUMMARY_CHARS, Unit::Chars),
        "severity": match text.tone {
            Tone::Bad => "critical",
            Tone::Warning => "warning",
            Tone::Good | Tone::Neutral => "info",
        },
        "timestamp": rfc3339(message.alert.at_ms),
        "custom_details": details,
    })
}
