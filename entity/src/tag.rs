//! Tags, by which websites are found, grouped and chosen.

use crate::{OrganizationId, TagKey};
use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Keys of tags, sorted and unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult)]
pub struct TagKeys(pub Vec<TagKey>);

/// A tag of an organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tag")]
pub struct Model {
    /// Small integer that websites refer to; never reused.
    #[sea_orm(primary_key)]
    pub key: TagKey,
    /// Public id.
    #[sea_orm(unique)]
    pub id: Uuid,
    /// Organization that owns the tag.
    pub organization_id: OrganizationId,
    /// The tag as written: `name` or `name:value`.
    pub text: String,
    /// The text, normalized for comparison; unique in the organization.
    pub folded: String,
    /// Color for display, as `#rrggbb`.
    pub color: Option<String>,
    /// When it was created.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
