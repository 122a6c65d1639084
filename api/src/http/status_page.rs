//! Status pages at `/status/{slug}`, and at hosts of their own. What they say is `pages`' business;
//! here it is decided who may see it, and how it is sent.

mod gate;
mod kept;
mod send;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::header::{HOST, RETRY_AFTER};
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use pages::Address;
use tracing::error;

use self::gate::Visitor;
pub use self::kept::kept;
use super::state::HttpState;

/// Where the form for the password of a page leads to, below the page.
const PASSWORD: &str = "password";

/// Largest form.
const MAX_FORM_BYTES: usize = 4_096;

/// Routes of all status pages.
pub(super) fn routes() -> Router<HttpState> {
    Router::new()
        .route("/status/{slug}", get(page))
        .route("/status/{slug}/", get(page))
        .route("/status/{slug}/{*path}", get(below).post(enter))
}

/// A page itself.
async fn page(
    State(shared): State<HttpState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let visitor = Visitor::new(&shared, &headers, &extensions);
    answer(&visitor, &Address::Slug(slug), "").await
}

/// What is below a page.
async fn below(
    State(shared): State<HttpState>,
    Path((slug, path)): Path<(String, String)>,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let visitor = Visitor::new(&shared, &headers, &extensions);
    answer(&visitor, &Address::Slug(slug), &path).await
}

/// A form that is sent to a page.
async fn enter(
    State(shared): State<HttpState>,
    Path((slug, path)): Path<(String, String)>,
    headers: HeaderMap,
    extensions: Extensions,
    body: Bytes,
) -> Response {
    let visitor = Visitor::new(&shared, &headers, &extensions);
    form(&visitor, &Address::Slug(slug), &path, &body).await
}

/// Answers requests for hosts that pages have of their own; passes on all others.
pub(super) async fn by_host(
    State(shared): State<HttpState>,
    request: Request,
    next: Next,
) -> Response {
    let host = host(request.uri(), request.headers());
    let host = host.filter(|host| shared.app.pages.has_host(host));
    let Some(host) = host else {
        return next.run(request).await;
    };
    let address = Address::Host(host);
    let (parts, body) = request.into_parts();
    let visitor = Visitor::new(&shared, &parts.headers, &parts.extensions);
    let path = parts.uri.path().trim_start_matches('/');
    match parts.method {
        Method::GET | Method::HEAD => answer(&visitor, &address, path).await,
        Method::POST => match axum::body::to_bytes(body, MAX_FORM_BYTES).await {
            Ok(body) => form(&visitor, &address, path, &body).await,
            Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        },
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// The host that a request is for, without its port and in lower case.
fn host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let named = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = named.or(uri.authority().map(|authority| authority.as_str()))?;
    let host = host.rsplit_once(':').map_or(host, |(name, port)| {
        let is_port = port.chars().all(|c| c.is_ascii_digit());
        if is_port { name } else { host }
    });
    Some(host.to_ascii_lowercase())
}

/// The answer to a request for what is at `path` below a page.
async fn answer(visitor: &Visitor<'_>, address: &Address, path: &str) -> Response {
    let (pages, now_ms) = (&visitor.shared.app.pages, visitor.now_ms());
    let shown = match pages.get(address, now_ms).await {
        Ok(Some(shown)) => shown,
        Ok(None) => return missing(),
        Err(err) => {
            if !err.may_pass() {
                let error = &err as &dyn std::error::Error;
                error!(error, "A status page cannot be read");
            }
            return unavailable();
        }
    };
    if shown.is_public() {
        return send::asset(pages, &shown, path, visitor.headers, now_ms).await;
    }
    match visitor.admitted(&shown).await {
        Ok(()) => send::private(send::asset(pages, &shown, path, visitor.headers, now_ms).await),
        Err(refused) => send::private(*refused),
    }
}

/// The answer to a form that is sent to `path` below a page.
async fn form(visitor: &Visitor<'_>, address: &Address, path: &str, body: &[u8]) -> Response {
    let (pages, now_ms) = (&visitor.shared.app.pages, visitor.now_ms());
    let shown = match pages.get(address, now_ms).await {
        Ok(Some(shown)) => shown,
        Ok(None) => return missing(),
        Err(_) => return unavailable(),
    };
    match path {
        PASSWORD if body.len() <= MAX_FORM_BYTES => {
            send::private(visitor.entered(&shown, body).await)
        }
        _ => missing(),
    }
}

fn missing() -> Response {
    let text = "There is no status page at this address.\n";
    (StatusCode::NOT_FOUND, text).into_response()
}

fn unavailable() -> Response {
    let text = "This status page cannot be shown at the moment. Try again in a minute.\n";
    let status = StatusCode::SERVICE_UNAVAILABLE;
    (status, [(RETRY_AFTER, "10")], text).into_response()
}
