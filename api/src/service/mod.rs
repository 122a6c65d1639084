//! Rules that need the database: plain functions, one file per noun.
//!
//! They know nothing of GraphQL or HTTP. Every read of owned rows takes the organization
//! before the id, so that another organization's id looks like a missing one.

pub mod access;
pub mod account;
pub mod api_key;
pub mod audit;
pub mod changes;
pub mod channel;
pub mod check;
mod error;
pub mod export;
mod handles;
pub mod identity;
pub mod incident;
pub mod input;
pub mod kept;
pub mod mail;
pub mod maintenance;
pub mod observed;
pub mod oidc;
pub mod oidc_identity;
pub mod open_session;
pub mod operator;
pub mod organization;
pub mod page;
pub mod passkey;
pub mod password;
pub mod quota;
pub mod reach;
pub mod region;
pub mod region_cache;
pub mod registration;
pub mod report;
pub mod reseal;
pub mod second_factor;
pub mod session;
pub mod status_page;
pub mod tag;
pub mod text;
pub mod throttle;
pub mod tick;
pub mod uptime;
pub mod url;
pub mod website;

pub use error::{Error, Result};
pub use handles::Handles;

use chrono::{DateTime, Utc};

/// The instant `ms`, in milliseconds of Unix time.
pub(crate) fn date(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}
