//! Alerts to try things out with: what a template is checked against, and what tests send.

use entity::WebsiteStatus;
use entity::alert::{
    Alert, AlertIncident, AlertKind, AlertList, AlertRegion, AlertTrouble, AlertWebsite,
};
use uuid::Uuid;

/// All kinds of alerts.
pub const KINDS: [AlertKind; 11] = [
    AlertKind::IncidentOpened,
    AlertKind::IncidentAcknowledged,
    AlertKind::IncidentResolved,
    AlertKind::Partial,
    AlertKind::Degraded,
    AlertKind::CertificateExpiring,
    AlertKind::RegionTrouble,
    AlertKind::InstanceTrouble,
    AlertKind::ChannelTrouble,
    AlertKind::Summary,
    AlertKind::Test,
];

/// An alert of `kind` that happened at `at_ms`, with the facts that the kind has.
pub fn alert(kind: AlertKind, at_ms: i64) -> Alert {
    let is_resolved = kind == AlertKind::IncidentResolved;
    let is_acknowledged = kind == AlertKind::IncidentAcknowledged;
    let opened_at_ms = match kind {
        AlertKind::IncidentResolved | AlertKind::IncidentAcknowledged => at_ms - 12 * 60_000,
        _ => at_ms,
    };
    let incident = || AlertIncident {
        id: Uuid::from_u128(0x019a_d000_0000_7000_8000_0000_0000_0001),
        opened_at_ms,
        acknowledged_at_ms: is_acknowledged.then_some(at_ms),
        resolved_at_ms: is_resolved.then_some(at_ms),
        by: is_acknowledged.then(|| "ada@example.org".to_owned()),
        cause: "connection refused by 192.0.2.1:443 in 2 of 3 regions".to_owned(),
        is_flapping: false,
        is_repeated: false,
    };
    let website = || AlertWebsite {
        id: Uuid::from_u128(0x019a_d000_0000_7000_8000_0000_0000_0002),
        name: "Shop".to_owned(),
        url: "https://shop.example.org/".to_owned(),
    };
    let region = |name: &str, status, reason: Option<&str>| AlertRegion {
        name: name.to_owned(),
        status,
        reason: reason.map(str::to_owned),
    };
    let refused = Some("connection refused by 192.0.2.1:443");
    let is_incident = is_incident(kind);
    let regions = match kind {
        AlertKind::IncidentOpened | AlertKind::IncidentAcknowledged => vec![
            region("frankfurt", WebsiteStatus::Down, refused),
            region("tokyo", WebsiteStatus::Down, refused),
            region("virginia", WebsiteStatus::Up, None),
        ],
        AlertKind::Partial => vec![
            region("frankfurt", WebsiteStatus::Down, refused),
            region("virginia", WebsiteStatus::Up, None),
        ],
        _ => Vec::new(),
    };
    let summary = match kind {
        AlertKind::Partial => Some("1 of 2 regions reports that it is down"),
        AlertKind::Degraded => Some("responses take longer than 2 s"),
        AlertKind::CertificateExpiring => Some("the certificate expires in 6 days"),
        AlertKind::RegionTrouble => Some("the region tokyo has been silent for 5 min"),
        AlertKind::InstanceTrouble => Some("checks are planned late, by 40 s"),
        AlertKind::ChannelTrouble => Some("the channel #ops cannot deliver: its token is gone"),
        AlertKind::Test => Some("this is how an alert of Upbeat looks"),
        _ => None,
    };
    let trouble = |kind: &str, region: Option<&str>| AlertTrouble {
        kind: kind.to_owned(),
        region: region.map(str::to_owned),
        since_ms: at_ms,
        is_over: false,
    };
    let trouble = match kind {
        AlertKind::RegionTrouble => Some(trouble("silent_region", Some("tokyo"))),
        AlertKind::InstanceTrouble => Some(trouble("scheduler_late", None)),
        _ => None,
    };
    Alert {
        kind,
        at_ms,
        website: has_website(kind).then(website),
        incident: is_incident.then(incident),
        regions,
        summary: summary.map(str::to_owned),
        listed: (kind == AlertKind::Summary).then(|| AlertList {
            opened: 12,
            resolved: 3,
            others: 0,
            worst: vec!["DOWN: Shop".to_owned(), "DOWN: Blog".to_owned()],
        }),
        trouble,
    }
}

fn is_incident(kind: AlertKind) -> bool {
    matches!(
        kind,
        AlertKind::IncidentOpened | AlertKind::IncidentAcknowledged | AlertKind::IncidentResolved
    )
}

fn has_website(kind: AlertKind) -> bool {
    is_incident(kind)
        || matches!(
            kind,
            AlertKind::Partial | AlertKind::Degraded | AlertKind::CertificateExpiring
        )
}
