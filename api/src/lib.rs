//! The API: GraphQL over HTTP and WebSocket, accounts, live ticks, exports.
//!
//! ```text
//! http ─► graphql ─► service ─► entity, status, scheduler
//!            ▲
//!           live ◄─ feed ◄─ ingest
//! ```
//!
//! - [`http`] implements the protocols and knows no nouns.
//! - [`graphql`] translates between the schema and the services.
//! - [`export`] formats rows as CSV and NDJSON.
//! - [`service`] has the rules that need the database, one file per noun.
//! - [`limits`] limits what each caller may use, and charges for requests.
//! - [`shares`] limits the concurrent work of each account.
//! - [`live`] delivers what the feed tells to subscribers.
//!
//! Only `server` depends on this crate.

// The roots of the schema are made of many objects, whose futures nest.
#![recursion_limit = "256"]

pub mod app;
pub mod code;
pub mod cookie;
pub mod export;
pub mod graphql;
pub mod http;
pub mod limits;
pub mod live;
pub mod origin;
pub mod service;
pub mod shares;
pub mod web;
