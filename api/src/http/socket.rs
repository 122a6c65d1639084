//! `GET /graphql` as a WebSocket that speaks `graphql-transport-ws`.
//!
//! Source: the protocol's description in the graphql-ws repository, `PROTOCOL.md`. Own, because
//! the library's loop knows none of the close codes, no time limits, and no end of a session.

mod message;
mod operations;
mod session;

use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::accept::Media;
use super::answer::{self, BAD_USER_INPUT};
use super::bearer::Credentials;
use super::server::Connection;
use super::shared::Shared;
use super::site;
use crate::service::throttle::Origin;

/// The subprotocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// Longest message a client may send, bytes.
const MAX_MESSAGE_BYTES: usize = 256 * 1024;

/// Read and write buffer of a socket, bytes. The default of 128 KiB would be 1.3 GB for 10,000
/// sockets.
const BUFFER_BYTES: usize = 4 * 1024;

/// Who opens a socket.
struct Client {
    /// From the upgrade request, for clients that can set its headers.
    credentials: Credentials,
    origin: Option<Origin>,
    /// Keeps its place until the socket closes.
    connection: Option<Connection>,
}

/// Answers the request for a socket, and serves it if it is a good one. `connection` keeps its
/// place until the socket closes.
pub(super) fn open(
    shared: Shared,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
    connection: Option<Connection>,
) -> Response {
    let refuse =
        |status, text: &str| answer::refusal(status, Media::GraphqlResponse, BAD_USER_INPUT, text);
    if !site::is_from_here(headers) {
        return refuse(
            StatusCode::FORBIDDEN,
            "sockets are for pages of this host only",
        );
    }
    let upgrade = upgrade.protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return refuse(
            StatusCode::BAD_REQUEST,
            "the subprotocol must be graphql-transport-ws",
        );
    }
    let client = Client {
        credentials: Credentials::of_headers(headers),
        origin: shared.app.proxies.origin(headers, connection.as_ref()),
        connection,
    };
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .on_upgrade(move |socket| async move {
            session::Session::new(shared, client, socket).run().await;
        })
}
