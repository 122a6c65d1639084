//! The kinds of channels, one file for each, all of one shape: the settings, what is wrong with
//! them, the request that says a message, and what a reply to it means.

pub mod alertmanager;
pub mod apprise;
pub mod discord;
pub mod email;
pub mod field;
pub mod google_chat;
pub mod gotify;
mod incident;
pub mod incident_io;
pub mod jira;
mod markup;
pub mod matrix;
pub mod mattermost;
pub mod ntfy;
pub mod pagerduty;
pub mod pushover;
pub(crate) mod reply;
mod request;
mod send;
pub mod slack;
pub mod teams;
pub mod telegram;
pub mod twilio;
pub mod webhook;

use std::time::Duration;

use net::fetch::{BODY_BYTES, Reply};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::{Position, Url};

pub use self::field::{Address, Hidden, Problem};
pub use self::request::Request;
pub use self::send::{Means, Sent};
use crate::message::Message;
use crate::{Error, Result};

/// What separates the parts of a secret, of which one alone may be echoed.
const SEPARATORS: [char; 6] = ['/', '?', '&', '=', ':', ' '];

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver took it.
    Delivered {
        /// What the receiver calls it, so that a later message can reply to it.
        receipt: Option<String>,
    },
    /// The receiver may take it later.
    Later {
        /// The shortest pause that the receiver asks for, at most an hour.
        after: Option<Duration>,
    },
    /// The receiver will never take it as it is.
    Refused,
    /// The token, the address or the right to write is gone.
    Broken {
        /// Why, as words for people, without secrets.
        why: String,
    },
}

/// The settings of a kind of channel.
pub(crate) trait Settings {
    /// The names of those that are secret.
    const SECRETS: &'static [&'static str];

    /// Whether programs receive what it sends, which must hear of every incident; else people
    /// do.
    const IS_MACHINE: bool = false;

    /// Checks them, except which addresses may be reached.
    fn check(&self) -> Result<(), Problem>;
}

/// A kind of channel that speaks HTTP.
pub(crate) trait Http {
    /// How many bytes of a reply's body are read: those of services whose replies say what the
    /// message is called may be as long as the message.
    const REPLY_BYTES: usize = BODY_BYTES;

    /// The request that says `message`.
    fn request(&self, message: &Message<'_>) -> Request;

    /// A further request once `message` is delivered, as to change an earlier one. Whether it
    /// succeeds changes nothing.
    fn further(&self, _message: &Message<'_>) -> Option<Request> {
        None
    }

    /// What `reply` to a request of `now_ms` means.
    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        reply::usual(reply, now_ms)
    }
}

/// A kind of channel that can send: those that speak HTTP can.
pub(crate) trait Attempt {
    /// Makes one attempt to say `message`. `secrets` are not to be told.
    fn attempt(
        &self,
        secrets: Vec<String>,
        message: &Message<'_>,
        means: &Means,
    ) -> impl Future<Output = Sent> + Send;
}

/// Defines [`Config`] and passes its calls to the kinds.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident, $module:ident;)*) => {
        /// The settings of a channel. `Debug` shows no secret.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Config {
            $($(#[$doc])* $variant($module::Config),)*
        }

        impl Config {
            /// The names of all kinds.
            pub const KINDS: &'static [&'static str] = &[$(stringify!($module)),*];

            /// The name of its kind.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($module),)*
                }
            }

            /// The names of its settings that are secret.
            pub fn secrets(&self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant(_) => <$module::Config as Settings>::SECRETS,)*
                }
            }

            /// Whether programs receive what channels of this kind send, which must hear of every
            /// incident; else people do, who may get summaries.
            pub fn is_machine(kind: &str) -> bool {
                match kind {
                    $(stringify!($module) => <$module::Config as Settings>::IS_MACHINE,)*
                    _ => false,
                }
            }

            /// Checks its settings, except which addresses may be reached.
            ///
            /// # Errors
            /// The first problem.
            pub fn check(&self) -> Result<(), Problem> {
                match self {
                    $(Self::$variant(config) => config.check(),)*
                }
            }

            async fn attempt(&self, message: &Message<'_>, means: &Means) -> Sent {
                let secrets = self.secret_texts();
                match self {
                    $(Self::$variant(config) => config.attempt(secrets, message, means).await,)*
                }
            }
        }
    };
}

