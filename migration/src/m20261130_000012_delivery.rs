//! Whether a message of a lane is under way, whether the others were told that a channel is broken,
//! since when it is paused, and what a summary holds.
//!
//! An older replica writes neither, so a new one may send again what it has under way, with the
//! same id.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [(&str, &str); 2] = [("lane", "is_leased"), ("channel", "is_reported")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (table, column) in COLUMNS {
            connection
                .execute_unprepared(&format!(
                    "ALTER TABLE {table} ADD COLUMN {column} boolean NOT NULL DEFAULT false"
                ))
                .await?;
        }
        connection
            .execute_unprepared("ALTER TABLE channel ADD COLUMN paused_at_ms bigint")
            .await?;
        connection
            .execute_unprepared(
                "CREATE INDEX delivery_summary_id ON delivery (summary_id)
                     WHERE summary_id IS NOT NULL",
            )
            .await?;
        // Those that were broken before are known.
        connection
            .execute_unprepared("UPDATE channel SET is_reported = is_broken")
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP INDEX delivery_summary_id")
            .await?;
        connection
            .execute_unprepared("ALTER TABLE channel DROP COLUMN paused_at_ms")
            .await?;
        for (table, column) in COLUMNS {
            connection
                .execute_unprepared(&format!("ALTER TABLE {table} DROP COLUMN {column}"))
                .await?;
        }
        Ok(())
    }
}
