//! Messages and close reasons of `graphql-transport-ws`.

use async_graphql::ServerError;
use axum::extract::ws::{CloseFrame, Utf8Bytes};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::params::Params;

/// Longest id of an operation, in bytes; clients send counters or UUIDs.
const MAX_ID_BYTES: usize = 128;

/// A message from a client.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum FromClient {
    /// The first message.
    ConnectionInit {
        /// Credentials of the client.
        #[serde(default)]
        payload: Option<serde_json::Map<String, Value>>,
    },
    /// Asks for a pong.
    Ping {
        /// Any object; not returned.
        #[serde(default, rename = "payload")]
        _payload: Option<serde_json::Map<String, Value>>,
    },
    /// Answers a ping.
    Pong {
        /// Any object; ignored.
        #[serde(default, rename = "payload")]
        _payload: Option<serde_json::Map<String, Value>>,
    },
    /// Starts an operation.
    Subscribe {
        /// The client's id of the operation.
        id: String,
        /// The operation.
        payload: Params,
    },
    /// Stops an operation.
    Complete {
        /// Id of the operation.
        id: String,
    },
}

impl FromClient {
    /// Parses a message; `None` if it is invalid.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let message: Self = serde_json::from_str(text).ok()?;
        match &message {
            Self::Subscribe { id, payload } if payload.query.is_none() || !is_id(id) => None,
            _ => Some(message),
        }
    }
}

fn is_id(id: &str) -> bool {
    (1..=MAX_ID_BYTES).contains(&id.len())
}

/// A message to a client, except a result, which is encoded once for many.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ToClient<'a> {
    /// Accepts the connection.
    ConnectionAck,
    /// Answers a ping.
    Pong,
    /// An operation failed to start, and has ended.
    Error {
        /// Id of the operation.
        id: &'a str,
        /// Reasons of the failure.
        payload: &'a [ServerError],
    },
    /// An operation has ended.
    Complete {
        /// Id of the operation.
        id: &'a str,
    },
}

/// Why a socket is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// The process stops.
    GoingAway,
    /// A message is longer than allowed.
    TooLong,
    /// A part of Upbeat does not answer; the client may retry.
    TryAgain,
    /// A message violates the protocol.
    Invalid,
    /// An operation was sent before the connection was accepted.
    Unauthorized,
    /// The caller has as many sockets as it may.
    TooMany,
    /// The token is invalid.
    Forbidden,
    /// The session has ended.
    SessionEnded,
    /// No `connection_init` in time.
    InitTimeout,
    /// No message for too long.
    Silent,
    /// No operation for too long.
    Idle,
    /// The id of an operation is already in use.
    Duplicate(String),
    /// A second `connection_init`.
    SecondInit,
}

impl Closing {
    /// The close frame.
    pub(super) fn frame(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::GoingAway => (1001, "Going away"),
            Self::TooLong => (1009, "Message too long"),
            Self::TryAgain => (1013, "Try again later"),
            Self::TooMany => (1013, "Too many sockets"),
            Self::Invalid => (4400, "Invalid message"),
            Self::Unauthorized => (4401, "Unauthorized"),
            Self::Forbidden => (4403, "Forbidden"),
            Self::SessionEnded => (4403, "Session ended"),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::Silent => (4408, "No answer to pings"),
            Self::Idle => (4408, "No operation for too long"),
            Self::SecondInit => (4429, "Too many initialisation requests"),
            Self::Duplicate(id) => {
                // A reason has at most 123 bytes (RFC 6455, 5.5).
                let known = if id.len() <= 64 { id } else { "this id" };
                let reason = format!("Subscriber for {known} already exists");
                return CloseFrame {
                    code: 4409,
                    reason: reason.into(),
                };
            }
        };
        CloseFrame {
            code,
            reason: Utf8Bytes::from_static(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_protocols_messages_are_taken() {
        let long = format!(
            r#"{{"type":"subscribe","id":"{}","payload":{{"query":"x"}}}}"#,
            "i".repeat(129)
        );
        for (text, expected) in [
            (r#"{"type":"connection_init"}"#, true),
            (r#"{"type":"connection_init","payload":null}"#, true),
            (
                r#"{"type":"connection_init","payload":{"authorization":"Bearer x"}}"#,
                true,
            ),
            (r#"{"type":"connection_init","payload":"Bearer x"}"#, false),
            (r#"{"type":"ping"}"#, true),
            (r#"{"type":"ping","payload":{"at":1}}"#, true),
            (r#"{"type":"pong"}"#, true),
            (
                r#"{"type":"subscribe","id":"1","payload":{"query":"{ x }","variables":null}}"#,
                true,
            ),
            (
                r#"{"type":"subscribe","id":"","payload":{"query":"{ x }"}}"#,
                false,
            ),
            (r#"{"type":"subscribe","payload":{"query":"{ x }"}}"#, false),
            (r#"{"type":"subscribe","id":"1","payload":{}}"#, false),
            (
                r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#,
                false,
            ),
            (r#"{"type":"subscribe","id":"1"}"#, false),
            (long.as_str(), false),
            (r#"{"type":"complete","id":"1"}"#, true),
            (r#"{"type":"complete"}"#, false),
            (r#"{"type":"connection_ack"}"#, false),
            (
                r#"{"type":"start","id":"1","payload":{"query":"{ x }"}}"#,
                false,
            ),
            (r#"{"id":"1"}"#, false),
            ("[]", false),
            ("null", false),
            ("{", false),
            ("", false),
        ] {
            assert_eq!(FromClient::parse(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn every_reason_fits_into_a_frame() {
        for id in [64, 65, 128].map(|length| "i".repeat(length)) {
            assert!(Closing::Duplicate(id).frame().reason.len() <= 123);
        }
    }
}
