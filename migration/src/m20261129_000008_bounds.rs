//! What keeps one tenant from being dear to all others: indexes by which rows of the
//! schedule and persons' acts are found however many there are, how often a website may be
//! changed, and what a search for websites looks into.
//!
//! An older replica neither reads nor writes the new tables. What it changes meanwhile is
//! put into them at the next start of a newer one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Each with its table. Rows of the schedule by when they hold, those that are open, those
/// that have ended, and what persons did (pending 0, paused 6) in the log of the website as
/// a whole (region 0).
const INDEXES: [(&str, &str); 5] = [
    (
        "schedule_website_key_valid_from_ms",
        "schedule (website_key, valid_from_ms)",
    ),
    (
        "schedule_open",
        "schedule (website_key, revision) WHERE valid_to_ms IS NULL",
    ),
    (
        "schedule_ended",
        "schedule (valid_to_ms, website_key, revision) WHERE valid_to_ms IS NOT NULL",
    ),
    (
        "schedule_sealed",
        "schedule (valid_to_ms) WHERE secrets IS NOT NULL",
    ),
    (
        "status_change_act",
        "status_change (website_key, at_ms) WHERE region_key = 0 AND status IN (0, 6)",
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (name, of) in INDEXES {
            connection
                .execute_unprepared(&format!("CREATE INDEX {name} ON {of}"))
                .await?;
        }
        let (uuid, storage) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", ""),
            _ => ("uuid_text", "WITHOUT ROWID"),
        };
        // Searched through an organization at a time, in the order of the list.
        connection
            .execute_unprepared(&format!(
                "CREATE TABLE website_text (
                     organization_id {uuid} NOT NULL,
                     website_id {uuid} NOT NULL,
                     website_key integer NOT NULL,
                     text text NOT NULL,
                     PRIMARY KEY (organization_id, website_id)
                 ) {storage}"
            ))
            .await?;
        connection
            .execute_unprepared(
                "CREATE UNIQUE INDEX website_text_website_key ON website_text (website_key)",
            )
            .await?;
        connection
            .execute_unprepared(&format!(
                "CREATE TABLE website_pace (
                     website_key integer NOT NULL,
                     free_at_ms bigint NOT NULL,
                     PRIMARY KEY (website_key)
                 ) {storage}"
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for table in ["website_pace", "website_text"] {
            connection
                .execute_unprepared(&format!("DROP TABLE {table}"))
                .await?;
        }
        for (name, _) in INDEXES.iter().rev() {
            connection
                .execute_unprepared(&format!("DROP INDEX {name}"))
                .await?;
        }
        Ok(())
    }
}
