//! Maintenance: announced work on websites.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::maintenance::{Hours, Rule, Span};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;
use super::serial::{AtHand, Page, Serial};
use super::tag::Tag;
use crate::service::maintenance::{self as service, Announced};
use crate::service::text::time_of_day;
use crate::service::{page, tag};

/// Whether maintenance goes on.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "service::State")]
pub(super) enum MaintenanceState {
    /// A window goes on.
    Active,
    /// No window goes on, and one is to come.
    Upcoming,
    /// No window goes on, and none is to come.
    Past,
}

/// A window of maintenance.
#[derive(SimpleObject)]
pub(super) struct MaintenanceWindow {
    /// Its beginning.
    from: DateTime<Utc>,
    /// Its end.
    to: DateTime<Utc>,
}

impl AtHand for MaintenanceWindow {}

impl From<Span> for MaintenanceWindow {
    fn from(span: Span) -> Self {
        Self {
            from: date(span.from_ms),
            to: date(span.to_ms),
        }
    }
}

/// When maintenance takes place more than once; exactly one of the fields is not null. Times are
/// local times of its time zone.
#[derive(SimpleObject, Default)]
pub(super) struct MaintenanceRule {
    /// Each day.
    daily: Option<DailyMaintenance>,
    /// On days of the week.
    weekly: Option<WeeklyMaintenance>,
    /// On days of the month.
    monthly: Option<MonthlyMaintenance>,
    /// When a cron expression fires.
    cron: Option<CronMaintenance>,
}

/// Maintenance on each day.
#[derive(SimpleObject)]
struct DailyMaintenance {
    /// Time of day at which it begins.
    from: String,
    /// Time of day at which it ends; on the next day if not after `from`.
    to: String,
}

/// Maintenance on days of the week.
#[derive(SimpleObject)]
struct WeeklyMaintenance {
    /// Days on which it begins, 1 (Monday) to 7 (Sunday).
    days: Vec<i32>,
    /// Time of day at which it begins.
    from: String,
    /// Time of day at which it ends; on the next day if not after `from`.
    to: String,
}

/// Maintenance on days of the month.
#[derive(SimpleObject)]
struct MonthlyMaintenance {
    /// Days on which it begins, 1 to 31. A day that a month does not have is its last day.
    days: Vec<i32>,
    /// Time of day at which it begins.
    from: String,
    /// Time of day at which it ends; on the next day if not after `from`.
    to: String,
}

/// Maintenance when a cron expression fires.
#[derive(SimpleObject)]
struct CronMaintenance {
    /// Minute, hour, day of the month, month and day of the week.
    expression: String,
    /// How long each window lasts, in seconds.
    duration_secs: i32,
}

pub(super) struct Maintenance(Arc<Announced>);

/// Announced work on websites. Checks go on in it, alerts are held, and its time leaves uptime.
#[Object]
impl Maintenance {
    /// Identifier of the maintenance.
    async fn id(&self) -> ID {
        self.0.row.id.into()
    }

    /// Displayed title, which the public does not see.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// What status pages call it; null if they only say that it takes place.
    async fn public_title(&self) -> Option<&str> {
        self.0.row.public_title.as_deref()
    }

    /// What status pages say of it, in Markdown.
    async fn public_text(&self) -> Option<&str> {
        self.0.row.public_text.as_deref()
    }

    /// Websites that it is for, those of its tags among them; null for all, including future ones.
    async fn website_ids(&self) -> Option<Vec<ID>> {
        let ids = self.0.websites.as_ref()?.iter();
        Some(ids.map(|id| (*id).into()).collect())
    }

