//! `GET /graphql` as a WebSocket that speaks `graphql-transport-ws`.
//!
//! Source: the protocol's description in the graphql-ws repository, `PROTOCOL.md`. Own, because
//! the library's loop knows none of the close codes, no time limits, and no end of a session.

mod message;
mod operations;
mod session;

use axum::extract::ws::WebSocketUpgrade;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use url::Url;

use super::accept::Media;
use super::answer::{self, BAD_USER_INPUT};
use super::bearer::Credentials;
use super::server::Connection;
use super::shared::Shared;

/// The subprotocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// Longest message a client may send, bytes.
const MAX_MESSAGE_BYTES: usize = 256 * 1024;

/// Read and write buffer of a socket, bytes. The default of 128 KiB would be 1.3 GB for 10,000
/// sockets.
const BUFFER_BYTES: usize = 4 * 1024;

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
    if !is_from_here(headers) {
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
    let credentials = Credentials::of_headers(headers);
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .on_upgrade(move |socket| async move {
            let _connection = connection;
            session::Session::new(shared, credentials, socket)
                .run()
                .await;
        })
}

/// Whether the page that asks, if it is a page, comes from the host it asks: browsers let any
/// page open a socket anywhere.
fn is_from_here(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let origin = origin.to_str().ok().and_then(|text| Url::parse(text).ok());
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let (Some(origin), Some(host)) = (origin, host) else {
        return false;
    };
    // Read under the origin's scheme, a default port goes away on both sides.
    Url::parse(&format!("{}://{host}", origin.scheme())).is_ok_and(|here| {
        origin.host().is_some() && here.host() == origin.host() && here.port() == origin.port()
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_page_of_another_host_opens_no_socket() {
        for (origin, host, expected) in [
            (None, "up.test", true),
            (Some("https://up.test"), "up.test", true),
            (Some("https://up.test"), "UP.test:443", true),
            (Some("http://up.test"), "up.test:80", true),
            (Some("http://127.0.0.1:8080"), "127.0.0.1:8080", true),
            (Some("http://[::1]:8080"), "[::1]:8080", true),
            (Some("http://127.0.0.1:8081"), "127.0.0.1:8080", false),
            (Some("https://up.test.evil.test"), "up.test", false),
            (Some("https://evil.test"), "up.test", false),
            (Some("null"), "up.test", false),
            (Some("file:///up.test"), "up.test", false),
            (Some(""), "up.test", false),
        ] {
            let mut headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(is_from_here(&headers), expected, "{origin:?} {host}");
        }
    }
}
