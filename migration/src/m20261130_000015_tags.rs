//! Tags of websites, and what chooses websites by them.
//!
//! An older replica keeps them as they are, and removes none with a website; what is left then is
//! never read.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (key, uuid, instant, json, end) = match manager.get_database_backend() {
            DbBackend::Postgres => (
                "serial PRIMARY KEY",
                "uuid",
                "timestamp with time zone",
                "jsonb",
                "",
            ),
            _ => (
                "integer PRIMARY KEY AUTOINCREMENT",
                "uuid_text",
                "timestamp_with_timezone_text",
                "jsonb_text",
                " WITHOUT ROWID",
            ),
        };
        for sql in [
            format!(
                "CREATE TABLE tag (
                     key {key},
                     id {uuid} NOT NULL UNIQUE,
                     organization_id {uuid} NOT NULL
                         REFERENCES organization (id) ON DELETE CASCADE,
                     text text NOT NULL,
                     folded text NOT NULL,
                     color text,
                     created_at {instant} NOT NULL)"
            ),
            "CREATE UNIQUE INDEX tag_folded ON tag (organization_id, folded)".to_owned(),
            format!(
                "CREATE TABLE website_tag (
                     website_key integer NOT NULL,
                     tag_key integer NOT NULL REFERENCES tag (key) ON DELETE CASCADE,
                     PRIMARY KEY (website_key, tag_key)){end}"
            ),
            "CREATE INDEX website_tag_tag_key ON website_tag (tag_key, website_key)".to_owned(),
            format!(
                "CREATE TABLE tag_due (
                     organization_id {uuid} PRIMARY KEY
                         REFERENCES organization (id) ON DELETE CASCADE,
                     mark {uuid} NOT NULL)"
            ),
            format!("ALTER TABLE maintenance ADD COLUMN chosen {json}"),
            format!("ALTER TABLE api_key ADD COLUMN tags {json}"),
        ] {
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for sql in [
            "ALTER TABLE api_key DROP COLUMN tags",
            "ALTER TABLE maintenance DROP COLUMN chosen",
            "DROP TABLE tag_due",
            "DROP TABLE website_tag",
            "DROP TABLE tag",
        ] {
            connection.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
