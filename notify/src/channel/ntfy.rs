//! ntfy, on ntfy.sh or a server of one's own.
//! Source: <https://docs.ntfy.sh/publish/>, "Publish as JSON" and "Limitations".

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::field::{self, Address, Hidden, Problem};
use super::{Http, Request, Settings};
use crate::message::Message;
use crate::text::{Text, Tone, Unit, cut};

/// Most bytes of a message: more would become a file.
const MESSAGE_BYTES: usize = 4_000;

/// Most bytes of a title.
const TITLE_BYTES: usize = 250;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// The topic. Whoever knows it can read it, so it is secret.
    pub topic: Hidden,
    /// Token of a user: `tk_…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Hidden>,
    /// Where the server is; `https://ntfy.sh` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Address>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["topic", "token"];

    fn check(&self) -> Result<(), Problem> {
        let topic = self.topic.expose();
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if !(1..=64).contains(&topic.len()) || !topic.bytes().all(is_part) {
            let problem = "must be 1 to 64 letters, digits, _ and -";
            return Err(Problem::new("topic", problem));
        }
        if let Some(token) = &self.token {
            field::token("token", token.expose())?;
        }
        field::base_url(self.base_url.as_ref())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let text = Text::of(message);
        let (priority, tag) = match text.tone {
            Tone::Bad => (5, Some("rotating_light")),
            Tone::Warning => (4, Some("warning")),
            Tone::Good => (3, Some("white_check_mark")),
            Tone::Neutral => (3, None),
        };
        let body = match text.body() {
            body if body.is_empty() => text.title.clone(),
            body => body,
        };
        let mut json = json!({
            "topic": self.topic.expose(),
            "title": cut(&text.title, TITLE_BYTES, Unit::Bytes),
            "message": cut(&body, MESSAGE_BYTES, Unit::Bytes),
            "priority": priority,
            "tags": tag.as_slice(),
        });
        if let Some(link) = &text.link {
            json["click"] = json!(link);
        }
        // Since version 2.16 a message replaces the one before it of the same incident; older
        // servers show both.
        if let (Some(incident), false) = (&message.alert.incident, message.is_plain) {
            json["sequence_id"] = json!(incident.id.simple().to_string());
        }
        let base = self.base_url.as_ref().map(Address::as_str);
        // The headers of its other interface are ASCII.
        let request = Request::post(base.unwrap_or("https://ntfy.sh")).json(&json);
        match &self.token {
            Some(token) => request.bearer(token.expose()),
            None => request,
        }
    }
}
