//! The routes.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

use super::export::{self, ExportSlots};
use super::known_documents::KnownDocuments;
use super::operation::Resolvers;
use super::persisted::PersistedQueries;
use super::request_runtime::{self, RequestRuntime};
use super::response_cache::ResponseCache;
use super::shape::Types;
use super::state::Shared;
use super::{
    compression, dashboard, graphiql, graphql, metrics, oidc, security_headers, status_page,
};
use crate::app::App;
use crate::graphql::{self as schema, Schemas};

/// All routes, including `beside`, which other parts handle. `requests` runs the handlers that
/// may take long; `shutdown` closes the sockets.
pub fn router(
    app: App,
    schemas: Schemas,
    requests: &RequestRuntime,
    beside: Router,
    shutdown: CancellationToken,
) -> Router {
    let graphql = get(graphql::get).post(graphql::post);
    let long = Router::new()
        .route("/graphql", graphql.layer(from_fn(compression::compress)))
        .route("/export/ticks", get(export::ticks))
        .route("/export/changes", get(export::changes))
        .route("/export/report", get(export::report))
        .route("/export/audit", get(export::audit))
        .route("/auth/oidc/start", get(oidc::start))
        .route("/auth/oidc/callback", get(oidc::callback))
        .route_layer(from_fn_with_state(
            requests.clone(),
            request_runtime::answer,
        ));
    let long = match app.web.origins.layer() {
        Some(cors) => long.layer(cors),
        None => long,
    };
    let shared = Arc::new(Shared {
        app,
        schemas,
        types: Types::of_sdl(&schema::sdl()),
        introspection: Arc::new(Semaphore::new(1)),
        shutdown,
        recent: ResponseCache::default(),
        known: KnownDocuments::default(),
        persisted: PersistedQueries::default(),
        resolvers: Resolvers::default(),
        exports: ExportSlots::default(),
        graphiql: graphiql::Files::default(),
    });
    let is_https = shared.app.web.is_https;
    Router::new()
        .merge(long)
        .merge(status_page::routes())
        .route("/graphiql", get(graphiql::page))
        .route("/graphiql/{name}", get(graphiql::file))
        .merge(beside.with_state(()))
        .route_layer(from_fn(metrics::count))
        .fallback(dashboard::page_or_file)
        .layer(from_fn_with_state(
            Arc::clone(&shared),
            status_page::by_host,
        ))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(is_https, security_headers::protect))
        .with_state(shared)
}
