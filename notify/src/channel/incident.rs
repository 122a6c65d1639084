//! Which incident a message is about, for services that keep incidents of their own.

use entity::alert::{AlertKind, AlertTrouble};

use crate::event;
use crate::message::Message;

/// What a message does to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It opens, or is told again.
    Open,
    /// Somebody has it in hand.
    Acknowledge,
    /// It is over.
    Resolve,
}

/// What `message` does.
pub(super) fn step(message: &Message<'_>) -> Step {
    match message.alert.kind {
        _ if message.alert.is_over() => Step::Resolve,
        AlertKind::IncidentAcknowledged => Step::Acknowledge,
        AlertKind::IncidentResolved => Step::Resolve,
        _ => Step::Open,
    }
}

/// The incident's key, the same in all messages about it: its id, which is unique among all
/// installations. A warning's key is its kind and website, so that it is one however often it
/// comes. A trouble's has its start, too, which tells regions of the same name in two installations
/// apart. What is about none of them has the key of the delivery.
pub(super) fn key(message: &Message<'_>) -> String {
    let alert = message.alert;
    let kind = event::name(alert.kind);
    match (&alert.incident, &alert.website, &alert.trouble) {
        (Some(incident), _, _) => format!("upbeat:{}", incident.id),
        (None, Some(website), _) => format!("upbeat:{kind}:{}", website.id),
        (None, None, Some(trouble)) => {
            let AlertTrouble { kind, since_ms, .. } = trouble;
            let region = trouble.region.as_deref().unwrap_or_default();
            format!("upbeat:{kind}:{region}:{since_ms}")
        }
        (None, None, None) => format!("upbeat:{kind}:{}", message.id),
    }
}
