//! WebSocket checks.

use async_graphql::{InputObject, SimpleObject};
use queue::Detour;

use super::http::{HeaderInput, headers};
use crate::service::check;

/// A WebSocket handshake, optionally with a message to send and to expect.
#[derive(SimpleObject)]
pub(in crate::graphql) struct WebSocketCheck {
    /// Names of additional request headers. Their values are secrets.
    headers: Vec<String>,
    /// Subprotocol to offer. The server must select it.
    subprotocol: Option<String>,
    /// Text message to send.
    send: Option<String>,
    /// Text that must appear in the first text message received.
    expect: Option<String>,
    /// Host sent in the request and in TLS instead of the URL's.
    host: Option<String>,
    /// Address or name to connect to instead of the URL's host.
    connect_to: Option<String>,
}

/// A WebSocket handshake, optionally with a message to send and to expect.
#[derive(InputObject)]
pub(in crate::graphql) struct WebSocketCheckInput {
    /// Additional request headers, at most 50.
    #[graphql(default)]
    headers: Vec<HeaderInput>,
    /// Subprotocol to offer. The server must select it.
    subprotocol: Option<String>,
    /// Text message to send, at most 64 KiB.
    send: Option<String>,
    /// Text that must appear in the first text message received, at most 4 KiB.
    expect: Option<String>,
    /// Host to send in the request and in TLS instead of the URL's, with or without a port;
    /// the URL then only says where to connect. Changing the host requires the secrets to be
    /// given again.
    host: Option<String>,
    /// Address or name to connect to instead of the URL's host, with or without a port, for
    /// example one server behind a load balancer. It also applies to redirects to the same
    /// host. Changing it requires the secrets to be given again.
    connect_to: Option<String>,
}

impl WebSocketCheck {
    pub(super) fn new(socket: queue::WebSocketCheck, detour: Detour) -> Self {
        Self {
            headers: socket.headers,
            subprotocol: socket.subprotocol,
            send: socket.send,
            expect: socket.expect,
            host: detour.host,
            connect_to: detour.connect_to,
        }
    }
}

impl From<WebSocketCheckInput> for check::WebSocket {
    fn from(input: WebSocketCheckInput) -> Self {
        Self {
            headers: headers(input.headers),
            subprotocol: input.subprotocol,
            send: input.send,
            expect: input.expect,
            elsewhere: check::Elsewhere {
                host: input.host,
                connect_to: input.connect_to,
            },
        }
    }
}
