//! Deliveries: alerts on their way to channels, and what became of them.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{alert, attempt, channel, delivery};
use uuid::Uuid;

use super::asked::Asked;
use super::channel::Channel;
use super::context::ContextExt;
use super::error::Result;
use super::scalar::date;
use super::serial::{AtHand, Page, Serial};
use crate::service::{channel as channels, page};

/// What has become of a delivery.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "delivery::DeliveryState")]
pub(super) enum DeliveryState {
    /// It waits to be sent, for the first time or again.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It went into a summary.
    Summarized,
    /// The receiver will never take it.
    Refused,
    /// It could not be delivered within 24 hours, or it is a test, which is tried once.
    Expired,
    /// It was no longer wanted: its channel was paused or deleted, or what it tells was over
    /// before anybody was told that it had begun.
    Dropped,
}

/// What a delivery tells.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "alert::AlertKind")]
pub(super) enum DeliveryKind {
    /// An incident opened, or is still open.
    IncidentOpened,
    /// Somebody acknowledged an incident.
    IncidentAcknowledged,
    /// An incident resolved.
    IncidentResolved,
    /// Some regions report a website down, but fewer than its quorum.
    Partial,
    /// A website is degraded.
    Degraded,
    /// A certificate expires soon.
    CertificateExpiring,
    /// A region is silent or impaired.
    RegionTrouble,
    /// Upbeat itself has a problem.
    InstanceTrouble,
    /// Another channel of the organization cannot deliver.
    ChannelTrouble,
    /// Many alerts in one message.
    Summary,
    /// A test that a person sent.
    Test,
}

/// How an attempt to deliver ended.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "attempt::AttemptOutcome")]
pub(super) enum AttemptOutcome {
    /// The receiver took the message.
    Delivered,
    /// It may take the message later.
    Later,
    /// It will never take this message.
    Refused,
    /// Its token, address or right is gone.
    Broken,
}

/// One attempt to deliver.
#[derive(SimpleObject)]
pub(super) struct DeliveryAttempt {
    /// When it began.
    at: DateTime<Utc>,
    /// How it ended.
    outcome: AttemptOutcome,
    /// Status code of the reply; null if there was none.
    status: Option<i32>,
    /// How long it took, in milliseconds.
    took_ms: i32,
    /// Head of the reply, at most 1 KiB, or why there was none.
    reply: String,
}

impl AtHand for DeliveryAttempt {}

/// What is read for all deliveries of an answer together.
#[derive(Default)]
struct DeliveryBatch {
    rows: Vec<Arc<delivery::Model>>,
    attempts: Asked<(), HashMap<i64, Vec<attempt::Model>>>,
    channels: Asked<(), HashMap<Uuid, Arc<channel::Model>>>,
}

pub(super) struct Delivery {
    row: Arc<delivery::Model>,
    together: Arc<DeliveryBatch>,
}

/// One alert for one channel.
#[Object]
impl Delivery {
    /// Identifier of the delivery, and of the message at each attempt.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// What it tells.
    async fn kind(&self) -> DeliveryKind {
        self.row.kind.into()
    }

    /// What has become of it.
    async fn state(&self) -> DeliveryState {
        self.row.state.into()
    }

    /// Channel that it is for; null once the channel is deleted, and for API keys that are limited
    /// to tags.
    async fn channel(&self, ctx: &Context<'_>) -> Result<Option<Channel>> {
        if ctx.caller()?.access.unlimited().is_err() {
            return Ok(None);
        }
        let organization = self.row.organization_id;
        let read = async {
            let rows = channels::list(&ctx.app().db, organization).await?;
            Ok(rows
                .into_iter()
                .map(|row| (row.id, Arc::new(row)))
                .collect())
        };
        let channels = self.together.channels.answer(ctx, (), read).await?;
        Ok(channels.get(&self.row.channel_id).cloned().map(Channel))
    }

    /// Identifier of the incident that it is about.
    async fn incident_id(&self) -> Option<ID> {
        self.row.incident_id.map(Into::into)
    }

    /// Name of the website that it is about, as it was then.
    async fn website_name(&self) -> Option<&str> {
        let website = self.row.body.website.as_ref();
        website.map(|website| website.name.as_str())
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime<Utc> {
        date(self.row.created_at_ms)
    }

    /// When it was delivered or given up; null while it waits.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.row.ended_at_ms.map(date)
    }

    /// Attempts so far, oldest first.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn attempts(&self, ctx: &Context<'_>) -> Result<Vec<Serial<DeliveryAttempt>>> {
        let seqs: Vec<i64> = self.together.rows.iter().map(|row| row.seq).collect();
        let read = channels::attempts_of(&ctx.app().db, &seqs);
        let attempts = self.together.attempts.answer(ctx, (), read).await?;
        let attempts = attempts.get(&self.row.seq).cloned().unwrap_or_default();
        Ok(attempts.into_iter().map(|row| Serial(row.into())).collect())
    }
}

impl AtHand for Delivery {
    fn reads_first(&self) -> bool {
        true
    }
}

impl From<delivery::Model> for Delivery {
    fn from(row: delivery::Model) -> Self {
        let row = Arc::new(row);
        let together = DeliveryBatch {
            rows: vec![Arc::clone(&row)],
            ..DeliveryBatch::default()
        };
        Self {
            row,
            together: Arc::new(together),
        }
    }
}

impl Delivery {
    /// The page of these deliveries.
    pub(super) fn page(found: page::Page<delivery::Model>, has_previous: bool) -> Page<Self> {
        let rows: Vec<_> = found.rows.into_iter().map(Arc::new).collect();
        let together = Arc::new(DeliveryBatch {
            rows: rows.clone(),
            ..DeliveryBatch::default()
        });
        let mut connection = Connection::new(has_previous, found.has_next);
        connection.edges.extend(rows.into_iter().map(|row| {
            let cursor = page::cursor(&row.seq.to_be_bytes());
            let together = Arc::clone(&together);
            Edge::<_, _, EmptyFields>::new(cursor, Serial(Self { row, together }))
        }));
        Page(connection)
    }
}

impl From<attempt::Model> for DeliveryAttempt {
    fn from(row: attempt::Model) -> Self {
        Self {
            at: date(row.at_ms),
            outcome: row.outcome.into(),
            status: row.status.map(i32::from),
            took_ms: row.took_ms,
            reply: row.reply,
        }
    }
}
