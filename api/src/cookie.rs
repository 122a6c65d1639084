//! The cookie that keeps a browser's session: no script can read it.
//!
//! A mutation that opens a session for a browser answers with `BrowserSession`,
//! which has no token, and with this cookie. Whatever else opens one, outside of GraphQL, does the
//! same by [`SessionCookie::set`].

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use chrono::{DateTime, Utc};
use url::Url;

use crate::service::account::SignedIn;

/// Name of the cookie over plain HTTP.
const PLAIN: &str = "upbeat_session";

/// Name of the cookie over HTTPS. Browsers take a cookie with this prefix only from this very host
/// and over TLS (RFC 6265bis, 4.1.3.2), so neither a neighbour nor the network can plant one.
const SECURE: &str = "__Host-upbeat_session";

/// Attributes of the cookie: out of reach of scripts, and not sent along with requests that other
/// sites cause, except when a link of theirs is followed (RFC 6265bis, 4.1.2).
const ATTRIBUTES: &str = "Path=/; HttpOnly; SameSite=Lax";

/// The cookie of this installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCookie {
    is_secure: bool,
}

/// A request of a page of this host, whose response may set the cookie.
#[derive(Clone, Copy, Debug)]
pub struct BrowserRequest {
    /// The cookie.
    pub cookie: SessionCookie,
    /// Whether the caller was identified by it.
    pub is_by_cookie: bool,
}

impl SessionCookie {
    /// The cookie where people reach the installation at `public_url`.
    pub fn new(public_url: Option<&Url>) -> Self {
        Self {
            is_secure: public_url.is_some_and(|url| url.scheme() == "https"),
        }
    }

    /// The value of the `Set-Cookie` header that keeps a session opened at `now` in the browser,
    /// for as long as it lasts.
    pub fn set(self, signed_in: &SignedIn, now: DateTime<Utc>) -> String {
        let lasts = signed_in.expires_at - now;
        self.header(&signed_in.token, lasts.num_seconds())
    }

    /// The value of the `Set-Cookie` header that removes the cookie.
    pub fn remove(self) -> String {
        self.header("", 0)
    }

    /// The token in the cookie of a request.
    pub(crate) fn token(self, headers: &HeaderMap) -> Option<&str> {
        let values = headers.get_all(COOKIE).iter();
        let pairs = values.filter_map(|value| value.to_str().ok());
        let pairs = pairs.flat_map(|value| value.split(';'));
        let mut named = pairs.filter_map(|pair| pair.trim().split_once('='));
        let (_, token) = named.find(|(name, _)| *name == self.name())?;
        (!token.is_empty()).then_some(token)
    }

    fn name(self) -> &'static str {
        if self.is_secure { SECURE } else { PLAIN }
    }

    fn header(self, value: &str, max_age_secs: i64) -> String {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let name = self.name();
        format!("{name}={value}; Max-Age={max_age_secs}; {ATTRIBUTES}{secure}")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn cookie(public_url: &str) -> SessionCookie {
        SessionCookie::new(Url::parse(public_url).ok().as_ref())
    }

    #[test]
    fn it_is_bound_to_the_host_and_to_tls_where_there_is_tls() {
        let plain = "upbeat_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax";
        for url in ["", "http://127.0.0.1:8080/"] {
            assert_eq!(cookie(url).remove(), plain);
        }
        let secure = format!("__Host-{plain}; Secure");
        assert_eq!(cookie("https://a.test/upbeat/").remove(), secure);
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
            assert_eq!(cookie("").token(&headers), expected, "{values:?}");
        }
    }
}
