//! Identifies the caller by the `Authorization` header, or else by the session's cookie.

use std::time::Instant;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use tracing::error;

use super::accept::Media;
use super::answer;
use super::origin_check;
use super::state::HttpState;
use crate::code::Code;
use crate::cookie::SessionCookie;
use crate::service;
use crate::service::account;
use crate::service::identity::{self, AsOf, Identity};

/// Credentials of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// None: an anonymous caller.
    None,
    /// A bearer token.
    Token(String),
    /// The token in a browser's cookie. One that has ended counts as none: no script can remove
    /// it, and it must keep nobody from signing in again.
    Cookie(String),
    /// A header that is not a bearer token.
    Malformed,
}

impl Credentials {
    /// Credentials in the headers of a request. `Authorization` takes precedence over the cookie.
    pub(super) fn of_headers(headers: &HeaderMap, cookie: SessionCookie) -> Self {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        match (values.next(), values.next()) {
            (None, _) => cookie
                .token(headers)
                .map_or(Self::None, |token| Self::Cookie(token.to_owned())),
            (Some(value), None) => value.to_str().map_or(Self::Malformed, Self::of_value),
            // Unclear which of the two an intermediary has checked.
            (Some(_), Some(_)) => Self::Malformed,
        }
    }

    /// Credentials in one `Authorization` value (RFC 6750, 2.1).
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

/// A signed-in caller of a request.
pub(super) struct Caller {
    /// Who it is.
    pub(super) identity: Identity,
    /// The token, by which the session is looked up again.
    pub(super) token: String,
    /// State of the organization's data, if it was read with the session.
    pub(super) as_of: Option<AsOf>,
    /// Whether a cookie identified them.
    pub(super) is_by_cookie: bool,
}

/// The caller with `token`, by the fleet's clock; `None` if the token is invalid.
///
/// # Errors
/// If the database fails.
pub(super) async fn identify(shared: &HttpState, token: &str) -> service::Result<Option<Identity>> {
    let found = looked_up(shared, token).await?;
    Ok(found.map(|(identity, _)| identity))
}

async fn looked_up(shared: &HttpState, token: &str) -> service::Result<Option<(Identity, AsOf)>> {
    let now = now(shared);
    identity::authenticate(&shared.app.front, token, now).await
}

fn now(shared: &HttpState) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(shared.app.clock.now_ms()).unwrap_or_default()
}

/// As [`identify`], but does not look up a session again within a second.
async fn identify_request(
    shared: &HttpState,
    token: String,
    is_by_cookie: bool,
) -> service::Result<Option<Caller>> {
    let token_hash = account::hash_token(&token);
    let sessions = &shared.app.open_sessions;
    let lookup = match sessions.known(&token_hash, Instant::now()) {
        Ok(identity) => {
            let identity = Some(identity).filter(|known| known.expires_at > now(shared));
            return Ok(identity.map(|identity| Caller {
                identity,
                token,
                as_of: None,
                is_by_cookie,
            }));
        }
        Err(lookup) => lookup,
    };
    let Some((identity, as_of)) = looked_up(shared, &token).await? else {
        return Ok(None);
    };
    sessions.keep(&identity, &lookup);
    let as_of = Some(as_of);
    Ok(Some(Caller {
        identity,
        token,
        as_of,
        is_by_cookie,
    }))
}

/// Who reads a page of ours, from wherever they came to it; `None` if they are anonymous, or their
/// session has ended. It is for pages that no other host can read, and that change nothing.
///
/// # Errors
/// If the database fails.
pub(super) async fn reader(
    shared: &HttpState,
    headers: &HeaderMap,
) -> service::Result<Option<Identity>> {
    let found = match Credentials::of_headers(headers, shared.app.cookie()) {
        Credentials::None | Credentials::Malformed => return Ok(None),
        Credentials::Token(token) => identify_request(shared, token, false).await?,
        Credentials::Cookie(token) => identify_request(shared, token, true).await?,
    };
    Ok(found.map(|caller| caller.identity))
}

/// The caller; `None` if anonymous.
///
/// # Errors
/// The response for an invalid token, one that cannot be verified, or a cookie that comes from a
/// page of another host: browsers send it along with any request.
pub(super) async fn caller(
    shared: &HttpState,
    headers: &HeaderMap,
    media: Media,
) -> Result<Option<Caller>, Box<Response>> {
    let credentials = Credentials::of_headers(headers, shared.app.cookie());
    let is_cookie = matches!(credentials, Credentials::Cookie(_));
    if is_cookie && !origin_check::may_ask(headers, &shared.app.web.origins) {
        let text = "a cookie is only taken from pages of this host and of listed origins";
        let status = StatusCode::FORBIDDEN;
        let refusal = answer::refusal(status, media, Code::BadUserInput, text);
        return Err(Box::new(refusal));
    }
    let found = match credentials {
        Credentials::None => return Ok(None),
        Credentials::Malformed => Ok(None),
        Credentials::Token(token) | Credentials::Cookie(token) => {
            identify_request(shared, token, is_cookie).await
        }
    };
    let (status, code, text) = match found {
        Ok(Some(caller)) => return Ok(Some(caller)),
        Ok(None) if is_cookie => return Ok(None),
        Ok(None) => (
            StatusCode::UNAUTHORIZED,
            Code::Unauthenticated,
            "the token is invalid or has expired",
        ),
        Err(err) => {
            error!(
                error = &err as &dyn std::error::Error,
                "Could not look up a session"
            );
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Code::Unavailable,
                "the session cannot be verified, try again",
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
