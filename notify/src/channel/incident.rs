//! Which incident a message is about, for services that keep incidents of their own.

use entity::alert::AlertKind;

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
        AlertKind::IncidentAcknowledged => Step::Acknowledge,
        AlertKind::IncidentResolved => Step::Resolve,
        _ => Step::Open,
    }
}

/// The incident's key, the same in all messages about it: its id, which is unique among all
/// installations. A warning's key is its kind and website, so that it is one however often it
/// comes; what is about neither has the key of the delivery.
pub(super) fn key(message: &Message<'_>) -> String {
    let alert = message.alert;
    match (&alert.incident, &alert.website) {
        (Some(incident), _) => format!("upbeat:{}", incident.id),
        (None, Some(website)) => format!("upbeat:{}:{}", event::name(alert.kind), website.id),
        (None, None) => format!("upbeat:{}:{}", event::name(alert.kind), message.id),
    }
}
