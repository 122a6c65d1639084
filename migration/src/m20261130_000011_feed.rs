//! What else the feed tells: changes of status, and what happens to incidents.
//!
//! An older replica writes rows without them, and passes over rows that have nothing else.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [&str; 2] = ["changes", "incidents"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let blob = match manager.get_database_backend() {
            DbBackend::Postgres => "bytea",
            _ => "blob",
        };
        for column in COLUMNS {
            connection
                .execute_unprepared(&format!("ALTER TABLE feed ADD COLUMN {column} {blob}"))
                .await?;
            // Few rows have any: whoever catches up with them reads no others.
            connection
                .execute_unprepared(&format!(
                    "CREATE INDEX feed_{column} ON feed (seq) WHERE {column} IS NOT NULL"
                ))
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for column in COLUMNS {
            connection
                .execute_unprepared(&format!("DROP INDEX feed_{column}"))
                .await?;
            connection
                .execute_unprepared(&format!("ALTER TABLE feed DROP COLUMN {column}"))
                .await?;
        }
        Ok(())
    }
}
