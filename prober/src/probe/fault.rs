//! Why an attempt is not up, and whose fault it is.
//!
//! What is our own fault must never count against a website: every error of
//! the operating system passes through [`ours`] first.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use queue::{Failure, FailureClass, Outcome};

/// The finding of an attempt that is not up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) outcome: Outcome,
    pub(crate) failure: Failure,
}

impl Fault {
    /// The website's own fault.
    pub(crate) fn down(class: FailureClass, detail: &str, reason: String) -> Self {
        let failure = Failure {
            class,
            detail: detail.to_owned(),
            reason,
        };
        Self {
            outcome: Outcome::Down,
            failure,
        }
    }

    /// The website's own fault, and it answers all the same.
    pub(crate) fn degraded(class: FailureClass, detail: &str, reason: String) -> Self {
        Self {
            outcome: Outcome::Degraded,
            ..Self::down(class, detail, reason)
        }
    }

    /// Our own fault.
    pub(crate) fn internal(detail: &str, reason: String) -> Self {
        Self::unmeasured(FailureClass::Internal, detail, reason)
    }

    /// Nothing was learned about the website.
    pub(crate) fn unmeasured(class: FailureClass, detail: &str, reason: String) -> Self {
        Self {
            outcome: Outcome::Unmeasured,
            ..Self::down(class, detail, reason)
        }
    }

    /// Whether the network between us and the website may be what failed: then
    /// the fault may be ours as well as the website's.
    pub(crate) fn is_of_the_network(&self) -> bool {
        use FailureClass::{Connect, Dns, Timeout};
        self.is_down() && matches!(self.failure.class, Dns | Connect | Timeout)
    }

    /// Whether it says that something took too long, so that a standstill of ours
    /// may be the reason; a connection that was lost may be too.
    pub(crate) fn is_of_time(&self) -> bool {
        use FailureClass::{Body, Connect, Dns, Protocol, Timeout, Tls};
        matches!(
            self.failure.class,
            Body | Connect | Dns | Protocol | Timeout | Tls
        ) || self.failure.detail == "assertion.response_time"
    }

    /// Whether this machine is short of something, so that what was to be tried was
    /// not.
    pub(crate) fn is_shortage(&self) -> bool {
        let detail = self.failure.detail.as_str();
        matches!(
            detail,
            "internal.files" | "internal.memory" | "internal.ports"
        )
    }

    pub(crate) fn is_down(&self) -> bool {
        self.outcome == Outcome::Down
    }
}

/// The fault if `err` says that this machine is short of something or cut off.
pub(crate) fn ours(err: &io::Error) -> Option<Fault> {
    // Numbers of Linux; other systems are served by the kinds below.
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
        io::ErrorKind::OutOfMemory => Some(("internal.memory", "this prober has no memory left")),
        io::ErrorKind::PermissionDenied => Some((
            "internal.forbidden",
            "this prober's system forbids the connection",
        )),
        io::ErrorKind::NetworkDown => Some(("internal.no_route", "this prober's network is down")),
        _ => None,
    });
    what.map(|(detail, reason)| Fault::internal(detail, reason.to_owned()))
}

/// The fault of a connection attempt to `address` that ended with `err`.
pub(crate) fn connecting(address: SocketAddr, err: &io::Error) -> Fault {
    if let Some(fault) = ours(err) {
        return fault;
    }
    let down = |detail, reason| Fault::down(FailureClass::Connect, detail, reason);
    match err.kind() {
        io::ErrorKind::ConnectionRefused => down(
            "connect.refused",
            format!("connection refused by {address}"),
        ),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            down("connect.reset", format!("connection reset by {address}"))
        }
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
            down("connect.unreachable", format!("{address} is unreachable"))
        }
        io::ErrorKind::TimedOut => down(
            "connect.timeout",
            format!("{address} did not answer the connection attempt"),
        ),
        _ => down(
            "connect.failed",
            format!("cannot connect to {address}: {}", words(err)),
        ),
    }
}

/// What the system says of `err`, without its number: `network is unreachable`.
pub(crate) fn words(err: &io::Error) -> String {
    let text = err.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return "for no reason that is known".to_owned();
    };
    first.to_lowercase().chain(letters).collect()
}

/// A time limit for a person: `10 s`, `500 ms`.
pub(crate) fn limit(limit: Duration) -> String {
    let ms = limit.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("{} s", ms / 1_000)
    } else {
        format!("{ms} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortages_of_this_machine_are_never_the_websites_fault() {
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
            let fault = connecting(address, &io::Error::from_raw_os_error(code));
            assert_eq!(fault.outcome, Outcome::Unmeasured, "{code}");
            assert_eq!(fault.failure.class, FailureClass::Internal, "{code}");
            assert_eq!(fault.failure.detail, detail, "{code}");
        }
    }

    #[test]
    fn refusals_and_resets_are_the_websites_fault() {
        let address = "203.0.113.5:443".parse().unwrap();
        for (code, detail) in [
            (111, "connect.refused"),
            (104, "connect.reset"),
            (101, "connect.unreachable"),
            (113, "connect.unreachable"),
            (110, "connect.timeout"),
        ] {
            let fault = connecting(address, &io::Error::from_raw_os_error(code));
            assert_eq!(fault.outcome, Outcome::Down, "{code}");
            assert_eq!(fault.failure.detail, detail, "{code}");
        }
    }

    #[test]
    fn errors_of_the_system_are_words() {
        for (code, text) in [(113, "no route to host"), (71, "protocol error")] {
            assert_eq!(words(&io::Error::from_raw_os_error(code)), text);
        }
        let err = io::Error::other("Something else");
        assert_eq!(words(&err), "something else");
    }

    #[test]
    fn limits_read_well() {
        assert_eq!(limit(Duration::from_secs(10)), "10 s");
        assert_eq!(limit(Duration::from_millis(500)), "500 ms");
        assert_eq!(limit(Duration::from_millis(1_500)), "1500 ms");
    }
}
