//! Which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::get;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

use super::desk::{self, Desk};
use super::export::{self, Places};
use super::recent::Recent;
use super::shape::Types;
use super::shared::Shared;
use super::{graphiql, graphql, health, metrics, site};
use crate::app::App;
use crate::graphql::{self as schema, Schemas};

/// All routes, of which `desk` answers those that may take long. `shutdown` closes the sockets
/// and ends readiness.
pub fn router(app: App, schemas: Schemas, desk: &Desk, shutdown: CancellationToken) -> Router {
    let long = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/export/ticks", get(export::ticks))
        .route("/export/changes", get(export::changes))
        .route("/export/report", get(export::report))
        .route_layer(from_fn_with_state(desk.clone(), desk::answer));
    Router::new()
        .merge(long)
        .route("/", get(to_graphiql))
        .route("/graphiql", get(graphiql::page))
        .route("/graphiql/{name}", get(graphiql::file))
        .route("/healthz", get(health::alive).with_state(desk.clone()))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .route_layer(from_fn(metrics::count))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(site::protect))
        .with_state(Shared {
            app,
            schemas,
            types: Arc::new(Types::of_sdl(&schema::sdl())),
            introspection: Arc::new(Semaphore::new(1)),
            shutdown,
            recent: Recent::default(),
            exports: Places::default(),
            graphiql: graphiql::Files::default(),
        })
}

async fn to_graphiql() -> Redirect {
    Redirect::to("/graphiql")
}
