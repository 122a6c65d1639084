//! Operators as a property of accounts, verified addresses, and secrets in links that are mailed.
//!
//! An older replica makes no operator, and leaves addresses unverified.

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
            "ALTER TABLE \"user\" ADD COLUMN is_operator boolean NOT NULL DEFAULT false".to_owned(),
            format!("ALTER TABLE \"user\" ADD COLUMN email_verified_at {instant}"),
            // The account that signed up first was the operator, and stays it.
            "UPDATE \"user\" SET is_operator = true
             WHERE id = (SELECT id FROM \"user\" ORDER BY created_at, id LIMIT 1)"
                .to_owned(),
            format!(
                "CREATE TABLE mailed_token (
                     user_id {uuid} NOT NULL REFERENCES \"user\" (id) ON DELETE CASCADE,
                     purpose smallint NOT NULL,
                     token_hash {blob} NOT NULL UNIQUE,
                     email text NOT NULL,
                     created_at {instant} NOT NULL,
                     expires_at {instant} NOT NULL,
                     PRIMARY KEY (user_id, purpose))"
            ),
        ] {
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for sql in [
            "DROP TABLE mailed_token",
            "ALTER TABLE \"user\" DROP COLUMN email_verified_at",
            "ALTER TABLE \"user\" DROP COLUMN is_operator",
        ] {
            connection.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
