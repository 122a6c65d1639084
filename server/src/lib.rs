//! The composition root: it opens the stores, and starts and supervises every part in one
//! process. Without Redis it also runs a prober for region `local`.
//!
//! - [`serve`] puts everything together; only [`config`] reads the environment.
//! - [`store`] opens the database and changes its schema; [`keys`] finds or creates the keys.
//! - [`tls`] loads the certificate of the HTTP server, and loads it again.
//! - [`health`] observes everything, and reports troubles.
//! - [`check`], [`channel`] and [`healthcheck`] are separate commands.
//!
//! Nothing depends on this crate.

pub mod channel;
pub mod check;
pub mod config;
pub mod health;
pub mod healthcheck;
pub mod keys;
pub mod serve;
pub mod store;
pub mod tls;
pub mod user;
