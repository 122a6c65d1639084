//! Second factors of passwords: codes of an authenticator app, and recovery codes.
//!
//! An older replica does not know them, and lets in whoever knows the password.

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
            format!(
                "CREATE TABLE totp (
                     user_id {uuid} PRIMARY KEY REFERENCES \"user\" (id) ON DELETE CASCADE,
                     secret {blob} NOT NULL,
                     last_step bigint NOT NULL,
                     created_at {instant} NOT NULL,
                     confirmed_at {instant})"
            ),
            format!(
                "CREATE TABLE recovery_code (
                     user_id {uuid} NOT NULL REFERENCES \"user\" (id) ON DELETE CASCADE,
                     code_hash {blob} NOT NULL,
                     PRIMARY KEY (user_id, code_hash))"
            ),
        ] {
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for table in ["recovery_code", "totp"] {
            connection
                .execute_unprepared(&format!("DROP TABLE {table}"))
                .await?;
        }
        Ok(())
    }
}
