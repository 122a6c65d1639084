//! Kinds of channels, of which an input gives exactly one.

use async_graphql::Enum;
use serde::Serialize;
use serde_json::Value;

use super::channel_settings::{
    AlertmanagerChannelInput, AppriseChannelInput, DiscordChannelInput, EmailChannelInput,
    GoogleChatChannelInput, GotifyChannelInput, IncidentIoChannelInput, JiraChannelInput,
    MatrixChannelInput, MattermostChannelInput, NtfyChannelInput, PagerDutyChannelInput,
    PushoverChannelInput, SlackChannelInput, TeamsChannelInput, TelegramChannelInput,
    TwilioChannelInput, WebhookChannelInput, twice,
};
use super::error::Result;
use crate::service::Error;
use crate::service::channel::Kind;

/// Kinds of channels.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChannelKind {
    /// HTTP requests to a program of yours, signed by the Standard Webhooks specification.
    Webhook,
    /// Email, by the installation's mail server or by one of your own.
    Email,
    /// Slack, by an incoming webhook or by a bot, which replies to its own messages.
    Slack,
    /// Discord, by a webhook.
    Discord,
    /// Microsoft Teams, by a workflow.
    Teams,
    /// Telegram, by a bot.
    Telegram,
    /// A topic of ntfy.
    Ntfy,
    /// PagerDuty, by an integration of the Events API v2.
    #[graphql(name = "PAGERDUTY")]
    PagerDuty,
    /// Mattermost, by an incoming webhook.
    Mattermost,
    /// Google Chat, by a webhook.
    GoogleChat,
    /// Jira Service Management, or Opsgenie.
    Jira,
    /// Prometheus Alertmanager.
    Alertmanager,
    /// Gotify.
    Gotify,
    /// A room of Matrix without encryption.
    Matrix,
    /// Pushover.
    Pushover,
    /// incident.io, by an HTTP alert source.
    IncidentIo,
    /// Text messages by Twilio.
    Twilio,
    /// The hundred services of an Apprise API server.
    Apprise,
}

/// Defines what an input may give: exactly one kind of channel.
macro_rules! given {
    ($($kind:ident, $name:literal, $input:ident;)*) => {
        /// The kind of a channel: exactly one of these.
        #[derive(Default)]
        pub(super) struct Given {
            $(pub(super) $kind: Option<$input>,)*
        }

        impl Given {
            /// The kind that is given, if one is, and an error if several are.
            fn only(self) -> Result<Option<Kind>> {
                let mut kind = None;
                $(if let Some(input) = self.$kind {
                    if kind.is_some() {
                        let problem = "is the second kind of channel here: give exactly one";
                        return Err(Error::input($name, problem).into());
                    }
                    kind = Some((stringify!($kind), settings(&input)));
                })*
                Ok(kind)
            }
        }
    };
}

given! {
    webhook, "webhook", WebhookChannelInput;
    email, "email", EmailChannelInput;
    slack, "slack", SlackChannelInput;
    discord, "discord", DiscordChannelInput;
    teams, "teams", TeamsChannelInput;
    telegram, "telegram", TelegramChannelInput;
    ntfy, "ntfy", NtfyChannelInput;
    pagerduty, "pagerduty", PagerDutyChannelInput;
    mattermost, "mattermost", MattermostChannelInput;
    google_chat, "googleChat", GoogleChatChannelInput;
    jira, "jira", JiraChannelInput;
    alertmanager, "alertmanager", AlertmanagerChannelInput;
    gotify, "gotify", GotifyChannelInput;
    matrix, "matrix", MatrixChannelInput;
    pushover, "pushover", PushoverChannelInput;
    incident_io, "incidentIo", IncidentIoChannelInput;
    twilio, "twilio", TwilioChannelInput;
    apprise, "apprise", AppriseChannelInput;
}

impl Given {
    /// The kind that is given, if one is.
    ///
    /// # Errors
    /// If several are, or a name is given twice.
    pub(super) fn kind(self) -> Result<Option<Kind>> {
        let headers = self.webhook.as_ref().map(|it| &it.headers);
        let labels = self.alertmanager.as_ref().map(|it| &it.labels);
        for (field, items) in [
            ("webhook.headers", headers),
            ("alertmanager.labels", labels),
        ] {
            let items = items.and_then(Option::as_deref).unwrap_or_default();
            if let Some(name) = twice(items) {
                let problem = format!("must contain {} only once", name.to_ascii_lowercase());
                return Err(Error::input(field, problem).into());
            }
        }
        self.only()
    }
}

fn settings(input: &impl Serialize) -> Value {
    // A structure of texts and numbers always has a JSON.
    serde_json::to_value(input).unwrap_or_default()
}

impl ChannelKind {
    /// The kind that a row calls `name`.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "webhook" => Self::Webhook,
            "email" => Self::Email,
            "slack" => Self::Slack,
            "discord" => Self::Discord,
            "teams" => Self::Teams,
            "telegram" => Self::Telegram,
            "ntfy" => Self::Ntfy,
            "pagerduty" => Self::PagerDuty,
            "mattermost" => Self::Mattermost,
            "google_chat" => Self::GoogleChat,
            "jira" => Self::Jira,
            "alertmanager" => Self::Alertmanager,
            "gotify" => Self::Gotify,
            "matrix" => Self::Matrix,
            "pushover" => Self::Pushover,
            "incident_io" => Self::IncidentIo,
            "twilio" => Self::Twilio,
            "apprise" => Self::Apprise,
            _ => return None,
        })
    }
}
