//! `POST /graphql` and `GET /graphql`, by the GraphQL-over-HTTP specification.
//!
//! This handles everything below the schema: media types, sizes, and authentication. A `GET`
//! may also be a WebSocket upgrade or come from a browser, and both may want their results as
//! events.

use std::time::{Duration, Instant};

use async_graphql::ServerError;
use async_graphql::parser::types::OperationType;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{RawQuery, Request, State};
use axum::http::header::{LOCATION, UPGRADE, USER_AGENT};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::accept::{self, Accepted, Media};
use super::admission::{INVALID, refusal};
use super::answer::{self, GraphqlAnswer};
use super::bearer::{self, Caller};
use super::event_stream::{self, LAST_EVENT_ID};
use super::execute::Prepared;
use super::origin_check;
use super::params::{self, Params};
use super::persisted;
use super::response_cache::{Asked, Next, RequestKey};
use super::server::Connection;
use super::socket;
use super::state::HttpState;
use crate::code::Code;
use crate::cookie::BrowserRequest;
use crate::graphql::LastEventId;
use crate::limits::Payer;
use crate::service::account::Device;
use crate::service::identity::{self, Identity};
use crate::service::throttle::Origin;

/// Longest body; a document may have 64 KiB, the rest is for variables.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// How much of a too long body is read and discarded: a client that is cut off while it sends
/// may never read the error.
const MAX_DISCARDED_BYTES: usize = 16 * MAX_BODY_BYTES;

/// How long a client may take to send its body.
const BODY_PATIENCE: Duration = Duration::from_secs(30);

/// Answers a query or a mutation.
pub(super) async fn post(State(shared): State<HttpState>, request: Request) -> Response {
    let headers = request.headers().clone();
    let Some(accepted) = accept::negotiate(&headers) else {
        return not_acceptable();
    };
    let refuse =
        |status, text: String| answer::refusal(status, accepted.media, Code::BadUserInput, text);
    if let Some(problem) = accept::no_json(&headers) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem.to_owned());
    }
    let connection = request.extensions().get::<Connection>().cloned();
    let body = match timeout(
        BODY_PATIENCE,
        read(request.into_body(), connection.as_ref()),
    )
    .await
    {
        Ok(Ok(Some(body))) => body,
        Ok(Ok(None)) => {
            let text = format!("the body is longer than {MAX_BODY_BYTES} bytes");
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, text);
        }
        Ok(Err(_)) => return refuse(StatusCode::BAD_REQUEST, "the body is incomplete".to_owned()),
        Err(_) => {
            return refuse(
                StatusCode::REQUEST_TIMEOUT,
                "the body took too long to arrive".to_owned(),
            );
        }
    };
    if body.trim_ascii_start().first() == Some(&b'[') {
        let text = "several requests in one are not supported";
        return refuse(StatusCode::BAD_REQUEST, text.to_owned());
    }
    match params::of_body(&body) {
        Ok(params) => {
            let sent = Sent {
                params,
                text: &body,
                method: Method::Post,
                connection,
            };
            respond(&shared, &headers, accepted, sent).await
        }
        Err(problem) => refuse(StatusCode::BAD_REQUEST, problem),
    }
}

/// Answers a query, a WebSocket upgrade, or a browser, which is redirected to a page.
pub(super) async fn get(
    State(shared): State<HttpState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let connection = extensions.get::<Connection>().cloned();
    if headers.contains_key(UPGRADE) {
        return match upgrade {
            Ok(upgrade) => socket::open(shared, &headers, upgrade, connection),
            Err(rejection) => rejection.into_response(),
        };
    }
    if accept::wants_page(&headers) {
        return (StatusCode::SEE_OTHER, [(LOCATION, "/graphiql")]).into_response();
    }
    let Some(accepted) = accept::negotiate(&headers) else {
        return not_acceptable();
    };
    let media = accepted.media;
    if !accept::brings_nothing_else(&headers) {
        let text = "a GET may have no Content-Type other than application/json";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return answer::refusal(status, media, Code::BadUserInput, text);
    }
    if !origin_check::may_ask(&headers, &shared.app.web.origins) {
        let text = "a GET is only allowed from pages of this host and of listed origins";
        return answer::refusal(StatusCode::FORBIDDEN, media, Code::BadUserInput, text);
    }
    let query = query.unwrap_or_default();
    match params::of_query(&query) {
        Ok(params) => {
            let sent = Sent {
                params,
                text: query.as_bytes(),
                method: Method::Get,
                connection,
            };
            respond(&shared, &headers, accepted, sent).await
        }
        Err(text) => answer::refusal(StatusCode::BAD_REQUEST, media, Code::BadUserInput, text),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Get,
    Post,
}

/// A well-formed request.
struct Sent<'a> {
    params: Params,
    /// The text that it was parsed from.
    text: &'a [u8],
    method: Method,
    connection: Option<Connection>,
}

