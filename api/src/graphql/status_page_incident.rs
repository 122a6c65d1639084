//! Incidents of status pages, and the updates that people post to them.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{page_incident, page_update};
use uuid::Uuid;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;
use super::serial::{AtHand, Page, Serial};
use super::status_page::ComponentStatus;
use crate::service::page;
use crate::service::status_page as service;

/// How far the work on a trouble is.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "page_update::UpdateState")]
pub(super) enum StatusUpdateState {
    /// Somebody looks for the cause.
    Investigating,
    /// The cause is known.
    Identified,
    /// It is mended, and somebody watches whether it stays so.
    Monitoring,
    /// It is over.
    Resolved,
}

/// An update of an incident of a status page. It is never changed.
#[derive(SimpleObject)]
pub(super) struct StatusUpdate {
    /// Identifier of the update.
    id: ID,
    /// How far the work is.
    state: StatusUpdateState,
    /// What it says, in Markdown.
    text: String,
    /// When it was posted.
    at: DateTime<Utc>,
    /// Which components the trouble affects from then on.
    affected: Vec<AffectedComponent>,
    /// Whether the page wrote it by itself.
    automatic: bool,
}

/// A component that a trouble affects.
#[derive(SimpleObject)]
pub(super) struct AffectedComponent {
    /// Identifier of the component.
    component_id: ID,
    /// How it is affected.
    status: ComponentStatus,
}

/// What is read for all incidents of an answer together.
#[derive(Default)]
struct Together {
    ids: Vec<Uuid>,
    updates: tokio::sync::OnceCell<std::collections::HashMap<Uuid, Vec<page_update::Model>>>,
}

pub(super) struct StatusPageIncident {
    row: page_incident::Model,
    together: Arc<Together>,
}

/// What people tell the public of a trouble.
#[Object]
impl StatusPageIncident {
    /// Identifier of the incident of the page.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// Identifier of its page.
    async fn status_page_id(&self) -> ID {
        self.row.page_id.into()
    }

    /// The incident of a website that it comes of; the public does not see it.
    async fn incident_id(&self) -> Option<ID> {
        self.row.incident_id.map(ID::from)
    }

    /// Displayed title.
    async fn title(&self) -> &str {
        &self.row.title
    }

    /// When the trouble began.
    async fn began_at(&self) -> DateTime<Utc> {
        date(self.row.began_at_ms)
    }

    /// When it was resolved; null while it is open.
    async fn resolved_at(&self) -> Option<DateTime<Utc>> {
        self.row.resolved_at_ms.map(date)
    }

    /// When it was published; null while it is a draft.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.row.published_at_ms.map(date)
    }

    /// What was written, newest first.
    #[graphql(complexity = "cost::TIMELINE + 5 * child_complexity")]
    async fn updates(&self, ctx: &Context<'_>) -> Result<Vec<StatusUpdate>> {
        let read = async {
            let updates = service::updates(&ctx.app().db, &self.together.ids);
            ctx.read(updates).await
        };
        let updates = self.together.updates.get_or_try_init(|| read).await?;
        let updates = updates.get(&self.row.id).into_iter().flatten().rev();
        Ok(updates.map(update).collect())
    }
}

impl StatusPageIncident {
    pub(super) fn one(row: page_incident::Model) -> Self {
        Self::all(vec![row]).remove(0)
    }

    /// Incidents whose updates are read together.
    pub(super) fn all(rows: Vec<page_incident::Model>) -> Vec<Self> {
        let together = Arc::new(Together {
            ids: rows.iter().map(|row| row.id).collect(),
            ..Together::default()
        });
        let rows = rows.into_iter().map(|row| Self {
            row,
            together: Arc::clone(&together),
        });
        rows.collect()
    }

    /// A page of the incidents of a status page.
    pub(super) async fn page(
        ctx: &Context<'_>,
        page_id: Uuid,
        open: Option<bool>,
        first: Option<i32>,
        after: Option<&str>,
    ) -> Result<Page<Self>> {
        let first = page::first(first)?;
        let after = page::after::<24>(after)?.map(|bytes| {
            let (at, id) = bytes.split_at(8);
            let at_ms = i64::from_be_bytes(at.try_into().unwrap_or_default());
            (at_ms, Uuid::from_slice(id).unwrap_or_default())
        });
        let db = &ctx.app().db;
        let found = service::incidents(db, page_id, open, first, after);
        let found = ctx.read(found).await?;
        let mut connection = Connection::new(after.is_some(), found.has_next);
        let edges = Self::all(found.rows).into_iter().map(|incident| {
            let mut cursor = incident.row.began_at_ms.to_be_bytes().to_vec();
            cursor.extend(incident.row.id.as_bytes());
            Edge::new(page::cursor(&cursor), Serial(incident))
        });
        connection.edges.extend(edges);
        Ok(Page(connection))
    }
}

fn update(row: &page_update::Model) -> StatusUpdate {
    let affected = row.affected.0.iter();
    StatusUpdate {
        id: row.id.into(),
        state: row.state.into(),
        text: row.text.clone(),
        at: date(row.at_ms),
        affected: affected
            .map(|(id, status)| AffectedComponent {
                component_id: (*id).into(),
                status: (*status).into(),
            })
            .collect(),
        automatic: row.written_by.is_none(),
    }
}

impl AtHand for StatusPageIncident {
    const READING: &'static [&'static str] = &["updates"];
}
