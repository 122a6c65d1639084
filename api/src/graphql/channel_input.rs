//! Inputs that create and change channels.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::channel::AlertKind;
use super::channel_kind::Given;
use super::channel_settings::{
    AlertmanagerChannelInput, AppriseChannelInput, DiscordChannelInput, EmailChannelInput,
    GoogleChatChannelInput, GotifyChannelInput, IncidentIoChannelInput, JiraChannelInput,
    MatrixChannelInput, MattermostChannelInput, NtfyChannelInput, PagerDutyChannelInput,
    PushoverChannelInput, SlackChannelInput, TeamsChannelInput, TelegramChannelInput,
    TwilioChannelInput, WebhookChannelInput,
};
use super::error::Result;
use super::id;
use super::website_input::said;
use crate::service::channel::{Change, New, QuietHours};
use crate::service::{self, Error};

/// Hours in which a channel is not disturbed.
#[derive(InputObject)]
pub(super) struct QuietHoursInput {
    /// Time of day at which they begin, in the channel's time zone, such as `22:00`.
    from: String,
    /// Time of day at which they end, up to `24:00`; on the next day if not after `from`.
    to: String,
    /// Days on which they begin, 1 (Monday) to 7 (Sunday); every day by default.
    days: Option<Vec<i32>>,
    /// Kinds of alerts that break them.
    except: Option<Vec<AlertKind>>,
}

/// A channel to create: a name, and exactly one kind with its settings.
#[derive(InputObject)]
pub(super) struct CreateChannelInput {
    /// Organization that owns it; your personal one by default.
    pub(super) organization_id: Option<ID>,
    /// Displayed name.
    name: String,
    /// Kinds of alerts that it hears; `INCIDENT_OPENED` and `INCIDENT_RESOLVED` by default.
    kinds: Option<Vec<AlertKind>>,
    /// Websites that it hears of. Without them and `tags` it hears of all, including future ones.
    website_ids: Option<Vec<ID>>,
    /// Tags, at most 20: it hears of websites with one of them, too. Missing ones are created.
    tags: Option<Vec<String>>,
    /// Repeats that an incident is open, every so many seconds, 300 to 604,800; never by default.
    repeat_secs: Option<i32>,
    /// IANA time zone of its quiet hours and of the times in its messages; UTC by default.
    time_zone: Option<String>,
    /// Hours in which it is not disturbed. What opened in them and is still open at their end is
    /// told then.
    quiet: Option<QuietHoursInput>,
    /// Whether it hears what other channels cannot deliver for five minutes. One channel of an
    /// organization does; the last to be set.
    fallback: Option<bool>,
    /// HTTP requests to a program of yours, signed by the Standard Webhooks specification.
    webhook: Option<WebhookChannelInput>,
    /// Email, by the installation's mail server or by one of your own.
    email: Option<EmailChannelInput>,
    /// Slack, by an incoming webhook or by a bot, which replies to its own messages.
    slack: Option<SlackChannelInput>,
    /// Discord, by a webhook.
    discord: Option<DiscordChannelInput>,
    /// Microsoft Teams, by a workflow.
    teams: Option<TeamsChannelInput>,
    /// Telegram, by a bot.
    telegram: Option<TelegramChannelInput>,
    /// A topic of ntfy.
    ntfy: Option<NtfyChannelInput>,
    /// PagerDuty, by an integration of the Events API v2.
    pagerduty: Option<PagerDutyChannelInput>,
    /// Mattermost, by an incoming webhook.
    mattermost: Option<MattermostChannelInput>,
    /// Google Chat, by a webhook.
    google_chat: Option<GoogleChatChannelInput>,
    /// Jira Service Management, or Opsgenie.
    jira: Option<JiraChannelInput>,
    /// Prometheus Alertmanager.
    alertmanager: Option<AlertmanagerChannelInput>,
    /// Gotify.
    gotify: Option<GotifyChannelInput>,
    /// A room of Matrix without encryption.
    matrix: Option<MatrixChannelInput>,
    /// Pushover.
    pushover: Option<PushoverChannelInput>,
    /// incident.io, by an HTTP alert source.
    incident_io: Option<IncidentIoChannelInput>,
    /// Text messages by Twilio.
    twilio: Option<TwilioChannelInput>,
    /// The hundred services of an Apprise API server.
    apprise: Option<AppriseChannelInput>,
}