    /// Tags, by name: it is for websites with one of them, too; null for none.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Option<Vec<Tag>>> {
        let Some(chosen) = &self.0.row.chosen else {
            return Ok(None);
        };
        let tags = ctx.read(tag::of_keys(&ctx.app().db, &chosen.tags)).await?;
        Ok(Some(tags.into_iter().map(Tag::from).collect()))
    }

    /// Beginning of maintenance that takes place once; null if it takes place more often.
    async fn from(&self) -> Option<DateTime<Utc>> {
        self.once().map(|(from_ms, _)| date(from_ms))
    }

    /// End of maintenance that takes place once; null if it takes place more often.
    async fn to(&self) -> Option<DateTime<Utc>> {
        self.once().map(|(_, to_ms)| date(to_ms))
    }

    /// When it takes place; null if it takes place once.
    async fn rule(&self) -> Option<MaintenanceRule> {
        shown(&self.0.row.rule)
    }

    /// IANA time zone of its local times.
    async fn time_zone(&self) -> &str {
        &self.0.row.time_zone
    }

    /// Whether it goes on.
    async fn state(&self) -> MaintenanceState {
        self.0.state().into()
    }

    /// The window that goes on.
    async fn current_window(&self) -> Option<MaintenanceWindow> {
        self.0.current.map(Into::into)
    }

    /// The next window that has not begun.
    async fn next_window(&self) -> Option<MaintenanceWindow> {
        self.0.next.map(Into::into)
    }

    /// Its windows, those of the past as they were, by their beginning. Those of a rule are planned
    /// 400 days ahead, 2,000 at most.
    #[graphql(complexity = "cost::WINDOWS + page::weight(first) * child_complexity")]
    async fn windows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Only windows that end after this.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "Only windows that begin before this.")] to: Option<DateTime<Utc>>,
    ) -> Result<Page<MaintenanceWindow>> {
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(place);
        let span = [from, to].map(|at| at.map(|at| at.timestamp_millis()));
        let windows = service::windows(&ctx.app().db, self.0.row.id, span, first, after);
        let found = ctx.read(windows).await?;
        let mut connection = Connection::new(after.is_some(), found.has_next);
        connection.edges.extend(found.rows.into_iter().map(|row| {
            let place = [row.from_ms.to_be_bytes(), row.seq.to_be_bytes()];
            let window = MaintenanceWindow {
                from: date(row.from_ms),
                to: date(row.to_ms),
            };
            let cursor = page::cursor(place.as_flattened());
            Edge::<_, _, EmptyFields>::new(cursor, Serial(window))
        }));
        Ok(Page(connection))
    }

    /// When it was announced.
    async fn created_at(&self) -> DateTime<Utc> {
        date(self.0.row.created_at_ms)
    }

    /// When it was cancelled; null if it was not.
    async fn cancelled_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.cancelled_at_ms.map(date)
    }
}

impl AtHand for Maintenance {
    const READING: &'static [&'static str] = &["windows"];
}

impl From<Announced> for Maintenance {
    fn from(announced: Announced) -> Self {
        Self(Arc::new(announced))
    }
}

impl Maintenance {
    /// The page of these.
    pub(super) fn page(found: page::Page<Announced>, has_previous: bool) -> Page<Self> {
        let mut connection = Connection::new(has_previous, found.has_next);
        connection.edges.extend(found.rows.into_iter().map(|row| {
            let cursor = page::cursor(row.row.id.as_bytes());
            Edge::<_, _, EmptyFields>::new(cursor, Serial(row.into()))
        }));
        Page(connection)
    }

    fn once(&self) -> Option<(i64, i64)> {
        match self.0.row.rule {
            Rule::Once { from_ms, to_ms } => Some((from_ms, to_ms)),
            _ => None,
        }
    }
}

/// The place in a list of windows: beginning and number.
fn place(cursor: [u8; 16]) -> (i64, i64) {
    let place = u128::from_be_bytes(cursor);
    let half = |bits: u128| u64::try_from(bits & u128::from(u64::MAX)).unwrap_or_default();
    (half(place >> 64).cast_signed(), half(place).cast_signed())
}

fn shown(rule: &Rule) -> Option<MaintenanceRule> {
    let days = |days: &[i8]| days.iter().map(|day| i32::from(*day)).collect();
    let mut shown = MaintenanceRule::default();
    match rule {
        Rule::Once { .. } => return None,
        Rule::Daily { hours } => {
            let (from, to) = times(*hours);
            shown.daily = Some(DailyMaintenance { from, to });
        }
        Rule::Weekly { days: on, hours } => {
            let (days, (from, to)) = (days(on), times(*hours));
            shown.weekly = Some(WeeklyMaintenance { days, from, to });
        }
        Rule::Monthly { days: on, hours } => {
            let (days, (from, to)) = (days(on), times(*hours));
            shown.monthly = Some(MonthlyMaintenance { days, from, to });
        }
        Rule::Cron {
            expression,
            duration_secs,
        } => {
            shown.cron = Some(CronMaintenance {
                expression: expression.clone(),
                duration_secs: *duration_secs,
            });
        }
    }
    Some(shown)
}

fn times(hours: Hours) -> (String, String) {
    (time_of_day(hours.from_minute), time_of_day(hours.to_minute))
}
