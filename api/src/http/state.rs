//! State of all handlers.

use std::sync::Arc;

use async_graphql::{Response, ServerError};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::admission::{INVALID, refusal};
use super::execute::{self, Prepared};
use super::export::ExportSlots;
use super::graphiql::Files;
use super::guard;
use super::known_documents::KnownDocuments;
use super::operation::Resolvers;
use super::params::Params;
use super::persisted::PersistedQueries;
use super::response_cache::ResponseCache;
use super::shape::Types;
use crate::app::App;
use crate::graphql::{Schema, Schemas};
use crate::limits::Payer;
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
    /// What was found in documents that come again.
    pub(super) known: KnownDocuments,
    /// Documents that callers name by their hash.
    pub(super) persisted: PersistedQueries,
    /// Resolvers of subscriptions that select the same.
    pub(super) resolvers: Resolvers,
    /// Slots of running exports.
    pub(super) exports: ExportSlots,
    /// Files of GraphiQL.
    pub(super) graphiql: Files,
}

impl Shared {
    /// The schema that validates documents of signed-in or anonymous callers.
    pub(super) fn checking(&self, is_member: bool) -> &Schema {
        if is_member {
            &self.schemas.members
        } else {
            &self.schemas.strangers
        }
    }

    /// Checks and parses a document of `identity`, in its turn. One that is refused is charged
    /// to `payer`; others are when they are [admitted](Self::admit).
    ///
    /// # Errors
    /// The problem with the document, for the response.
    pub(super) async fn prepare(
        &self,
        params: Params,
        identity: Option<&Identity>,
        payer: Option<Payer>,
    ) -> Result<Prepared, ServerError> {
        let length = params.query.as_ref().map_or(0, String::len);
        let shares = &self.app.shares;
        let share = match identity {
            Some(identity) => shares.of(identity.account()),
            None => shares.of_strangers(),
        };
        let _turn = share.parse().await;
        let most = guard::most_of(identity.is_some());
        let known = identity.map(|_| &self.known);
        let prepared = execute::prepare(&self.types, params, most, known);
        if prepared.is_err() {
            self.charge(payer, INVALID, length)
                .map_err(|exceeded| refusal(&exceeded))?;
        }
        prepared
    }

    /// Validates, charges and executes a query or mutation.
    pub(super) async fn run(
        &self,
        prepared: Prepared,
        is_member: bool,
        payer: Option<Payer>,
    ) -> Response {
        let cost = match self.admit(&prepared, is_member, payer).await {
            Ok(cost) => cost,
            Err(refused) => return *refused,
        };
        let schema = &self.schemas.executing;
        let mut response = if prepared.reading.shape.introspects() {
            prepared.run_apart(schema, &self.introspection).await
        } else {
            prepared.run(schema).await
        };
        let cost = cost.map(|cost| ("cost".to_owned(), cost));
        response.extensions.extend(cost);
        response
    }
}
