//! Executes a request, the same way for HTTP requests and sockets.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{Executor, Name, Positioned, Request, Response, ServerError, Value, Variables};
use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::{Instrument, error, info_span};

use super::admission::Check;
use super::answer::{GraphqlAnswer, failure, internal};
use super::params::Params;
use super::shape::{self, Shape, Types};
use super::{
    document,
    guard::{self, Length},
    input_types,
    shape::ROOTS,
};
use crate::code::Code;
use crate::graphql::Reads;
use crate::graphql::error::log;

/// Time limit of a query or mutation.
const MAX_TIME: Duration = Duration::from_secs(30);

/// How much of the operation's name is traced, in characters.
const MAX_NAME_CHARS: usize = 64;

/// Most values in the variables of a request, including nested ones: each takes far more
/// memory than bytes on the wire.
const MAX_VALUES: usize = 100_000;

/// Approximate memory of a value during execution, in bytes.
const VALUE_BYTES: usize = 128;

/// Fields that verify a password, or do as much work. A document may have only one.
const ATTEMPTS: &[&str] = &[
    "signIn",
    "signUp",
    "signInBrowser",
    "signUpBrowser",
    "signInByPasskey",
    "requestPasswordReset",
    "resetPassword",
];

/// A request whose document has been checked and parsed.
pub(super) struct Prepared {
    /// The request to execute.
    pub(super) request: Request,
    /// Kind of its operation.
    pub(super) kind: OperationType,
    /// Shape of its response.
    pub(super) shape: Arc<Shape>,
    /// What the schema must find valid before anything is executed; the last one has the cost.
    pub(super) checks: Vec<Check>,
    /// Length of the document, in bytes.
    pub(super) length: usize,
    /// Whether the client wants to know the cost.
    pub(super) tells_cost: bool,
    /// Memory of its variables during execution, in bytes.
    pub(super) bytes: usize,
    name: String,
}

