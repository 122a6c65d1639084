//! How what is rendered is sent.

use std::sync::Arc;

use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use pages::{Asset, Encoding, Pages, Rendered, Shown};
use tracing::error;

use super::{missing, unavailable};
use crate::http::security_headers::RESOURCE_POLICY;
use crate::http::static_file::{is_known, takes};

/// Shared caches keep a public page for some seconds, and show it for a day if it is away. Source:
/// RFC 5861.
const PUBLIC: &str = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400";

/// What is not public is kept by nobody.
const PRIVATE: &str = "private, no-store";

/// At an address that changes with the content.
const LASTING: &str = "public, max-age=86400";

/// The answer with what is at `path` below the page, for a client that sends `headers`.
pub(super) async fn asset(
    pages: &Pages,
    shown: &Arc<Shown>,
    path: &str,
    headers: &HeaderMap,
    now_ms: i64,
) -> Response {
    let Some(asset) = Asset::at(path, now_ms) else {
        return missing();
    };
    match pages.asset(shown, &asset, now_ms).await {
        Ok(Some(rendered)) => rendering(&rendered, headers),
        Ok(None) => missing(),
        Err(err) if shown.is_stale() || err.may_pass() => unavailable(),
        Err(err) => {
            let error = &err as &dyn std::error::Error;
            error!(error, "A status page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The same answer, if only some may see it.
pub(super) fn private(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(PRIVATE));
    headers.remove(ACCESS_CONTROL_ALLOW_ORIGIN);
    headers.remove(RESOURCE_POLICY);
    answer
}

fn rendering(rendered: &Rendered, headers: &HeaderMap) -> Response {
    let is_taken = |name: &str| headers.contains_key(ACCEPT_ENCODING) && takes(headers, name);
    let encoding = if is_taken("br") {
        Some(Encoding::Brotli)
    } else {
        is_taken("gzip").then_some(Encoding::Gzip)
    };
    let cache = if rendered.is_lasting { LASTING } else { PUBLIC };
    let mut answer = if is_known(headers, &rendered.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (body, encoding) = rendered.body(encoding);
        let mut answer = body.into_response();
        let sent = answer.headers_mut();
        sent.insert(
            CONTENT_TYPE,
            HeaderValue::from_static(rendered.content_type),
        );
        if let Some(encoding) = encoding {
            let name = match encoding {
                Encoding::Brotli => "br",
                Encoding::Gzip => "gzip",
            };
            sent.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        answer
    };
    let sent = answer.headers_mut();
    sent.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    sent.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&rendered.etag) {
        sent.insert(ETAG, etag);
    }
    if rendered.is_for_others {
        // Nothing here depends on who asks; for pages that not everybody may see, `private` takes
        // this back.
        sent.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        sent.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    let policy = rendered.policy.as_deref().map(HeaderValue::from_str);
    if let Some(Ok(policy)) = policy {
        sent.insert(CONTENT_SECURITY_POLICY, policy);
    }
    answer
}