/// Answers a well-formed request.
async fn respond(
    shared: &HttpState,
    headers: &HeaderMap,
    accepted: Accepted,
    sent: Sent<'_>,
) -> Response {
    let Sent {
        mut params,
        text,
        method,
        connection,
    } = sent;
    let media = accepted.media;
    let bad =
        |text: &str| answer::refusal(StatusCode::BAD_REQUEST, media, Code::BadUserInput, text);
    let named = match persisted::named(&params) {
        Ok(None) if params.query.is_none() => return bad("the request has no query"),
        Ok(named) => named,
        Err(problem) => return bad(problem),
    };
    let began = Instant::now();
    let peer = connection.as_ref().map(Connection::peer);
    let origin = || peer.map(|peer| shared.app.proxies.origin(headers, peer));
    let caller = match bearer::caller(shared, headers, media).await {
        Ok(caller) => caller,
        // Whoever guesses tokens is charged.
        Err(response) => {
            return match shared.charge(Payer::of(None, origin()), INVALID, 0) {
                Ok(_) => *response,
                Err(exceeded) => failed(refusal(&exceeded), media),
            };
        }
    };
    if let (Some(_), Some(connection)) = (&caller, &connection) {
        connection.belongs_to_member();
    }
    let asked = match &caller {
        // What remains is another number each time.
        Some(caller) if !(params.tells_cost() || accepted.wants_only_events()) => {
            asked(shared, caller, text, began).await
        }
        _ => None,
    };
    if let Some(body) = asked.and_then(|asked| shared.recent.find(&asked)) {
        return answer::given(body, media);
    }
    let origin = origin();
    let identity = caller.as_ref().map(|caller| &caller.identity);
    let payer = Payer::of(identity, origin);
    let prepared = match shared.persisted.complete(&mut params, named) {
        Ok(new) => {
            let prepared = shared.prepare(params, identity, payer).await;
            if let (Some(new), Some(_), Ok(_)) = (new, identity, &prepared) {
                shared.persisted.keep(new);
            }
            prepared
        }
        Err(unknown) => match shared.charge(payer, INVALID, 0) {
            Ok(_) => Err(unknown),
            Err(exceeded) => Err(refusal(&exceeded)),
        },
    };
    let kind = prepared.as_ref().ok().map(Prepared::kind);
    if method == Method::Get && kind == Some(OperationType::Mutation) {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        return answer::refusal(
            status,
            media,
            Code::BadUserInput,
            "a mutation must be sent by POST",
        );
    }
    if accepted.wants_events(kind.unwrap_or(OperationType::Query)) {
        let client = event_stream::Client {
            bearer: caller.map(|caller| (caller.token, caller.identity)),
            payer,
            connection,
        };
        return match prepared {
            Ok(prepared) => {
                let identity = client.bearer.as_ref().map(|(_, identity)| identity.clone());
                let prepared = with_data(prepared, headers, origin, identity);
                event_stream::answer(shared, client, prepared)
            }
            Err(error) => event_stream::refuse(shared, client, error),
        };
    }
    let is_member = caller.is_some();
    let is_by_cookie = caller.as_ref().is_some_and(|caller| caller.is_by_cookie);
    let mut prepared = match prepared {
        Ok(prepared) if prepared.kind() == OperationType::Subscription => {
            let text = "a subscription needs Accept: text/event-stream, or a WebSocket to this \
                        path with the subprotocol graphql-transport-ws";
            return failed(answer::failure(Code::BadUserInput, text), media);
        }
        Ok(prepared) => with_data(prepared, headers, origin, caller.map(|it| it.identity)),
        Err(error) => return failed(error, media),
    };
    // The head of a stream of events is sent before a resolver could set a cookie.
    if method == Method::Post && origin_check::may_ask(headers, &shared.app.web.origins) {
        prepared.add(BrowserRequest {
            cookie: shared.app.cookie(),
            is_by_cookie,
        });
    }
    let asked = asked.filter(|_| prepared.kind() == OperationType::Query);
    // Held until the response is cached: identical requests wait for it.
    let _turn = match &asked {
        Some(asked) => match shared.recent.next(asked).await {
            Next::Give(body) => return answer::given(body, media),
            Next::Answer(turn) => Some(turn),
        },
        None => None,
    };
    let carried = connection.map(|connection| connection.carry(prepared.bytes()));
    let mut executed = shared.run(prepared, is_member, payer).await;
    let set = std::mem::take(&mut executed.http_headers);
    let answer = GraphqlAnswer::new(executed);
    drop(carried);
    let mut response = match asked {
        // A resolver that sets a header answers this very request alone.
        Some(asked) if answer.errors.is_empty() && set.is_empty() => match answer.written() {
            Ok(body) => {
                shared.recent.keep(&asked, &body);
                answer::given(body, media)
            }
            Err(unwritten) => unwritten.into_http(media),
        },
        _ => answer.into_http(media),
    };
    response.headers_mut().extend(set);
    response
}

