//! Checks the origin of browser requests.

use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};
use url::Url;

use crate::web::AllowedOrigins;

/// The browser's statement about the requesting page. Source: W3C, Fetch Metadata, 2.4.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the request does not come from a page of another host, unless that is allowed:
/// browsers report the origin of a request, and let pages send simple ones anywhere.
pub(super) fn may_ask(headers: &HeaderMap, allowed: &AllowedOrigins) -> bool {
    let site = headers.get(SEC_FETCH_SITE);
    let is_own = site.is_none_or(|site| site == "same-origin" || site == "none");
    (is_own && is_from_here(headers)) || allowed.allow(headers)
}

/// Whether the requesting page, if any, belongs to this host or is allowed: browsers let any
/// page open a socket anywhere.
pub(super) fn may_open_socket(headers: &HeaderMap, allowed: &AllowedOrigins) -> bool {
    is_from_here(headers) || allowed.allow(headers)
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let origin = origin.to_str().ok().and_then(|text| Url::parse(text).ok());
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let (Some(origin), Some(host)) = (origin, host) else {
        return false;
    };
    // Parsed with the origin's scheme, so that default ports are removed on both sides.
    Url::parse(&format!("{}://{host}", origin.scheme())).is_ok_and(|here| {
        origin.host().is_some() && here.host() == origin.host() && here.port() == origin.port()
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_page_of_another_host_is_told_from_ours() {
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
            let (none, every) = (
                AllowedOrigins::default(),
                origin
                    .filter(|it| !it.is_empty())
                    .and_then(|it| it.parse().ok()),
            );
            let allows = |allowed: &AllowedOrigins| {
                [
                    may_open_socket(&headers, allowed),
                    may_ask(&headers, allowed),
                ]
            };
            assert_eq!(allows(&none), [expected; 2], "{origin:?} {host}");
            // Whoever is listed may, from wherever.
            assert!(
                every.is_none_or(|it| allows(&it) == [true; 2]),
                "{origin:?}"
            );
        }
    }

    #[test]
    fn a_browser_says_which_site_asks() {
        for (site, expected) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(site);
            let headers = HeaderMap::from_iter([(SEC_FETCH_SITE, value)]);
            let none = AllowedOrigins::default();
            assert_eq!(may_ask(&headers, &none), expected, "{site}");
        }
    }
}
