//! From an `Authorization` value to the caller.

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use tracing::error;

use super::accept::Media;
use super::answer::{self, UNAUTHENTICATED, UNAVAILABLE};
use super::shared::Shared;
use crate::service;
use crate::service::account::{self, Identity};

/// What a request says about its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// Nothing: an anonymous caller.
    None,
    /// A bearer token.
    Token(String),
    /// Something that is no bearer token.
    Malformed,
}

impl Credentials {
    /// What the headers of a request say.
    pub(super) fn of_headers(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::None,
            (Some(value), None) => value.to_str().map_or(Self::Malformed, Self::of_value),
            // Nobody can tell which of them somebody in between has looked at.
            (Some(_), Some(_)) => Self::Malformed,
        }
    }

    /// What one `Authorization` value says (RFC 6750, 2.1).
    pub(super) fn of_value(value: &str) -> Self {
        match value.trim().split_once(' ') {
            Some((scheme, token))
                if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() =>
            {
                Self::Token(token.trim().to_owned())
            }
            _ => Self::Malformed,
        }
    }
}

/// Who bears `token`, at the fleet's time; `None` where the token is worth nothing.
///
/// # Errors
/// Where the database fails.
pub(super) async fn identify(shared: &Shared, token: &str) -> service::Result<Option<Identity>> {
    let now = DateTime::<Utc>::from_timestamp_millis(shared.app.clock.now_ms()).unwrap_or_default();
    account::authenticate(&shared.app.front, token, now).await
}

/// Who asks; `None` for an anonymous caller.
///
/// # Errors
/// The answer to who brings a token that is worth nothing, or cannot be looked up.
pub(super) async fn caller(
    shared: &Shared,
    headers: &HeaderMap,
    media: Media,
) -> Result<Option<Identity>, Box<Response>> {
    let found = match Credentials::of_headers(headers) {
        Credentials::None => return Ok(None),
        Credentials::Malformed => Ok(None),
        Credentials::Token(token) => identify(shared, &token).await,
    };
    let (status, code, text) = match found {
        Ok(Some(identity)) => return Ok(Some(identity)),
        Ok(None) => (
            StatusCode::UNAUTHORIZED,
            UNAUTHENTICATED,
            "the token is not valid or has ended",
        ),
        Err(err) => {
            error!(
                error = &err as &dyn std::error::Error,
                "Could not look up a session"
            );
            (
                StatusCode::SERVICE_UNAVAILABLE,
                UNAVAILABLE,
                "sessions cannot be looked up, try again",
            )
        }
    };
    Err(Box::new(answer::refusal(status, media, code, text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bearer_tokens_are_taken() {
        let token = |text: &str| Credentials::Token(text.to_owned());
        for (value, expected) in [
            ("Bearer upb_x", token("upb_x")),
            ("bearer  upb_x ", token("upb_x")),
            ("Bearer", Credentials::Malformed),
            ("Bearer ", Credentials::Malformed),
            ("Basic YTpi", Credentials::Malformed),
            ("upb_x", Credentials::Malformed),
            ("", Credentials::Malformed),
        ] {
            assert_eq!(Credentials::of_value(value), expected, "{value:?}");
        }
    }
}
