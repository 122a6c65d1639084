//! Slack: an incoming webhook, or a bot that writes to a channel.
//! Source: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>,
//! <https://docs.slack.dev/reference/methods/chat.postMessage>.

use net::fetch::MOST_BODY_BYTES;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::field::{self, Address, Hidden, Problem};
use super::request::below;
use super::{Http, Outcome, Reply, Request, Settings, reply};
use crate::message::Message;
use crate::text::{Text, Unit, cut, cut_and_escape};

/// Most characters of a header, of a section, and of one of its fields.
const HEADER_CHARS: usize = 150;
const SECTION_CHARS: usize = 3_000;
const FIELD_CHARS: usize = 2_000;

/// Most characters of what a push notification shows.
const PREVIEW_CHARS: usize = 1_000;

/// Errors that say that the token, the channel or the right is gone.
const BROKEN: [&str; 22] = [
    "access_denied",
    "account_inactive",
    "channel_not_found",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "is_archived",
    "messages_tab_disabled",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "not_in_channel",
    "org_login_required",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "team_access_not_granted",
    "team_not_found",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
];

/// Errors that pass.
const PASSING: [&str; 8] = [
    "accesslimited",
    "fatal_error",
    "internal_error",
    "ratelimited",
    "rate_limited",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
];

/// The settings: either `url`, or `token` and `channel`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// URL of an incoming webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Hidden>,
    /// Token of a bot: `xoxb-…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Hidden>,
    /// Id or name of the bot's channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Where the API is; Slack's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Address>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["url", "token"];

    fn check(&self) -> Result<(), Problem> {
        match (&self.url, &self.token) {
            (Some(url), None) => field::url("url", url.expose()).map(drop),
            (None, Some(token)) => {
                field::token("token", token.expose())?;
                field::given("channel", self.channel.as_deref().unwrap_or_default())?;
                field::base_url(self.base_url.as_ref())
            }
            (None, None) => {
                let problem = "must be given, or the token of a bot";
                Err(Problem::new("url", problem))
            }
            (Some(_), Some(_)) => Err(Problem::new("token", "must not be given beside url")),
        }
    }
}

impl Http for Config {
    // It repeats the message.
    const REPLY_BYTES: usize = MOST_BODY_BYTES;

    fn request(&self, message: &Message<'_>) -> Request {
        let mut body = payload(message);
        match (&self.url, &self.token) {
            (Some(url), _) => Request::post(url.expose()).json(&body),
            (None, token) => {
                let channel = match receipt(message) {
                    Some((channel, ts)) => {
                        body["thread_ts"] = json!(ts);
                        // A reply in a thread alone would be seen by few.
                        body["reply_broadcast"] = json!(true);
                        channel
                    }
                    None => self.channel.as_deref().unwrap_or_default(),
                };
                body["channel"] = json!(channel);
                body["unfurl_links"] = json!(false);
                body["unfurl_media"] = json!(false);
                self.method("chat.postMessage", token.as_ref(), &body)
            }
        }
    }

    /// The incident's first message says how it is now.
    fn further(&self, message: &Message<'_>) -> Option<Request> {
        let token = self.token.as_ref()?;
        let (channel, ts) = receipt(message)?;
        let mut body = payload(message);
        body["channel"] = json!(channel);
        body["ts"] = json!(ts);
        Some(self.method("chat.update", Some(token), &body))
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        let outcome = reply::usual(reply, now_ms);
        if !matches!(outcome, Outcome::Delivered { .. }) {
            return outcome;
        }
        let said = reply::json(reply);
        let said = said.as_ref();
        let is_ok = said.and_then(|said| said["ok"].as_bool());
        if self.url.is_some() {
            return match is_ok == Some(true) || reply.body.trim_ascii() == b"ok" {
                true => outcome,
                false => Outcome::Later { after: None },
            };
        }
        let text = |name: &str| {
            said.and_then(|said| said[name].as_str())
                .unwrap_or_default()
        };
        match (is_ok, text("error")) {
            (None, _) if reply::begins_with_ok(reply) => outcome,
            (Some(true), _) => Outcome::Delivered {
                receipt: Some(format!("{}:{}", text("channel"), text("ts"))),
            },
            (Some(false), error) if BROKEN.contains(&error) => Outcome::Broken {
                why: format!("Slack says {error}"),
            },
            (Some(false), error) if !PASSING.contains(&error) => Outcome::Refused,
            _ => reply::later(reply, now_ms),
        }
    }
}

impl Config {
    /// A call of `method`.
    fn method(&self, method: &str, token: Option<&Hidden>, body: &Value) -> Request {
        let base = self.base_url.as_ref().map(Address::as_str);
        let url = below(base.unwrap_or("https://slack.com/api"), method);
        Request::post(url)
            .bearer(token.map_or("", Hidden::expose))
            .body("application/json; charset=utf-8", body.to_string())
    }
}

/// Channel and time stamp of the incident's first message.
fn receipt<'m>(message: &Message<'m>) -> Option<(&'m str, &'m str)> {
    message.thread?.split_once(':')
}

/// What Slack's markup gives a meaning. Source:
/// <https://docs.slack.dev/messaging/formatting-message-text#escaping>.
fn escape(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        c => out.push(c),
    }
}

fn escaped(text: &str, max: usize) -> String {
    cut_and_escape(text, max, Unit::Chars, escape)
}

fn payload(message: &Message<'_>) -> Value {
    let text = Text::of(message);
    let preview = escaped(&text.short(PREVIEW_CHARS, Unit::Chars), PREVIEW_CHARS);
    if message.is_plain {
        return json!({ "text": preview, "mrkdwn": false });
    }
    let title = cut(&text.title, HEADER_CHARS, Unit::Chars);
    let mut blocks = vec![json!({
        "type": "header",
        "text": { "type": "plain_text", "text": title, "emoji": false },
    })];
    // Without "verbatim", names of users and channels would be looked for.
    let mrkdwn = |text: String| json!({ "type": "mrkdwn", "text": text, "verbatim": true });
    let section = |text: String| json!({ "type": "section", "text": mrkdwn(text) });
    let lead = text.lead.iter().chain(&text.url);
    let lead = lead.map(String::as_str).collect::<Vec<_>>().join("\n");
    if !lead.is_empty() {
        blocks.push(section(escaped(&lead, SECTION_CHARS)));
    }
    let facts = text.facts.iter().take(10).map(|fact| {
        let value = escaped(&fact.value, FIELD_CHARS - 100);
        mrkdwn(format!("*{}*\n{value}", fact.label))
    });
    let facts: Vec<_> = facts.collect();
    if !facts.is_empty() {
        blocks.push(json!({ "type": "section", "fields": facts }));
    }
    if !text.details.is_empty() {
        blocks.push(section(escaped(&text.details.join("\n"), SECTION_CHARS)));
    }
    if let Some(link) = &text.link {
        let link = escaped(link, SECTION_CHARS - 100).replace('|', "%7C");
        blocks.push(section(format!("<{link}|Open in Upbeat>")));
    }
    json!({ "text": preview, "blocks": blocks })
}
