//! TCP checks.

use async_graphql::{InputObject, SimpleObject};

/// A TCP connection, optionally with data to send and to expect.
#[derive(SimpleObject)]
pub(in crate::graphql) struct TcpCheck {
    /// Whether the connection uses TLS.
    tls: bool,
    /// Data to send once connected.
    send: Option<String>,
    /// Text that must appear in the first 64 KiB received.
    expect: Option<String>,
}

/// A TCP connection, optionally with data to send and to expect.
#[derive(InputObject)]
pub(in crate::graphql) struct TcpCheckInput {
    /// Whether the connection uses TLS.
    #[graphql(default)]
    tls: bool,
    /// Data to send once connected, at most 64 KiB.
    send: Option<String>,
    /// Text that must appear in the first 64 KiB received, at most 4 KiB.
    expect: Option<String>,
}

impl From<queue::TcpCheck> for TcpCheck {
    fn from(tcp: queue::TcpCheck) -> Self {
        Self {
            tls: tcp.tls,
            send: tcp.send,
            expect: tcp.expect,
        }
    }
}

impl From<TcpCheckInput> for queue::TcpCheck {
    fn from(input: TcpCheckInput) -> Self {
        Self {
            tls: input.tls,
            send: input.send,
            expect: input.expect,
        }
    }
}
