//! Settings of channels, one input for each kind.
//!
//! The inputs are written as the JSON that `notify` reads: names are the same there.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{Enum, InputObject};
use serde::{Serialize, Serializer};

/// A name and its value.
#[derive(InputObject, Clone, Debug)]
pub(super) struct NameAndValueInput {
    /// The name.
    name: String,
    /// The value.
    #[graphql(secret)]
    value: String,
}

/// HTTP requests to a program of yours, signed by the Standard Webhooks specification.
#[derive(InputObject, Serialize)]
pub(super) struct WebhookChannelInput {
    /// Who is asked.
    url: String,
    /// What requests are signed with: `whsec_` and the Base64 of 24 to 64 random bytes.
    #[graphql(secret)]
    secret: String,
    /// The secret before, which also signs while receivers change over.
    #[graphql(secret)]
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_secret: Option<String>,
    /// Further headers, at most 20, each once.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "map")]
    pub(super) headers: Option<Vec<NameAndValueInput>>,
    /// Body of the requests, a Jinja template, instead of the usual event; `previewTemplate` shows
    /// what it makes. Null for the usual event.
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<String>,
}

/// How a mail server is spoken to.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum MailSecurity {
    /// TLS from the first byte, usually on port 465.
    Tls,
    /// STARTTLS, which is required, usually on port 587.
    Starttls,
    /// Not encrypted.
    None,
}

/// Email, by the installation's mail server or by one of your own.
#[derive(InputObject, Serialize)]
pub(super) struct EmailChannelInput {
    /// Addresses of the recipients, 1 to 20; each gets a mail of its own.
    to: Vec<String>,
    /// Name or address of your own mail server; the installation's by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    /// Port of your own server; the usual one of `security` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    /// How your own server is spoken to; STARTTLS by default, or TLS on port 465.
    #[serde(skip_serializing_if = "Option::is_none")]
    security: Option<MailSecurity>,
    /// Who logs in to your own server.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// Their password.
    #[graphql(secret)]
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    /// Sender on your own server, an address that may have a name; the user by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
}

