//! State of all handlers.

use std::sync::Arc;

use async_graphql::{Response, ServerError};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::admission::{INVALID, refusal};
use super::answer::failure;
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
use crate::code::Code;
use crate::graphql::{Schema, Schemas};
use crate::limits::{Caller, Crowded, Payer, Turn};
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
        match execute::prepare(&self.types, params, most, known) {
            Ok(mut prepared) => {
                prepared.caller = match (identity, payer) {
                    (Some(identity), _) => Some(Caller::Account(identity.account())),
                    (None, Some(Payer::Address(network))) => Some(Caller::Address(network)),
                    (None, _) => None,
                };
                Ok(prepared)
            }
            Err(problem) => Err(self.refuse(problem, payer, length)),
        }
    }

    /// The error for a document of `length` bytes that is refused because of `problem`, for which
    /// `payer` is charged.
    fn refuse(&self, problem: ServerError, payer: Option<Payer>, length: usize) -> ServerError {
        match self.charge(payer, INVALID, length) {
            Ok(_) => problem,
            Err(exceeded) => refusal(&exceeded),
        }
    }

    /// A turn to execute a document, with others of its caller.
    ///
    /// # Errors
    /// The refusal, for the response.
    async fn turn(
        &self,
        prepared: &Prepared,
        payer: Option<Payer>,
    ) -> Result<Option<Turn>, ServerError> {
        let Some(caller) = prepared.caller else {
            return Ok(None);
        };
        let executions = &self.app.limits.executions;
        let turn = executions.turn(caller, prepared.waiting_bytes()).await;
        turn.map(Some)
            .map_err(|crowded| self.refuse(busy(crowded), payer, prepared.length))
    }

    /// Validates, charges and executes a query or mutation, in its caller's turn.
    pub(super) async fn run(
        &self,
        prepared: Prepared,
        is_member: bool,
        payer: Option<Payer>,
    ) -> Response {
        let _turn = match self.turn(&prepared, payer).await {
            Ok(turn) => turn,
            Err(refused) => return Response::from_errors(vec![refused]),
        };
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

/// The error for a client that has too many documents in progress.
fn busy(crowded: Crowded) -> ServerError {
    let mut error = failure(Code::RateLimited, crowded.to_string());
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("retryAfterSecs", Crowded::RETRY_AFTER_SECS);
    error
}
