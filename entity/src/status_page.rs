//! Status pages: what an organization shows the public.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::OrganizationId;

/// A status page.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "status_page")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Organization that owns it.
    pub organization_id: OrganizationId,
    /// Its part of the address `/status/{slug}`; unique in the installation.
    #[sea_orm(unique)]
    pub slug: String,
    /// A host of its own, in lower case, which serves the page and nothing else.
    #[sea_orm(unique)]
    pub host: Option<String>,
    /// Displayed title.
    pub title: String,
    /// How it looks and speaks, as JSON.
    #[sea_orm(column_type = "JsonBinary")]
    pub settings: Settings,
    /// Who may see it.
    pub access: Access,
    /// Argon2id hash of its password, if one is asked for.
    pub password_hash: Option<String>,
    /// Networks from which it is seen, if only from some.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub networks: Option<Networks>,
    /// Its logo, an image.
    pub logo: Option<Vec<u8>>,
    /// Media type of the logo.
    pub logo_type: Option<String>,
    /// When it was published, in milliseconds of Unix time; `None` while it is a draft.
    pub published_at_ms: Option<i64>,
    /// When it was created, in milliseconds of Unix time.
    pub created_at_ms: i64,
    /// When it was last changed, in milliseconds of Unix time.
    pub updated_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// Who may see a status page.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Access {
    /// Everybody.
    #[sea_orm(num_value = 0)]
    Public,
    /// Whoever knows its password.
    #[sea_orm(num_value = 1)]
    Password,
    /// Members of the organization who are signed in.
    #[sea_orm(num_value = 2)]
    Members,
    /// Whoever comes from one of its networks.
    #[sea_orm(num_value = 3)]
    Networks,
}

/// Networks in the notation of CIDR, at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Networks(pub Vec<String>);

/// How a page looks and speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Settings {
    /// What it says below its title, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Language of its own words.
    #[serde(default)]
    pub language: Language,
    /// Color of its head and links, as `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Links in its head.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Whether sections are folded while everything in them works.
    #[serde(default)]
    pub folds_sections: bool,
    /// Since when it publishes incidents of its websites by itself, in milliseconds of Unix time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publishes_since_ms: Option<i64>,
}

/// A link in the head of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its text.
    pub label: String,
    /// Where it leads to, by HTTP, HTTPS or mail.
    pub url: String,
}

/// A language that pages speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// Japanese.
    Japanese,
}
