//! A request on its way to the schema, the same for requests and sockets.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{Executor, Name, Positioned, Request, Response, ServerError, Value, Variables};
use futures_util::{FutureExt, StreamExt};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::{Instrument, error, info_span};

use super::answer::{Answer, BAD_USER_INPUT, UNAVAILABLE, VALIDATION_FAILED, failure, internal};
use super::params::Params;
use super::shape::{self, Shape, Types};
use super::{
    document, fit,
    guard::{self, Length},
    shape::ROOTS,
};
use crate::graphql::Reads;
use crate::graphql::error::log;

/// How long a query or mutation may take.
const MAX_TIME: Duration = Duration::from_secs(30);

/// How much of the operation's name goes to the traces, characters.
const MAX_NAME_CHARS: usize = 64;

/// Most values in the variables of a request, those within others counted, too: in memory each
/// takes far more than on the wire.
const MAX_VALUES: usize = 100_000;

/// What a value takes in memory while its request is executed, bytes.
const VALUE_BYTES: usize = 128;

/// The fields that try a password, or take as much work. One document has one of them.
const ATTEMPTS: &[&str] = &["signIn", "signUp"];

/// A request whose document is counted and parsed.
pub(super) struct Prepared {
    /// For the schema.
    pub(super) request: Request,
    /// What it asks for.
    pub(super) kind: OperationType,
    /// What its answers look like.
    pub(super) shape: Arc<Shape>,
    /// What the schema is to say of what was sent and is not `request`, before that is executed.
    pub(super) checks: Vec<Check>,
    /// What its variables take while it is executed.
    pub(super) bytes: usize,
    name: String,
}

/// A request with nothing to execute: it is for the schema to say whether it is valid.
pub(super) struct Check {
    request: Request,
    /// What the schema may say against it: no values are given for an operation that is not
    /// executed.
    expected: Vec<String>,
}

/// Counts and parses the document, and finds the operation.
///
/// # Errors
/// What is wrong with the document, for the answer.
pub(super) fn prepare(
    types: &Types,
    params: Params,
    most: Length,
) -> Result<Prepared, ServerError> {
    let text = params.query.unwrap_or_default();
    let invalid = |refusal: guard::Refusal| failure(VALIDATION_FAILED, refusal.to_string());
    guard::check_text(&text, most).map_err(invalid)?;
    let mut document = document::read(&text)?;
    guard::check_document(&document).map_err(invalid)?;
    document::part_typenames(&mut document);
    fit::check_document(types, &document)?;

    let name = params.operation_name.filter(|name| !name.is_empty());
    let operation = chosen(&document, name.as_deref())?;
    let (variables, values) = variables(&operation.node, params.variables.unwrap_or_default())?;
    fit::check_variables(types, &operation.node, &variables)?;
    let kind = operation.node.ty;

    let shaped = shape::of(types, &document, operation, &variables);
    if let Some(key) = shaped.ambiguous {
        let text = format!("\"{key}\" stands for two different fields: give one of them an alias");
        return Err(failure(VALIDATION_FAILED, text));
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
        let expected = without_values(&other);
        let other = shape::without_selection(other);
        let request = request(Some(name.to_string()), &Variables::default(), other);
        Check { request, expected }
    });
    let mut checks: Vec<Check> = others.collect();
    let request = match shaped.flat {
        Some(flat) => {
            let sent = shape::without_selection(document);
            checks.push(Check {
                request: request(name, &variables, sent),
                expected: Vec::new(),
            });
            request(None, &variables, flat)
        }
        None => request(name, &variables, document),
    };
    let reads = match kind {
        OperationType::Subscription => Reads::without_end(),
        OperationType::Query | OperationType::Mutation => Reads::default(),
    };
    Ok(Prepared {
        request: request.data(reads),
        kind,
        shape: Arc::new(shaped.shape),
        checks,
        bytes: values * VALUE_BYTES,
        name: short_name,
    })
}

