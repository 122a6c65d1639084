//! Turns errors of the operating system into errors of this crate.
//!
//! What this host lacks must never count against the other side, so each error is checked for
//! that first.

use std::io::{
    self,
    ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkUnreachable},
};
use std::net::SocketAddr;

use crate::{Error, route, words};

impl Error {
    /// The error if `err` is about this host: it is short of something, or cut off.
    pub fn of_this_host(err: &io::Error) -> Option<Self> {
        // The numbers are those of Linux; the kinds below serve other systems.
        let what = match err.raw_os_error() {
            Some(23 | 24) => Some(("internal.files", "this prober has no file descriptors left")),
            Some(12 | 105) => Some((
                "internal.memory",
                "this prober has no memory left for sockets",
            )),
            Some(99) => Some((
                "internal.ports",
                "this prober has no local address or port left",
            )),
            Some(1 | 13) => Some((
                "internal.forbidden",
                "this prober's system forbids the connection",
            )),
            Some(97) => Some((
                "internal.no_route",
                "this prober's system lacks the address family",
            )),
            Some(100) => Some(("internal.no_route", "this prober's network is down")),
            _ => None,
        };
        let what = what.or(match err.kind() {
            io::ErrorKind::AddrNotAvailable | io::ErrorKind::AddrInUse => Some((
                "internal.ports",
                "this prober has no local address or port left",
            )),
            io::ErrorKind::OutOfMemory => {
                Some(("internal.memory", "this prober has no memory left"))
            }
            io::ErrorKind::PermissionDenied => Some((
                "internal.forbidden",
                "this prober's system forbids the connection",
            )),
            io::ErrorKind::NetworkDown => {
                Some(("internal.no_route", "this prober's network is down"))
            }
            _ => None,
        });
        what.map(|(detail, reason)| Self::local(detail, reason.to_owned()))
    }

    /// The error of an attempt to reach `address` that failed with `err`.
    pub fn unreached(address: SocketAddr, err: &io::Error) -> Self {
        match err.kind() {
            // This distinguishes the answer of a router on the way from a missing route of
            // this host, and that from a lack of local ports.
            NetworkUnreachable | HostUnreachable | AddrNotAvailable => {
                route::problem(address.ip()).map_or_else(|| connecting(address, err), Self::from)
            }
            _ => connecting(address, err),
        }
    }
}

/// The error of a connection attempt to `address` that failed with `err`.
fn connecting(address: SocketAddr, err: &io::Error) -> Error {
    if let Some(error) = Error::of_this_host(err) {
        return error;
    }
    match err.kind() {
        io::ErrorKind::ConnectionRefused => Error::connect(
            "connect.refused",
            format!("connection refused by {address}"),
        ),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            Error::connect("connect.reset", format!("connection reset by {address}"))
        }
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
            Error::connect("connect.unreachable", format!("{address} is unreachable"))
        }
        io::ErrorKind::TimedOut => Error::connect(
            "connect.timeout",
            format!("{address} did not answer the connection attempt"),
        ),
        _ => Error::connect(
            "connect.failed",
            format!("cannot connect to {address}: {}", words::io_error(err)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn shortages_of_this_host_are_never_the_other_sides_fault() {
        let address = "203.0.113.5:443".parse().unwrap();
        for (code, detail) in [
            (1, "internal.forbidden"),
            (12, "internal.memory"),
            (13, "internal.forbidden"),
            (23, "internal.files"),
            (24, "internal.files"),
            (97, "internal.no_route"),
            (99, "internal.ports"),
            (100, "internal.no_route"),
            (105, "internal.memory"),
        ] {
            let error = connecting(address, &io::Error::from_raw_os_error(code));
            assert_eq!(error.kind, ErrorKind::Local, "{code}");
            assert!(!error.is_remote(), "{code}");
            assert_eq!(error.detail, detail, "{code}");
        }
    }

    #[test]
    fn refusals_and_resets_are_the_other_sides_fault() {
        let address = "203.0.113.5:443".parse().unwrap();
        for (code, detail) in [
            (111, "connect.refused"),
            (104, "connect.reset"),
            (101, "connect.unreachable"),
            (113, "connect.unreachable"),
            (110, "connect.timeout"),
        ] {
            let error = connecting(address, &io::Error::from_raw_os_error(code));
            assert_eq!(error.kind, ErrorKind::Connect, "{code}");
            assert!(error.is_remote(), "{code}");
            assert_eq!(error.detail, detail, "{code}");
        }
    }
}
