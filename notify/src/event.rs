//! An alert as programs receive it: stable names, RFC 3339 in UTC, `null` for what there is not.
//! Source: the specification of Standard Webhooks, "Payload structure".

use entity::WebsiteStatus;
use entity::alert::{Alert, AlertKind};
use serde::Serialize;
use uuid::Uuid;

use crate::message::Message;
use crate::text::{Text, line, rfc3339};
use crate::{Error, Result};

/// Most bytes of an event. Source: Standard Webhooks, "Payload size".
const BYTES: usize = 20_000;

/// Most characters of one text of an event.
const TEXT_CHARS: usize = 500;

/// Most regions of an event.
const REGIONS: usize = 50;

/// An event.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// What kind of event it is: `incident.opened`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When it happened.
    pub timestamp: String,
    /// The facts.
    pub data: Data,
}

/// The facts of an event.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Data {
    /// What happened in words, as a title.
    pub title: String,
    /// URL of the incident or the website in the dashboard.
    pub link: Option<String>,
    /// The incident that it is about.
    pub incident: Option<Incident>,
    /// The website that it is about.
    pub website: Option<Website>,
    /// What each region says of the website.
    pub regions: Vec<Region>,
    /// What happened in a sentence, if it is about no incident; of a resolve, that the website was
    /// paused or deleted.
    pub summary: Option<String>,
    /// What a summary counts and lists.
    pub listed: Option<Listed>,
    /// The trouble that it is about, of a region or of the installation.
    pub trouble: Option<Trouble>,
}

/// An incident.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Incident {
    /// Its id, the same in all events about it.
    pub id: Uuid,
    /// When it opened.
    pub opened_at: String,
    /// When somebody acknowledged it.
    pub acknowledged_at: Option<String>,
    /// When it resolved.
    pub resolved_at: Option<String>,
    /// Email address of who acknowledged or resolved it.
    pub by: Option<String>,
    /// Why it opened.
    pub cause: String,
    /// Whether the website opens one incident after the other.
    pub is_flapping: bool,
    /// Whether it is only repeated that it is still open.
    pub is_repeated: bool,
}

/// A website.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Website {
    /// Its id.
    pub id: Uuid,
    /// Its displayed name.
    pub name: String,
    /// Target of its checks.
    pub url: String,
}

/// What one region says of a website.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// Its name.
    pub name: String,
    /// Its view of the website: `down`.
    pub status: WebsiteStatus,
    /// Why it is not up there.
    pub reason: Option<String>,
}

/// What a summary counts and lists.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// How many incidents opened.
    pub opened: u32,
    /// How many incidents resolved.
    pub resolved: u32,
    /// How many other alerts there are.
    pub others: u32,
    /// The worst of them, a line each.
    pub worst: Vec<String>,
}

/// A trouble of a region or of the installation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// Its kind: `silent_region`.
    pub kind: String,
    /// Name of the region that it is about.
    pub region: Option<String>,
    /// When it began.
    pub since: String,
    /// Whether it is over.
    pub is_over: bool,
}

/// What the events of a kind of alert are called.
pub fn name(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::IncidentOpened => "incident.opened",
        AlertKind::IncidentAcknowledged => "incident.acknowledged",
        AlertKind::IncidentResolved => "incident.resolved",
        AlertKind::Partial => "website.partial",
        AlertKind::Degraded => "website.degraded",
        AlertKind::CertificateExpiring => "certificate.expiring",
        AlertKind::RegionTrouble => "region.trouble",
        AlertKind::InstanceTrouble => "instance.trouble",
        AlertKind::ChannelTrouble => "channel.trouble",
        AlertKind::Summary => "summary",
        AlertKind::Test => "test",
    }
}

impl Event {
    /// The event of `message`, with bounded texts.
    pub fn of(message: &Message<'_>) -> Self {
        let alert = message.alert;
        Self {
            kind: name(alert.kind),
            timestamp: rfc3339(alert.at_ms),
            data: Data {
                title: Text::of(message).title,
                link: message.link.clone(),
                incident: incident(alert),
                website: alert.website.as_ref().map(|website| Website {
                    id: website.id,
                    name: bounded(&website.name),
                    url: line(&website.url, 2 * TEXT_CHARS),
                }),
                regions: regions(alert),
                summary: alert.summary.as_deref().map(bounded),
                listed: alert.listed.as_ref().map(|listed| Listed {
                    opened: listed.opened,
                    resolved: listed.resolved,
                    others: listed.others,
                    worst: listed.worst.iter().take(10).map(|it| bounded(it)).collect(),
                }),
                trouble: alert.trouble.as_ref().map(|trouble| Trouble {
                    kind: bounded(&trouble.kind),
                    region: trouble.region.as_deref().map(bounded),
                    since: rfc3339(trouble.since_ms),
                    is_over: trouble.is_over,
                }),
            },
        }
    }

