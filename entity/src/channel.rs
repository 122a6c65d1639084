//! Channels: the places where alerts go.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{
    DatabaseTransaction, DbBackend, FromJsonQueryResult, QueryOrder, QuerySelect, Statement,
};
use serde::{Deserialize, Serialize};

use crate::alert::AlertKind;
use crate::{OrganizationId, TagKey, WebsiteKey};

/// A channel of an organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Organization that owns the channel.
    pub organization_id: OrganizationId,
    /// Displayed name.
    pub name: String,
    /// What it hears, and when, as JSON.
    #[sea_orm(column_type = "JsonBinary")]
    pub rules: Rules,
    /// Repeats that an incident is open, every so many seconds.
    pub repeat_secs: Option<i32>,
    /// Its kind and the settings that are not secret, as JSON; `notify` knows their shape.
    #[sea_orm(column_type = "Text")]
    pub settings: String,
    /// The secret settings, sealed with the installation's key.
    pub secrets: Option<Vec<u8>>,
    /// Whether it is paused, so that it hears nothing.
    pub paused: bool,
    /// When it was paused last, in milliseconds of Unix time; `None` if never.
    pub paused_at_ms: Option<i64>,
    /// Whether it hears what another channel of the organization cannot deliver; at most one
    /// channel of an organization does.
    pub is_fallback: bool,
    /// Attempts in a row that failed and may succeed later.
    pub failures: i32,
    /// Since when it cannot deliver, in milliseconds of Unix time.
    pub failing_since_ms: Option<i64>,
    /// Whether the receiver says that its token, address or right is gone.
    pub is_broken: bool,
    /// Whether the organization's other channels were told that it is broken.
    pub is_reported: bool,
    /// Why it cannot deliver, in words.
    pub problem: Option<String>,
    /// Start of the minute in which its messages are counted, in milliseconds of Unix time.
    pub minute_from_ms: i64,
    /// Messages sent in that minute.
    pub minute_sent: i16,
    /// Whether more alerts came than it may be sent, so that it hears summaries until it is
    /// calm.
    pub is_storm: bool,
    /// It is sent nothing before this instant, in milliseconds of Unix time.
    pub paced_until_ms: i64,
    /// When it was created, in milliseconds of Unix time.
    pub created_at_ms: i64,
    /// When it was deleted, in milliseconds of Unix time; the row remains for its deliveries.
    pub deleted_at_ms: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The channel, locked until the transaction ends. Who takes lanes of a channel, too, locks the
/// channel first. Deliveries for it may be written meanwhile: they refer to its key only.
///
/// # Errors
/// If the database fails.
pub async fn lock(transaction: &DatabaseTransaction, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(transaction)
        .await
}

/// The channels of organizations, locked until the transaction ends; none is created meanwhile.
/// This comes before any other lock of the transaction.
///
/// # Errors
/// If the database fails.
pub async fn lock_all(
    transaction: &DatabaseTransaction,
    organizations: &[OrganizationId],
) -> Result<Vec<Model>, DbErr> {
    let all = || organizations.iter().copied();
    Audience::Change.lock(transaction, all()).await?;
    Entity::find()
        .filter(Column::OrganizationId.is_in(all()))
        .filter(Column::DeletedAtMs.is_null())
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(transaction)
        .await
}

/// First key of the advisory locks of PostgreSQL that [`Audience`] takes.
const AUDIENCE: i32 = 0x0075_7062;

/// Second keys of those locks: organizations share them, so that a transaction holds few.
const AUDIENCES: u128 = 256;

/// Who tells an organization's channels of what happens, beside who changes which channels hear of
/// it: one waits for the other, so that nobody is forgotten who begins to hear of something while
/// it happens. On SQLite, where writers take turns anyway, there is no lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Many tell at once.
    Tell,
    /// One changes. This comes before any other lock of the transaction.
    Change,
}

impl Audience {
    /// Locks the audiences of `organizations` until the transaction ends.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock(
        self,
        transaction: &DatabaseTransaction,
        organizations: impl IntoIterator<Item = OrganizationId>,
    ) -> Result<(), DbErr> {
        if transaction.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let keys = organizations.into_iter();
        let keys = keys.map(|OrganizationId(id)| i32::try_from(id.as_u128() % AUDIENCES));
        // In one order, so that two who tell several organizations never wait for each other.
        let keys: BTreeSet<i32> = keys.map(Result::unwrap_or_default).collect();
        let lock = match self {
            Self::Tell => "pg_advisory_xact_lock_shared",
            Self::Change => "pg_advisory_xact_lock",
        };
        let sql = format!("SELECT {lock}({AUDIENCE}, key)::text FROM UNNEST($1::integer[]) AS key");
        let keys: Vec<i32> = keys.into_iter().collect();
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [keys.into()]);
        transaction.query_all_raw(statement).await?;
        Ok(())
    }
}

/// What a channel hears, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Rules {
    /// Kinds of alerts that it hears.
    pub kinds: Vec<AlertKind>,
    /// Websites that it hears of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub websites: Option<Vec<WebsiteKey>>,
    /// Tags: it also hears of websites with one of them. Without websites and tags it hears of all
    /// websites, including future ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<TagKey>>,
    /// IANA time zone of its quiet hours and of the times in its messages; UTC by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// When it is not disturbed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
}

/// Hours of quiet, by the clock of the channel's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// First minute, counted from midnight.
    pub from_minute: i16,
    /// Minute after the last, counted from midnight; on the next day if not after the first.
    pub to_minute: i16,
    /// Days on which they begin, 1 (Monday) to 7; every day if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<i16>,
    /// Kinds of alerts that break them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<AlertKind>,
}

impl Rules {
    /// Whether the channel hears of the website, which has these tags.
    pub fn chooses(&self, website: WebsiteKey, tags: &[TagKey]) -> bool {
        match (&self.websites, &self.tags) {
            (None, None) => true,
            (websites, chosen) => {
                let is_named = websites.iter().flatten().any(|key| *key == website);
                is_named || chosen.iter().flatten().any(|key| tags.contains(key))
            }
        }
    }

    /// Whether the channel hears of `kind` about the website, which has these tags.
    pub fn hears(&self, kind: AlertKind, website: WebsiteKey, tags: &[TagKey]) -> bool {
        self.kinds.contains(&kind) && self.chooses(website, tags)
    }
}
