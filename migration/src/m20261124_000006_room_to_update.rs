//! Room in PostgreSQL's pages for rows that are written over with each tick: a new
//! version beside the old one needs no new entry in any index. SQLite writes in place.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        set(manager, "SET (fillfactor = 60)").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        set(manager, "RESET (fillfactor)").await
    }
}

async fn set(manager: &SchemaManager<'_>, what: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for table in ["vote", "website_status"] {
        manager
            .get_connection()
            .execute_unprepared(&format!("ALTER TABLE {table} {what}"))
            .await?;
    }
    Ok(())
}
