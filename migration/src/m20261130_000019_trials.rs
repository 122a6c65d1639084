//! Reports of checks of what is not stored, until whoever asked has read them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, end) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", ""),
            _ => ("uuid_text", " WITHOUT ROWID"),
        };
        let sql = format!(
            "CREATE TABLE trial_report (
                 trial_id {uuid} NOT NULL,
                 region_key smallint NOT NULL,
                 report text NOT NULL,
                 created_at_ms bigint NOT NULL,
                 PRIMARY KEY (trial_id, region_key)){end}"
        );
        let connection = manager.get_connection();
        connection.execute_unprepared(&sql).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP TABLE trial_report")
            .await?;
        Ok(())
    }
}