/// Answers one document outside of any server, as the endpoint answers its members: the same
/// rules, the same words. `sdl` is the schema's.
///
/// # Errors
/// Where the answer cannot be written as JSON.
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
        // A check may take longer than a request.
        Ok(prepared) => prepared.execute(schema).await,
        Err(error) => Response::from_errors(vec![error]),
    };
    serde_json::to_value(Answer::new(response))
}

impl Prepared {
    /// Executes a query or mutation, in limited time. A panic in a resolver is an error of ours.
    pub(super) async fn run(self, schema: &impl Executor) -> Response {
        let span = info_span!("graphql", operation.kind = %self.kind, operation.name = ?self.name);
        let execution = self.execute(schema).instrument(span);
        within_limits(execution)
            .await
            .unwrap_or_else(|error| Response::from_errors(vec![error]))
    }

    /// The same away from the threads that serve everybody, in `turn`: what a schema says of
    /// itself is made in one go.
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
        if let Some(refused) = refused(schema, self.checks).await {
            return refused;
        }
        let mut response = schema.execute(self.request).await;
        log(&response.errors);
        self.shape.complete(&mut response.data, &response.errors);
        response
    }
}

/// What the schema says against one of these, if anything.
pub(super) async fn refused(schema: &impl Executor, checks: Vec<Check>) -> Option<Response> {
    for Check { request, expected } in checks {
        let response = schema.execute_stream(request, None).next().await;
        let Some(mut response) = response else {
            continue;
        };
        let errors = &mut response.errors;
        errors.retain(|error| !expected.contains(&error.message));
        if !errors.is_empty() {
            return Some(response);
        }
    }
    None
}

/// What the library says of each variable of a document that has no value.
fn without_values(document: &ExecutableDocument) -> Vec<String> {
    let operations = document.operations.iter();
    let definitions = operations.flat_map(|(_, it)| &it.node.variable_definitions);
    let names = definitions.map(|it| &it.node.name.node);
    names
        .map(|name| format!("Variable {name} is not defined."))
        .collect()
}

async fn within_limits(execution: impl Future<Output = Response>) -> Result<Response, ServerError> {
    match timeout(MAX_TIME, AssertUnwindSafe(execution).catch_unwind()).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_)) => {
            error!("A resolver panicked");
            Err(internal())
        }
        Err(_) => {
            // What failed in it so far is told nowhere else.
            error!("A request took too long");
            let limit = MAX_TIME.as_secs();
            Err(failure(
                UNAVAILABLE,
                format!("the request was given up after {limit} s"),
            ))
        }
    }
}

/// What an operation may hold once, or not at all, whatever it costs.
fn check_shape(types: &Types, kind: OperationType, shape: &Shape) -> Result<(), ServerError> {
    let invalid = |text: &str| Err(failure(VALIDATION_FAILED, text));
    match kind {
        // Source: GraphQL, October 2021, 5.2.3.1.
        OperationType::Subscription if shape.len() != 1 => {
            invalid("a subscription must have exactly one field at its root")
        }
        OperationType::Mutation if shape.count(ATTEMPTS) > 1 => {
            invalid("a document may have one signIn or signUp")
        }
        _ if ROOTS.iter().any(|root| shape.count(&[root]) > 1) => {
            invalid("a document may have one __schema and one __type")
        }
        _ if shape.introspects_too_much(types) => {
            invalid("the document asks for too much of the schema: leave out lists within lists")
        }
        _ => Ok(()),
    }
}

/// The operation that will be executed. Source: GraphQL, October 2021, 6.1, `GetOperation`.
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
        Some(_) => "operationName names no operation of the document",
        None => "the document has several operations and operationName names none",
    };
    found.ok_or_else(|| failure(VALIDATION_FAILED, problem()))
}

