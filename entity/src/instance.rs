//! Data of this installation as a whole.

use sea_orm::entity::prelude::*;

/// The only row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instance")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i16,
    /// Key that signs jobs, 32 bytes, shared by all api replicas.
    pub signing_key: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
