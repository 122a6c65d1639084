//! Quotas of this installation.

use sea_orm::entity::prelude::*;

/// The only row, once an operator has set a quota.
#[sea_orm::model]
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quota")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i16,
    /// Most websites of an organization.
    pub websites: Option<i32>,
    /// Most channels of an organization.
    pub channels: Option<i32>,
    /// Most organizations that an account owns, besides its personal one.
    pub organizations: Option<i32>,
    /// Shortest interval of a website, in seconds.
    pub shortest_interval_secs: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
