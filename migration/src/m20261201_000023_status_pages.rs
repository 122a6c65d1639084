//! Status pages, what they show, what is written on them, and what maintenance says in public.
//!
//! An older replica keeps all of it as it is; it deletes an organization's pages with the
//! organization, by their foreign key.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (uuid, json, bytes) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "jsonb", "bytea"),
            _ => ("uuid_text", "jsonb_text", "blob"),
        };
        for sql in [
            format!(
                "CREATE TABLE status_page (
                     id {uuid} PRIMARY KEY,
                     organization_id {uuid} NOT NULL
                         REFERENCES organization (id) ON DELETE CASCADE,
                     slug text NOT NULL UNIQUE,
                     host text UNIQUE,
                     title text NOT NULL,
                     settings {json} NOT NULL,
                     access smallint NOT NULL,
                     password_hash text,
                     networks {json},
                     logo {bytes},
                     logo_type text,
                     published_at_ms bigint,
                     created_at_ms bigint NOT NULL,
                     updated_at_ms bigint NOT NULL)"
            ),
            "CREATE INDEX status_page_organization_id ON status_page (organization_id, id)"
                .to_owned(),
            format!(
                "CREATE TABLE page_component (
                     id {uuid} PRIMARY KEY,
                     page_id {uuid} NOT NULL REFERENCES status_page (id) ON DELETE CASCADE,
                     position integer NOT NULL,
                     section text,
                     name text NOT NULL,
                     description text,
                     website_key integer,
                     tag_key integer,
                     status smallint,
                     shows {json} NOT NULL,
                     created_at_ms bigint NOT NULL)"
            ),
            "CREATE INDEX page_component_page_id ON page_component (page_id, position)".to_owned(),
            "CREATE INDEX page_component_website_key ON page_component (website_key)
                 WHERE website_key IS NOT NULL"
                .to_owned(),
            format!(
                "CREATE TABLE page_incident (
                     id {uuid} PRIMARY KEY,
                     page_id {uuid} NOT NULL REFERENCES status_page (id) ON DELETE CASCADE,
                     incident_id {uuid},
                     title text NOT NULL,
                     began_at_ms bigint NOT NULL,
                     resolved_at_ms bigint,
                     published_at_ms bigint,
                     created_at_ms bigint NOT NULL)"
            ),
            "CREATE INDEX page_incident_page_id ON page_incident (page_id, began_at_ms)".to_owned(),
            "CREATE UNIQUE INDEX page_incident_incident_id
                 ON page_incident (page_id, incident_id) WHERE incident_id IS NOT NULL"
                .to_owned(),
            format!(
                "CREATE TABLE page_update (
                     id {uuid} PRIMARY KEY,
                     page_incident_id {uuid} NOT NULL
                         REFERENCES page_incident (id) ON DELETE CASCADE,
                     state smallint NOT NULL,
                     text text NOT NULL,
                     affected {json} NOT NULL,
                     written_by {uuid},
                     at_ms bigint NOT NULL)"
            ),
            "CREATE INDEX page_update_page_incident_id
                 ON page_update (page_incident_id, at_ms, id)"
                .to_owned(),
            "ALTER TABLE maintenance ADD COLUMN public_title text".to_owned(),
            "ALTER TABLE maintenance ADD COLUMN public_text text".to_owned(),
        ] {
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for sql in [
            "ALTER TABLE maintenance DROP COLUMN public_text",
            "ALTER TABLE maintenance DROP COLUMN public_title",
            "DROP TABLE page_update",
            "DROP TABLE page_incident",
            "DROP TABLE page_component",
            "DROP TABLE status_page",
        ] {
            connection.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
