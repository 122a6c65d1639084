//! TCP checks.

use serde::{Deserialize, Serialize};

/// A TCP connection, optionally with data to send and to expect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TcpCheck {
    /// Whether the connection uses TLS.
    pub tls: bool,
    /// Data to send once connected.
    pub send: Option<String>,
    /// Text that must appear in the first 64 KiB received.
    pub expect: Option<String>,
}
