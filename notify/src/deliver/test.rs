//! A person's test of a channel.

use std::time::Duration;

use entity::alert::{Alert, AlertKind};
use entity::delivery::{self, DeliveryState};
use entity::{WebsiteKey, channel};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{Deliverer, attempt, finish};
use crate::channel::Means;

/// How long a test waits for the receiver: a person waits, too.
const DEADLINE: Duration = Duration::from_secs(15);

/// Sends a test at once, past what waits for the channel and whatever its pace, and stores how
/// that went. It is not tried again; if it is delivered, what waits is tried at once.
///
/// # Errors
/// If the database fails.
pub async fn test(
    deliverer: &Deliverer,
    channel: &channel::Model,
    now_ms: i64,
) -> Result<delivery::Model, DbErr> {
    let alert = Alert {
        kind: AlertKind::Test,
        at_ms: now_ms,
        website: None,
        incident: None,
        regions: Vec::new(),
        summary: Some(format!("this is a test of the channel {}", channel.name)),
        listed: None,
        trouble: None,
    };
    let delivery = delivery::Model {
        // The database numbers it.
        seq: 0,
        id: Uuid::now_v7(),
        organization_id: channel.organization_id,
        channel_id: channel.id,
        website_key: WebsiteKey::NONE,
        incident_id: None,
        kind: alert.kind,
        body: alert,
        created_at_ms: now_ms,
        state: DeliveryState::Waiting,
        ended_at_ms: None,
        attempts: 0,
        receipt: None,
        summary_id: None,
        is_forwarded: false,
    };
    let mut means = Means::clone(&deliverer.means);
    means.deadline = means.deadline.min(DEADLINE);
    let deliverer = Deliverer {
        means: means.into(),
        ..deliverer.clone()
    };
    let attempts = attempt::attempt(&deliverer, channel, &delivery, None, now_ms).await;
    finish::tested(&deliverer.db, channel, delivery, attempts).await
}
