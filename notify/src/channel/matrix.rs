//! Matrix, by the token of a user in a room without encryption.
//! Source: <https://spec.matrix.org/latest/client-server-api/>, "Sending events to a room",
//! "m.mentions" and "Threading".

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::field::{self, Address, Hidden, Problem};
use super::request::{below, segment};
use super::{Http, Outcome, Reply, Request, Settings, markup, reply};
use crate::message::Message;
use crate::text::{Text, Unit, cut, cut_and_escape};

/// Most characters of a text. An event has at most 64 KiB, with the text in it twice.
const TEXT_CHARS: usize = 5_000;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Where the home server is.
    pub url: Address,
    /// Access token of a user who is in the room.
    pub token: Hidden,
    /// Id of the room: `!…:example.org`, not its alias.
    pub room: String,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["token"];

    fn check(&self) -> Result<(), Problem> {
        field::base("url", self.url.as_str())?;
        field::token("token", self.token.expose())?;
        field::given("room", &self.room)?;
        if !self.room.starts_with('!') || self.room.len() > 255 {
            let problem = "must be the id of a room, which begins with !";
            return Err(Problem::new("room", problem));
        }
        Ok(())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let room = segment(&self.room);
        // The same request again makes no second event. What was refused is another event.
        let transaction = match message.is_plain {
            true => format!("{}-plain", message.id),
            false => message.id.to_string(),
        };
        let path = format!("_matrix/client/v3/rooms/{room}/send/m.room.message/{transaction}");
        Request::put(below(self.url.as_str(), &path))
            .bearer(self.token.expose())
            .json(&event(message))
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        match reply::usual(reply, now_ms) {
            Outcome::Delivered { .. } => {
                let said = reply::json(reply).unwrap_or_default();
                let receipt = said["event_id"].as_str().map(str::to_owned);
                Outcome::Delivered { receipt }
            }
            outcome => outcome,
        }
    }
}

fn event(message: &Message<'_>) -> Value {
    let text = Text::of(message);
    // Without "m.mentions", clients look for names in the text.
    let mut event = json!({ "msgtype": "m.text", "m.mentions": {} });
    if message.is_plain {
        event["body"] = json!(text.short(500, Unit::Chars));
        return event;
    }
    event["body"] = json!(text.whole(TEXT_CHARS, Unit::Chars));
    event["format"] = json!("org.matrix.custom.html");
    event["formatted_body"] = json!(html(&text));
    if let Some(first) = message.thread {
        event["m.relates_to"] = json!({
            "rel_type": "m.thread",
            "event_id": first,
            "is_falling_back": true,
            "m.in_reply_to": { "event_id": first },
        });
    }
    event
}

fn html(text: &Text) -> String {
    let escaped = |text: &str| cut_and_escape(text, TEXT_CHARS, Unit::Chars, markup::html);
    let title = cut(&text.title, 500, Unit::Chars);
    let mut lines = vec![format!("<strong>{}</strong>", escaped(&title))];
    let link = text.link.clone();
    let text = Text {
        link: None,
        ..text.clone()
    };
    lines.extend(text.lines().iter().map(|line| escaped(line)));
    if let Some(link) = link {
        lines.push(format!("<a href=\"{}\">Open in Upbeat</a>", escaped(&link)));
    }
    lines.join("<br>")
}
