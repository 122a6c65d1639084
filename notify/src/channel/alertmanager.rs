//! Prometheus Alertmanager.
//! Source: <https://prometheus.io/docs/alerting/latest/clients/>.
//!
//! The labels of an alert are its identity, so they hold only what never changes: names are
//! annotations. Alertmanager forgets alerts when it restarts, so an incident that is still open
//! should be told again from time to time. Of several replicas, each is a channel of its own.

use std::collections::BTreeMap;

use entity::alert::AlertKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::field::{self, Address, Hidden, Problem};
use super::incident::{self, Step};
use super::request::below;
use super::{Http, Request, Settings};
use crate::message::Message;
use crate::text::{Text, Tone, rfc3339};

/// How long an open incident or a trouble stays without being told again, and how long anything
/// else, in milliseconds: nothing tells that a warning is over.
const INCIDENT_MS: i64 = 24 * 3_600_000;
const WARNING_MS: i64 = 3_600_000;

/// Most labels of the user.
const LABELS: usize = 20;

/// Labels that the user cannot set.
const OURS: [&str; 6] = [
    "alertname",
    "incident",
    "region",
    "severity",
    "trouble",
    "website",
];

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Where Alertmanager is, without `/api/v2`.
    pub url: Address,
    /// Token, if what is in front of it wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Hidden>,
    /// Further labels of every alert, to route by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["token"];
    const IS_MACHINE: bool = true;

    fn check(&self) -> Result<(), Problem> {
        field::base("url", self.url.as_str())?;
        if let Some(token) = &self.token {
            field::token("token", token.expose())?;
        }
        let problem = |problem: String| Err(Problem::new("labels", problem));
        if self.labels.len() > LABELS {
            return problem(format!("must be at most {LABELS}"));
        }
        for (name, value) in &self.labels {
            let mut letters = name.chars();
            let begins = letters
                .next()
                .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
            if !begins || !letters.all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return problem("must have names of letters, digits and _".to_owned());
            }
            if OURS.contains(&name.as_str()) {
                return problem(format!("must not contain {name}, which Upbeat sets"));
            }
            field::given("labels", value)?;
        }
        Ok(())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let request = Request::post(below(self.url.as_str(), "api/v2/alerts"));
        let request = match &self.token {
            Some(token) => request.bearer(token.expose()),
            None => request,
        };
        request.json(&json!([alert(message, &self.labels)]))
    }
}

/// What an alert is called.
fn name(message: &Message<'_>) -> &'static str {
    match message.alert.kind {
        AlertKind::IncidentOpened
        | AlertKind::IncidentAcknowledged
        | AlertKind::IncidentResolved => "UpbeatWebsiteDown",
        AlertKind::Partial => "UpbeatWebsitePartial",
        AlertKind::Degraded => "UpbeatWebsiteDegraded",
        AlertKind::CertificateExpiring => "UpbeatCertificateExpiring",
        AlertKind::RegionTrouble => "UpbeatRegionTrouble",
        AlertKind::InstanceTrouble => "UpbeatInstanceTrouble",
        AlertKind::ChannelTrouble => "UpbeatChannelTrouble",
        AlertKind::Summary => "UpbeatSummary",
        AlertKind::Test => "UpbeatTest",
    }
}

fn alert(message: &Message<'_>, labels: &BTreeMap<String, String>) -> Value {
    let facts = message.alert;
    let mut all = Map::new();
    all.extend(
        labels
            .iter()
            .map(|(name, value)| (name.clone(), json!(value))),
    );
    all.insert("alertname".to_owned(), json!(name(message)));
    let text = Text::of(message);
    let severity = match (&facts.incident, &facts.trouble, text.tone) {
        (Some(_), _, _) | (None, None, Tone::Bad) => "critical",
        (None, Some(_), _) | (None, None, Tone::Warning) => "warning",
        (None, None, Tone::Good | Tone::Neutral) => "info",
    };
    all.insert("severity".to_owned(), json!(severity));
    if let Some(website) = &facts.website {
        all.insert("website".to_owned(), json!(website.id));
    }
    // An incident's resolve, and the end of a trouble, happen when it is over.
    let ends_at_ms = match incident::step(message) {
        Step::Resolve => facts.at_ms,
        Step::Open | Step::Acknowledge => message.now_ms + INCIDENT_MS,
    };
    let (starts_at_ms, ends_at_ms) = match (&facts.incident, &facts.trouble) {
        (Some(incident), _) => {
            all.insert("incident".to_owned(), json!(incident.id));
            let ends_at_ms = incident.resolved_at_ms.unwrap_or(ends_at_ms);
            (incident.opened_at_ms, ends_at_ms)
        }
        (None, Some(trouble)) => {
            all.insert("trouble".to_owned(), json!(trouble.kind));
            if let Some(region) = &trouble.region {
                all.insert("region".to_owned(), json!(region));
            }
            (trouble.since_ms, ends_at_ms)
        }
        (None, None) => (facts.at_ms, message.now_ms + WARNING_MS),
    };
    let mut annotations = Map::new();
    annotations.insert("summary".to_owned(), json!(text.title));
    annotations.insert("description".to_owned(), json!(text.body()));
    if let Some(url) = &text.url {
        annotations.insert("url".to_owned(), json!(url));
    }
    let mut alert = json!({
        "labels": all,
        "annotations": annotations,
        "startsAt": rfc3339(starts_at_ms),
        "endsAt": rfc3339(ends_at_ms),
    });
    if let Some(link) = &text.link {
        alert["generatorURL"] = json!(link);
    }
    alert
}
