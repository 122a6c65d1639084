//! Discord, by a webhook of a text channel or a forum.
//! Source: <https://docs.discord.com/developers/resources/webhook>, "Execute Webhook" and "Edit
//! Webhook Message"; <https://docs.discord.com/developers/resources/message>, "Embed Limits".

use net::fetch::MOST_BODY_BYTES;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::field::{self, Hidden, Problem};
use super::request::with_query;
use super::{Http, Outcome, Reply, Request, Settings, markup, reply};
use crate::message::Message;
use crate::text::{Fact, Text, Unit, cut_and_escape};

/// Most characters of a message without embeds, and of an embed's title.
const CONTENT_CHARS: usize = 2_000;
const TITLE_CHARS: usize = 256;

/// Most characters of what an embed describes. Discord takes 4,096, and 6,000 of a whole embed.
const DESCRIPTION_CHARS: usize = 3_000;

/// Most characters of a field's value. Discord takes 1,024.
const VALUE_CHARS: usize = 300;

/// Nobody is mentioned, whatever a message contains: by default, webhooks mention.
const MENTIONS: &str = "allowed_mentions";

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// URL of the webhook.
    pub url: Hidden,
    /// Id of the thread that it writes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<String>,
    /// Whether the channel is a forum, where each incident is a post.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_forum: bool,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["url"];

    fn check(&self) -> Result<(), Problem> {
        field::url("url", self.url.expose())?;
        let Some(thread) = &self.thread_id else {
            return Ok(());
        };
        if self.is_forum {
            let problem = "must not be given for a forum";
            return Err(Problem::new("thread_id", problem));
        }
        if thread.is_empty() || thread.bytes().any(|byte| !byte.is_ascii_digit()) {
            return Err(Problem::new("thread_id", "must be a number"));
        }
        Ok(())
    }
}

impl Http for Config {
    // It repeats the message.
    const REPLY_BYTES: usize = MOST_BODY_BYTES;

    fn request(&self, message: &Message<'_>) -> Request {
        let mut body = payload(message);
        let thread = self.thread(message);
        if self.is_forum && thread.is_none() {
            let title = Text::of(message).title;
            body["thread_name"] = json!(crate::text::cut(&title, 100, Unit::Chars));
        }
        // Without this, a message that is not saved is no error.
        let url = with_query(self.url.expose(), "wait", "true");
        Request::post(in_thread(url, thread)).json(&body)
    }

    /// The incident's first message says how it is now.
    fn further(&self, message: &Message<'_>) -> Option<Request> {
        let (id, _) = receipt(message)?;
        let mut url = url::Url::parse(self.url.expose()).ok()?;
        let mut path = url.path_segments_mut().ok()?;
        path.pop_if_empty().extend(["messages", id]);
        drop(path);
        let request = Request::patch(in_thread(url.into(), self.thread(message)));
        Some(request.json(&payload(message)))
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        let outcome = reply::usual(reply, now_ms);
        if !matches!(outcome, Outcome::Delivered { .. }) {
            return outcome;
        }
        let said = reply::json(reply).unwrap_or_default();
        // An answer may be longer than what is read of it; its id comes early, but then it is no
        // JSON. The message is delivered all the same.
        let receipt = said["id"].as_str().map(|id| {
            let channel = said["channel_id"].as_str().unwrap_or_default();
            format!("{id}:{channel}")
        });
        Outcome::Delivered { receipt }
    }
}

impl Config {
    /// The thread that `message` belongs to.
    fn thread<'m>(&'m self, message: &Message<'m>) -> Option<&'m str> {
        match self.is_forum {
            true => receipt(message).map(|(_, channel)| channel),
            false => self.thread_id.as_deref(),
        }
    }
}

/// Id and channel of the incident's first message.
fn receipt<'m>(message: &Message<'m>) -> Option<(&'m str, &'m str)> {
    message.thread?.split_once(':')
}

fn in_thread(url: String, thread: Option<&str>) -> String {
    match thread {
        Some(thread) => with_query(&url, "thread_id", thread),
        None => url,
    }
}

fn escaped(text: &str, max: usize) -> String {
    cut_and_escape(text, max, Unit::Chars, markup::markdown)
}

fn payload(message: &Message<'_>) -> Value {
    let text = Text::of(message);
    if message.is_plain {
        let content = escaped(&text.short(CONTENT_CHARS, Unit::Chars), CONTENT_CHARS);
        return json!({ "content": content, MENTIONS: { "parse": [] } });
    }
    let mut description: Vec<_> = text.lead.iter().map(|lead| escaped(lead, 1_000)).collect();
    if let Some(url) = &text.url {
        description.push(cut_and_escape(url, 1_000, Unit::Chars, markup::url));
    }
    let used: usize = description.iter().map(|part| part.chars().count()).sum();
    let details = text.details.join("\n");
    description.push(escaped(
        &details,
        DESCRIPTION_CHARS.saturating_sub(used + 2),
    ));
    let field = |Fact { label, value }: &Fact| {
        let value = escaped(value, VALUE_CHARS);
        json!({ "name": label, "value": value, "inline": true })
    };
    let mut embed = json!({
        "title": escaped(&text.title, TITLE_CHARS),
        "description": description.join("\n").trim_end(),
        "color": text.tone.color(),
        "fields": text.facts.iter().map(field).collect::<Vec<_>>(),
    });
    if let Some(link) = &text.link {
        embed["url"] = json!(link);
    }
    json!({ "embeds": [embed], MENTIONS: { "parse": [] } })
}
