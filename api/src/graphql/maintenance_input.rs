//! Inputs that announce and change maintenance.

use async_graphql::{ID, InputObject, MaybeUndefined};
use uuid::Uuid;

use super::error::Result;
use super::id;
use super::website_input::said;
use crate::service::maintenance::{Change, Given, Monthly, Weekly, When};
use crate::service::{self, Error};

/// When maintenance takes place more than once: exactly one of the fields. Times are local times
/// of its time zone. Of a time that the clocks skip it is the first instant after the gap; of a
/// time that comes twice, a window begins at the first and ends at the second.
#[derive(InputObject)]
pub(super) struct MaintenanceRuleInput {
    /// Each day.
    daily: Option<DailyMaintenanceInput>,
    /// On days of the week.
    weekly: Option<WeeklyMaintenanceInput>,
    /// On days of the month.
    monthly: Option<MonthlyMaintenanceInput>,
    /// When a cron expression fires.
    cron: Option<CronMaintenanceInput>,
}

/// Maintenance on each day.
#[derive(InputObject)]
struct DailyMaintenanceInput {
    /// Time of day at which it begins, such as `22:00`.
    from: String,
    /// Time of day at which it ends, up to `24:00`; on the next day if not after `from`.
    to: String,
}

/// Maintenance on days of the week.
#[derive(InputObject)]
struct WeeklyMaintenanceInput {
    /// Days on which it begins, 1 (Monday) to 7 (Sunday).
    days: Vec<i32>,
    /// Time of day at which it begins, such as `22:00`.
    from: String,
    /// Time of day at which it ends, up to `24:00`; on the next day if not after `from`.
    to: String,
}

/// Maintenance on days of the month.
#[derive(InputObject)]
struct MonthlyMaintenanceInput {
    /// Days on which it begins, 1 to 31. A day that a month does not have is its last day.
    days: Vec<i32>,
    /// Time of day at which it begins, such as `22:00`.
    from: String,
    /// Time of day at which it ends, up to `24:00`; on the next day if not after `from`.
    to: String,
}

/// Maintenance when a cron expression fires.
#[derive(InputObject)]
struct CronMaintenanceInput {
    /// Minute, hour, day of the month, month and day of the week, such as `0 2 * * 1`; at most
    /// every 15 minutes.
    expression: String,
    /// How long each window lasts, in seconds, 60 to 604,800.
    duration_secs: i32,
}

/// Maintenance to announce: `from` and `to` if it takes place once, else a rule.
#[derive(InputObject)]
pub(super) struct CreateMaintenanceInput {
    /// Organization that owns it; your personal one by default.
    pub(super) organization_id: Option<ID>,
    /// Displayed title, which the public does not see.
    title: String,
    /// What status pages call it; without it they only say that it takes place.
    public_title: Option<String>,
    /// What status pages say of it, in Markdown.
    public_text: Option<String>,
    /// Websites that it is for. Without them and `tags` it is for all, including future ones.
    website_ids: Option<Vec<ID>>,
    /// Tags, at most 20: it is for websites with one of them, too, as they get and lose them.
    /// Missing ones are created.
    tags: Option<Vec<String>>,
    /// When it begins: an instant such as `2026-11-30T22:00:00Z`, or a local time of `timeZone`
    /// such as `2026-11-30T22:00`. Of what has passed nothing is changed.
    from: Option<String>,
    /// When it ends, as `from`; at most 92 days later.
    to: Option<String>,
    /// When it takes place, if more than once.
    rule: Option<MaintenanceRuleInput>,
    /// IANA time zone of local times; UTC by default.
    time_zone: Option<String>,
}

/// Changes to maintenance. Omitted fields keep their values. Only what is to come changes, and the
/// rest of a window that goes on.
#[derive(InputObject)]
pub(super) struct UpdateMaintenanceInput {
    /// Identifier of the maintenance.
    pub(super) id: ID,
    /// Displayed title, which the public does not see.
    title: Option<String>,
    /// What status pages call it; null if they only say that it takes place.
    public_title: MaybeUndefined<String>,
    /// What status pages say of it, in Markdown; null for nothing.
    public_text: MaybeUndefined<String>,
    /// Websites that it is for; null for all, including future ones.
    website_ids: MaybeUndefined<Vec<ID>>,
    /// Tags, at most 20: it is for websites with one of them, too; null for none.
    tags: MaybeUndefined<Vec<String>>,
    /// When it begins: an instant, or a local time of its time zone.
    from: Option<String>,
    /// When it ends, as `from`; at most 92 days later.
    to: Option<String>,
    /// When it takes place, if more than once.
    rule: Option<MaintenanceRuleInput>,
    /// IANA time zone of local times.
    time_zone: Option<String>,
}

impl CreateMaintenanceInput {
    pub(super) fn into_change(self) -> Result<Change> {
        let websites = self.website_ids.as_deref().map(ids).transpose()?;
        Ok(Change {
            title: Some(self.title),
            public_title: self.public_title.map(Some),
            public_text: self.public_text.map(Some),
            websites: websites.map(Some),
            tags: self.tags.map(Some),
            from: self.from,
            to: self.to,
            rule: self.rule.map(when).transpose()?,
            time_zone: self.time_zone,
        })
    }
}

impl UpdateMaintenanceInput {
    pub(super) fn into_change(self) -> Result<Change> {
        let websites = match said(self.website_ids) {
            None => None,
            Some(None) => Some(None),
            Some(Some(given)) => Some(Some(ids(&given)?)),
        };
        Ok(Change {
            title: self.title,
            public_title: said(self.public_title),
            public_text: said(self.public_text),
            websites,
            tags: said(self.tags),
            from: self.from,
            to: self.to,
            rule: self.rule.map(when).transpose()?,
            time_zone: self.time_zone,
        })
    }
}

/// The one repetition that is given.
fn when(input: MaintenanceRuleInput) -> Result<When> {
    let hours = |from, to| Given { from, to };
    let daily = input.daily.map(|it| When::Daily(hours(it.from, it.to)));
    let weekly = input.weekly.map(|it| {
        When::Weekly(Weekly {
            days: it.days,
            hours: hours(it.from, it.to),
        })
    });
    let monthly = input.monthly.map(|it| {
        When::Monthly(Monthly {
            days: it.days,
            hours: hours(it.from, it.to),
        })
    });
    let cron = input
        .cron
        .map(|it| When::Cron(it.expression, it.duration_secs));
    let mut given = [daily, weekly, monthly, cron].into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(when), None) => Ok(when),
        _ => {
            let problem = "must have exactly one of daily, weekly, monthly and cron";
            Err(Error::input("rule", problem).into())
        }
    }
}

fn ids(ids: &[ID]) -> Result<Vec<Uuid>> {
    let ids = ids.iter().map(|id| id::parse("websiteIds", id));
    Ok(ids.collect::<service::Result<_>>()?)
}