kinds! {
    /// HTTP requests to a program of the user, signed.
    Webhook, webhook;
    /// Slack, by an incoming webhook or a bot.
    Slack, slack;
    /// Discord, by a webhook.
    Discord, discord;
    /// Microsoft Teams, by a workflow.
    Teams, teams;
    /// Telegram, by a bot.
    Telegram, telegram;
    /// ntfy.
    Ntfy, ntfy;
    /// PagerDuty.
    Pagerduty, pagerduty;
    /// Mattermost, by an incoming webhook.
    Mattermost, mattermost;
    /// Google Chat, by the webhook of a space.
    GoogleChat, google_chat;
    /// Jira Service Management or Opsgenie.
    Jira, jira;
    /// Prometheus Alertmanager.
    Alertmanager, alertmanager;
    /// Gotify.
    Gotify, gotify;
    /// Matrix.
    Matrix, matrix;
    /// Pushover.
    Pushover, pushover;
    /// incident.io.
    IncidentIo, incident_io;
    /// Text messages, by Twilio.
    Twilio, twilio;
    /// Apprise API.
    Apprise, apprise;
    /// Email, over SMTP.
    Email, email;
}

/// Makes one attempt to say `message` on the channel with `config`.
pub async fn send(config: &Config, message: &Message<'_>, means: &Means) -> Sent {
    config.attempt(message, means).await
}

/// The kind of the channel with these public settings; empty if they cannot be read.
pub fn kind(settings: &str) -> String {
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }
    let kind = serde_json::from_str::<Kind>(settings);
    kind.map(|kind| kind.kind).unwrap_or_default()
}

/// Names, as GraphQL spells them, and values of these public settings, as text.
pub fn shown(settings: &str) -> Vec<(String, String)> {
    let settings = serde_json::from_str::<Map<String, Value>>(settings).unwrap_or_default();
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Array(values) => {
            let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            texts.join(", ")
        }
        other => other.to_string(),
    };
    let settings = settings.into_iter().filter(|(name, _)| name != "kind");
    settings
        .map(|(name, value)| (field::camel_case(&name), text(value)))
        .collect()
}

impl Config {
    /// The settings as JSON in two parts: those that anybody may see who may see the channel,
    /// and those that are secret, if there are any.
    ///
    /// # Errors
    /// If they cannot be written as JSON.
    pub fn split(self) -> Result<(Value, Option<Value>)> {
        let secrets = self.secrets();
        let Ok(Value::Object(mut public)) = serde_json::to_value(&self) else {
            return Err(Error::Write);
        };
        let mut secret = Map::new();
        for name in secrets {
            if let Some((name, value)) = public.remove_entry(*name) {
                secret.insert(name, value);
            }
        }
        let secret = (!secret.is_empty()).then_some(Value::Object(secret));
        Ok((Value::Object(public), secret))
    }

    /// The settings of both parts.
    ///
    /// # Errors
    /// If together they are not the settings of a channel.
    pub fn join(public: Value, secrets: Option<Value>) -> Result<Self> {
        let kind = public.get("kind").and_then(Value::as_str);
        let kind = kind.unwrap_or_default().to_owned();
        let mut all = public;
        if let (Some(all), Some(Value::Object(secrets))) = (all.as_object_mut(), secrets) {
            all.extend(secrets);
        }
        // The library's own error could contain a secret.
        serde_json::from_value(all).map_err(|_| Error::Read(kind))
    }

    /// Where it sends requests to, each with the name of the setting that says so.
    pub fn addresses(&self) -> Vec<(&'static str, Url)> {
        let settings = serde_json::to_value(self).unwrap_or_default();
        let address = |name: &'static str| {
            let text = settings.get(name)?.as_str()?;
            Some((name, Url::parse(text).ok()?))
        };
        let mut addresses: Vec<_> = ["url", "base_url"]
            .into_iter()
            .filter_map(address)
            .collect();
        // A mail server is named without a scheme.
        let host = settings.get("host").and_then(Value::as_str);
        let server = host.and_then(|host| Url::parse(&format!("http://{host}")).ok());
        addresses.extend(server.map(|url| ("host", url)));
        addresses
    }

    /// All texts of its secret settings, and the parts of those that are URLs.
    fn secret_texts(&self) -> Vec<String> {
        let Ok((_, Some(secrets))) = self.clone().split() else {
            return Vec::new();
        };
        let mut texts = Vec::new();
        collect(&secrets, &mut texts);
        texts
    }
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let path = Url::parse(text).ok().filter(Url::has_host);
            let path = path.map(|url| url[Position::BeforePath..].to_owned());
            let parts = path.as_ref().unwrap_or(text).split(SEPARATORS);
            // Shorter parts and words may be anywhere.
            let is_word = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '-' | '_');
            let telling = parts.filter(|part| part.len() >= 6 && !part.chars().all(is_word));
            texts.extend(telling.map(str::to_owned));
            let whole = path.iter().chain([text]);
            texts.extend(whole.filter(|text| text.len() >= 6).cloned());
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
        Value::Object(values) => values.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}
