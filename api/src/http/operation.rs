//! Runs operations of any kind, for sockets and for streams of events.
//!
//! An operation runs inside the task of its connection and makes its next result only when
//! that is taken, so a client that reads slowly slows down only its own subscriptions.

mod caller;
mod resolver;
mod subscription;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response, ServerError};
use axum::body::Bytes;
use futures_util::{FutureExt, Stream, StreamExt, stream};

pub(super) use self::caller::{Caller, left};
pub(super) use self::resolver::Resolvers;
use self::subscription::{Sharing, Subscription};
use super::answer::{GraphqlAnswer, failure};
use super::execute::Prepared;
use super::selection_key;
use super::state::HttpState;
use crate::code::Code;
use crate::limits::Payer;
use crate::live::{Cursor, Turns};
use crate::service::identity::Identity;

/// When a client with too many operations may retry, in seconds.
const RETRY_AFTER_SECS: i32 = 1;

/// An event of an operation.
#[derive(Debug)]
pub(super) enum Event {
    /// A result; more may follow.
    Next {
        /// Its encoding.
        answer: Bytes,
        /// Its position in the feed, if it is a subscription's.
        cursor: Option<Cursor>,
    },
    /// The operation failed to start, and has ended.
    Refused(Vec<ServerError>),
    /// The operation has ended.
    Complete,
}

/// Who starts an operation.
pub(super) struct Who<'a> {
    pub(super) identity: Option<&'a Identity>,
    pub(super) payer: Option<Payer>,
}

/// The events of an operation. Subscriptions that have to catch up take one of `turns`.
pub(super) fn events(
    shared: &HttpState,
    mut prepared: Prepared,
    Who { identity, payer }: Who<'_>,
    turns: &Turns,
) -> impl Stream<Item = Event> + Send + use<> {
    let is_member = identity.is_some();
    let events = match prepared.kind() {
        OperationType::Subscription => {
            let key = selection_key::of(&prepared.reading, identity);
            let sharing = identity.zip(key).map(|(identity, key)| Sharing {
                resolvers: shared.resolvers.clone(),
                organization: identity.account(),
                key,
            });
            prepared.add(turns.clone());
            let shared = shared.clone();
            Subscription::start(shared, prepared, is_member, payer, sharing).left_stream()
        }
        _ => request(shared.clone(), prepared, is_member, payer).right_stream(),
    };
    events.chain(stream::once(async { Event::Complete }))
}

/// A query or mutation: one result, within the time limit.
fn request(
    shared: HttpState,
    prepared: Prepared,
    is_member: bool,
    payer: Option<Payer>,
) -> impl Stream<Item = Event> + Send {
    stream::once(async move { event(shared.run(prepared, is_member, payer).await) })
}

/// The event of a response. A document that does not match the schema is refused.
fn event(response: Response) -> Event {
    let answer = GraphqlAnswer::new(response);
    if answer.is_refused() {
        return Event::Refused(answer.errors);
    }
    Event::Next {
        answer: answer.encoded(),
        cursor: None,
    }
}

/// The error for a client that has as much open as it may.
pub(super) fn too_many(text: impl Into<String>) -> ServerError {
    let mut error = failure(Code::RateLimited, text);
    error
        .extensions
        .get_or_insert_default()
        .set("retryAfterSecs", RETRY_AFTER_SECS);
    error
}

/// The result of `future` if it is ready immediately.
pub(super) fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    future.now_or_never()
}
