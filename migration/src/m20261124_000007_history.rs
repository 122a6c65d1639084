//! What years are answered from: time by kind and the ledger of each day, response
//! times of each hour and of each day, and how far these are made.
//!
//! Hours are dropped when they are old, so PostgreSQL keeps them by days, as it keeps
//! ticks. Whole numbers of hours and days count from 1970, in UTC.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Day by day: milliseconds by kind, and scheduled ticks. `region_key` 0 is the website
/// as a whole.
///
/// Rows come by day and are read by website, so on PostgreSQL the key holds them whole:
/// 90 days of a website are three pages of it instead of ninety of the table.
const UPTIME_DAY: &str = "
    website_key integer NOT NULL,
    day integer NOT NULL,
    up_ms integer NOT NULL,
    degraded_ms integer NOT NULL,
    partial_ms integer NOT NULL,
    down_ms integer NOT NULL,
    maintenance_ms integer NOT NULL,
    recorded integer NOT NULL,
    unmeasured integer NOT NULL,
    region_key smallint NOT NULL,
    PRIMARY KEY (website_key, region_key, day) {whole}";

/// What the key of `uptime_day` holds beside itself.
const WHOLE: &str = "INCLUDE (up_ms, degraded_ms, partial_ms, down_ms, maintenance_ms, \
                     recorded, unmeasured)";

/// What is read from the key alone must be known to be there for all: PostgreSQL looks
/// after that about once a day's rows have come, instead of once a fifth of all have.
const SEEN: &str = "WITH (autovacuum_vacuum_insert_scale_factor = 0.005)";

/// Hour by hour: scheduled ticks, count and sum of each phase, and a sketch of the
/// response time.
const ROLLUP_HOUR: &str = "
    dns_us bigint NOT NULL,
    connect_us bigint NOT NULL,
    tls_us bigint NOT NULL,
    ttfb_us bigint NOT NULL,
    transfer_us bigint NOT NULL,
    website_key integer NOT NULL,
    hour integer NOT NULL,
    recorded integer NOT NULL,
    unmeasured integer NOT NULL,
    dns_count integer NOT NULL,
    connect_count integer NOT NULL,
    tls_count integer NOT NULL,
    ttfb_count integer NOT NULL,
    transfer_count integer NOT NULL,
    region_key smallint NOT NULL,
    response {blob},
    PRIMARY KEY (website_key, region_key, hour)";

/// Day by day: a sketch of the response time and of each phase.
const ROLLUP_DAY: &str = "
    website_key integer NOT NULL,
    day integer NOT NULL,
    region_key smallint NOT NULL,
    response {blob},
    dns {blob},
    connect {blob},
    tls {blob},
    ttfb {blob},
    transfer {blob},
    PRIMARY KEY (website_key, region_key, day)";

/// Hours that are to be made again, since something of them came late.
const ROLLUP_DUE: &str = "
    website_key integer NOT NULL,
    hour integer NOT NULL,
    PRIMARY KEY (website_key, hour)";

/// How far hours (unit 1) and days (unit 2) are made: all before `done_to`, and of it
/// those of websites up to `after_key`.
const COMPACTION: &str = "
    unit smallint PRIMARY KEY,
    done_to integer NOT NULL,
    after_key integer NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (blob, whole, seen, by_key, by_days) = match manager.get_database_backend() {
            DbBackend::Postgres => ("bytea", WHOLE, SEEN, "", "PARTITION BY RANGE (hour)"),
            _ => (
                "blob",
                "",
                "WITHOUT ROWID",
                "WITHOUT ROWID",
                "WITHOUT ROWID",
            ),
        };
        for (table, columns, storage) in [
            ("uptime_day", UPTIME_DAY, seen),
            ("rollup_hour", ROLLUP_HOUR, by_days),
            ("rollup_day", ROLLUP_DAY, by_key),
            ("rollup_due", ROLLUP_DUE, by_key),
            ("compaction", COMPACTION, by_key),
        ] {
            let columns = columns.replace("{blob}", blob).replace("{whole}", whole);
            connection
                .execute_unprepared(&format!("CREATE TABLE {table} ({columns}) {storage}"))
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
