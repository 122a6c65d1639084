//! What every process needs and no domain owns.
//!
//! - [`log`] writes the log and exports traces.
//! - [`signals`] and [`files`] deal with the operating system.
//! - [`Passes`] is a loop that survives failures; [`waiting`] waits for a store at startup;
//!   [`backoff()`] is the pause between failed attempts.
//! - [`Secret`] is a setting that is never printed; [`variables`] names every setting.
//!
//! This crate knows no website, no queue and no database.

mod backoff;
mod error;
pub mod files;
pub mod log;
mod passes;
mod secret;
pub mod signals;
pub mod variables;
pub mod waiting;

pub use backoff::backoff;
pub use error::{InvalidSetting, chain};
pub use passes::{Failures, Passes};
pub use secret::Secret;
