//! Maintenance: announced work on websites. Checks go on in it, alerts are held, and its time
//! leaves uptime.

use sea_orm::entity::prelude::*;
use sea_orm::{FromJsonQueryResult, FromQueryResult};
use serde::{Deserialize, Serialize};

use crate::{OrganizationId, TagKey, WebsiteKey};

/// Announced work. Its windows are rows of their own ([`crate::maintenance_window`]).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "maintenance")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Organization that owns it.
    pub organization_id: OrganizationId,
    /// Displayed title.
    pub title: String,
    /// What status pages call it; only that it takes place if `None`.
    pub public_title: Option<String>,
    /// What status pages say of it, in Markdown.
    #[sea_orm(column_type = "Text", nullable)]
    pub public_text: Option<String>,
    /// Which websites its next windows are for.
    pub scope_id: Uuid,
    /// When it takes place, as JSON.
    #[sea_orm(column_type = "JsonBinary")]
    pub rule: Rule,
    /// IANA time zone of the rule's times.
    pub time_zone: String,
    /// What chooses its websites, if tags do; `None` if its scope is as it was given.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub chosen: Option<Chosen>,
    /// When windows must be planned further ahead, in milliseconds of Unix time; `None` once all
    /// are planned.
    pub plan_at_ms: Option<i64>,
    /// When it was created, in milliseconds of Unix time.
    pub created_at_ms: i64,
    /// When it was cancelled, in milliseconds of Unix time.
    pub cancelled_at_ms: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What chooses the websites of maintenance. Its scope has the websites that are chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Chosen {
    /// Keys of websites, sorted and unique.
    pub websites: Vec<WebsiteKey>,
    /// Tags: websites with one of them are chosen, too.
    pub tags: Vec<TagKey>,
}

/// When maintenance takes place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Once, between two instants in milliseconds of Unix time.
    Once {
        /// Its beginning.
        from_ms: i64,
        /// Its end, exclusive.
        to_ms: i64,
    },
    /// Every day.
    Daily {
        /// Local times.
        hours: Hours,
    },
    /// On some days of each week.
    Weekly {
        /// Days on which it begins, 1 (Monday) to 7, sorted and unique.
        days: Vec<i8>,
        /// Local times.
        hours: Hours,
    },
    /// On some days of each month.
    Monthly {
        /// Days on which it begins, 1 to 31, sorted and unique. A day that a month does not have
        /// is its last day.
        days: Vec<i8>,
        /// Local times.
        hours: Hours,
    },
    /// As a cron expression says.
    Cron {
        /// Minute, hour, day of the month, month and day of the week, in local time.
        expression: String,
        /// How long each lasts, in seconds.
        duration_secs: i32,
    },
}

/// Local times of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// First minute, counted from midnight.
    pub from_minute: i16,
    /// Minute after the last, counted from midnight; on the next day if not after the first.
    pub to_minute: i16,
}

/// A window of maintenance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, FromQueryResult)]
pub struct Span {
    /// Its beginning, in milliseconds of Unix time.
    pub from_ms: i64,
    /// Its end, exclusive, in milliseconds of Unix time.
    pub to_ms: i64,
}