/// The request with what resolvers know of who sent it.
fn with_data(
    mut prepared: Prepared,
    headers: &HeaderMap,
    origin: Option<Origin>,
    identity: Option<Identity>,
) -> Prepared {
    if let Some(origin) = origin {
        prepared.add(origin);
    }
    if let Some(device) = device(headers) {
        prepared.add(device);
    }
    if let Some(identity) = identity {
        prepared.add(Identity { origin, ..identity });
    }
    let last = headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok());
    if let Some(last) = last.filter(|id| !id.is_empty()) {
        prepared.add(LastEventId(last.to_owned()));
    }
    prepared
}

/// The client program, as it names itself.
pub(super) fn device(headers: &HeaderMap) -> Option<Device> {
    let agent = headers.get(USER_AGENT)?;
    Device::new(&String::from_utf8_lossy(agent.as_bytes()))
}

/// The request as the cache of responses knows it. `None` if the state that would decide about
/// reuse is unknown, and reading it is not worth it: nobody has sent the same within a second.
async fn asked(shared: &HttpState, caller: &Caller, text: &[u8], began: Instant) -> Option<Asked> {
    let key = RequestKey::new(caller.identity.user.id, text);
    let is_repeated = shared.recent.note(key, began);
    let as_of = match caller.as_of {
        Some(as_of) => as_of,
        None if is_repeated => {
            // Without it the response is computed.
            identity::as_of(&shared.app.front, &caller.identity)
                .await
                .ok()?
        }
        None => return None,
    };
    Some(Asked::new(key, as_of, began))
}

fn failed(error: ServerError, media: Media) -> Response {
    GraphqlAnswer::new(async_graphql::Response::from_errors(vec![error])).into_http(media)
}

fn not_acceptable() -> Response {
    let text = "responses are application/graphql-response+json, application/json or \
                text/event-stream";
    let (status, media) = (StatusCode::NOT_ACCEPTABLE, Media::GraphqlResponse);
    answer::refusal(status, media, Code::BadUserInput, text)
}

/// The whole body; `None` if it is too long.
async fn read(body: Body, connection: Option<&Connection>) -> Result<Option<Vec<u8>>, axum::Error> {
    let (mut kept, mut length) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        length += chunk.len();
        if length <= MAX_BODY_BYTES {
            kept.extend_from_slice(&chunk);
        } else if length > MAX_DISCARDED_BYTES {
            break;
        } else {
            kept = Vec::new();
            connection.inspect(|connection| connection.handled());
        }
    }
    Ok((length <= MAX_BODY_BYTES).then_some(kept))
}
