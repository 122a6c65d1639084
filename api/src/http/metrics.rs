//! Counts and times requests for `/metrics`.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram};

/// Counts a request and its response.
pub(super) async fn count(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let path = path.map_or("other", MatchedPath::as_str).to_owned();
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!("upbeat_http_request_seconds", "path" => path.clone())
        .record(began.elapsed().as_secs_f64());
    counter!("upbeat_http_requests_total", "path" => path, "status" => status).increment(1);
    response
}
