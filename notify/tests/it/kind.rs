//! All kinds of channels, and how their services behave.

use notify::channel::Config;
use serde_json::Value;

use crate::stand_in::{Answer, Seen};
use crate::{
    alertmanager, apprise, discord, google_chat, gotify, incident_io, jira, matrix, mattermost,
    ntfy, pagerduty, pushover, slack, teams, telegram, twilio, webhook,
};

/// A kind of channel, and how its service behaves.
pub(crate) struct Kind {
    /// Usual settings, with `S3CRET` in all that is secret.
    pub(crate) config: Config,
    /// What the service says to a request: it takes those within its limits.
    pub(crate) service: fn(&Seen) -> Answer,
    /// Whether statuses have the meaning that the service documents.
    pub(crate) is_known: bool,
}

impl Kind {
    /// A kind whose statuses have the meaning that the service documents.
    pub(crate) fn new(config: Value, service: fn(&Seen) -> Answer) -> Self {
        Self {
            config: serde_json::from_value(config).unwrap(),
            service,
            is_known: true,
        }
    }
}

/// All kinds, with their services below `base`.
pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    [
        webhook::kinds,
        slack::kinds,
        discord::kinds,
        teams::kinds,
        telegram::kinds,
        ntfy::kinds,
        pagerduty::kinds,
        mattermost::kinds,
        google_chat::kinds,
        jira::kinds,
        alertmanager::kinds,
        gotify::kinds,
        matrix::kinds,
        pushover::kinds,
        incident_io::kinds,
        twilio::kinds,
        apprise::kinds,
    ]
    .into_iter()
    .flat_map(|kinds| kinds(base))
    .collect()
}
