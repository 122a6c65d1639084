//! `GET /graphql` as a WebSocket with the subprotocol `graphql-transport-ws`.
//!
//! Source: the protocol's description in the graphql-ws repository, `PROTOCOL.md`. This is our
//! own implementation because the library's loop lacks the close codes, time limits, and the
//! end of a session.

mod message;
mod operations;
mod outgoing;
mod session;

use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::accept::Media;
use super::answer;
use super::bearer::Credentials;
use super::origin_check;
use super::server::Connection;
use super::state::HttpState;
use crate::code::Code;
use crate::service::throttle::Origin;

/// Name of the subprotocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// Longest message from a client, in bytes.
const MAX_MESSAGE_BYTES: usize = 256 * 1024;

/// Read buffer of a socket, in bytes: nearly all messages of clients are shorter. The default
/// of 128 KiB would be 1.3 GB for 10,000 sockets.
const READ_BYTES: usize = 1024;

/// Bytes to write that are collected before they are sent.
const BUFFER_BYTES: usize = 4 * 1024;

/// The client of a socket.
struct Client {
    /// From the upgrade request, for clients that can set its headers.
    credentials: Credentials,
    origin: Option<Origin>,
    /// Keeps its place until the socket closes.
    connection: Option<Connection>,
}

/// Answers an upgrade request and, if it is valid, serves the socket. `connection` keeps its
/// place until the socket closes.
pub(super) fn open(
    shared: HttpState,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
    connection: Option<Connection>,
) -> Response {
    let refuse = |status, text: &str| {
        answer::refusal(status, Media::GraphqlResponse, Code::BadUserInput, text)
    };
    if !origin_check::may_open_socket(headers, &shared.app.web.origins) {
        return refuse(
            StatusCode::FORBIDDEN,
            "sockets are only allowed from pages of this host and of listed origins",
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
        credentials: Credentials::of_headers(headers, shared.app.cookie()),
        origin: connection
            .as_ref()
            .map(|it| shared.app.proxies.origin(headers, it.peer())),
        connection,
    };
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .on_upgrade(move |socket| async move {
            session::Session::new(shared, client, socket).run().await;
        })
}
