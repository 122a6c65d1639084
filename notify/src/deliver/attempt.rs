//! One message: opens the channel's settings, words the alert, and sends it.

use std::time::Instant;

use entity::channel;
use entity::delivery;
use jiff::tz::TimeZone;
use queue::InstanceKeys;

use super::Deliverer;
use crate::channel::{self as kinds, Config, Outcome, Sent};
use crate::message::Message;

/// An attempt, and when it began, in milliseconds of Unix time.
pub(super) struct Attempted {
    pub(super) at_ms: i64,
    pub(super) sent: Sent,
}

/// Sends the delivery, and once more as short plain text if it is refused. `thread` is what the
/// receiver calls the incident's first message.
pub(super) async fn attempt(
    deliverer: &Deliverer,
    channel: &channel::Model,
    delivery: &delivery::Model,
    thread: Option<&str>,
    now_ms: i64,
) -> Vec<Attempted> {
    let config = match settings(&deliverer.keys, channel) {
        Ok(config) => config,
        Err(why) => {
            let sent = Sent {
                reply: why.clone(),
                outcome: Outcome::Broken { why },
                status: None,
                took: std::time::Duration::ZERO,
                taken: None,
            };
            return vec![Attempted {
                at_ms: now_ms,
                sent,
            }];
        }
    };
    let zone = channel.rules.time_zone.as_deref();
    let zone = zone.and_then(|name| TimeZone::get(name).ok());
    let zone = zone.unwrap_or(TimeZone::UTC);
    let began = Instant::now();
    let at_ms = || now_ms + i64::try_from(began.elapsed().as_millis()).unwrap_or_default();
    let mut attempts = Vec::with_capacity(1);
    for is_plain in [false, true] {
        let at_ms = at_ms();
        let message = Message {
            id: delivery.id,
            alert: &delivery.body,
            now_ms: at_ms,
            zone: &zone,
            link: link(deliverer, delivery),
            thread,
            // Until it is delivered, its receipt says who has it already.
            taken: delivery.receipt.as_deref(),
            is_plain,
        };
        let sent = kinds::send(&config, &message, &deliverer.means).await;
        let is_refused = sent.outcome == Outcome::Refused;
        attempts.push(Attempted { at_ms, sent });
        if !is_refused {
            break;
        }
    }
    attempts
}

/// The channel's settings with its secrets, or why they cannot be read.
///
/// # Errors
/// Why, in words.
pub fn settings(keys: &InstanceKeys, channel: &channel::Model) -> Result<Config, String> {
    let secrets = match &channel.secrets {
        None => None,
        Some(sealed) => {
            let organization = channel.organization_id.0;
            let opened = keys.open_channel(sealed, organization, channel.id);
            let opened = opened
                .map_err(|err| format!("its secrets cannot be opened: {err}; set them again"))?;
            Some(serde_json::from_slice(&opened).map_err(|_| "its secrets cannot be read")?)
        }
    };
    let public = serde_json::from_str(&channel.settings);
    let public = public.map_err(|_| "its settings cannot be read")?;
    Config::join(public, secrets).map_err(|err| err.to_string())
}

/// Where people see what the delivery is about.
fn link(deliverer: &Deliverer, delivery: &delivery::Model) -> Option<String> {
    let base = deliverer.public_url.as_ref()?;
    let path = match (&delivery.body.incident, &delivery.body.website) {
        (Some(incident), _) => format!("incidents/{}", incident.id),
        (None, Some(website)) => format!("websites/{}", website.id),
        (None, None) => return Some(base.to_string()),
    };
    base.join(&path).ok().map(String::from)
}
