//! Cookies: that which keeps a browser's session, and others of the same make. No script can read
//! them.
//!
//! A mutation that opens a session for a browser answers with `BrowserSession`,
//! which has no token, and with this cookie. Whatever else opens one, outside of GraphQL, does the
//! same by [`SessionCookie::set`].

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use chrono::{DateTime, Utc};

use crate::service::account::SignedIn;

/// Name of the cookie of a session.
const SESSION: &str = "upbeat_session";

/// What the name of a cookie begins with over HTTPS. Browsers take such a cookie only from this
/// very host and over TLS (RFC 6265bis, 4.1.3.2), so neither a neighbour nor the network can plant
/// one.
const PREFIX: &str = "__Host-";

/// Attributes of a cookie: out of reach of scripts, and not sent along with requests that other
/// sites cause, except when a link of theirs is followed (RFC 6265bis, 4.1.2).
const ATTRIBUTES: &str = "Path=/; HttpOnly; SameSite=Lax";

/// A cookie of this installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cookie {
    name: &'static str,
    is_secure: bool,
}

/// The cookie of a browser's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCookie(Cookie);

/// A request of a page of this host, whose response may set the cookie.
#[derive(Clone, Copy, Debug)]
pub struct BrowserRequest {
    /// The cookie.
    pub cookie: SessionCookie,
    /// Whether the caller was identified by it.
    pub is_by_cookie: bool,
}

impl Cookie {
    /// The cookie `name`; `is_secure` if people reach the installation by HTTPS.
    pub(crate) fn new(name: &'static str, is_secure: bool) -> Self {
        Self { name, is_secure }
    }

    /// The value of the `Set-Cookie` header that keeps `value` in the browser.
    pub(crate) fn set(self, value: &str, max_age_secs: i64) -> String {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let (prefix, name) = (self.prefix(), self.name);
        format!("{prefix}{name}={value}; Max-Age={max_age_secs}; {ATTRIBUTES}{secure}")
    }

    /// The value of the `Set-Cookie` header that removes the cookie.
    pub(crate) fn remove(self) -> String {
        self.set("", 0)
    }

    /// What a request's cookie of this name holds.
    pub(crate) fn find(self, headers: &HeaderMap) -> Option<&str> {
        let values = headers.get_all(COOKIE).iter();
        let pairs = values.filter_map(|value| value.to_str().ok());
        let pairs = pairs.flat_map(|value| value.split(';'));
        let mut named = pairs.filter_map(|pair| pair.trim().split_once('='));
        let (_, value) =
            named.find(|(name, _)| name.strip_prefix(self.prefix()) == Some(self.name))?;
        (!value.is_empty()).then_some(value)
    }

    fn prefix(self) -> &'static str {
        if self.is_secure { PREFIX } else { "" }
    }
}

impl SessionCookie {
    /// The cookie; `is_secure` if people reach the installation by HTTPS.
    pub fn new(is_secure: bool) -> Self {
        Self(Cookie::new(SESSION, is_secure))
    }

    /// The value of the `Set-Cookie` header that keeps a session opened at `now` in the browser,
    /// for as long as it lasts.
    pub fn set(self, signed_in: &SignedIn, now: DateTime<Utc>) -> String {
        let lasts = signed_in.expires_at - now;
        self.0.set(&signed_in.token, lasts.num_seconds())
    }

    /// The value of the `Set-Cookie` header that removes the cookie.
    pub fn remove(self) -> String {
        self.0.remove()
    }

    /// The token in the cookie of a request.
    pub(crate) fn token(self, headers: &HeaderMap) -> Option<&str> {
        self.0.find(headers)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn it_is_bound_to_the_host_and_to_tls_where_there_is_tls() {
        let plain = "upbeat_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax";
        assert_eq!(SessionCookie::new(false).remove(), plain);
        let secure = format!("__Host-{plain}; Secure");
        assert_eq!(SessionCookie::new(true).remove(), secure);
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        for (values, expected) in [
            (&[][..], None),
            (&["upbeat_session=upb_x"], Some("upb_x")),
            (
                &["a=b; upbeat_session=upb_x; upbeat_session=upb_y"],
                Some("upb_x"),
            ),
            (&["a=b", "upbeat_session=upb_x"], Some("upb_x")),
            (&["upbeat_session="], None),
            (&["xupbeat_session=upb_x; upbeat_session"], None),
            (&["__Host-upbeat_session=upb_x"], None),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(COOKIE, HeaderValue::from_static(value));
            }
            let cookie = SessionCookie::new(false);
            assert_eq!(cookie.token(&headers), expected, "{values:?}");
        }
    }
}
