//! A request on its way to the schema, the same for requests and sockets.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{Extensions, Request, Response, ServerError, Value, Variables};
use futures_util::FutureExt;
use serde::Deserialize;
use tokio::time::timeout;
use tracing::{Instrument, error, info_span};

use super::answer::{UNAVAILABLE, VALIDATION_FAILED, failure, internal};
use super::guard;
use crate::graphql::error::log;
use crate::graphql::{Reads, Schema};

/// How long a query or mutation may take.
const MAX_TIME: Duration = Duration::from_secs(30);

/// How much of the operation's name goes to the traces, characters.
const MAX_NAME_CHARS: usize = 64;

/// The parameters of a request. Source: GraphQL over HTTP, "Request Parameters".
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Params {
    /// The document.
    pub(super) query: Option<String>,
    /// Which of its operations.
    pub(super) operation_name: Option<String>,
    /// The values of its variables.
    pub(super) variables: Option<serde_json::Map<String, serde_json::Value>>,
    /// Room for agreements between client and server; we have none.
    pub(super) extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A request whose document is counted and parsed.
pub(super) struct Prepared {
    /// For the schema.
    pub(super) request: Request,
    /// What it asks for.
    pub(super) kind: OperationType,
}

/// Counts and parses the document, and finds the operation.
///
/// # Errors
/// What is wrong with the document, for the answer.
pub(super) fn prepare(params: Params) -> Result<Prepared, ServerError> {
    let text = params.query.unwrap_or_default();
    let invalid = |refusal: guard::Refusal| failure(VALIDATION_FAILED, refusal.to_string());
    guard::check_text(&text).map_err(invalid)?;
    let document = async_graphql::parser::parse_query(&text)?;
    guard::check_document(&document).map_err(invalid)?;

    let name = params.operation_name.filter(|name| !name.is_empty());
    let variables = serde_json::Value::Object(params.variables.unwrap_or_default());
    let variables = Variables::from_json(variables);
    let operation = chosen(&document, name.as_deref())?;
    check_variables(operation, &variables)?;
    let kind = operation.ty;

    let request = Request::new(text).variables(variables);
    let mut request = request.data(match kind {
        OperationType::Subscription => Reads::without_end(),
        OperationType::Query | OperationType::Mutation => Reads::default(),
    });
    request.operation_name = name;
    request.extensions = Extensions(
        params
            .extensions
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(key, value)| Some((key, Value::from_json(value).ok()?)))
            .collect(),
    );
    request.set_parsed_query(document);
    Ok(Prepared { request, kind })
}

/// Executes a query or mutation, in limited time. A panic in a resolver is an error of ours.
pub(super) async fn run(schema: &Schema, prepared: Prepared) -> Response {
    let name: String = prepared
        .request
        .operation_name
        .as_deref()
        .unwrap_or_default()
        .chars()
        .take(MAX_NAME_CHARS)
        .collect();
    let span = info_span!("graphql", operation.kind = %prepared.kind, operation.name = ?name);
    let execution = async {
        let response = schema.execute(prepared.request).await;
        log(&response.errors);
        response
    };
    let execution = execution.instrument(span);
    within_limits(execution)
        .await
        .unwrap_or_else(|error| Response::from_errors(vec![error]))
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

/// The operation that will be executed. Source: GraphQL, October 2021, 6.1, `GetOperation`.
fn chosen<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d OperationDefinition, ServerError> {
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
    found
        .map(|operation| &operation.node)
        .ok_or_else(|| failure(VALIDATION_FAILED, problem()))
}

/// A variable that must have a value has one. The library looks only once it needs it, when half
/// of a mutation may be done. Source: GraphQL, October 2021, 6.1.2.
fn check_variables(operation: &OperationDefinition, given: &Variables) -> Result<(), ServerError> {
    for definition in operation
        .variable_definitions
        .iter()
        .map(|definition| &definition.node)
    {
        let name = &definition.name.node;
        let missing = match given.get(name) {
            Some(value) => *value == Value::Null,
            None => definition.default_value.is_none(),
        };
        if missing && !definition.var_type.node.nullable {
            let text = format!("the variable \"${name}\" must have a value");
            return Err(failure(VALIDATION_FAILED, text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        prepare(params)
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
    fn brackets_that_would_end_the_process_do_not_reach_the_parser() {
        for open in ["{a", "{a(b:[", "{a(b:{c:", "query($a:["] {
            let text = open.repeat(1_000);
            let error = prepared(&text, None, serde_json::json!({})).unwrap_err();
            assert!(error.contains("nested too deep"), "{error}");
        }
    }
}
