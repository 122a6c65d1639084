//! Incidents, why they opened, and the alerts that tell of them.
//!
//! An older replica opens no incident, and what it writes leaves the new columns as they are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// New columns, each with its table.
const COLUMNS: [(&str, &str, &str); 4] = [
    ("website", "confirmation_ms", "bigint NOT NULL DEFAULT 0"),
    ("website", "recovery_ms", "bigint NOT NULL DEFAULT 60000"),
    ("website_status", "watch", "text"),
    ("website_status", "incident_due_ms", "bigint"),
];

/// Name, columns and constraints, and what follows the table on PostgreSQL. Rows of `lane`
/// and `channel` change all the time, so their pages keep room.
const TABLES: [(&str, &str, &str); 9] = [
    (
        "incident",
        "id {uuid} PRIMARY KEY,
         website_key integer NOT NULL,
         organization_id {uuid} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
         opened_at_ms bigint NOT NULL,
         acknowledged_at_ms bigint,
         acknowledged_by {uuid},
         resolved_at_ms bigint,
         resolved_by {uuid},
         is_flapping boolean NOT NULL,
         cause text NOT NULL,
         shown {json} NOT NULL",
        "",
    ),
    (
        "incident_event",
        "seq {serial},
         incident_id {uuid} NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
         at_ms bigint NOT NULL,
         kind smallint NOT NULL,
         region_key smallint,
         status smallint,
         user_id {uuid},
         text text",
        "",
    ),
    (
        "verdict",
        "website_key integer NOT NULL,
         first_ms bigint NOT NULL,
         kind smallint NOT NULL,
         last_ms bigint NOT NULL,
         count integer NOT NULL,
         needed smallint NOT NULL,
         regions smallint NOT NULL,
         votes {json} NOT NULL,
         incident_id {uuid},
         PRIMARY KEY (website_key, first_ms, kind)",
        "",
    ),
    (
        "channel",
        "id {uuid} PRIMARY KEY,
         organization_id {uuid} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
         name text NOT NULL,
         rules {json} NOT NULL,
         repeat_secs integer,
         settings text NOT NULL,
         secrets {blob},
         paused boolean NOT NULL,
         is_fallback boolean NOT NULL,
         failures integer NOT NULL,
         failing_since_ms bigint,
         is_broken boolean NOT NULL,
         problem text,
         minute_from_ms bigint NOT NULL,
         minute_sent smallint NOT NULL,
         is_storm boolean NOT NULL,
         paced_until_ms bigint NOT NULL,
         created_at_ms bigint NOT NULL,
         deleted_at_ms bigint",
        "WITH (fillfactor = 70)",
    ),
    (
        "delivery",
        "seq {serial},
         id {uuid} NOT NULL UNIQUE,
         organization_id {uuid} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
         channel_id {uuid} NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
         website_key integer NOT NULL,
         incident_id {uuid},
         kind smallint NOT NULL,
         body {json} NOT NULL,
         created_at_ms bigint NOT NULL,
         state smallint NOT NULL,
         ended_at_ms bigint,
         attempts integer NOT NULL,
         receipt text,
         summary_id {uuid},
         is_forwarded boolean NOT NULL",
        "",
    ),
    (
        "lane",
        "channel_id {uuid} NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
         website_key integer NOT NULL,
         due_ms bigint NOT NULL,
         token bigint NOT NULL,
         failures integer NOT NULL,
         PRIMARY KEY (channel_id, website_key)",
        "WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01)",
    ),
    (
        "trouble",
        "kind text NOT NULL,
         region text NOT NULL,
         stops_region boolean NOT NULL,
         text text NOT NULL,
         since_ms bigint NOT NULL,
         PRIMARY KEY (kind, region)",
        "",
    ),
    (
        "certificate_notice",
        "website_key integer NOT NULL,
         fingerprint text NOT NULL,
         days smallint NOT NULL,
         not_after_secs bigint NOT NULL,
         PRIMARY KEY (website_key, fingerprint)",
        "",
    ),
    (
        "attempt",
        "delivery_seq bigint NOT NULL REFERENCES delivery (seq) ON DELETE CASCADE,
         number integer NOT NULL,
         at_ms bigint NOT NULL,
         took_ms integer NOT NULL,
         outcome smallint NOT NULL,
         status smallint,
         reply text NOT NULL,
         PRIMARY KEY (delivery_seq, number)",
        "",
    ),
];

/// Each with its table and columns. State 0 of a delivery is waiting.
const INDEXES: [&str; 12] = [
    "INDEX website_status_incident_due_ms ON website_status (incident_due_ms)
         WHERE incident_due_ms IS NOT NULL",
    "UNIQUE INDEX incident_open ON incident (website_key) WHERE resolved_at_ms IS NULL",
    "INDEX incident_organization_id ON incident (organization_id, id)",
    "INDEX incident_organization_open ON incident (organization_id, id)
         WHERE resolved_at_ms IS NULL",
    "INDEX incident_website_key ON incident (website_key, id)",
    "INDEX incident_event_incident_id ON incident_event (incident_id, seq)",
    "INDEX channel_organization_id ON channel (organization_id, id)
         WHERE deleted_at_ms IS NULL",
    "UNIQUE INDEX channel_fallback ON channel (organization_id)
         WHERE is_fallback AND deleted_at_ms IS NULL",
    "INDEX delivery_waiting ON delivery (channel_id, website_key, seq) WHERE state = 0",
    "INDEX delivery_channel_id ON delivery (channel_id, seq)",
    "INDEX delivery_incident_id ON delivery (incident_id, seq)
         WHERE incident_id IS NOT NULL",
    "INDEX lane_due_ms ON lane (channel_id, due_ms)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let is_postgres = manager.get_database_backend() == DbBackend::Postgres;
        for (table, column, kind) in COLUMNS {
            connection
                .execute_unprepared(&format!("ALTER TABLE {table} ADD COLUMN {column} {kind}"))
                .await?;
        }
        let (uuid, blob, json, serial) = if is_postgres {
            (
                "uuid",
                "bytea",
                "jsonb",
                "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
            )
        } else {
            (
                "uuid_text",
                "blob",
                "jsonb_text",
                "integer NOT NULL PRIMARY KEY AUTOINCREMENT",
            )
        };
        for (name, columns, storage) in TABLES {
            let columns = columns
                .replace("{uuid}", uuid)
                .replace("{blob}", blob)
                .replace("{json}", json)
                .replace("{serial}", serial);
            let storage = if is_postgres { storage } else { "" };
            connection
                .execute_unprepared(&format!("CREATE TABLE {name} ({columns}) {storage}"))
                .await?;
        }
        for of in INDEXES {
            connection
                .execute_unprepared(&format!("CREATE {of}"))
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP INDEX website_status_incident_due_ms")
            .await?;
        for (table, _, _) in TABLES.iter().rev() {
            connection
                .execute_unprepared(&format!("DROP TABLE {table}"))
                .await?;
        }
        for (table, column, _) in COLUMNS.iter().rev() {
            connection
                .execute_unprepared(&format!("ALTER TABLE {table} DROP COLUMN {column}"))
                .await?;
        }
        Ok(())
    }
}