/// The values of the operation's variables, with the defaults of those that are not given, and
/// how many were given. What it does not declare is left away.
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
        return Err(failure(BAD_USER_INPUT, text));
    }
    let mut variables = Variables::from_json(serde_json::Value::Object(given));
    for definition in definitions {
        let name = &definition.name.node;
        if let (None, Some(default)) = (variables.get(name), &definition.default_value) {
            variables.insert(name.clone(), default.node.clone());
        }
        // The library looks only once it needs it, when half of a mutation may be done.
        // Source: GraphQL, October 2021, 6.1.2.
        let is_missing = variables.get(name).is_none_or(|it| *it == Value::Null);
        if is_missing && !definition.var_type.node.nullable {
            let text = format!("the variable \"${name}\" must have a value");
            return Err(failure(VALIDATION_FAILED, text));
        }
    }
    Ok((variables, MAX_VALUES - room))
}

/// Takes as much of the `room` as `value` has values; false where there is none left.
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
mod tests {
    use super::*;
    use crate::graphql;

    fn types() -> Types {
        Types::of_sdl(&graphql::sdl())
    }

    fn prepared(
        query: &str,
        name: Option<&str>,
        variables: serde_json::Value,
    ) -> Result<OperationType, String> {
        let params = Params {
            query: Some(query.to_owned()),
            operation_name: name.map(str::to_owned),
            variables: variables.as_object().cloned(),
            extensions: None,
        };
        prepare(&types(), params, guard::MEMBERS)
            .map(|prepared| prepared.kind)
            .map_err(|error| error.message)
    }

    #[test]
    fn the_named_operation_is_the_one_that_counts() {
        use OperationType::{Mutation, Query};
        let none = serde_json::json!({});
        let both = "query a { x } mutation b { x }";
        for (query, name, expected) in [
            ("{ x }", None, Some(Query)),
            ("{ x }", Some(""), Some(Query)),
            ("{ x }", Some("a"), None),
            ("mutation { x }", None, Some(Mutation)),
            ("mutation b { x }", None, Some(Mutation)),
            (both, Some("a"), Some(Query)),
            (both, Some("b"), Some(Mutation)),
            (both, Some("c"), None),
            (both, None, None),
            ("", None, None),
            ("{", None, None),
        ] {
            let kind = prepared(query, name, none.clone()).ok();
            assert_eq!(kind, expected, "{query} {name:?}");
        }
    }

    #[test]
    fn a_variable_that_must_have_a_value_has_one() {
        use serde_json::json;
        for (definition, variables, passes) in [
            ("$a: Int!", json!({ "a": 1 }), true),
            ("$a: Int!", json!({}), false),
            ("$a: Int!", json!({ "a": null }), false),
            ("$a: Int! = 1", json!({}), true),
            ("$a: Int! = 1", json!({ "a": null }), false),
            ("$a: Int", json!({}), true),
            ("$a: Int", json!({ "a": null }), true),
        ] {
            let outcome = prepared(
                &format!("query({definition}) {{ x }}"),
                None,
                variables.clone(),
            );
            assert_eq!(outcome.is_ok(), passes, "{definition} {variables}");
        }
    }

    #[test]
    fn variables_hold_a_bounded_number_of_values() {
        use serde_json::json;
        let query = "query($a: [[Int]]) { x }";
        let lists = |count: usize| json!({ "a": vec![vec![0; 9]; count], "undeclared": 1 });
        assert_eq!(
            prepared(query, None, lists(9_999)),
            Ok(OperationType::Query)
        );
        assert!(prepared(query, None, lists(10_000)).is_err());
        let undeclared = json!({ "b": vec![0; 200_000] });
        assert_eq!(prepared(query, None, undeclared), Ok(OperationType::Query));
    }

    #[test]
    fn brackets_that_would_end_the_process_do_not_reach_the_parser() {
        for open in ["{a", "{a(b:[", "{a(b:{c:", "query($a:["] {
            let text = open.repeat(1_000);
            let error = prepared(&text, None, serde_json::json!({})).unwrap_err();
            assert!(error.contains("nested too deep"), "{error}");
        }
    }
}
