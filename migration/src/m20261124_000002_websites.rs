//! Regions, websites, their schedule, and open questions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, json_binary_null, small_integer, string,
    string_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_uniq,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("region")
                    .col(small_integer("key").primary_key())
                    .col(string_uniq("name"))
                    .col(big_integer("valid_from_ms"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("website")
                    .col(integer("key").auto_increment().primary_key())
                    .col(uuid_uniq("id"))
                    .col(uuid("organization_id"))
                    .col(string("name"))
                    .col(string("url"))
                    .col(big_integer("interval_ms"))
                    .col(integer("timeout_ms"))
                    .col(small_integer("retries"))
                    .col(boolean("paused"))
                    .col(string("quorum"))
                    .col(json_binary_null("regions"))
                    .col(integer("revision"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(timestamp_with_time_zone_null("deleted_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("website", "organization_id")
                            .to("organization", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        // Serves every list: an organization's websites in the order of their ids.
        manager
            .create_index(
                Index::create()
                    .name("website_organization_id_id")
                    .table("website")
                    .col("organization_id")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("schedule")
                    .col(integer("website_key"))
                    .col(integer("revision"))
                    .col(uuid("website_id"))
                    .col(big_integer("interval_ms"))
                    .col(integer("timeout_ms"))
                    .col(small_integer("retries"))
                    .col(string("url"))
                    .col(string("quorum"))
                    .col(json_binary_null("regions"))
                    .col(big_integer("valid_from_ms"))
                    .col(big_integer_null("valid_to_ms"))
                    .col(big_integer("updated_at_ms"))
                    .primary_key(Index::create().col("website_key").col("revision"))
                    .to_owned(),
            )
            .await?;
        // Serves the scheduler's search for changes.
        manager
            .create_index(
                Index::create()
                    .name("schedule_updated_at_ms")
                    .table("schedule")
                    .col("updated_at_ms")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ask")
                    .col(integer("website_key"))
                    .col(small_integer("region_key"))
                    .col(big_integer("slot_ms"))
                    .col(integer("revision"))
                    .col(small_integer("origin"))
                    .primary_key(Index::create().col("website_key").col("region_key"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["ask", "schedule", "website", "region"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
