//! Live incidents.

use async_graphql::{Context, Enum, ID, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use entity::feed::StepKind;
use entity::incident;
use futures_util::Stream;

use super::cost;
use super::error::Result;
use super::incident::Incident;
use super::live::{self, Wanted};
use super::scalar::date;
use crate::live::{Event, News, Subject};

/// What happened to an incident.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "StepKind")]
pub(super) enum IncidentEventKind {
    /// It opened.
    Opened,
    /// Somebody acknowledged it.
    Acknowledged,
    /// It resolved.
    Resolved,
    /// Somebody wrote a note.
    Noted,
}

/// One event of an incident of a subscription.
#[derive(SimpleObject)]
pub(super) struct IncidentEvent {
    /// Position of this event in the feed. A subscription with this cursor as `after`
    /// continues without a gap or a repeat.
    cursor: String,
    /// What happened.
    kind: IncidentEventKind,
    /// When it happened.
    at: DateTime<Utc>,
    /// The incident, as it is when the event is sent: one that is told late may have resolved
    /// meanwhile.
    incident: Incident,
}

#[derive(Default, Debug)]
pub(super) struct IncidentSubscription;

#[Subscription]
impl IncidentSubscription {
    /// What happens to the incidents of all your websites.
    ///
    /// With `after`, it continues after that event, which may be up to 24 hours old. Without
    /// it, it starts with the events of the last five seconds.
    #[graphql(complexity = "cost::EVENTS * child_complexity")]
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cursor of the last event received, of any subscription.")] after: Option<
            String,
        >,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<impl Stream<Item = Result<IncidentEvent>>> {
        let wanted = Wanted {
            subject: Subject::Incidents,
            organization_id,
            website_ids: None,
            with_regions: false,
            after,
        };
        live::events(ctx, wanted, IncidentEvent::new).await
    }
}

impl IncidentEvent {
    fn new(event: Event, cursor: String) -> Option<Self> {
        let News::Incident(step, incident) = event.news else {
            return None;
        };
        Some(Self {
            cursor,
            kind: step.kind.into(),
            at: date(step.at_ms),
            incident: incident::Model::clone(&incident).into(),
        })
    }
}
