//! Mattermost, by an incoming webhook.
//! Source: <https://developers.mattermost.com/integrate/webhooks/incoming/>.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::field::{self, Hidden, Problem};
use super::{Http, Outcome, Reply, Request, Settings, markup, reply};
use crate::message::Message;
use crate::text::{Fact, Text, Unit, cut_and_escape};

/// Most characters of a text. Mattermost takes 16,383 of a message.
const TEXT_CHARS: usize = 8_000;

/// Most characters of a title and of a field.
const FIELD_CHARS: usize = 500;

/// Errors that say that the webhook, its channel or its user is gone.
const BROKEN: [&str; 5] = [
    "incoming_webhook.channel",
    "incoming_webhook.disabled",
    "incoming_webhook.invalid",
    "incoming_webhook.permissions",
    "incoming_webhook.user",
];

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// URL of the webhook.
    pub url: Hidden,
    /// Name of another channel than the webhook's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["url"];

    fn check(&self) -> Result<(), Problem> {
        field::url("url", self.url.expose())?;
        match &self.channel {
            Some(channel) => field::given("channel", channel),
            None => Ok(()),
        }
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let mut body = payload(message);
        if let Some(channel) = &self.channel {
            body["channel"] = json!(channel);
        }
        Request::post(self.url.expose()).json(&body)
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        let said = String::from_utf8_lossy(&reply.body);
        let is_broken = BROKEN.iter().any(|id| said.contains(id));
        match reply.status.is_success() {
            false if is_broken => reply::broken(reply),
            _ => reply::usual(reply, now_ms),
        }
    }
}

fn escaped(text: &str, max: usize) -> String {
    let escape = markup::markdown_without_mentions;
    cut_and_escape(text, max, Unit::Chars, escape)
}

fn payload(message: &Message<'_>) -> Value {
    let text = Text::of(message);
    if message.is_plain {
        return json!({ "text": escaped(&text.short(1_000, Unit::Chars), 2_000) });
    }
    let mut lines: Vec<_> = text.lead.iter().map(|lead| escaped(lead, 2_000)).collect();
    if let Some(url) = &text.url {
        lines.push(cut_and_escape(url, 1_500, Unit::Chars, markup::url));
    }
    let details = text.details.iter().map(|detail| escaped(detail, 600));
    lines.extend(details);
    let field = |Fact { label, value }: &Fact| {
        let value = escaped(value, FIELD_CHARS);
        json!({ "title": label, "value": value, "short": true })
    };
    let title = escaped(&text.title, FIELD_CHARS);
    let mut attachment = json!({
        "fallback": title,
        "color": format!("#{:06x}", text.tone.color()),
        "title": title,
        "text": crate::text::cut(&lines.join("\n"), TEXT_CHARS, Unit::Chars),
        "fields": text.facts.iter().map(field).collect::<Vec<_>>(),
    });
    if let Some(link) = &text.link {
        attachment["title_link"] = json!(link);
    }
    json!({ "attachments": [attachment] })
}
