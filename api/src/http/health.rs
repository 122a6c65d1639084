//! Whether the process lives, and whether it can work.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use tokio::time::timeout;

use super::shared::Shared;

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    database: &'static str,
    queue: &'static str,
}

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// 200 while database and queue answer and the process is not stopping, else 503 that says which
/// part is not able.
pub(super) async fn ready(State(shared): State<Shared>) -> Response {
    let Shared { app, shutdown, .. } = shared;
    let (database, queue) = tokio::join!(
        timeout(PATIENCE, app.db.execute_unprepared("SELECT 1")),
        timeout(PATIENCE, app.transport.time_ms()),
    );
    let (database, queue) = (word(&database), word(&queue));
    let ready = database == "ok" && queue == "ok" && !shutdown.is_cancelled();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Readiness {
            ready,
            database,
            queue,
        }),
    )
        .into_response()
}

fn word<T, E, L>(answer: &Result<Result<T, E>, L>) -> &'static str {
    match answer {
        Ok(Ok(_)) => "ok",
        Ok(Err(_)) => "failed",
        Err(_) => "timed out",
    }
}
