//! Titles: what happened to whom, in one line.

use entity::alert::{AlertIncident, AlertKind, AlertList, AlertTrouble};

use super::{NAME_CHARS, duration, line};
use crate::message::Message;

/// What happened to whom, of `message`.
pub(super) fn of(message: &Message<'_>) -> String {
    let alert = message.alert;
    let incident = alert.incident.as_ref();
    let name = alert.website.as_ref();
    let name = name.map(|website| line(&website.name, NAME_CHARS));
    let about = |what: &str, otherwise: &str| match &name {
        Some(name) => format!("{what}: {name}"),
        None => format!("{what}: {otherwise}"),
    };
    match alert.kind {
        AlertKind::IncidentOpened => match incident.filter(|incident| incident.is_repeated) {
            None => about("DOWN", "a website"),
            Some(incident) => {
                let lasts = duration(message.now_ms - incident.opened_at_ms);
                format!("{} for {lasts}", about("STILL DOWN", "a website"))
            }
        },
        AlertKind::IncidentAcknowledged => {
            let by = incident.and_then(|incident| incident.by.as_ref());
            let title = about("ACKNOWLEDGED", "an incident");
            match by {
                Some(by) => format!("{title} by {}", line(by, NAME_CHARS)),
                None => title,
            }
        }
        AlertKind::IncidentResolved => {
            let mut title = about("RESOLVED", "an incident");
            if let Some(ms) = incident.and_then(lasted_ms) {
                title = format!("{title} after {}", duration(ms));
            }
            if let Some(why) = &alert.summary {
                title = format!("{title}: {}", line(why, NAME_CHARS));
                if let Some(by) = incident.and_then(|incident| incident.by.as_ref()) {
                    title = format!("{title} by {}", line(by, NAME_CHARS));
                }
            }
            title
        }
        AlertKind::Partial => about("PARTIAL", "a website"),
        AlertKind::Degraded => about("DEGRADED", "a website"),
        AlertKind::CertificateExpiring => about("CERTIFICATE", "a website"),
        AlertKind::RegionTrouble => format!("REGION: {}", region_trouble(alert.trouble.as_ref())),
        AlertKind::InstanceTrouble if alert.is_over() => {
            about("UPBEAT", "a trouble of its own is over")
        }
        AlertKind::InstanceTrouble => about("UPBEAT", "it has trouble of its own"),
        AlertKind::ChannelTrouble => about("CHANNEL", "one cannot deliver"),
        AlertKind::Summary => summary(alert.listed.as_ref()),
        AlertKind::Test => about("TEST", "this channel works"),
    }
}

/// What a region's trouble is: `india is silent`, and at its end `india is no longer silent`. It may
/// have another one then.
fn region_trouble(trouble: Option<&AlertTrouble>) -> String {
    let Some(trouble) = trouble else {
        return "one has trouble".to_owned();
    };
    let name = trouble.region.as_deref().unwrap_or("one");
    let name = line(name, NAME_CHARS);
    let what = trouble.kind.strip_suffix("_region").unwrap_or("in trouble");
    let what = line(what, NAME_CHARS);
    match trouble.is_over {
        true => format!("{name} is no longer {what}"),
        false => format!("{name} is {what}"),
    }
}

/// How long an incident lasted, in milliseconds, once it is over.
pub(super) fn lasted_ms(incident: &AlertIncident) -> Option<i64> {
    Some(incident.resolved_at_ms? - incident.opened_at_ms)
}

/// What a summary counts: `SUMMARY: 12 down, 3 resolved`.
fn summary(listed: Option<&AlertList>) -> String {
    let Some(listed) = listed else {
        return "SUMMARY".to_owned();
    };
    let counts = [
        (listed.opened, "down"),
        (listed.resolved, "resolved"),
        (
            listed.others,
            if listed.others == 1 {
                "other"
            } else {
                "others"
            },
        ),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match counts.is_empty() {
        true => "SUMMARY: nothing new".to_owned(),
        false => format!("SUMMARY: {}", counts.join(", ")),
    }
}
