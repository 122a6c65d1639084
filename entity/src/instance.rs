//! What belongs to this installation as a whole.

use sea_orm::entity::prelude::*;

/// The one row of the installation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instance")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i16,
    /// Signs jobs; 32 bytes, the same for every api replica.
    pub signing_key: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
