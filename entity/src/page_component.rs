//! Components: what a status page shows the state of.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{TagKey, WebsiteKey};

/// A component of a status page: a website, all websites with a tag, or something whose state
/// people set.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "page_component")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The page.
    pub page_id: Uuid,
    /// Its place on the page, from 0.
    pub position: i32,
    /// Section of the page in which it stands.
    pub section: Option<String>,
    /// Displayed name.
    pub name: String,
    /// What it is, in plain text.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// The website that it shows.
    pub website_key: Option<WebsiteKey>,
    /// The tag whose websites it shows together.
    pub tag_key: Option<TagKey>,
    /// The state that people set, if it shows no website.
    pub status: Option<ComponentStatus>,
    /// What is shown of it, as JSON.
    #[sea_orm(column_type = "JsonBinary")]
    pub shows: Shows,
    /// When it was added, in milliseconds of Unix time.
    pub created_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is shown of a component that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Shows {
    /// Its last 90 days, as bars.
    pub bars: bool,
    /// Its uptime in them, as a number.
    pub uptime: bool,
    /// Its median response time of the last 24 hours.
    pub latency: bool,
    /// What each region says of it.
    pub regions: bool,
}

impl Default for Shows {
    fn default() -> Self {
        Self {
            bars: true,
            uptime: true,
            latency: false,
            regions: false,
        }
    }
}

/// The state of a component, as the public reads it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum ComponentStatus {
    /// It works.
    #[sea_orm(num_value = 0)]
    Operational,
    /// It works, but not as well as it should.
    #[sea_orm(num_value = 1)]
    Degraded,
    /// It works for some.
    #[sea_orm(num_value = 2)]
    PartialOutage,
    /// It does not work.
    #[sea_orm(num_value = 3)]
    MajorOutage,
    /// It is being worked on.
    #[sea_orm(num_value = 4)]
    Maintenance,
    /// Nobody knows: it is not measured at present.
    #[sea_orm(num_value = 5)]
    Unknown,
}

impl ComponentStatus {
    /// How bad it is, the worst last. What is not known is worse than what works.
    pub const fn gravity(self) -> u8 {
        match self {
            Self::Operational => 0,
            Self::Maintenance => 1,
            Self::Unknown => 2,
            Self::Degraded => 3,
            Self::PartialOutage => 4,
            Self::MajorOutage => 5,
        }
    }

    /// The worse of two.
    #[must_use]
    pub const fn or_worse(self, other: Self) -> Self {
        if other.gravity() > self.gravity() {
            other
        } else {
            self
        }
    }
}
