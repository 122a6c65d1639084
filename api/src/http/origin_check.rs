//! Checks the origin of browser requests, and sets security headers.

use axum::extract::Request;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use url::Url;

/// The browser's statement about the requesting page. Source: W3C, Fetch Metadata, 2.4.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Which pages may embed a response. Source: the Fetch standard, 3.7.
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Default headers of every response: browsers must respect its media type, and may not embed
/// it.
const OF_EVERY_ANSWER: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
];

/// Adds the default security headers to a response.
pub async fn protect(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    for (name, value) in OF_EVERY_ANSWER {
        let entry = answer.headers_mut().entry(name);
        entry.or_insert(HeaderValue::from_static(value));
    }
    answer
}

/// Whether the request does not come from a page of another host: browsers report the origin
/// of a request, and let pages send simple ones anywhere.
pub(super) fn is_own(headers: &HeaderMap) -> bool {
    let site = headers.get(SEC_FETCH_SITE);
    let is_own = |site: &HeaderValue| site == "same-origin" || site == "none";
    site.is_none_or(is_own) && is_from_here(headers)
}

/// Whether the requesting page, if any, belongs to this host: browsers let any page open a
/// socket anywhere.
pub(super) fn is_from_here(headers: &HeaderMap) -> bool {
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
            assert_eq!(is_from_here(&headers), expected, "{origin:?} {host}");
            assert_eq!(is_own(&headers), expected, "{origin:?} {host}");
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
            assert_eq!(is_own(&headers), expected, "{site}");
        }
    }
}
