//! Incidents: periods in which a website was down.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::feed::TickKey;
use entity::{RegionKey, WebsiteKey, incident, incident_event, tick, user};
use uuid::Uuid;

use super::asked::Asked;
use super::context::ContextExt;
use super::cost;
use super::delivery::Delivery;
use super::error::Result;
use super::scalar::date;
use super::serial::{AtHand, Page, Serial};
use super::tick::Tick;
use super::user::User;
use super::website::Website;
use super::website_batch::WebsiteBatch;
use super::website_status::WebsiteStatus;
use crate::service::website::WebsiteSummary;
use crate::service::{self, page};

/// What an entry of an incident's timeline tells.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "incident_event::IncidentEventKind")]
pub(super) enum TimelineEntryKind {
    /// The incident opened.
    Opened,
    /// A region's view of the website changed.
    Region,
    /// Somebody acknowledged the incident.
    Acknowledged,
    /// Somebody wrote a note.
    Note,
    /// The incident resolved.
    Resolved,
    /// Somebody changed what is checked; the incident goes on.
    Edited,
}

/// An entry of an incident's timeline.
#[derive(SimpleObject)]
pub(super) struct TimelineEntry {
    /// When it happened.
    at: DateTime<Utc>,
    /// What happened.
    kind: TimelineEntryKind,
    /// Name of the region whose view changed.
    region: Option<String>,
    /// That region's new view.
    status: Option<WebsiteStatus>,
    /// Who did it.
    user: Option<User>,
    /// The note, or why.
    text: Option<String>,
}

impl AtHand for TimelineEntry {}

/// What is read for all incidents of an answer together.
#[derive(Default)]
struct IncidentBatch {
    rows: Vec<Arc<incident::Model>>,
    websites: Asked<(), Websites>,
    users: Asked<(), HashMap<Uuid, user::Model>>,
    ticks: Asked<(), HashMap<TickKey, tick::Model>>,
}

struct Websites {
    rows: HashMap<WebsiteKey, Arc<WebsiteSummary>>,
    together: Arc<WebsiteBatch>,
}

pub(super) struct Incident {
    row: Arc<incident::Model>,
    together: Arc<IncidentBatch>,
}

/// A period in which a website was down.
#[Object]
impl Incident {
    /// Identifier of the incident.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The website.
    async fn website(&self, ctx: &Context<'_>) -> Result<Website> {
        let websites = self.together.websites(ctx).await?;
        let website = websites.rows.get(&self.row.website_key);
        let website = website.ok_or(service::Error::NotFound("website"))?;
        let together = Arc::clone(&websites.together);
        Ok(Website::new(Arc::clone(website), together))
    }

    /// When it opened.
    async fn opened_at(&self) -> DateTime<Utc> {
        date(self.row.opened_at_ms)
    }

    /// When somebody acknowledged it; null if nobody has.
    async fn acknowledged_at(&self) -> Option<DateTime<Utc>> {
        self.row.acknowledged_at_ms.map(date)
    }

    /// Who acknowledged it.
    async fn acknowledged_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        self.user(ctx, self.row.acknowledged_by).await
    }

    /// When it resolved; null while it is open.
    async fn resolved_at(&self) -> Option<DateTime<Utc>> {
        self.row.resolved_at_ms.map(date)
    }

    /// Who resolved it by hand; null if the website was well again.
    async fn resolved_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        self.user(ctx, self.row.resolved_by).await
    }

    /// How long it lasted, or has lasted so far, in seconds.
    async fn duration_secs(&self, ctx: &Context<'_>) -> i64 {
        let to_ms = self.row.resolved_at_ms.unwrap_or_else(|| ctx.now_ms());
        (to_ms - self.row.opened_at_ms).max(0) / 1_000
    }

    /// Why it opened, in one sentence.
    async fn cause(&self) -> &str {
        &self.row.cause
    }

    /// Whether the website had opened three incidents within half an hour, so that this one
    /// stays open until the website has been well for ten minutes.
    async fn flapping(&self) -> bool {
        self.row.is_flapping
    }

    /// The check that failed last before it opened; null once it is no longer kept.
    async fn failing_tick(&self, ctx: &Context<'_>) -> Result<Option<Serial<Tick>>> {
        self.tick(ctx, self.row.shown.failing).await
    }

    /// The last check from another region that did not fail before it opened; null if there
    /// was none, and once it is no longer kept.
    async fn healthy_tick(&self, ctx: &Context<'_>) -> Result<Option<Serial<Tick>>> {
        self.tick(ctx, self.row.shown.healthy).await
    }

    /// What happened, oldest first.
    #[graphql(complexity = "cost::TIMELINE + page::weight(first) * child_complexity")]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Only entries of this kind, such as notes; all by default.")] kind: Option<
            TimelineEntryKind,
        >,
    ) -> Result<Page<TimelineEntry>> {
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(i64::from_be_bytes);
        let kind = kind.map(Into::into);
        let db = &ctx.app().db;
        let page = service::incident::timeline(db, self.row.id, kind, first, after);
        let page = ctx.read(page).await?;
        let users = page.rows.iter().filter_map(|row| row.user_id);
        let users = ctx.read(service::incident::users(db, users)).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        for row in page.rows {
            let region = match row.region_key {
                Some(key) => Some(ctx.region_name(key).await?.to_string()),
                None => None,
            };
            let user = row.user_id.and_then(|id| users.get(&id)).cloned();
            let entry = TimelineEntry {
                at: date(row.at_ms),
                kind: row.kind.into(),
                region,
                status: row.status.map(Into::into),
                user: user.map(Into::into),
                text: row.text,
            };
            let cursor = page::cursor(&row.seq.to_be_bytes());
            let edge = Edge::<_, _, EmptyFields>::new(cursor, Serial(entry));
            connection.edges.push(edge);
        }
        Ok(Page(connection))
    }

    /// Who was told, and how that went, oldest first.
    #[graphql(complexity = "cost::DELIVERIES + page::weight(first) * child_complexity")]
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
    ) -> Result<Page<Delivery>> {
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(i64::from_be_bytes);
        let db = &ctx.app().db;
        let found = service::channel::deliveries_of_incident(db, self.row.id, first, after);
        Ok(Delivery::page(ctx.read(found).await?, after.is_some()))
    }
}