/// Checks and parses the document, and selects the operation.
///
/// # Errors
/// The problem with the document, for the response.
pub(super) fn prepare(
    types: &Types,
    params: Params,
    most: Length,
) -> Result<Prepared, ServerError> {
    let tells_cost = params.tells_cost();
    let text = params.query.unwrap_or_default();
    let invalid = |refusal: guard::Refusal| failure(Code::ValidationFailed, refusal.to_string());
    guard::check_text(&text, most).map_err(invalid)?;
    let mut document = document::read(&text)?;
    guard::check_document(&document).map_err(invalid)?;
    document::part_typenames(&mut document);
    input_types::check_document(types, &document)?;

    let name = params.operation_name.filter(|name| !name.is_empty());
    let operation = chosen(&document, name.as_deref())?;
    let (variables, values) = variables(&operation.node, params.variables.unwrap_or_default())?;
    input_types::check_variables(types, &operation.node, &variables)?;
    let kind = operation.node.ty;

    let shaped = shape::of(types, &document, operation, &variables);
    if let Some(key) = shaped.ambiguous {
        let text =
            format!("\"{key}\" stands for two different fields: use an alias for one of them");
        return Err(failure(Code::ValidationFailed, text));
    }
    check_shape(types, kind, &shaped.shape)?;
    let short_name = name.as_deref().unwrap_or_default();
    let short_name = short_name.chars().take(MAX_NAME_CHARS).collect();
    let request = |name: Option<String>, variables: &Variables, document| {
        let mut request = Request::new(String::new()).variables(variables.clone());
        request.operation_name = name;
        request.set_parsed_query(document);
        request
    };
    let (document, others) = document::apart(document, name.as_deref().map(Name::new).as_ref());
    let others = others.into_iter().map(|(name, other)| {
        let name = Some(name.to_string());
        Check::of_other(request(name, &Variables::default(), other.clone()), &other)
    });
    let mut checks: Vec<Check> = others.collect();
    let executed = match shaped.flat {
        Some(flat) => request(None, &variables, flat),
        None => request(name.clone(), &variables, document.clone()),
    };
    checks.push(Check::of(request(name, &variables, document)));
    let reads = match kind {
        OperationType::Subscription => Reads::without_end(),
        OperationType::Query | OperationType::Mutation => Reads::default(),
    };
    Ok(Prepared {
        request: executed.data(reads),
        kind,
        shape: Arc::new(shaped.shape),
        checks,
        length: text.len(),
        tells_cost,
        bytes: values * VALUE_BYTES,
        name: short_name,
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
    let response = match prepare(&Types::of_sdl(sdl), params, guard::MEMBERS) {
        // A check may take longer than the time limit of a request.
        Ok(prepared) => prepared.execute(schema).await,
        Err(error) => Response::from_errors(vec![error]),
    };
    serde_json::to_value(GraphqlAnswer::new(response))
}

impl Prepared {
    /// Executes a query or mutation, within the time limit. A panic in a resolver becomes an
    /// internal error.
    pub(super) async fn run(self, schema: &impl Executor) -> Response {
        let span = info_span!("graphql", operation.kind = %self.kind, operation.name = ?self.name);
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
        let mut response = schema.execute(self.request).await;
        log(&response.errors);
        self.shape.complete(&mut response.data, &response.errors);
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

/// Checks limits of an operation that do not depend on its cost.
fn check_shape(types: &Types, kind: OperationType, shape: &Shape) -> Result<(), ServerError> {
    let invalid = |text: &str| Err(failure(Code::ValidationFailed, text));
    match kind {
        // Source: GraphQL, October 2021, 5.2.3.1.
        OperationType::Subscription if shape.len() != 1 => {
            invalid("a subscription must have exactly one field at its root")
        }
        OperationType::Mutation if shape.count(ATTEMPTS) > 1 => invalid(
            "a document may have at most one field that signs in or up, or resets a password",
        ),
        _ if ROOTS.iter().any(|root| shape.count(&[root]) > 1) => {
            invalid("a document may have at most one __schema and one __type")
        }
        _ if shape.introspects_too_much(types) => {
            invalid("the document requests too much of the schema: omit nested lists")
        }
        _ => Ok(()),
    }
}

/// The operation to execute. Source: GraphQL, October 2021, 6.1, `GetOperation`.
fn chosen<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d Positioned<OperationDefinition>, ServerError> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) => {
            let only = operations.values().next();
            only.filter(|_| operations.len() == 1)
        }
    };
    let problem = || match name {
        Some(_) => "operationName does not name an operation of the document",
        None => "the document has several operations, and operationName does not name one",
    };
    found.ok_or_else(|| failure(Code::ValidationFailed, problem()))
}

/// Values of the operation's variables, including defaults, and how many were given.
/// Undeclared variables are dropped.
fn variables(
    operation: &OperationDefinition,
    mut given: serde_json::Map<String, serde_json::Value>,
) -> Result<(Variables, usize), ServerError> {
    let definitions = operation.variable_definitions.iter();
    let definitions: Vec<_> = definitions.map(|definition| &definition.node).collect();
    given.retain(|name, _| definitions.iter().any(|it| it.name.node.as_str() == name));
    let mut room = MAX_VALUES;
    if !given.values().all(|value| fits(value, &mut room)) {
        let text = format!("the variables hold more than {MAX_VALUES} values");
        return Err(failure(Code::BadUserInput, text));
    }
    let mut variables = Variables::from_json(serde_json::Value::Object(given));
    for definition in definitions {
        let name = &definition.name.node;
        if let (None, Some(default)) = (variables.get(name), &definition.default_value) {
            variables.insert(name.clone(), default.node.clone());
        }
        // The library checks this only when it needs the value, after half of a mutation may
        // be done. Source: GraphQL, October 2021, 6.1.2.
        let is_missing = variables.get(name).is_none_or(|it| *it == Value::Null);
        if is_missing && !definition.var_type.node.nullable {
            let text = format!("the variable \"${name}\" must have a value");
            return Err(failure(Code::ValidationFailed, text));
        }
    }
    Ok((variables, MAX_VALUES - room))
}

/// Takes the number of values in `value` from `room`; returns false if there is not enough.
fn fits(value: &serde_json::Value, room: &mut usize) -> bool {
    let Some(left) = room.checked_sub(1) else {
        return false;
    };
    *room = left;
    match value {
        serde_json::Value::Array(items) => items.iter().all(|item| fits(item, room)),
        serde_json::Value::Object(fields) => fields.values().all(|field| fits(field, room)),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
