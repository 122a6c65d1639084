//! Ticks, votes, status, and the feed.
//!
//! Ticks are written in plain SQL, since the two engines store them in their
//! own best way: partitioned by day on PostgreSQL (the days themselves are made
//! as time goes on), a table in the order of its key on SQLite. Neither has a
//! foreign key: one row must never stop a batch.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, integer, small_integer, small_integer_null,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Wide columns first, so that PostgreSQL needs no padding between them.
const TICK_COLUMNS: &str = "
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text,
    PRIMARY KEY (website_key, region_key, slot_ms)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let storage = match manager.get_database_backend() {
            DbBackend::Postgres => "PARTITION BY RANGE (slot_ms)",
            _ => "WITHOUT ROWID",
        };
        connection
            .execute_unprepared(&format!("CREATE TABLE tick ({TICK_COLUMNS}) {storage}"))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("vote")
                    .col(integer("website_key"))
                    .col(small_integer("region_key"))
                    .col(big_integer("slot_ms"))
                    .col(small_integer_null("say"))
                    .col(small_integer("failures"))
                    .col(big_integer("fresh_until_ms"))
                    .primary_key(Index::create().col("website_key").col("region_key"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("website_status")
                    .col(integer("website_key").primary_key())
                    .col(small_integer("status"))
                    .col(big_integer("since_ms"))
                    .col(big_integer_null("rejudge_at_ms"))
                    .col(small_integer_null("last_region_key"))
                    .col(big_integer_null("last_slot_ms"))
                    .to_owned(),
            )
            .await?;
        // Serves the sweep: whose votes have run out.
        manager
            .create_index(
                Index::create()
                    .name("website_status_rejudge_at_ms")
                    .table("website_status")
                    .col("rejudge_at_ms")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("status_change")
                    .col(integer("website_key"))
                    .col(small_integer("region_key"))
                    .col(big_integer("at_ms"))
                    .col(small_integer("status"))
                    .primary_key(
                        Index::create()
                            .col("website_key")
                            .col("region_key")
                            .col("at_ms"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("feed")
                    .col(big_integer("seq").primary_key())
                    .col(big_integer("created_at_ms"))
                    .col(binary("ticks"))
                    .to_owned(),
            )
            .await?;
        // Serves retention, and whoever begins some seconds back.
        manager
            .create_index(
                Index::create()
                    .name("feed_created_at_ms")
                    .table("feed")
                    .col("created_at_ms")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("feed_head")
                    .col(small_integer("id").primary_key())
                    .col(big_integer("seq"))
                    .to_owned(),
            )
            .await?;
        connection
            .execute_unprepared("INSERT INTO feed_head (id, seq) VALUES (1, 0)")
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "feed_head",
            "feed",
            "status_change",
            "website_status",
            "vote",
            "tick",
        ] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
