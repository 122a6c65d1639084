//! When a question is published: so that several replicas share the work, and
//! what could not go out at once goes out later.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // An older replica leaves it out: such a question is due at once, and a
        // job that is published twice is one tick.
        let column = big_integer("publish_at_ms").default(0).take();
        manager
            .alter_table(Table::alter().table("ask").add_column(column).to_owned())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("ask")
                    .drop_column("publish_at_ms")
                    .to_owned(),
            )
            .await
    }
}
