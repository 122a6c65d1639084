//! Google Chat, by the webhook of a space.
//! Source: <https://developers.google.com/workspace/chat/quickstart/webhooks>,
//! <https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create>.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::field::{self, Hidden, Problem};
use super::request::with_query;
use super::{Http, Request, Settings, incident, markup};
use crate::message::Message;
use crate::text::{Fact, Text, Unit, cut_and_escape};

/// Most characters of a paragraph. Google takes 32,000 bytes of a message.
const PARAGRAPH_CHARS: usize = 4_000;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// URL of the webhook.
    pub url: Hidden,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["url"];

    fn check(&self) -> Result<(), Problem> {
        field::url("url", self.url.expose()).map(drop)
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        // The same request again does not make a second message.
        let url = with_query(self.url.expose(), "requestId", &message.id.to_string());
        let option = "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD";
        let url = with_query(&url, "messageReplyOption", option);
        let mut body = payload(message);
        body["thread"] = json!({ "threadKey": incident::key(message) });
        Request::post(url).json(&body)
    }
}

fn payload(message: &Message<'_>) -> Value {
    let text = Text::of(message);
    let plain = |text: &str| {
        cut_and_escape(
            text,
            PARAGRAPH_CHARS,
            Unit::Chars,
            markup::plain_without_mentions,
        )
    };
    if message.is_plain {
        return json!({ "text": plain(&text.short(1_000, Unit::Chars)) });
    }
    let html = |text: &str| cut_and_escape(text, PARAGRAPH_CHARS, Unit::Chars, markup::html);
    let paragraph = |text: &str| json!({ "textParagraph": { "text": html(text) } });
    let mut widgets = Vec::new();
    widgets.extend(text.lead.iter().map(|lead| paragraph(lead)));
    for Fact { label, value } in &text.facts {
        let decorated = json!({ "topLabel": label, "text": html(value), "wrapText": true });
        widgets.push(json!({ "decoratedText": decorated }));
    }
    widgets.extend(text.url.iter().map(|url| paragraph(url)));
    if !text.details.is_empty() {
        widgets.push(paragraph(&text.details.join("\n")));
    }
    if let Some(link) = &text.link {
        let open = json!({ "openLink": { "url": link } });
        let button = json!({ "text": "Open in Upbeat", "onClick": open });
        widgets.push(json!({ "buttonList": { "buttons": [button] } }));
    }
    let card = json!({ "sections": [{ "widgets": widgets }] });
    json!({
        "text": plain(&text.title),
        "cardsV2": [{ "cardId": "alert", "card": card }],
    })
}
