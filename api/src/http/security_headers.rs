//! What every response tells browsers.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

/// Which pages may embed a response. Source: the Fetch standard, 3.7.
pub(super) const RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Default headers of every response: browsers must respect its media type, and may not embed
/// it.
const OF_EVERY_ANSWER: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (RESOURCE_POLICY, "same-origin"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
];

/// For a year, browsers use nothing but HTTPS for this host. Source: RFC 6797, 6.1.
const ONLY_HTTPS: (HeaderName, &str) = (STRICT_TRANSPORT_SECURITY, "max-age=31536000");

/// Adds the default security headers to a response. `is_https` says whether people reach this
/// installation by HTTPS.
pub async fn protect(State(is_https): State<bool>, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    // Who may frame it is said there, if it is said; browsers that know it heed that alone.
    let is_framed = answer
        .headers()
        .get(CONTENT_SECURITY_POLICY)
        .is_some_and(|policy| {
            let policy = policy.to_str().unwrap_or_default();
            policy.contains("frame-ancestors") && !policy.contains("frame-ancestors 'none'")
        });
    let only_https = is_https.then_some(ONLY_HTTPS);
    let all = OF_EVERY_ANSWER.into_iter().chain(only_https);
    for (name, value) in all.filter(|(name, _)| !(is_framed && *name == X_FRAME_OPTIONS)) {
        let entry = answer.headers_mut().entry(name);
        entry.or_insert(HeaderValue::from_static(value));
    }
    answer
}
