//! Writes to a socket.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use async_graphql::ServerError;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::poll;
use tokio::time::timeout;

use super::super::answer::{GraphqlAnswer, internal, written};
use super::message::{Closing, ToClient};

/// How long a peer may take to read a message.
const SEND_PATIENCE: Duration = Duration::from_secs(30);
/// How long a peer may take to answer a close frame.
pub(super) const CLOSE_PATIENCE: Duration = Duration::from_secs(2);

/// Why the loop ends.
pub(super) enum End {
    /// The server closes the socket.
    Close(Closing),
    /// The peer has closed or disconnected, or does not read.
    Gone,
}

/// Writes a message, with a time limit for the peer to read it.
pub(super) async fn patiently(
    write: impl Future<Output = Result<(), axum::Error>>,
) -> Result<(), End> {
    let mut write = pin!(write);
    // Nearly always there is room, and no need for a timer.
    let written = match poll!(write.as_mut()) {
        Poll::Ready(written) => Ok(written),
        Poll::Pending => timeout(SEND_PATIENCE, write).await,
    };
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// Sends the close frame and waits briefly for the answer: a connection dropped with unread
/// bytes is reset, and the peer may never see the reason.
pub(super) async fn close(mut socket: WebSocket, closing: &Closing) {
    let goodbye = async {
        if socket
            .send(Message::Close(Some(closing.frame())))
            .await
            .is_ok()
        {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = timeout(CLOSE_PATIENCE, goodbye).await;
}

/// The message with a result, whose encoding is `payload`.
pub(super) fn next_of(id: &str, payload: &[u8]) -> Result<Message, End> {
    let mut text = Vec::with_capacity(payload.len() + id.len() + 48);
    text.extend_from_slice(br#"{"type":"next","id":"#);
    serde_json::to_writer(&mut text, id).map_err(|_| End::Gone)?;
    text.extend_from_slice(br#","payload":"#);
    text.extend_from_slice(payload);
    text.push(b'}');
    message_of(text).map_err(|_| End::Gone)
}

pub(super) fn text_of(message: &ToClient<'_>) -> Result<Message, End> {
    let text = written(message).and_then(message_of);
    text.map_err(|_| End::Gone)
}

fn message_of(text: Vec<u8>) -> Result<Message, ServerError> {
    let text = Utf8Bytes::try_from(Bytes::from(text)).map_err(|_| internal())?;
    Ok(Message::Text(text))
}

pub(super) fn refusal_of(id: &str, errors: Vec<ServerError>) -> Result<Message, End> {
    let answer = GraphqlAnswer::new(async_graphql::Response::from_errors(errors));
    text_of(&ToClient::Error {
        id,
        payload: &answer.errors,
    })
}

pub(super) fn is_too_long(err: &axum::Error) -> bool {
    // The cause is a type of a crate that is not a dependency.
    let cause = std::error::Error::source(err)
        .map(ToString::to_string)
        .unwrap_or_default();
    cause.starts_with("Space limit exceeded")
}
