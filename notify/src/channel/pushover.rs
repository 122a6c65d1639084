//! Pushover.
//! Source: <https://pushover.net/api>, "Message Priority" and "Receipts and Callbacks".

use entity::alert::AlertKind;
use serde::{Deserialize, Serialize};

use super::field::{self, Address, Hidden, Problem};
use super::incident::{self, Step};
use super::request::{below, form, segment};
use super::{Http, Outcome, Reply, Request, Settings, reply};
use crate::message::Message;
use crate::text::{Text, Tone, Unit, cut};

/// Most characters of a message, of its title and of its URL.
const MESSAGE_CHARS: usize = 1_024;
const TITLE_CHARS: usize = 250;
const URL_CHARS: usize = 512;

/// How often an emergency is repeated, and for how long, in seconds: at least 30, at most 10,800.
const RETRY_SECS: &str = "60";
const EXPIRE_SECS: &str = "3600";

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Token of an application.
    pub token: Hidden,
    /// Key of a user or a group.
    pub user: Hidden,
    /// Name of one device of the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Whether an opened incident sounds again each minute until it is acknowledged, for at most
    /// an hour.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_emergency: bool,
    /// Where the API is; Pushover's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Address>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["token", "user"];

    fn check(&self) -> Result<(), Problem> {
        field::token("token", self.token.expose())?;
        field::token("user", self.user.expose())?;
        if let Some(device) = &self.device {
            field::given("device", device)?;
        }
        field::base_url(self.base_url.as_ref())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let text = Text::of(message);
        // A link that would not work if it were cut is left out.
        let link = text
            .link
            .clone()
            .filter(|link| link.chars().count() <= URL_CHARS);
        let text = Text { link: None, ..text };
        let body = match text.body() {
            body if body.is_empty() => text.title.clone(),
            body => body,
        };
        let title = cut(&text.title, TITLE_CHARS, Unit::Chars);
        let body = cut(&body, MESSAGE_CHARS, Unit::Chars);
        let at = message.alert.at_ms.div_euclid(1_000).to_string();
        let is_opening = message.alert.kind == AlertKind::IncidentOpened;
        let priority = match text.tone {
            Tone::Bad if self.is_emergency && is_opening => "2",
            Tone::Bad => "1",
            Tone::Warning | Tone::Good | Tone::Neutral => "0",
        };
        let mut fields = vec![
            ("token", self.token.expose()),
            ("user", self.user.expose()),
            ("title", &title),
            ("message", &body),
            ("priority", priority),
            ("timestamp", &at),
        ];
        if priority == "2" {
            fields.extend([("retry", RETRY_SECS), ("expire", EXPIRE_SECS)]);
        }
        if let Some(device) = &self.device {
            fields.push(("device", device));
        }
        if let Some(link) = &link {
            fields.extend([("url", link.as_str()), ("url_title", "Open in Upbeat")]);
        }
        self.call("1/messages.json", &fields)
    }

    /// An emergency that is in hand or over sounds no more.
    fn further(&self, message: &Message<'_>) -> Option<Request> {
        let receipt = message.thread?;
        if incident::step(message) == Step::Open {
            return None;
        }
        let path = format!("1/receipts/{}/cancel.json", segment(receipt));
        Some(self.call(&path, &[("token", self.token.expose())]))
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        let said = reply::json(reply).unwrap_or_default();
        let is_invalid = |field: &str| said[field] == "invalid";
        match reply::usual(reply, now_ms) {
            Outcome::Delivered { .. } if said["status"] == 1 => Outcome::Delivered {
                receipt: said["receipt"].as_str().map(str::to_owned),
            },
            Outcome::Delivered { .. } => Outcome::Later { after: None },
            Outcome::Refused if ["token", "user", "device"].into_iter().any(is_invalid) => {
                reply::broken(reply)
            }
            outcome => outcome,
        }
    }
}

impl Config {
    fn call(&self, path: &str, fields: &[(&str, &str)]) -> Request {
        let base = self.base_url.as_ref().map(Address::as_str);
        let url = below(base.unwrap_or("https://api.pushover.net"), path);
        Request::post(url).body("application/x-www-form-urlencoded", form(fields))
    }
}
