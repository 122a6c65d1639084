//! The audit log: who changed what of an organization.
//!
//! An older replica writes no entries.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (uuid, instant, json) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "timestamp with time zone", "jsonb"),
            _ => ("uuid_text", "timestamp_with_timezone_text", "jsonb_text"),
        };
        let table = format!(
            "CREATE TABLE audit_entry (
                 id {uuid} PRIMARY KEY,
                 organization_id {uuid} NOT NULL
                     REFERENCES organization (id) ON DELETE CASCADE,
                 created_at {instant} NOT NULL,
                 action smallint NOT NULL,
                 actor text NOT NULL,
                 user_id {uuid},
                 api_key_id {uuid},
                 address text,
                 object_id {uuid},
                 object_name text,
                 changes {json} NOT NULL)"
        );
        for statement in [
            &*table,
            "CREATE INDEX audit_entry_of_organization ON audit_entry (organization_id, id)",
            "CREATE INDEX audit_entry_of_object ON audit_entry (object_id, id)",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP TABLE audit_entry")
            .await?;
        Ok(())
    }
}
