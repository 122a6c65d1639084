//! Gotify, by the token of an application.
//! Source: <https://gotify.net/docs/pushmsg>, <https://gotify.net/docs/msgextras>.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::field::{self, Address, Hidden, Problem};
use super::request::below;
use super::{Http, Request, Settings};
use crate::message::Message;
use crate::text::{Text, Tone};

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Where the server is.
    pub url: Address,
    /// Token of an application.
    pub token: Hidden,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["token"];

    fn check(&self) -> Result<(), Problem> {
        field::base("url", self.url.as_str())?;
        field::token("token", self.token.expose())
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
            "message": body,
            "priority": match text.tone {
                Tone::Bad => 8,
                Tone::Warning => 6,
                Tone::Good | Tone::Neutral => 4,
            },
            "extras": { "client::display": { "contentType": "text/plain" } },
        });
        if let Some(link) = &text.link {
            json["extras"]["client::notification"] = json!({ "click": { "url": link } });
        }
        Request::post(below(self.url.as_str(), "message"))
            .header("x-gotify-key", self.token.expose())
            .json(&json)
    }
}
