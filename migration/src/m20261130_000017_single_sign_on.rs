//! Identities at an OpenID Connect provider.
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
        let (uuid, instant) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "timestamp with time zone"),
            _ => ("uuid_text", "timestamp_with_timezone_text"),
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
        ] {
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP TABLE oidc_identity")
            .await?;
        Ok(())
    }
}
