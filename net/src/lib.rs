//! The one way out of the process: everything that connects to a host named by a user does it
//! through this crate.
//!
//! ```text
//! host ─► resolver ─► egress policy ─► race of the addresses ─► connection
//! ```
//!
//! - [`Dialer`] connects to a host. It resolves the name, asks the policy about each
//!   address, and connects to that very address.
//! - [`EgressPolicy`] says which addresses and ports may be reached: by default only public
//!   addresses.
//! - [`Resolver`] asks name servers and caches nothing; [`dns`] is the protocol.
//! - [`Candidates`] are the addresses of a host, and [`race`] tries them side by side
//!   (RFC 8305).
//! - [`Error`] says why a host could not be reached, and on whose side the reason lies:
//!   what this host lacks is never blamed on the other side. [`route`] asks the kernel
//!   about this host's own part of the way.
//! - [`Progress`] is what a caller implements to learn where the time goes and what
//!   becomes known, even of an attempt that it drops.
//! - [`roots`] are the certificates that TLS connections trust.
//! - [`fetch`](mod@fetch) sends one bounded HTTP request through all of that, and connects for
//!   messages that travel otherwise.
//!
//! This crate uses no other crate of the workspace. It does not know what a connection is
//! for, nor what a failure means for a website.

mod candidates;
mod connect;
mod dialer;
pub mod dns;
mod egress;
mod error;
mod family;
pub mod fetch;
mod host;
mod in_flight;
mod netlink;
mod os_error;
mod progress;
pub mod race;
mod resolver;
pub mod roots;
pub mod route;
pub mod words;

pub use candidates::Candidates;
pub use connect::SOCKETS_AT_ONCE;
pub use dialer::Dialer;
pub use egress::{EgressPolicy, Purpose};
pub use error::{Error, ErrorKind};
pub use family::Family;
pub use host::host_and_port;
pub use progress::{Phase, Progress};
pub use resolver::{LookupError, LookupTime, Resolver, dangling_alias};
