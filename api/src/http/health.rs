//! Whether the process lives, and whether it can work.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use entity::feed_head;
use sea_orm::EntityTrait;
use serde::Serialize;
use tokio::time::timeout;

use super::desk::Desk;
use super::shared::Shared;
use crate::vitals::Kind;

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    database: &'static str,
    /// Where Redis takes nothing, why.
    queue: &'static str,
    scheduler: &'static str,
    /// What is wrong, with this process or the fleet. Not all of it makes the process unable.
    troubles: Vec<&'static str>,
}

/// The process begins.
pub(super) async fn waiting() -> &'static str {
    "ok"
}

/// The process answers. What this needs is never busy for long, so the threads that are say
/// for themselves that they go on.
pub(super) async fn alive(State(desk): State<Desk>) -> Response {
    if desk.is_stalled() {
        let text = "the threads that answer documents stand still";
        return (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    }
    "ok".into_response()
}

/// 200 while the database answers, the queue takes what it is given, the scheduler leads or follows, and the process is not
/// stopping; else 503 that says which part is not able.
pub(super) async fn ready(State(shared): State<Shared>) -> Response {
    let Shared { app, shutdown, .. } = shared;
    // A row that migrations make: it is there once they are done.
    let (database, queue) = tokio::join!(
        timeout(PATIENCE, feed_head::Entity::find().one(&app.front)),
        timeout(PATIENCE, app.transport.try_write()),
    );
    let refusal = match &queue {
        Ok(Err(err)) => err.refusal(),
        _ => None,
    };
    let (database, queue) = (word(&database), refusal.unwrap_or(word(&queue)));
    let troubles = app.vitals.troubles();
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
