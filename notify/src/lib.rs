//! Words alerts for each kind of channel, and sends them.
//!
//! ```text
//! facts ─► text ─► a channel's request ─► net::fetch ─► what the reply means
//! ```
//!
//! - [`Message`] is what a channel is asked to say: the facts of an alert, and the attempt.
//! - [`text`] words the facts once for all channels; [`event`] is what programs receive.
//! - [`template`] lets a user word what a webhook receives.
//! - [`channel`] has one file for each kind: its settings, its request, and what its replies
//!   mean. [`channel::send`] makes one attempt.
//! - [`sample`] are alerts to try things out with.
//! - [`deliver`] takes what waits in the database, sends it, and stores what became of it.
//!
//! This crate does not decide that somebody is to be told: it delivers what others wrote.

pub mod channel;
pub mod deliver;
mod error;
pub mod event;
mod message;
pub mod sample;
pub mod template;
pub mod text;

pub use error::{Error, Result};
pub use message::Message;
