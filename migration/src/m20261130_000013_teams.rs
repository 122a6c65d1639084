//! Organizations of several people, and API keys.
//!
//! An older replica knows personal organizations only; what is in others is there for new ones.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (uuid, blob, instant) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "bytea", "timestamp with time zone"),
            _ => ("uuid_text", "blob", "timestamp_with_timezone_text"),
        };
        for sql in [
            format!("ALTER TABLE organization ADD COLUMN deleted_at {instant}"),
            "CREATE INDEX member_user_id ON member (user_id)".to_owned(),
            format!(
                "CREATE TABLE invitation (
                     id {uuid} PRIMARY KEY,
                     organization_id {uuid} NOT NULL
                         REFERENCES organization (id) ON DELETE CASCADE,
                     role smallint NOT NULL,
                     email text,
                     token_hash {blob} NOT NULL UNIQUE,
                     invited_by {uuid} NOT NULL,
                     created_at {instant} NOT NULL,
                     expires_at {instant} NOT NULL)"
            ),
            "CREATE INDEX invitation_organization_id ON invitation (organization_id, id)"
                .to_owned(),
            format!(
                "CREATE TABLE api_key (
                     id {uuid} PRIMARY KEY,
                     organization_id {uuid} NOT NULL
                         REFERENCES organization (id) ON DELETE CASCADE,
                     name text NOT NULL,
                     role smallint NOT NULL,
                     prefix text NOT NULL,
                     token_hash {blob} NOT NULL UNIQUE,
                     created_by {uuid} NOT NULL REFERENCES \"user\" (id) ON DELETE CASCADE,
                     created_at {instant} NOT NULL,
                     expires_at {instant},
                     last_used_at {instant})"
            ),
            "CREATE INDEX api_key_organization_id ON api_key (organization_id, id)".to_owned(),
        ] {
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for sql in [
            "DROP TABLE api_key",
            "DROP TABLE invitation",
            "DROP INDEX member_user_id",
            "ALTER TABLE organization DROP COLUMN deleted_at",
        ] {
            connection.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
