//! Why a host could not be reached, and on whose side the reason lies.

use std::borrow::Cow;

/// On whose side the reason lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The name: it does not exist, has no address, or its name servers fail.
    Dns,
    /// The address: it refuses or resets the connection, or does not answer.
    Connect,
    /// The egress policy: it refuses the address or its port.
    Blocked,
    /// This host: it is short of something or cut off, or its resolver is dead.
    Local,
}

/// Why a host could not be reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Error {
    /// On whose side the reason lies.
    pub kind: ErrorKind,
    /// The reason as a stable code: `connect.refused`, `dns.nxdomain`, `internal.files`.
    pub detail: Cow<'static, str>,
    /// The reason as a sentence for people, without a full stop.
    pub reason: String,
}

impl Error {
    /// An error of the name or its servers.
    pub fn dns(detail: impl Into<Cow<'static, str>>, reason: String) -> Self {
        Self::new(ErrorKind::Dns, detail, reason)
    }

    /// An error of the address.
    pub(crate) fn connect(detail: &'static str, reason: String) -> Self {
        Self::new(ErrorKind::Connect, detail, reason)
    }

    /// A refusal by the egress policy.
    pub(crate) fn blocked(reason: String) -> Self {
        Self::new(ErrorKind::Blocked, "blocked.address", reason)
    }

    /// An error of this host.
    pub fn local(detail: &'static str, reason: String) -> Self {
        Self::new(ErrorKind::Local, detail, reason)
    }

    fn new(kind: ErrorKind, detail: impl Into<Cow<'static, str>>, reason: String) -> Self {
        Self {
            kind,
            detail: detail.into(),
            reason,
        }
    }

    /// Whether the reason lies on the other side, and not with this host or its policy.
    pub fn is_remote(&self) -> bool {
        matches!(self.kind, ErrorKind::Dns | ErrorKind::Connect)
    }

    /// Whether this host is short of something, so that the attempt was not made.
    pub fn is_shortage(&self) -> bool {
        matches!(
            &*self.detail,
            "internal.files" | "internal.memory" | "internal.ports"
        )
    }
}
