//! Which path leads where.

use async_graphql::http::GraphiQLSource;
use axum::Router;
use axum::middleware::from_fn;
use axum::response::{Html, Redirect};
use axum::routing::get;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

use super::export::{self, Places};
use super::recent::Recent;
use super::shared::Shared;
use super::{graphql, health, metrics};
use crate::app::App;
use crate::graphql::Schema;

/// All routes. `shutdown` closes the sockets and ends readiness.
pub fn router(app: App, schema: Schema, shutdown: CancellationToken) -> Router {
    Router::new()
        .route("/", get(to_graphiql))
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/graphiql", get(graphiql))
        .route("/export/ticks", get(export::ticks))
        .route("/export/changes", get(export::changes))
        .route("/export/report", get(export::report))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .route_layer(from_fn(metrics::count))
        .layer(CatchPanicLayer::new())
        .with_state(Shared {
            app,
            schema,
            shutdown,
            recent: Recent::default(),
            exports: Places::default(),
        })
}

async fn to_graphiql() -> Redirect {
    Redirect::to("/graphiql")
}

async fn graphiql() -> Html<String> {
    Html(
        GraphiQLSource::build()
            .endpoint("/graphql")
            .subscription_endpoint("/graphql")
            .title("Upbeat")
            .finish(),
    )
}
