//! Who may ask: GraphQL over HTTP and WebSocket, accounts, live ticks. The
//! composition root: it runs the scheduler and the status part in its process,
//! and a `local` prober where there is no Redis.
//!
//! ```text
//! http ─► graphql ─► service ─► entity, status, scheduler
//!            ▲
//!           live ◄─ feed ◄─ ingest
//! ```
//!
//! - [`http`] speaks the protocols and knows no noun.
//! - [`graphql`] translates between the schema and the services.
//! - [`export`] writes what was read as CSV and NDJSON.
//! - [`service`] holds the rules that need the database, one file per noun.
//! - [`shares`] keeps what one account may have under way.
//! - [`live`] brings the feed's ticks to subscribers.
//! - [`vitals`] watches it all, and tells when something is wrong.
//! - [`serve`] puts it all together; [`config`] alone reads the environment.
//!
//! Nothing depends on this crate.

pub mod app;
pub mod check;
pub mod config;
pub mod export;
pub mod graphql;
pub mod healthcheck;
pub mod http;
pub mod keys;
pub mod live;
pub mod redis_acl;
pub mod serve;
pub mod service;
pub mod shares;
pub mod store;
pub mod vitals;
