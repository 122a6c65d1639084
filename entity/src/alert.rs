//! What an alert tells: facts, stored as JSON. Each channel words them when it sends.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{WebsiteStatus, website};

/// What kind of thing an alert tells.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum AlertKind {
    /// An incident opened.
    #[sea_orm(num_value = 0)]
    IncidentOpened,
    /// Somebody acknowledged an incident.
    #[sea_orm(num_value = 1)]
    IncidentAcknowledged,
    /// An incident resolved.
    #[sea_orm(num_value = 2)]
    IncidentResolved,
    /// Some regions report a website down, but fewer than its quorum.
    #[sea_orm(num_value = 3)]
    Partial,
    /// A website is degraded.
    #[sea_orm(num_value = 4)]
    Degraded,
    /// A certificate expires soon.
    #[sea_orm(num_value = 5)]
    CertificateExpiring,
    /// A region is silent or impaired.
    #[sea_orm(num_value = 6)]
    RegionTrouble,
    /// Upbeat itself has a problem.
    #[sea_orm(num_value = 7)]
    InstanceTrouble,
    /// Another channel of the organization cannot deliver.
    #[sea_orm(num_value = 8)]
    ChannelTrouble,
    /// Many alerts in one message.
    #[sea_orm(num_value = 9)]
    Summary,
    /// A test that a person sent.
    #[sea_orm(num_value = 10)]
    Test,
}

impl AlertKind {
    /// The kinds that a channel chooses from; the others go where they must.
    pub const CHOSEN: [Self; 8] = [
        Self::IncidentOpened,
        Self::IncidentAcknowledged,
        Self::IncidentResolved,
        Self::Partial,
        Self::Degraded,
        Self::CertificateExpiring,
        Self::RegionTrouble,
        Self::InstanceTrouble,
    ];
}

/// The facts of one alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Alert {
    /// What kind of thing it tells.
    pub kind: AlertKind,
    /// When it happened, in milliseconds of Unix time.
    pub at_ms: i64,
    /// The website that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<AlertWebsite>,
    /// The incident that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<AlertIncident>,
    /// What each region says of the website.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<AlertRegion>,
    /// One sentence that says what happened, for kinds without an incident; of a resolve, why it
    /// resolved although the website may be as it was: it was paused or deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What a summary counts and lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<AlertList>,
    /// The trouble that it is about, of a region or of the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<AlertTrouble>,
}

impl Alert {
    /// Whether it tells that a trouble of a region or of the installation is over.
    pub fn is_over(&self) -> bool {
        self.trouble.as_ref().is_some_and(|trouble| trouble.is_over)
    }
}

/// A website in an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertWebsite {
    /// Public id.
    pub id: Uuid,
    /// Displayed name.
    pub name: String,
    /// Target of the checks.
    pub url: String,
}

impl From<&website::Model> for AlertWebsite {
    fn from(row: &website::Model) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            url: row.url.clone(),
        }
    }
}

/// An incident in an alert. Instants are in milliseconds of Unix time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertIncident {
    /// Public id.
    pub id: Uuid,
    /// When it opened.
    pub opened_at_ms: i64,
    /// When somebody acknowledged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at_ms: Option<i64>,
    /// When it resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at_ms: Option<i64>,
    /// Email address of who acknowledged or resolved it, if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why it opened, in one sentence.
    pub cause: String,
    /// Whether the website opens one incident after the other.
    #[serde(default)]
    pub is_flapping: bool,
    /// Whether it is only repeated that the incident is still open.
    #[serde(default)]
    pub is_repeated: bool,
}

/// What one region says of a website.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRegion {
    /// Name of the region.
    pub name: String,
    /// Its view of the website.
    pub status: WebsiteStatus,
    /// Why it is down or degraded there, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A trouble of a region or of the installation in an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertTrouble {
    /// Its kind, such as `silent_region`.
    pub kind: String,
    /// Name of the region that it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// When it began, in milliseconds of Unix time.
    pub since_ms: i64,
    /// Whether it is told that it is over.
    #[serde(default)]
    pub is_over: bool,
}

/// What a summary counts and lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertList {
    /// How many incidents opened.
    pub opened: u32,
    /// How many incidents resolved.
    pub resolved: u32,
    /// How many other alerts there are.
    pub others: u32,
    /// The worst of them, or if nothing is open, what resolved: at most [`AlertList::MOST`], one line
    /// each.
    pub worst: Vec<String>,
}

impl AlertList {
    /// Most lines of a summary.
    pub const MOST: usize = 10;
}
