//! The wire contract between scheduler, probers and ingest, and the two
//! transports that carry it.
//!
//! ```text
//! scheduler ─► {region}:checks ─► prober ─► {region}:results ─► ingest
//! ```
//!
//! Every region has three streams ([`Stream`]): `checks` (jobs to run), `results` (reports)
//! and `dead` (messages that could not be processed, kept for inspection). On Redis they are
//! the keys `upbeat:{india}:checks` and so on; the braces are a cluster hash tag, so a
//! region's keys live together and no command spans two regions.
//!
//! - Each stream has one consumer group: `checks` is read by the group named
//!   as the region, with one consumer per prober (`india-1`, `india-2`), so
//!   every region gets every job meant for it and, within it, each job goes to
//!   one prober. `results` is read by the group `ingest`.
//! - One entry is one message ([`Job`] or [`Report`]), encoded by [`codec`]
//!   with its version in the first byte.
//! - Delivery is at least once. A slot counts once because of the unique key (website, region,
//!   slot) of the ticks, not because of the queue.
//! - A report and the acknowledgement of its job are one transaction
//!   ([`Transport::answer`]), so no crash separates them.
//! - Entries of a dead consumer stay pending until another one claims them
//!   ([`Transport::pending`], [`Transport::claim`]).
//! - Streams are bounded ([`Limits`]): trimmed jobs and reports are missing in the ledger, and
//!   counted there.
//!
//! This is the only crate that names Redis. It knows nothing of databases,
//! verdicts or GraphQL.

pub mod clock;
pub mod codec;
mod error;
mod load;
pub mod mac;
pub mod memory;
pub mod message;
mod names;
pub mod redis;
pub mod seal;
pub mod secrets;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;

pub use clock::Clock;
pub use error::{Error, Result};
pub use load::Load;
pub use mac::SigningKey;
pub use memory::MemoryTransport;
pub use message::check::*;
pub use message::{
    Attempt, Certificate, Detour, Evidence, Failure, FailureClass, Finding, Hop, Job, JobKey,
    Origin, Outcome, Phases, Report, Tenant, TlsFacts, Verdict,
};
pub use names::{ProberName, RegionName};
pub use redis::RedisTransport;
pub use seal::{InstanceKeys, InvalidKeys, RegionKeys, SealError};
pub use secrets::{ClientIdentity, Credentials, Secrets};
pub use transport::{
    Backlog, Entry, EntryId, GroupConsumer, Heartbeat, JobResult, Leadership, Limits, Pending,
    SeenProber, Stream, StreamKind, Transport,
};
