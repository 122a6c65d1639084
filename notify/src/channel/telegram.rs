//! Telegram, by a bot.
//! Source: <https://core.telegram.org/bots/api#sendmessage>, "HTML style".

use net::fetch::MOST_BODY_BYTES;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::field::{self, Address, Hidden, Problem};
use super::request::below;
use super::{Http, Outcome, Reply, Request, Settings, markup, reply};
use crate::message::Message;
use crate::text::{Text, Unit, cut_and_escape};

/// Most units of a text. Telegram takes 4,096 after it has read the markup.
const TEXT_UNITS: usize = 3_500;

/// What the descriptions of errors contain when the chat or the right is gone, in lower case.
const BROKEN: [&str; 12] = [
    "bot is not a member",
    "bot was blocked",
    "bot was kicked",
    "chat not found",
    "chat_id is empty",
    "chat_write_forbidden",
    "group chat was upgraded",
    "have no rights",
    "message thread not found",
    "need administrator rights",
    "not enough rights",
    "peer_id_invalid",
];

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Token of the bot: `123456:ABC…`.
    pub token: Hidden,
    /// Id of the chat, or the name of a public channel with its `@`.
    pub chat_id: String,
    /// Id of the topic in the chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i64>,
    /// Where the API is; Telegram's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Address>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["token"];

    fn check(&self) -> Result<(), Problem> {
        field::token("token", self.token.expose())?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let is_token = self
            .token
            .expose()
            .split_once(':')
            .is_some_and(|(id, key)| {
                !id.is_empty()
                    && id.bytes().all(|byte| byte.is_ascii_digit())
                    && key.chars().all(is_part)
            });
        if !is_token {
            let problem = "must be a bot's token: a number, a colon, letters and digits";
            return Err(Problem::new("token", problem));
        }
        field::token("chat_id", &self.chat_id)?;
        field::base_url(self.base_url.as_ref())
    }
}

impl Http for Config {
    // It repeats the message.
    const REPLY_BYTES: usize = MOST_BODY_BYTES;

    fn request(&self, message: &Message<'_>) -> Request {
        let mut body = json!({
            "chat_id": self.chat_id,
            "text": text(message),
            "parse_mode": "HTML",
            "link_preview_options": { "is_disabled": true },
        });
        if let Some(topic) = self.topic_id {
            body["message_thread_id"] = json!(topic);
        }
        if let Some(id) = message.thread.and_then(|id| id.parse::<i64>().ok()) {
            body["reply_parameters"] =
                json!({ "message_id": id, "allow_sending_without_reply": true });
        }
        let base = self.base_url.as_ref().map(Address::as_str);
        let method = format!("bot{}/sendMessage", self.token.expose());
        let url = below(base.unwrap_or("https://api.telegram.org"), &method);
        Request::post(url).json(&body)
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        let said = reply::json(reply).unwrap_or_default();
        let outcome = reply::usual(reply, now_ms);
        if matches!(outcome, Outcome::Delivered { .. }) {
            if said["ok"] != true && !reply::begins_with_ok(reply) {
                return Outcome::Later { after: None };
            }
            let id = said["result"]["message_id"].as_i64();
            let receipt = id.map(|id| id.to_string());
            return Outcome::Delivered { receipt };
        }
        broken(&said, reply).unwrap_or(outcome)
    }
}

/// Whether an error says that the chat or the right is gone.
fn broken(said: &Value, reply: &Reply) -> Option<Outcome> {
    if let Some(id) = said["parameters"]["migrate_to_chat_id"].as_i64() {
        let why = format!("the group has become a supergroup: its id is now {id}");
        return Some(Outcome::Broken { why });
    }
    let description = said["description"].as_str()?.to_ascii_lowercase();
    let is_broken = BROKEN.iter().any(|part| description.contains(part));
    is_broken.then(|| reply::broken(reply))
}

fn text(message: &Message<'_>) -> String {
    let text = Text::of(message);
    let escaped =
        |text: &str, max| cut_and_escape(text, max, Unit::Utf16, markup::html_without_mentions);
    if message.is_plain {
        return escaped(&text.short(500, Unit::Utf16), TEXT_UNITS);
    }
    let mut html = format!("<b>{}</b>", escaped(&text.title, 500));
    let link = text.link.as_ref();
    let link = link.map(|link| cut_and_escape(link, 1_000, Unit::Utf16, markup::html));
    let text = Text { link: None, ..text };
    let body = escaped(&text.body(), TEXT_UNITS - 600);
    if !body.is_empty() {
        html = format!("{html}\n{body}");
    }
    match link {
        Some(link) => format!("{html}\n<a href=\"{link}\">Open in Upbeat</a>"),
        None => html,
    }
}
