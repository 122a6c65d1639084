//! What every handler of this part gets.

use std::sync::Arc;

use async_graphql::{Response, ServerError};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::execute::{self, Prepared};
use super::export::Places;
use super::graphiql::Files;
use super::guard;
use super::params::Params;
use super::recent::Recent;
use super::shape::Types;
use crate::app::App;
use crate::graphql::{Schema, Schemas};
use crate::service::account::Identity;

/// What every handler gets.
#[derive(Clone)]
pub(super) struct Shared {
    /// The handles.
    pub(super) app: App,
    /// The schema, with the handles as its data.
    pub(super) schemas: Schemas,
    /// What type each of its fields has.
    pub(super) types: Arc<Types>,
    /// Whose turn it is to be told about the schema.
    pub(super) introspection: Arc<Semaphore>,
    /// Told when the process stops: sockets close, readiness ends.
    pub(super) shutdown: CancellationToken,
    /// Answers that may be given again.
    pub(super) recent: Recent,
    /// Who exports at present.
    pub(super) exports: Places,
    /// The page to ask by hand.
    pub(super) graphiql: Files,
}

impl Shared {
    /// The schema for somebody who is signed in, or is not.
    pub(super) fn schema(&self, is_member: bool) -> &Schema {
        if is_member {
            &self.schemas.members
        } else {
            &self.schemas.strangers
        }
    }

    /// Counts and parses a document of `identity`, in its turn.
    ///
    /// # Errors
    /// What is wrong with the document, for the answer.
    pub(super) async fn prepare(
        &self,
        params: Params,
        identity: Option<&Identity>,
    ) -> Result<Prepared, ServerError> {
        let shares = &self.app.shares;
        let share = match identity {
            Some(identity) => shares.of(identity.organization),
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
