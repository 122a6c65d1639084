//! Rules that need the database: plain functions, one file per noun.
//!
//! They know nothing of GraphQL or HTTP. Every read of owned rows takes the
//! organization before the id, so that a foreign id answers like a missing one.

pub mod account;
pub mod changes;
pub mod check;
mod error;
pub mod export;
pub mod input;
pub mod open_session;
pub mod operator;
pub mod page;
pub mod password;
pub mod picture;
pub mod reach;
pub mod region;
pub mod report;
pub mod reseal;
pub mod session;
pub mod text;
pub mod throttle;
pub mod tick;
pub mod uptime;
pub mod url;
pub mod website;

pub use error::{Error, Result};

/// The id of an organization, as every read of owned rows takes it.
pub type OrganizationId = uuid::Uuid;
