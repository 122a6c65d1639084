//! Turns the library's response into bytes: every error gets a code, internal errors are
//! hidden, and sizes are limited.

use std::io;

use async_graphql::{Response as GraphqlResponse, ServerError, Value};
use axum::body::Bytes;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tracing::error;

use super::accept::Media;
use crate::code::Code;
use crate::graphql::{error::log, error_text};

/// Longest response. The largest page of a dashboard takes a tenth of it.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Most errors in one response; one document can cause 480 KB of them.
const MAX_ERRORS: usize = 50;

/// Longest error message, in characters: a syntax error quotes its whole line.
const MAX_MESSAGE_CHARS: usize = 1_000;

/// Message of every internal error.
const INTERNAL_TEXT: &str = "internal error";

/// The response if none can be encoded.
const INTERNAL_ANSWER: &[u8] = br#"{"data":null,"errors":[{"message":"internal error","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#;

/// Body of a response, as defined by the GraphQL specification, 7.1: without `data` if nothing
/// was executed.
#[derive(Debug, Serialize)]
pub(super) struct GraphqlAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    /// Errors, each with a code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    extensions: std::collections::BTreeMap<String, Value>,
}

impl GraphqlAnswer {
    /// Converts the library's response.
    pub(super) fn new(response: GraphqlResponse) -> Self {
        let GraphqlResponse {
            data,
            mut errors,
            extensions,
            ..
        } = response;
        // An error without a path occurred before any field was resolved.
        let refused = data == Value::Null
            && !errors.is_empty()
            && errors.iter().all(|error| error.path.is_empty());
        errors.truncate(MAX_ERRORS);
        errors.iter_mut().for_each(mend);
        Self {
            data: (!refused).then_some(data),
            errors,
            extensions,
        }
    }

    /// Whether nothing was executed.
    pub(super) fn is_refused(&self) -> bool {
        self.data.is_none()
    }

    /// The HTTP response. If nothing was executed, the code determines the status.
    pub(super) fn into_http(self, media: Media) -> Response {
        let code = self
            .errors
            .first()
            .filter(|_| self.is_refused())
            .and_then(code_of);
        let status = match (code, media) {
            (Some(code @ (Code::Unavailable | Code::Internal | Code::RateLimited)), _) => {
                code.status()
            }
            (Some(_), Media::GraphqlResponse) => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        };
        let retry_after = self.errors.first().and_then(retry_after);
        let mut response = self.with_status(status, media);
        if status == StatusCode::TOO_MANY_REQUESTS {
            let headers = response.headers_mut();
            headers.extend(retry_after.map(|secs| (RETRY_AFTER, secs)));
        }
        response
    }

    /// The encoded response.
    ///
    /// # Errors
    /// The response to send instead if it cannot be encoded, or is too long.
    pub(super) fn written(&self) -> Result<Bytes, Self> {
        written(self).map(Bytes::from).map_err(Self::instead)
    }

    /// The encoded response, or the one to send instead.
    pub(super) fn encoded(&self) -> Bytes {
        let encoded = self.written().or_else(|instead| instead.written());
        encoded.unwrap_or_else(|_| Bytes::from_static(INTERNAL_ANSWER))
    }

    /// The response to send if an executed one cannot be sent.
    pub(super) fn instead(error: ServerError) -> Self {
        Self {
            data: Some(Value::Null),
            errors: vec![error],
            extensions: Default::default(),
        }
    }

    fn with_status(&self, status: StatusCode, media: Media) -> Response {
        with_headers(status, media, self.encoded())
    }
}

/// Encodes `what` as JSON.
///
/// # Errors
/// The error to return if it cannot be encoded, or is too long.
pub(super) fn written(what: &impl Serialize) -> Result<Vec<u8>, ServerError> {
    let mut bounded = Bounded(Vec::new());
    match serde_json::to_writer(&mut bounded, what) {
        Ok(()) => Ok(bounded.0),
        Err(err) if err.is_io() => {
            let most = MAX_BYTES / 1024 / 1024;
            let text = format!(
                "the response would be longer than {most} MiB: request less, with a smaller \
                 first, a shorter window or fewer fields"
            );
            Err(failure(Code::BadUserInput, text))
        }
        Err(err) => {
            error!(error = %err, "Could not encode a response");
            Err(internal())
        }
    }
}

/// A buffer limited to the longest response.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A response without errors over HTTP.
pub(super) fn given(body: Bytes, media: Media) -> Response {
    with_headers(StatusCode::OK, media, body)
}

fn with_headers(status: StatusCode, media: Media, body: Bytes) -> Response {
    let headers = [
        (CONTENT_TYPE, media.content_type()),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body).into_response()
}