impl AtHand for Incident {
    const READING: &'static [&'static str] = &["timeline", "deliveries"];

    fn reads_first(&self) -> bool {
        true
    }
}

impl From<incident::Model> for Incident {
    fn from(row: incident::Model) -> Self {
        let row = Arc::new(row);
        let rows = vec![Arc::clone(&row)];
        let together = IncidentBatch {
            rows,
            ..IncidentBatch::default()
        };
        Self {
            row,
            together: Arc::new(together),
        }
    }
}

impl Incident {
    /// The page of these incidents.
    pub(super) fn page(found: page::Page<incident::Model>, has_previous: bool) -> Page<Self> {
        let rows: Vec<_> = found.rows.into_iter().map(Arc::new).collect();
        let together = Arc::new(IncidentBatch {
            rows: rows.clone(),
            ..IncidentBatch::default()
        });
        let mut connection = Connection::new(has_previous, found.has_next);
        connection.edges.extend(rows.into_iter().map(|row| {
            let cursor = page::cursor(row.id.as_bytes());
            let together = Arc::clone(&together);
            Edge::<_, _, EmptyFields>::new(cursor, Serial(Self { row, together }))
        }));
        Page(connection)
    }

    async fn user(&self, ctx: &Context<'_>, id: Option<Uuid>) -> Result<Option<User>> {
        let Some(id) = id else { return Ok(None) };
        let mut ids = Vec::new();
        for row in &self.together.rows {
            ids.extend(row.acknowledged_by);
            ids.extend(row.resolved_by);
        }
        let read = service::incident::users(&ctx.app().db, ids);
        let users = self.together.users.answer(ctx, (), read).await?;
        Ok(users.get(&id).cloned().map(Into::into))
    }

    async fn tick(
        &self,
        ctx: &Context<'_>,
        shown: Option<(RegionKey, i64)>,
    ) -> Result<Option<Serial<Tick>>> {
        let key_of = |website_key, (region_key, slot_ms)| TickKey {
            website_key,
            region_key,
            slot_ms,
        };
        let Some(shown) = shown else { return Ok(None) };
        let mut keys = Vec::new();
        for row in &self.together.rows {
            for shown in [row.shown.failing, row.shown.healthy].into_iter().flatten() {
                keys.push(key_of(row.website_key, shown));
            }
        }
        let read = async {
            let rows = service::tick::exactly(&ctx.app().db, &keys).await?;
            let rows = rows.into_iter().map(|row| (service::tick::key(&row), row));
            Ok(rows.collect())
        };
        let ticks = self.together.ticks.answer(ctx, (), read).await?;
        let tick = ticks.get(&key_of(self.row.website_key, shown)).cloned();
        Ok(tick.map(|row| Serial(row.into())))
    }
}

impl IncidentBatch {
    async fn websites(&self, ctx: &Context<'_>) -> Result<Arc<Websites>> {
        let read = async {
            let mut keys: Vec<WebsiteKey> = self.rows.iter().map(|row| row.website_key).collect();
            keys.sort_unstable();
            keys.dedup();
            let rows = service::website::of_keys(&ctx.app().db, &keys).await?;
            Ok(Websites {
                rows: rows
                    .into_iter()
                    .map(|row| (row.key, Arc::new(row)))
                    .collect(),
                together: WebsiteBatch::new(keys),
            })
        };
        self.websites.answer(ctx, (), read).await
    }
}
