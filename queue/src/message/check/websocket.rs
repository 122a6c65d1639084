//! WebSocket checks.

use serde::{Deserialize, Serialize};

/// A WebSocket handshake (RFC 6455), optionally with a message to send and to expect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebSocketCheck {
    /// Names of additional request headers; their values are secrets, in this order.
    pub headers: Vec<String>,
    /// Subprotocol to offer, which the server must select.
    pub subprotocol: Option<String>,
    /// Text message to send.
    pub send: Option<String>,
    /// Text that must appear in the first text message received.
    pub expect: Option<String>,
}
