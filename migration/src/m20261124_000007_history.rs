//! What years are answered from: time by kind and the ledger of each day, response
//! times of each hour and of each day, how far these are made, and what is dropped.
//!
//! Hours are dropped when they are old, so PostgreSQL keeps them by days, as it keeps
//! ticks. Whole numbers of hours and days count from 1970, in UTC.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A table in which rows lie by their key.
struct Table {
    name: &'static str,
    /// Each with its type, the wide ones first: PostgreSQL aligns them.
    columns: &'static [&'static str],
    key: &'static [&'static str],
    /// What follows the key on PostgreSQL.
    included: &'static str,
    /// What follows the table there.
    storage: &'static str,
}

impl Table {
    fn create(&self, backend: DbBackend) -> String {
        let Self { name, key, .. } = self;
        let mut columns = self.columns.to_vec();
        let (included, storage) = if backend == DbBackend::Postgres {
            (self.included, self.storage)
        } else {
            // `PRAGMA integrity_check` of SQLite 3.40 takes a table without rowid for a
            // broken one unless its key comes first.
            columns.sort_by_key(|column| {
                let place = key
                    .iter()
                    .position(|key| column.starts_with(&format!("{key} ")));
                place.unwrap_or(key.len())
            });
            ("", "WITHOUT ROWID")
        };
        let blob = match backend {
            DbBackend::Postgres => "bytea",
            _ => "blob",
        };
        format!(
            "CREATE TABLE {name} ({}, PRIMARY KEY ({}) {included}) {storage}",
            columns.join(", ").replace("{blob}", blob),
            key.join(", ")
        )
    }
}

/// Day by day: milliseconds by kind, and scheduled ticks. `region_key` 0 is the website
/// as a whole.
///
/// Rows come by day and are read by website, so on PostgreSQL the key holds them whole:
/// 90 days of a website are three pages of it instead of ninety of the table. What is read
/// from the key alone must be known to be there for all: PostgreSQL looks after that about
/// once a day's rows have come, instead of once a fifth of all have.
const UPTIME_DAY: Table = Table {
    name: "uptime_day",
    columns: &[
        "website_key integer NOT NULL",
        "day integer NOT NULL",
        "up_ms integer NOT NULL",
        "degraded_ms integer NOT NULL",
        "partial_ms integer NOT NULL",
        "down_ms integer NOT NULL",
        "maintenance_ms integer NOT NULL",
        "recorded integer NOT NULL",
        "unmeasured integer NOT NULL",
        "region_key smallint NOT NULL",
    ],
    key: &["website_key", "region_key", "day"],
    included: "INCLUDE (up_ms, degraded_ms, partial_ms, down_ms, maintenance_ms, recorded, \
               unmeasured)",
    storage: "WITH (autovacuum_vacuum_insert_scale_factor = 0.005)",
};

/// Hour by hour: scheduled ticks, count and sum of each phase, and a sketch of the
/// response time.
const ROLLUP_HOUR: Table = Table {
    name: "rollup_hour",
    columns: &[
        "dns_us bigint NOT NULL",
        "connect_us bigint NOT NULL",
        "tls_us bigint NOT NULL",
        "ttfb_us bigint NOT NULL",
        "transfer_us bigint NOT NULL",
        "website_key integer NOT NULL",
        "hour integer NOT NULL",
        "recorded integer NOT NULL",
        "unmeasured integer NOT NULL",
        "dns_count integer NOT NULL",
        "connect_count integer NOT NULL",
        "tls_count integer NOT NULL",
        "ttfb_count integer NOT NULL",
        "transfer_count integer NOT NULL",
        "region_key smallint NOT NULL",
        "response {blob}",
    ],
    key: &["website_key", "region_key", "hour"],
    included: "",
    storage: "PARTITION BY RANGE (hour)",
};

/// Day by day: a sketch of the response time and of each phase.
const ROLLUP_DAY: Table = Table {
    name: "rollup_day",
    columns: &[
        "website_key integer NOT NULL",
        "day integer NOT NULL",
        "region_key smallint NOT NULL",
        "response {blob}",
        "dns {blob}",
        "connect {blob}",
        "tls {blob}",
        "ttfb {blob}",
        "transfer {blob}",
    ],
    key: &["website_key", "region_key", "day"],
    included: "",
    storage: "",
};

/// Hours that are to be made again, since something of them came late.
const ROLLUP_DUE: Table = Table {
    name: "rollup_due",
    columns: &["website_key integer NOT NULL", "hour integer NOT NULL"],
    key: &["website_key", "hour"],
    included: "",
    storage: "",
};

/// How far hours (unit 1) and days (unit 2) are made: all before `done_to`, and of it
/// those of websites up to `after_key`.
const COMPACTION: Table = Table {
    name: "compaction",
    columns: &[
        "unit smallint NOT NULL",
        "done_to integer NOT NULL",
        "after_key integer NOT NULL",
    ],
    key: &["unit"],
    included: "",
    storage: "",
};

/// What is not there any more: ticks (kind 1), hours (2), and status changes and days (3)
/// of all days before `before_day`.
const DROPPED: Table = Table {
    name: "dropped",
    columns: &["kind smallint NOT NULL", "before_day integer NOT NULL"],
    key: &["kind"],
    included: "",
    storage: "",
};

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for table in [
            UPTIME_DAY,
            ROLLUP_HOUR,
            ROLLUP_DAY,
            ROLLUP_DUE,
            COMPACTION,
            DROPPED,
        ] {
            connection
                .execute_unprepared(&table.create(manager.get_database_backend()))
                .await?;
        }
        // When any view of the website changed last: what was checked before comes late.
        connection
            .execute_unprepared(
                "ALTER TABLE website_status ADD COLUMN changed_at_ms bigint NOT NULL DEFAULT 0",
            )
            .await?;
        connection
            .execute_unprepared(
                "UPDATE website_status SET changed_at_ms = COALESCE((
                    SELECT MAX(at_ms) FROM status_change
                    WHERE status_change.website_key = website_status.website_key), 0)",
            )
            .await?;
        // The end of the check that a vote tells of: what was checked before comes late.
        connection
            .execute_unprepared(
                "ALTER TABLE vote ADD COLUMN checked_at_ms bigint NOT NULL DEFAULT 0",
            )
            .await?;
        connection
            .execute_unprepared(
                "UPDATE vote SET checked_at_ms = COALESCE((
                    SELECT tick.checked_at_ms FROM tick
                    WHERE tick.website_key = vote.website_key
                      AND tick.region_key = vote.region_key
                      AND tick.slot_ms = vote.slot_ms), 0)",
            )
            .await?;
        // Counts the changes of the organization's websites: an answer may be given again
        // while it stands still.
        connection
            .execute_unprepared(
                "ALTER TABLE organization ADD COLUMN changes bigint NOT NULL DEFAULT 0",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (table, column) in [
            ("organization", "changes"),
            ("vote", "checked_at_ms"),
            ("website_status", "changed_at_ms"),
        ] {
            connection
                .execute_unprepared(&format!("ALTER TABLE {table} DROP COLUMN {column}"))
                .await?;
        }
        for table in [
            "dropped",
            "compaction",
            "rollup_due",
            "rollup_day",
            "rollup_hour",
            "uptime_day",
        ] {
            connection
                .execute_unprepared(&format!("DROP TABLE {table}"))
                .await?;
        }
        Ok(())
    }
}
