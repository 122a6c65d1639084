//! Lanes: what one channel has still to be told about one website, in order. A lane exists
//! while it has a waiting delivery.

use crate::WebsiteKey;
use sea_orm::entity::prelude::*;

/// The lane of a channel and a website.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lane")]
pub struct Model {
    /// The channel.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: Uuid,
    /// Key of the website; 0 for what is about none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// When its oldest delivery is due, in milliseconds of Unix time; while one is under way,
    /// when it is taken to be lost.
    pub due_ms: i64,
    /// Whether one is under way.
    pub is_leased: bool,
    /// Number of times that it was taken; whoever took it last may say what became of it.
    pub token: i64,
    /// Attempts of its oldest delivery that failed and may succeed later.
    pub failures: i32,
}

impl ActiveModelBehavior for ActiveModel {}
