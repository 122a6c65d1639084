//! Responses while the stores are not reachable yet.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use super::routes;

/// The store that is missing.
#[derive(Clone, Copy, Debug, Default)]
pub enum Absence {
    /// The database; the state of the queue is not known by then.
    #[default]
    Database,
    /// The queue, with its reason to refuse writes, if any.
    Queue(Option<&'static str>),
}

/// Routes that report what is `missing`.
pub fn waiting(missing: Arc<Mutex<Absence>>) -> Router {
    Router::new()
        .route("/healthz", get(routes::waiting))
        .fallback(unready)
        .with_state(missing)
}

async fn unready(State(missing): State<Arc<Mutex<Absence>>>) -> Response {
    let missing = *missing.lock().unwrap_or_else(PoisonError::into_inner);
    let (database, queue) = match missing {
        Absence::Database => ("failed", "unknown"),
        Absence::Queue(refusal) => ("ok", refusal.unwrap_or("failed")),
    };
    let body = json!({
        "ready": false,
        "database": database,
        "queue": queue,
        "scheduler": "waiting",
        "troubles": [],
    });
    let headers = [(header::RETRY_AFTER, "5")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, Json(body)).into_response()
}
