//! Identities at an OpenID Connect provider, and passkeys.
//!
//! An older replica does not know them. It cannot verify the empty hash of an account that has no
//! password, and so lets nobody in by one.

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
                "CREATE TABLE oidc_identity (
                     issuer text NOT NULL,
                     subject text NOT NULL,
                     user_id {uuid} NOT NULL REFERENCES \"user\" (id) ON DELETE CASCADE,
                     created_at {instant} NOT NULL,
                     PRIMARY KEY (issuer, subject))"
            ),
            "CREATE INDEX oidc_identity_user_id ON oidc_identity (user_id)".to_owned(),
            format!(
                "CREATE TABLE passkey (
                     id {uuid} PRIMARY KEY,
                     user_id {uuid} NOT NULL REFERENCES \"user\" (id) ON DELETE CASCADE,
                     name text NOT NULL,
                     credential_id {blob} NOT NULL UNIQUE,
                     credential text NOT NULL,
                     created_at {instant} NOT NULL,
                     last_used_at {instant})"
            ),
            "CREATE INDEX passkey_user_id ON passkey (user_id, id)".to_owned(),
            format!(
                "CREATE TABLE used_challenge (
                     token_hash {blob} PRIMARY KEY,
                     expires_at {instant} NOT NULL)"
            ),
            "CREATE INDEX used_challenge_expires_at ON used_challenge (expires_at)".to_owned(),
        ] {
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for table in ["used_challenge", "passkey", "oidc_identity"] {
            connection
                .execute_unprepared(&format!("DROP TABLE {table}"))
                .await?;
        }
        Ok(())
    }
}