    /// The event as JSON of at most 20,000 bytes: without the reasons of the regions, and without
    /// the regions, if it would have more.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn to_json(mut self) -> Result<String> {
        let json = serde_json::to_string(&self).map_err(Error::Event)?;
        if json.len() <= BYTES {
            return Ok(json);
        }
        for region in &mut self.data.regions {
            region.reason = None;
        }
        let json = serde_json::to_string(&self).map_err(Error::Event)?;
        if json.len() <= BYTES {
            return Ok(json);
        }
        self.data.regions.clear();
        if let Some(listed) = &mut self.data.listed {
            listed.worst.clear();
        }
        serde_json::to_string(&self).map_err(Error::Event)
    }
}

fn incident(alert: &Alert) -> Option<Incident> {
    let incident = alert.incident.as_ref()?;
    Some(Incident {
        id: incident.id,
        opened_at: rfc3339(incident.opened_at_ms),
        acknowledged_at: incident.acknowledged_at_ms.map(rfc3339),
        resolved_at: incident.resolved_at_ms.map(rfc3339),
        by: incident.by.as_deref().map(bounded),
        cause: bounded(&incident.cause),
        is_flapping: incident.is_flapping,
        is_repeated: incident.is_repeated,
    })
}

fn regions(alert: &Alert) -> Vec<Region> {
    let regions = alert.regions.iter().take(REGIONS);
    regions
        .map(|region| Region {
            name: bounded(&region.name),
            status: region.status,
            reason: region.reason.as_deref().map(bounded),
        })
        .collect()
}

fn bounded(text: &str) -> String {
    line(text, TEXT_CHARS)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::{Value, json};

    use super::*;
    use crate::sample;

    fn message(alert: &Alert) -> Message<'_> {
        Message {
            id: Uuid::nil(),
            alert,
            now_ms: alert.at_ms,
            zone: const { &TimeZone::UTC },
            link: None,
            thread: None,
            taken: None,
            is_plain: false,
        }
    }

    #[test]
    fn an_event_has_stable_names() {
        let alert = sample::alert(AlertKind::IncidentResolved, 1_796_029_925_000);
        let json = Event::of(&message(&alert)).to_json().unwrap();
        let value: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            value,
            json!({
                "type": "incident.resolved",
                "timestamp": "2026-11-30T09:12:05.000Z",
                "data": {
                    "title": "RESOLVED: Shop after 12 min",
                    "link": null,
                    "incident": {
                        "id": "019ad000-0000-7000-8000-000000000001",
                        "openedAt": "2026-11-30T09:00:05.000Z",
                        "acknowledgedAt": null,
                        "resolvedAt": "2026-11-30T09:12:05.000Z",
                        "by": null,
                        "cause": "connection refused by 192.0.2.1:443 in 2 of 3 regions",
                        "isFlapping": false,
                        "isRepeated": false,
                    },
                    "website": {
                        "id": "019ad000-0000-7000-8000-000000000002",
                        "name": "Shop",
                        "url": "https://shop.example.org/",
                    },
                    "regions": [],
                    "summary": null,
                    "listed": null,
                    "trouble": null,
                },
            })
        );
    }

    #[test]
    fn an_event_is_never_too_large() {
        for kind in sample::KINDS {
            let mut alert = sample::alert(kind, 0);
            let long = "\u{1}😀".repeat(600);
            let region = entity::alert::AlertRegion {
                name: "x".repeat(200),
                status: WebsiteStatus::Down,
                reason: Some(long.clone()),
            };
            alert.regions = vec![region; 60];
            alert.summary = Some(long.clone());
            if let Some(website) = &mut alert.website {
                website.name = "n".repeat(5_000);
                website.url = "u".repeat(5_000);
            }
            if let Some(listed) = &mut alert.listed {
                listed.worst = vec![long.clone(); 100];
            }
            if let Some(incident) = &mut alert.incident {
                incident.cause = "c".repeat(9_000);
            }
            let json = Event::of(&message(&alert)).to_json().unwrap();
            assert!(json.len() <= BYTES, "{kind:?}: {}", json.len());
        }
    }
}
