//! Public pages as they were kept, for while the database is not there yet.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use chrono::Utc;
use pages::{Address, Pages};

use super::{host, send, unavailable};

/// `router`, with what is kept of `pages` at their addresses and hosts.
pub fn kept(router: Router, pages: Pages) -> Router {
    let routes = Router::new()
        .route("/status/{slug}", get(page))
        .route("/status/{slug}/", get(page))
        .route("/status/{slug}/{*path}", get(below))
        .with_state(pages.clone());
    router
        .merge(routes)
        .layer(from_fn_with_state(pages, by_host))
}

async fn page(
    State(pages): State<Pages>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Response {
    let known = answer(&pages, &Address::Slug(slug), "", &headers).await;
    known.unwrap_or_else(unavailable)
}

async fn below(
    State(pages): State<Pages>,
    Path((slug, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let known = answer(&pages, &Address::Slug(slug), &path, &headers).await;
    known.unwrap_or_else(unavailable)
}

async fn by_host(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    if let Some(host) = host(request.uri(), request.headers()) {
        let path = request.uri().path().trim_start_matches('/');
        let known = answer(&pages, &Address::Host(host), path, request.headers()).await;
        if let Some(answer) = known {
            return answer;
        }
    }
    next.run(request).await
}

/// What is kept at `path` below the page at `address`, if anything is.
async fn answer(
    pages: &Pages,
    address: &Address,
    path: &str,
    headers: &HeaderMap,
) -> Option<Response> {
    let now_ms = Utc::now().timestamp_millis();
    let shown = pages.get(address, now_ms).await.ok()??;
    Some(send::asset(pages, &shown, path, headers, now_ms).await)
}
