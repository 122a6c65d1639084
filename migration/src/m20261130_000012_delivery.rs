//! Whether a message of a lane is under way, and whether the others were told that a channel is
//! broken.
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
        // Those that were broken before are known.
        connection
            .execute_unprepared("UPDATE channel SET is_reported = is_broken")
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (table, column) in COLUMNS {
            connection
                .execute_unprepared(&format!("ALTER TABLE {table} DROP COLUMN {column}"))
                .await?;
        }
        Ok(())
    }
}