/// Changes to a channel. Omitted fields keep their values.
#[derive(InputObject)]
pub(super) struct UpdateChannelInput {
    /// Identifier of the channel.
    pub(super) id: ID,
    /// Displayed name.
    name: Option<String>,
    /// Kinds of alerts that it hears.
    kinds: Option<Vec<AlertKind>>,
    /// Websites that it hears of; null for all, including future ones.
    website_ids: MaybeUndefined<Vec<ID>>,
    /// Tags, at most 20: it hears of websites with one of them, too; null for none.
    tags: MaybeUndefined<Vec<String>>,
    /// Repeats that an incident is open, every so many seconds, 300 to 604,800; null for never.
    repeat_secs: MaybeUndefined<i32>,
    /// IANA time zone of its quiet hours and of the times in its messages; null for UTC.
    time_zone: MaybeUndefined<String>,
    /// Hours in which it is not disturbed; null for none.
    quiet: MaybeUndefined<QuietHoursInput>,
    /// Whether it hears what other channels cannot deliver for five minutes.
    fallback: Option<bool>,
    /// HTTP requests to a program of yours, signed by the Standard Webhooks specification.
    webhook: Option<WebhookChannelInput>,
    /// Email, by the installation's mail server or by one of your own.
    email: Option<EmailChannelInput>,
    /// Slack, by an incoming webhook or by a bot, which replies to its own messages.
    slack: Option<SlackChannelInput>,
    /// Discord, by a webhook.
    discord: Option<DiscordChannelInput>,
    /// Microsoft Teams, by a workflow.
    teams: Option<TeamsChannelInput>,
    /// Telegram, by a bot.
    telegram: Option<TelegramChannelInput>,
    /// A topic of ntfy.
    ntfy: Option<NtfyChannelInput>,
    /// PagerDuty, by an integration of the Events API v2.
    pagerduty: Option<PagerDutyChannelInput>,
    /// Mattermost, by an incoming webhook.
    mattermost: Option<MattermostChannelInput>,
    /// Google Chat, by a webhook.
    google_chat: Option<GoogleChatChannelInput>,
    /// Jira Service Management, or Opsgenie.
    jira: Option<JiraChannelInput>,
    /// Prometheus Alertmanager.
    alertmanager: Option<AlertmanagerChannelInput>,
    /// Gotify.
    gotify: Option<GotifyChannelInput>,
    /// A room of Matrix without encryption.
    matrix: Option<MatrixChannelInput>,
    /// Pushover.
    pushover: Option<PushoverChannelInput>,
    /// incident.io, by an HTTP alert source.
    incident_io: Option<IncidentIoChannelInput>,
    /// Text messages by Twilio.
    twilio: Option<TwilioChannelInput>,
    /// The hundred services of an Apprise API server.
    apprise: Option<AppriseChannelInput>,
}

impl CreateChannelInput {
    pub(super) fn into_new(self) -> Result<New> {
        let input = self;
        let websites = input.website_ids.as_deref().map(ids).transpose()?;
        let change = Change {
            name: None,
            kind: None,
            kinds: input
                .kinds
                .map(|kinds| kinds.into_iter().map(Into::into).collect()),
            websites: websites.map(Some),
            tags: input.tags.map(Some),
            repeat_secs: input.repeat_secs.map(Some),
            time_zone: input.time_zone.map(Some),
            quiet: input.quiet.map(|quiet| Some(quiet.into())),
            fallback: input.fallback,
        };
        let given = Given {
            webhook: input.webhook,
            email: input.email,
            slack: input.slack,
            discord: input.discord,
            teams: input.teams,
            telegram: input.telegram,
            ntfy: input.ntfy,
            pagerduty: input.pagerduty,
            mattermost: input.mattermost,
            google_chat: input.google_chat,
            jira: input.jira,
            alertmanager: input.alertmanager,
            gotify: input.gotify,
            matrix: input.matrix,
            pushover: input.pushover,
            incident_io: input.incident_io,
            twilio: input.twilio,
            apprise: input.apprise,
        };
        let kind = given.kind()?;
        let kind = kind.ok_or_else(|| {
            let problem = "is missing: give exactly one kind of channel, such as webhook";
            Error::input("input", problem)
        })?;
        Ok(New {
            name: input.name,
            kind,
            change,
        })
    }
}

impl UpdateChannelInput {
    pub(super) fn into_change(self) -> Result<Change> {
        let input = self;
        let websites = match said(input.website_ids) {
            None => None,
            Some(None) => Some(None),
            Some(Some(given)) => Some(Some(ids(&given)?)),
        };
        let given = Given {
            webhook: input.webhook,
            email: input.email,
            slack: input.slack,
            discord: input.discord,
            teams: input.teams,
            telegram: input.telegram,
            ntfy: input.ntfy,
            pagerduty: input.pagerduty,
            mattermost: input.mattermost,
            google_chat: input.google_chat,
            jira: input.jira,
            alertmanager: input.alertmanager,
            gotify: input.gotify,
            matrix: input.matrix,
            pushover: input.pushover,
            incident_io: input.incident_io,
            twilio: input.twilio,
            apprise: input.apprise,
        };
        Ok(Change {
            name: input.name,
            kind: given.kind()?,
            kinds: input
                .kinds
                .map(|kinds| kinds.into_iter().map(Into::into).collect()),
            websites,
            tags: said(input.tags),
            repeat_secs: said(input.repeat_secs),
            time_zone: said(input.time_zone),
            quiet: said(input.quiet).map(|quiet| quiet.map(Into::into)),
            fallback: input.fallback,
        })
    }
}

impl From<QuietHoursInput> for QuietHours {
    fn from(input: QuietHoursInput) -> Self {
        let except = input.except.unwrap_or_default().into_iter();
        Self {
            from: input.from,
            to: input.to,
            days: input.days.unwrap_or_default(),
            except: except.map(Into::into).collect(),
        }
    }
}

fn ids(ids: &[ID]) -> Result<Vec<uuid::Uuid>> {
    let ids = ids.iter().map(|id| id::parse("websiteIds", id));
    Ok(ids.collect::<service::Result<_>>()?)
}