/// An HTTP response with one error and `status`, for requests that do not reach the schema.
pub(super) fn refusal(
    status: StatusCode,
    media: Media,
    code: Code,
    message: impl Into<String>,
) -> Response {
    let answer = GraphqlAnswer::new(GraphqlResponse::from_errors(vec![failure(code, message)]));
    let mut response = answer.with_status(status, media);
    let extra = match status {
        StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, "Bearer")),
        StatusCode::METHOD_NOT_ALLOWED => Some((ALLOW, "POST")),
        _ => None,
    };
    if let Some((name, value)) = extra {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// An HTTP response outside of GraphQL whose status is determined by the code of `error`.
pub(super) fn failed(error: async_graphql::Error) -> Response {
    let mut told = ServerError::new(error.message, None);
    told.extensions = error.extensions;
    told.source = error.source;
    log(std::slice::from_ref(&told));
    let status = code_of(&told).unwrap_or(Code::Internal).status();
    let retry_after = retry_after(&told);
    let answer = GraphqlAnswer::new(GraphqlResponse::from_errors(vec![told]));
    let mut response = answer.with_status(status, Media::Json);
    let headers = response.headers_mut();
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(secs) = retry_after {
        headers.insert(RETRY_AFTER, secs);
    }
    response
}

/// What an error says in `retryAfterSecs`.
fn retry_after(error: &ServerError) -> Option<HeaderValue> {
    let secs = error.extensions.as_ref()?.get("retryAfterSecs")?;
    HeaderValue::from_str(&secs.to_string()).ok()
}

/// An error of this layer rather than of a resolver.
pub(super) fn failure(code: Code, message: impl Into<String>) -> ServerError {
    let mut error = ServerError::new(message, None);
    error
        .extensions
        .get_or_insert_default()
        .set("code", code.as_str());
    error
}

/// An error without details; its cause is logged.
pub(super) fn internal() -> ServerError {
    failure(Code::Internal, INTERNAL_TEXT)
}

/// Adds a missing code to an error, and truncates its message.
fn mend(error: &mut ServerError) {
    if code_of(error).is_none() {
        let code = if error.path.is_empty() {
            Code::ValidationFailed
        } else if is_about_an_argument(&error.message) {
            Code::BadUserInput
        } else {
            error!(error = %error.message, "Request failed without a code");
            error.message = INTERNAL_TEXT.to_owned();
            Code::Internal
        };
        error.message = error_text::reword(&error.message);
        error
            .extensions
            .get_or_insert_default()
            .set("code", code.as_str());
    }
    if let Some((end, _)) = error.message.char_indices().nth(MAX_MESSAGE_CHARS) {
        error.message.truncate(end);
        error.message.push('…');
    }
}

/// The library parses arguments during execution, and its errors then have no code. Only the
/// start of the message distinguishes them from a failed resolver's.
fn is_about_an_argument(message: &str) -> bool {
    [
        "Failed to parse \"",
        "Expected input type \"",
        "Invalid value for argument \"",
        "Variable ",
    ]
    .iter()
    .any(|beginning| message.starts_with(beginning))
}

fn code_of(error: &ServerError) -> Option<Code> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Code::parse(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::PathSegment;

    use super::*;

    fn answer(errors: Vec<ServerError>) -> serde_json::Value {
        let answer = GraphqlAnswer::new(GraphqlResponse::from_errors(errors));
        serde_json::to_value(&answer).unwrap()
    }

    #[test]
    fn what_is_sent_if_nothing_can_be_encoded_is_an_answer() {
        let answer = GraphqlAnswer::instead(internal());
        assert_eq!(answer.encoded(), INTERNAL_ANSWER);
    }

    fn at_a_field(message: &str) -> ServerError {
        ServerError::new(message, None).with_path(vec![PathSegment::Field("a".to_owned())])
    }

    #[test]
    fn every_error_has_a_code() {
        let coded =
            failure(Code::Conflict, "taken").with_path(vec![PathSegment::Field("a".to_owned())]);
        for (error, code, message) in [
            (
                ServerError::new("syntax", None),
                Code::ValidationFailed,
                "syntax",
            ),
            (
                at_a_field("Failed to parse \"ID\": x"),
                Code::BadUserInput,
                "Failed to parse \"ID\": x",
            ),
            (
                at_a_field("connection to 10.0.0.1 lost"),
                Code::Internal,
                INTERNAL_TEXT,
            ),
            (coded, Code::Conflict, "taken"),
        ] {
            let answer = answer(vec![error]);
            assert_eq!(answer["errors"][0]["extensions"]["code"], code.as_str());
            assert_eq!(answer["errors"][0]["message"], message);
        }
    }

    #[test]
    fn data_is_left_out_where_nothing_was_executed() {
        assert_eq!(
            answer(vec![ServerError::new("syntax", None)]).get("data"),
            None
        );
        let null = Some(&serde_json::Value::Null);
        assert_eq!(answer(vec![at_a_field("lost")]).get("data"), null);
    }

    #[test]
    fn an_answer_that_is_too_long_is_not_sent() {
        let of = |length: usize| {
            let response = GraphqlResponse::new(Value::String("x".repeat(length)));
            GraphqlAnswer::new(response).written()
        };
        let frame = r#"{"data":""}"#.len();
        assert_eq!(of(MAX_BYTES - frame).unwrap().len(), MAX_BYTES);
        let instead = of(MAX_BYTES - frame + 1).unwrap_err();
        let instead = serde_json::to_value(&instead).unwrap();
        assert_eq!(instead["data"], serde_json::Value::Null);
        assert_eq!(
            instead["errors"][0]["extensions"]["code"],
            Code::BadUserInput.as_str()
        );
    }

    #[test]
    fn an_answer_has_a_bearable_size() {
        let long = "é".repeat(60_000);
        let answer = answer(vec![ServerError::new(long, None); 1_000]);
        assert_eq!(answer["errors"].as_array().unwrap().len(), MAX_ERRORS);
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert_eq!(message.chars().count(), MAX_MESSAGE_CHARS + 1);
    }
}
