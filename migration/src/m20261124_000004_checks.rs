//! How a website is checked, what was seen where a check was not up, and what
//! TLS showed.
//!
//! Evidence is stored as ticks are, and for the same reasons. JSON is kept as
//! text: nobody looks into it with SQL, and `jsonb` refuses the NUL that an
//! answer may contain.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary_null, integer, small_integer, text, text_null, uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const EVIDENCE_COLUMNS: &str = "
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (website_key, region_key, slot_ms)";

/// What both tables get. An older replica neither reads nor writes it, and its
/// rows then mean what they meant: a plain GET.
fn added() -> [(&'static str, ColumnDef); 5] {
    [
        ("website", text_null("how")),
        ("website", binary_null("secrets")),
        ("schedule", text_null("how")),
        ("schedule", binary_null("secrets")),
        ("schedule", uuid_null("organization_id")),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column a statement.
        for (table, column) in added() {
            manager
                .alter_table(Table::alter().table(table).add_column(column).to_owned())
                .await?;
        }
        let storage = match manager.get_database_backend() {
            DbBackend::Postgres => "PARTITION BY RANGE (slot_ms)",
            _ => "WITHOUT ROWID",
        };
        manager
            .get_connection()
            .execute_unprepared(&format!(
                "CREATE TABLE evidence ({EVIDENCE_COLUMNS}) {storage}"
            ))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("tls_facts")
                    .col(integer("website_key"))
                    .col(small_integer("region_key"))
                    .col(big_integer("hash"))
                    .col(big_integer("changed_at_ms"))
                    .col(text("body"))
                    .primary_key(Index::create().col("website_key").col("region_key"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["tls_facts", "evidence"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        for (table, column) in added() {
            manager
                .alter_table(
                    Table::alter()
                        .table(table)
                        .drop_column(column.get_column_name())
                        .to_owned(),
                )
                .await?;
        }
        Ok(())
    }
}
