//! Attempts to deliver.

use sea_orm::entity::prelude::*;

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum AttemptOutcome {
    /// The receiver took the message.
    #[sea_orm(num_value = 0)]
    Delivered,
    /// It may take the message later.
    #[sea_orm(num_value = 1)]
    Later,
    /// It will never take this message.
    #[sea_orm(num_value = 2)]
    Refused,
    /// Its token, address or right is gone.
    #[sea_orm(num_value = 3)]
    Broken,
}

/// One attempt to deliver.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    /// Sequence number of the delivery.
    #[sea_orm(primary_key, auto_increment = false)]
    pub delivery_seq: i64,
    /// Number of the attempt, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// When it began, in milliseconds of Unix time.
    pub at_ms: i64,
    /// How long it took, in milliseconds.
    pub took_ms: i32,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// Status code of the reply.
    pub status: Option<i16>,
    /// Head of the reply, at most 1 KiB, or why there was none.
    #[sea_orm(column_type = "Text")]
    pub reply: String,
}

impl ActiveModelBehavior for ActiveModel {}
