//! Why an attempt is not up, and whose fault it is.
//!
//! What is our own fault must never count against a website: every error of
//! the operating system passes through [`Fault::of_this_host`] first.

use std::io;

use net::ErrorKind;
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

    /// The fault if `err` says that this machine is short of something or cut off.
    pub(crate) fn of_this_host(err: &io::Error) -> Option<Self> {
        net::Error::of_this_host(err).map(Self::from)
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

    pub(crate) fn is_down(&self) -> bool {
        self.outcome == Outcome::Down
    }
}

/// What kept an attempt from a connection, as a finding. It becomes one here and nowhere
/// else.
impl From<net::Error> for Fault {
    fn from(error: net::Error) -> Self {
        let (outcome, class) = match error.kind {
            ErrorKind::Dns => (Outcome::Down, FailureClass::Dns),
            ErrorKind::Connect => (Outcome::Down, FailureClass::Connect),
            ErrorKind::Blocked => (Outcome::Unmeasured, FailureClass::Blocked),
            ErrorKind::Local => (Outcome::Unmeasured, FailureClass::Internal),
        };
        let failure = Failure {
            class,
            detail: error.detail.into_owned(),
            reason: error.reason,
        };
        Self { outcome, failure }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_other_side_makes_a_website_down() {
        let address = "203.0.113.5:443".parse().unwrap();
        for (code, outcome, class) in [
            (24, Outcome::Unmeasured, FailureClass::Internal),
            (100, Outcome::Unmeasured, FailureClass::Internal),
            (104, Outcome::Down, FailureClass::Connect),
            (111, Outcome::Down, FailureClass::Connect),
        ] {
            let err = io::Error::from_raw_os_error(code);
            let error = net::Error::unreached(address, &err);
            let fault = Fault::from(error.clone());
            assert_eq!((fault.outcome, fault.failure.class), (outcome, class));
            assert_eq!(fault.failure.detail, error.detail);
            assert_eq!(fault.is_down(), error.is_remote(), "{code}");
        }
    }
}
