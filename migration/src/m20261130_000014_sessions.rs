//! From where a session was opened, and when it was used last.
//!
//! An older replica opens sessions without them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [(&str, bool); 3] = [
    ("device", false),
    ("address", false),
    ("last_seen_at", true),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let instant = match manager.get_database_backend() {
            DbBackend::Postgres => "timestamp with time zone",
            _ => "timestamp_with_timezone_text",
        };
        for (column, is_instant) in COLUMNS {
            let kind = if is_instant { instant } else { "text" };
            connection
                .execute_unprepared(&format!("ALTER TABLE session ADD COLUMN {column} {kind}"))
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (column, _) in COLUMNS {
            connection
                .execute_unprepared(&format!("ALTER TABLE session DROP COLUMN {column}"))
                .await?;
        }
        Ok(())
    }
}
