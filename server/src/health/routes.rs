//! Liveness and readiness of the process.

use std::time::Duration;

use api::app::App;
use api::http::RequestRuntime;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use entity::feed_head;
use sea_orm::EntityTrait;
use serde::Serialize;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{Health, Kind, metrics};

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    database: &'static str,
    /// Why the queue is not able, if known.
    queue: &'static str,
    scheduler: &'static str,
    /// Kinds of current troubles, of this process or the fleet. Not all of them make the
    /// process unready.
    troubles: Vec<&'static str>,
}

/// State of the routes.
#[derive(Clone)]
struct Asked {
    app: App,
    health: Health,
    requests: RequestRuntime,
    shutdown: CancellationToken,
}

/// `/healthz`, `/readyz` and `/metrics`; `shutdown` ends readiness.
pub fn routes(
    app: App,
    health: Health,
    requests: RequestRuntime,
    shutdown: CancellationToken,
) -> Router {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics::show))
        .with_state(Asked {
            app,
            health,
            requests,
            shutdown,
        })
}

/// Answers while the process starts.
pub(super) async fn waiting() -> &'static str {
    "ok"
}

/// Answers that the process lives. The threads that serve this are never busy for long; the
/// threads that answer documents report separately that they make progress.
async fn alive(State(asked): State<Asked>) -> Response {
    if asked.requests.is_stalled() {
        let text = "the threads that answer documents stand still";
        return (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    }
    "ok".into_response()
}

/// 200 while the database answers, the queue accepts writes, the scheduler leads or follows,
/// and the process is not stopping; otherwise 503 with the part that is not able.
async fn ready(State(asked): State<Asked>) -> Response {
    let Asked {
        app,
        health,
        shutdown,
        ..
    } = asked;
    // Reads a row that migrations create: it exists once they are done.
    let (database, queue) = tokio::join!(
        timeout(PATIENCE, feed_head::Entity::find().one(&app.front)),
        timeout(PATIENCE, app.transport.try_write()),
    );
    let refusal = match &queue {
        Ok(Err(err)) => err.refusal(),
        _ => None,
    };
    let (database, queue) = (word(&database), refusal.unwrap_or(word(&queue)));
    let troubles = health.troubles();
    let scheduler = if troubles.contains(&Kind::SchedulerStalled) {
        "stalled"
    } else {
        "ok"
    };
    let ready = [database, queue, scheduler]
        .iter()
        .all(|part| *part == "ok")
        && !shutdown.is_cancelled();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let readiness = Readiness {
        ready,
        database,
        queue,
        scheduler,
        troubles: troubles.into_iter().map(Kind::as_str).collect(),
    };
    (status, Json(readiness)).into_response()
}

fn word<T, E, L>(answer: &Result<Result<T, E>, L>) -> &'static str {
    match answer {
        Ok(Ok(_)) => "ok",
        Ok(Err(_)) => "failed",
        Err(_) => "timed out",
    }
}