/// Slack, by an incoming webhook or by a bot, which replies to its own messages.
#[derive(InputObject, Serialize)]
pub(super) struct SlackChannelInput {
    /// URL of an incoming webhook; or else `token` and `channel`.
    #[graphql(secret)]
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Token of a bot: `xoxb-…`.
    #[graphql(secret)]
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// Id or name of the bot's channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    /// Where the API is; Slack's own by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

/// Discord, by a webhook.
#[derive(InputObject, Serialize)]
pub(super) struct DiscordChannelInput {
    /// URL of the webhook.
    #[graphql(secret)]
    url: String,
    /// Id of the thread that it writes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<String>,
    /// Whether the channel is a forum, where each incident is a post.
    #[graphql(name = "forum")]
    #[serde(skip_serializing_if = "Option::is_none")]
    is_forum: Option<bool>,
}

/// Microsoft Teams, by a workflow.
#[derive(InputObject, Serialize)]
pub(super) struct TeamsChannelInput {
    /// URL of the workflow.
    #[graphql(secret)]
    url: String,
}

/// Telegram, by a bot.
#[derive(InputObject, Serialize)]
pub(super) struct TelegramChannelInput {
    /// Token of the bot: `123456:ABC…`.
    #[graphql(secret)]
    token: String,
    /// Id of the chat, or the name of a public channel with its `@`.
    chat_id: String,
    /// Id of the topic in the chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    topic_id: Option<i64>,
    /// Where the API is; Telegram's own by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

/// A topic of ntfy.
#[derive(InputObject, Serialize)]
pub(super) struct NtfyChannelInput {
    /// The topic. Whoever knows it can read it, so it is secret.
    #[graphql(secret)]
    topic: String,
    /// Token of a user: `tk_…`.
    #[graphql(secret)]
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// Where the server is; `https://ntfy.sh` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

/// PagerDuty, by an integration of the Events API v2.
#[derive(InputObject, Serialize)]
pub(super) struct PagerDutyChannelInput {
    /// Routing key of the integration.
    #[graphql(secret)]
    routing_key: String,
    /// Where the API is; PagerDuty's own by default, `https://events.eu.pagerduty.com` in Europe.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

/// Mattermost, by an incoming webhook.
#[derive(InputObject, Serialize)]
pub(super) struct MattermostChannelInput {
    /// URL of the webhook.
    #[graphql(secret)]
    url: String,
    /// Name of another channel than the webhook's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
}

/// Google Chat, by a webhook.
#[derive(InputObject, Serialize)]
pub(super) struct GoogleChatChannelInput {
    /// URL of the webhook.
    #[graphql(secret)]
    url: String,
}

/// Jira Service Management, or Opsgenie.
#[derive(InputObject, Serialize)]
pub(super) struct JiraChannelInput {
    /// Key of an integration of the type API.
    #[graphql(secret)]
    key: String,
    /// Where alerts are created; Jira Service Management by default,
    /// `https://api.opsgenie.com/v2/alerts` for Opsgenie.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

/// Prometheus Alertmanager.
#[derive(InputObject, Serialize)]
pub(super) struct AlertmanagerChannelInput {
    /// Where Alertmanager is, without `/api/v2`.
    url: String,
    /// Bearer token, if what is in front of it wants one.
    #[graphql(secret)]
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// Further labels of every alert, to route by, each once.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "map")]
    pub(super) labels: Option<Vec<NameAndValueInput>>,
}

/// Gotify.
#[derive(InputObject, Serialize)]
pub(super) struct GotifyChannelInput {
    /// Where the server is.
    url: String,
    /// Token of an application.
    #[graphql(secret)]
    token: String,
}

/// A room of Matrix without encryption.
#[derive(InputObject, Serialize)]
pub(super) struct MatrixChannelInput {
    /// Where the home server is.
    url: String,
    /// Access token of a user who is in the room.
    #[graphql(secret)]
    token: String,
    /// Id of the room: `!…:example.org`, not its alias.
    room: String,
}

/// Pushover.
#[derive(InputObject, Serialize)]
pub(super) struct PushoverChannelInput {
    /// Token of an application.
    #[graphql(secret)]
    token: String,
    /// Key of a user or a group.
    #[graphql(secret)]
    user: String,
    /// Name of one device of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    /// Whether an opened incident sounds again each minute until it is acknowledged, for at most
    /// an hour.
    #[graphql(name = "emergency")]
    #[serde(skip_serializing_if = "Option::is_none")]
    is_emergency: Option<bool>,
    /// Where the API is; Pushover's own by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

/// incident.io, by an HTTP alert source.
#[derive(InputObject, Serialize)]
pub(super) struct IncidentIoChannelInput {
    /// Id of the alert source, the last part of its URL.
    source: String,
    /// Token of the alert source.
    #[graphql(secret)]
    token: String,
    /// Where the API is; incident.io's own by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

/// Text messages by Twilio.
#[derive(InputObject, Serialize)]
pub(super) struct TwilioChannelInput {
    /// Id of the account: `AC…`.
    account: String,
    /// Id of an API key, `SK…`, if the token is its secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<String>,
    /// Token of the account, or secret of the API key.
    #[graphql(secret)]
    token: String,
    /// Who sends: a number as `+15005550006`, a name, or a messaging service as `MG…`.
    from: String,
    /// Who receives: a number as `+15005550006`.
    to: String,
    /// Where the API is; Twilio's own by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

/// The hundred services of an Apprise API server.
#[derive(InputObject, Serialize)]
pub(super) struct AppriseChannelInput {
    /// Where the server is.
    url: String,
    /// Key of the stored configuration.
    #[graphql(secret)]
    key: String,
    /// Which of its services hear: tags, separated by commas or spaces; all by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
}

/// The first name that is given twice, which the JSON that `notify` reads could not say.
pub(super) fn twice(items: &[NameAndValueInput]) -> Option<&str> {
    let mut known = BTreeSet::new();
    let mut names = items.iter().map(|item| item.name.as_str());
    names.find(|name| !known.insert(*name))
}

fn map<S: Serializer>(
    items: &Option<Vec<NameAndValueInput>>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let items = items.iter().flatten();
    let map: BTreeMap<&str, &str> = items
        .map(|item| (item.name.as_str(), item.value.as_str()))
        .collect();
    map.serialize(serializer)
}
