//! Apprise API: a bridge to what Upbeat does not speak itself.
//! Source: <https://github.com/caronc/apprise-api>, "Persistent Storage Solution".

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::field::{self, Address, Hidden, Problem};
use super::request::{below, segment};
use super::{Http, Outcome, Reply, Request, Settings, reply};
use crate::message::Message;
use crate::text::{Text, Tone};

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Where the server is.
    pub url: Address,
    /// Key of the stored configuration: whoever knows it can use it.
    pub key: Hidden,
    /// Which of its services hear: tags, separated by commas or spaces; all by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["key"];

    fn check(&self) -> Result<(), Problem> {
        field::base("url", self.url.as_str())?;
        field::token("key", self.key.expose())?;
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if !self.key.expose().bytes().all(is_part) {
            let problem = "must consist of letters, digits, _ and -";
            return Err(Problem::new("key", problem));
        }
        match &self.tag {
            Some(tag) => field::given("tag", tag),
            None => Ok(()),
        }
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let text = Text::of(message);
        let body = match text.body() {
            body if body.is_empty() => text.title.clone(),
            body => body,
        };
        let mut json = json!({
            "title": text.title,
            "body": body,
            "type": match text.tone {
                Tone::Bad => "failure",
                Tone::Warning => "warning",
                Tone::Good => "success",
                Tone::Neutral => "info",
            },
            "format": "text",
        });
        if let Some(tag) = &self.tag {
            json["tag"] = json!(tag);
        }
        let path = format!("notify/{}", segment(self.key.expose()));
        Request::post(below(self.url.as_str(), &path)).json(&json)
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        match reply.status.as_u16() {
            204 => Outcome::Broken {
                why: "Apprise has no configuration under this key".to_owned(),
            },
            // One of its services failed.
            424 => reply::later(reply, now_ms),
            _ => reply::usual(reply, now_ms),
        }
    }
}
