//! Executes a request, the same way for HTTP requests and sockets.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Data, Executor, Request, Response, ServerError};
use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::{Instrument, error, info_span};

use super::answer::{GraphqlAnswer, failure, internal};
use super::guard::{self, Length};
use super::known_documents::KnownDocuments;
use super::params::Params;
use super::reading::{self, Asked, Reading, VALUE_BYTES};
use super::shape::Types;
use crate::code::Code;
use crate::graphql::Reads;
use crate::graphql::error::log;
use crate::limits;

/// Time limit of a query or mutation.
const MAX_TIME: Duration = Duration::from_secs(30);

/// How much of the operation's name is traced, in characters.
const MAX_NAME_CHARS: usize = 64;

/// A request whose document has been checked and parsed.
pub(super) struct Prepared {
    /// What resolvers may know of the request.
    pub(super) data: Data,
    /// What it asks for.
    pub(super) reading: Arc<Reading>,
    /// Whose documents are counted with it; nobody's where the caller is not known.
    pub(super) caller: Option<limits::Caller>,
    /// Length of the document, in bytes.
    pub(super) length: usize,
    /// Whether the client wants to know the cost.
    pub(super) tells_cost: bool,
}

/// Checks and parses the document, unless it is in `known`, and selects the operation.
///
/// # Errors
/// The problem with the document, for the response.
pub(super) fn prepare(
    types: &Types,
    params: Params,
    most: Length,
    known: Option<&KnownDocuments>,
) -> Result<Prepared, ServerError> {
    let tells_cost = params.tells_cost();
    let text = params.query.unwrap_or_default();
    let asked = Asked {
        operation: params.operation_name.filter(|name| !name.is_empty()),
        given: params.variables.unwrap_or_default(),
    };
    let reading = match known {
        Some(known) => known.read(types, &text, most, asked, Instant::now())?,
        None => {
            let document = Arc::new(reading::parse(types, &text, most)?);
            Arc::new(Reading::new(types, document, asked)?)
        }
    };
    Ok(Prepared {
        data: Data::default(),
        reading,
        caller: None,
        length: text.len(),
        tells_cost,
    })
}

/// Executes one document without a server, with the same rules and error messages as the
/// endpoint. `sdl` is the schema in SDL; it validates what it executes.
///
/// # Errors
/// If the response cannot be encoded as JSON.
pub async fn answer_once(
    schema: &impl Executor,
    sdl: &str,
    document: &str,
    variables: serde_json::Map<String, serde_json::Value>,
) -> serde_json::Result<serde_json::Value> {
    let params = Params {
        query: Some(document.to_owned()),
        variables: Some(variables),
        ..Params::default()
    };
    let response = match prepare(&Types::of_sdl(sdl), params, guard::MEMBERS, None) {
        // A check may take longer than the time limit of a request.
        Ok(prepared) => prepared.execute(schema).await,
        Err(error) => Response::from_errors(vec![error]),
    };
    serde_json::to_value(GraphqlAnswer::new(response))
}

impl Prepared {
    /// Kind of its operation.
    pub(super) fn kind(&self) -> OperationType {
        self.reading.kind
    }

    /// Adds what resolvers may know of the request.
    pub(super) fn add<D: Any + Send + Sync>(&mut self, data: D) {
        self.data.insert(data);
    }

    /// Memory of its variables during execution, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.reading.values * VALUE_BYTES
    }

    /// Memory of it while it waits, in bytes.
    pub(super) fn waiting_bytes(&self) -> usize {
        self.reading.document_bytes + self.reading.bytes
    }

    /// The request to execute.
    pub(super) fn into_request(self) -> Request {
        let reading = &self.reading;
        let mut request = Request::new(String::new()).variables(reading.variables.clone());
        request.operation_name = reading.executed_name();
        request.set_parsed_query(ExecutableDocument::clone(&reading.executed));
        request.data = self.data;
        request.data(match reading.kind {
            OperationType::Subscription => Reads::without_end(),
            OperationType::Query | OperationType::Mutation => Reads::default(),
        })
    }

    /// Executes a query or mutation, within the time limit. A panic in a resolver becomes an
    /// internal error.
    pub(super) async fn run(self, schema: &impl Executor) -> Response {
        let name = self.reading.asked.operation.as_deref().unwrap_or_default();
        let name: String = name.chars().take(MAX_NAME_CHARS).collect();
        let span = info_span!("graphql", operation.kind = %self.kind(), operation.name = ?name);
        let execution = self.execute(schema).instrument(span);
        within_limits(execution)
            .await
            .unwrap_or_else(|error| Response::from_errors(vec![error]))
    }

    /// As [`Self::run`], but on a blocking thread and in `turn`: introspection runs without
    /// interruption.
    pub(super) async fn run_apart(self, schema: &impl Executor, turn: &Arc<Semaphore>) -> Response {
        let schema = schema.clone();
        let execution = async {
            let turn = Arc::clone(turn).acquire_owned().await;
            let work = move || {
                let _turn = turn;
                Handle::current().block_on(self.run(&schema))
            };
            let done = tokio::task::spawn_blocking(work).await;
            done.unwrap_or_else(|_| Response::from_errors(vec![internal()]))
        };
        within_limits(execution)
            .await
            .unwrap_or_else(|error| Response::from_errors(vec![error]))
    }

    async fn execute(self, schema: &impl Executor) -> Response {
        let shape = Arc::clone(&self.reading.shape);
        let mut response = schema.execute(self.into_request()).await;
        log(&response.errors);
        shape.complete(&mut response.data, &response.errors);
        response
    }
}

async fn within_limits(execution: impl Future<Output = Response>) -> Result<Response, ServerError> {
    match timeout(MAX_TIME, AssertUnwindSafe(execution).catch_unwind()).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_)) => {
            error!("A resolver panicked");
            Err(internal())
        }
        Err(_) => {
            // Errors of its resolvers so far would not be logged anywhere else.
            error!("A request took too long");
            let limit = MAX_TIME.as_secs();
            Err(failure(
                Code::Unavailable,
                format!("the request was given up after {limit} s"),
            ))
        }
    }
}
