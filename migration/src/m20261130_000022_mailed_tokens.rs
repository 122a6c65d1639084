//! Several links to reset the password of an account: whoever asks for one need not be its owner, so
//! it does not end the one before.
//!
//! An older replica cannot make links until it is replaced.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const ONE_OF_EACH: &str = "PRIMARY KEY (user_id, purpose), UNIQUE (token_hash)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remake(manager, "PRIMARY KEY (token_hash)", "").await?;
        let index = "CREATE INDEX mailed_token_user_id ON mailed_token (user_id, purpose)";
        manager.get_connection().execute_unprepared(index).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let newest = "WHERE NOT EXISTS (SELECT 1 FROM mailed_token_old AS later
             WHERE later.user_id = mailed_token_old.user_id
             AND later.purpose = mailed_token_old.purpose
             AND (later.created_at, later.token_hash)
                 > (mailed_token_old.created_at, mailed_token_old.token_hash))";
        remake(manager, ONE_OF_EACH, newest).await
    }
}

/// Makes the table anew with other `keys`, and keeps the rows that are `kept`: SQLite changes no
/// primary key.
async fn remake(manager: &SchemaManager<'_>, keys: &str, kept: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let (uuid, blob, instant) = match manager.get_database_backend() {
        DbBackend::Postgres => ("uuid", "bytea", "timestamp with time zone"),
        _ => ("uuid_text", "blob", "timestamp_with_timezone_text"),
    };
    for sql in [
        "DROP INDEX IF EXISTS mailed_token_user_id".to_owned(),
        "ALTER TABLE mailed_token RENAME TO mailed_token_old".to_owned(),
        format!(
            "CREATE TABLE mailed_token (
                 user_id {uuid} NOT NULL REFERENCES \"user\" (id) ON DELETE CASCADE,
                 purpose smallint NOT NULL,
                 token_hash {blob} NOT NULL,
                 email text NOT NULL,
                 created_at {instant} NOT NULL,
                 expires_at {instant} NOT NULL,
                 {keys})"
        ),
        format!(
            "INSERT INTO mailed_token
             (user_id, purpose, token_hash, email, created_at, expires_at)
             SELECT user_id, purpose, token_hash, email, created_at, expires_at
             FROM mailed_token_old {kept}"
        ),
        "DROP TABLE mailed_token_old".to_owned(),
    ] {
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}
