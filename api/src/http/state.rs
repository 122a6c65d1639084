//! State of all handlers.

use std::sync::Arc;

use async_graphql::{Response, ServerError};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::execute::{self, Prepared};
use super::export::ExportSlots;
use super::graphiql::Files;
use super::guard;
use super::params::Params;
use super::response_cache::ResponseCache;
use super::shape::Types;
use super::socket::Resolvers;
use crate::app::App;
use crate::graphql::{Schema, Schemas};
use crate::service::identity::Identity;

/// State of all handlers; cheap to clone, and small, as each socket keeps one.
pub(super) type HttpState = Arc<Shared>;

/// What handlers share.
pub(super) struct Shared {
    /// Handles of the API.
    pub(super) app: App,
    /// The schemas, with the handles as their data.
    pub(super) schemas: Schemas,
    /// Types of the schema's fields.
    pub(super) types: Types,
    /// Limits concurrent introspections.
    pub(super) introspection: Arc<Semaphore>,
    /// Cancelled when the process stops: sockets close, readiness ends.
    pub(super) shutdown: CancellationToken,
    /// Cached responses.
    pub(super) recent: ResponseCache,
    /// Resolvers of subscriptions that select the same.
    pub(super) resolvers: Resolvers,
    /// Slots of running exports.
    pub(super) exports: ExportSlots,
    /// Files of GraphiQL.
    pub(super) graphiql: Files,
}

impl Shared {
    /// The schema for signed-in or anonymous callers.
    pub(super) fn schema(&self, is_member: bool) -> &Schema {
        if is_member {
            &self.schemas.members
        } else {
            &self.schemas.strangers
        }
    }

    /// Checks and parses a document of `identity`, in its turn.
    ///
    /// # Errors
    /// The problem with the document, for the response.
    pub(super) async fn prepare(
        &self,
        params: Params,
        identity: Option<&Identity>,
    ) -> Result<Prepared, ServerError> {
        let shares = &self.app.shares;
        let share = match identity {
            Some(identity) => shares.of(identity.account()),
            None => shares.of_strangers(),
        };
        let _turn = share.parse().await;
        execute::prepare(&self.types, params, guard::most_of(identity.is_some()))
    }

    /// Executes a query or mutation.
    pub(super) async fn run(&self, prepared: Prepared, is_member: bool) -> Response {
        let schema = self.schema(is_member);
        if prepared.shape.introspects() {
            prepared.run_apart(schema, &self.introspection).await
        } else {
            prepared.run(schema).await
        }
    }
}
