//! The wire contract between scheduler, probers and ingest, and the two
//! transports that carry it.
//!
//! ```text
//! scheduler ─► {region}:checks ─► prober ─► {region}:results ─► ingest
//! ```
//!
//! Every region has three streams ([`Stream`]): `checks` (jobs to run),
//! `results` (what was found) and `dead` (what could not be handled, kept for
//! a person). On Redis they are the keys `upbeat:{india}:checks` and so on; the
//! braces are a cluster hash tag, so a region's keys live together and no
//! command spans two regions.
//!
//! - Each stream has one consumer group: `checks` is read by the group named
//!   as the region, with one consumer per prober (`india-1`, `india-2`), so
//!   every region gets every job meant for it and, within it, each job goes to
//!   one prober. `results` is read by the group `ingest`.
//! - One entry is one message ([`Job`] or [`Report`]), encoded by [`codec`]
//!   with its version in the first byte.
//! - Delivery is at least once. What makes a slot count once is the unique key
//!   (website, region, slot) of the ticks, never the queue.
//! - A report and the acknowledgement of its job are one transaction
//!   ([`Transport::answer`]), so no crash separates them.
//! - What a dead consumer left stays pending until a neighbour claims it
//!   ([`Transport::pending`], [`Transport::claim`]).
//! - Streams are bounded ([`Limits`]): what is trimmed is missing in the
//!   ledger, and counted there.
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
pub mod waiting;

pub use clock::Clock;
pub use error::{Error, Result};
pub use load::Load;
pub use mac::SigningKey;
pub use memory::MemoryTransport;
pub use message::{
    Assertion, Attempt, AuthScheme, Certificate, Check, Comparison, Detour, DnsCheck, DnsRecord,
    Evidence, Failure, FailureClass, Family, Finding, Hop, How, HttpCheck, HttpVersion, Job,
    JobKey, Kind, Origin, Outcome, Phases, PingCheck, Report, SmtpCheck, StartTls, StatusRange,
    Subject, TcpCheck, TlsFacts, TlsRules, TlsVersion, Verdict, WebSocketCheck,
};
pub use names::{ProberName, RegionName};
pub use redis::RedisTransport;
pub use seal::{InstanceKeys, InvalidKeys, RegionKeys, SealError};
pub use secrets::{ClientIdentity, Credentials, Secrets};
pub use transport::{
    Answer, Backlog, Entry, EntryId, Heartbeat, Leadership, Limits, Pending, Seat, SeenProber,
    Stream, StreamKind, Transport,
};
