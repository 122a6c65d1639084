//! SeaORM entities: what a row is, and how the database is opened.
//!
//! Tables on the account side store times as `DateTimeUtc`, truncated to milliseconds when
//! they are created, so that a row read back equals the row written on both engines.
//! Everything on the path of ticks uses `i64` milliseconds of Unix time and refers to websites
//! and regions by small integers (`key`) instead of public ids, which keeps a tick's key at 14
//! bytes.
//!
//! An entity knows nothing of GraphQL, queues or rules; the rules that turn rows into answers
//! live in `status` and in the api's services.

pub mod alert;
pub mod api_key;
pub mod ask;
pub mod attempt;
pub mod audit_entry;
pub mod certificate_notice;
pub mod channel;
pub mod civil;
pub mod compaction;
pub mod database;
pub mod delivery;
pub mod dropped;
pub mod evidence;
pub mod feed;
pub mod feed_head;
mod ids;
pub mod incident;
pub mod incident_event;
pub mod instance;
pub mod invitation;
pub mod lane;
mod lean;
pub mod mailed_token;
pub mod maintenance;
pub mod maintenance_scope;
pub mod maintenance_window;
pub mod member;
pub mod oidc_identity;
pub mod organization;
pub mod outbox;
mod outcome;
pub mod page_component;
pub mod page_incident;
pub mod page_update;
pub mod passkey;
pub mod quota;
pub mod recovery_code;
pub mod region;
pub mod rollup_day;
pub mod rollup_due;
pub mod rollup_hour;
pub mod schedule;
pub mod session;
pub mod slots;
mod status;
pub mod status_change;
pub mod status_page;
pub mod tag;
pub mod tag_due;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tick;
pub mod tls_facts;
pub mod totp;
pub mod trial_report;
pub mod trouble;
pub mod uptime_day;
pub mod used_challenge;
pub mod user;
pub mod verdict;
pub mod vote;
pub mod website;
pub mod website_pace;
pub mod website_status;
pub mod website_tag;
pub mod website_text;

pub use ids::{OrganizationId, RegionKey, TagKey, WebsiteKey};
pub use outcome::{FailureClass, Origin, Outcome};
pub use status::WebsiteStatus;
