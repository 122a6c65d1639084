//! Reads a document: checks and parses it, and tells what one of its operations is with the
//! variables that came with it.

mod weight;

use std::sync::{Arc, OnceLock};

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{Name, Positioned, Request, ServerError, Value, Variables};
use serde_json::Map;

use super::admission::Check;
use super::answer::failure;
use super::guard::{self, Length};
use super::shape::{self, ROOTS, Shape, Types};
use super::{document, input_types};
use crate::code::Code;

/// Most values in the variables of a request, including nested ones: each takes far more
/// memory than bytes on the wire.
const MAX_VALUES: usize = 100_000;

/// Approximate memory of a value during execution, in bytes.
pub(super) const VALUE_BYTES: usize = 128;

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

/// What is executed of a document, and the variables that came for it.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Name of the operation, if the document may have several.
    pub(super) operation: Option<String>,
    /// Variables as they came.
    pub(super) given: Map<String, serde_json::Value>,
}

/// An operation of a document with the values of its variables.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) asked: Asked,
    /// The whole document.
    pub(super) document: Arc<ExecutableDocument>,
    /// What the library is to execute of it.
    pub(super) executed: Arc<ExecutableDocument>,
    /// Whether that is rewritten, and without a name.
    is_rewritten: bool,
    pub(super) kind: OperationType,
    /// Shape of its response.
    pub(super) shape: Arc<Shape>,
    /// Values of its variables, including defaults.
    pub(super) variables: Variables,
    /// Number of values that were given, including nested ones.
    pub(super) values: usize,
    /// Approximate memory of the whole document, in bytes.
    pub(super) document_bytes: usize,
    /// Approximate memory of everything else, in bytes.
    pub(super) bytes: usize,
    /// What it costs, once the schema has found it valid.
    pub(super) cost: OnceLock<usize>,
}

/// Checks and parses the document in `text`.
///
/// # Errors
/// The problem with the document, for the response.
pub(super) fn parse(
    types: &Types,
    text: &str,
    most: Length,
) -> Result<ExecutableDocument, ServerError> {
    let invalid = |refusal: guard::Refusal| failure(Code::ValidationFailed, refusal.to_string());
    guard::check_text(text, most).map_err(invalid)?;
    let mut document = document::read(text)?;
    guard::check_document(&document).map_err(invalid)?;
    document::part_typenames(&mut document);
    input_types::check_document(types, &document)?;
    Ok(document)
}

impl Reading {
    /// Selects the operation of a document that was [parsed](parse).
    ///
    /// # Errors
    /// The problem with the operation or its variables, for the response.
    pub(super) fn new(
        types: &Types,
        document: Arc<ExecutableDocument>,
        asked: Asked,
    ) -> Result<Self, ServerError> {
        let name = asked.operation.as_deref();
        let operation = chosen(&document, name)?;
        let (variables, values) = variables(&operation.node, asked.given.clone())?;
        input_types::check_variables(types, &operation.node, &variables)?;
        let kind = operation.node.ty;

        let shaped = shape::of(types, &document, operation, &variables);
        if let Some(key) = shaped.ambiguous {
            let text =
                format!("\"{key}\" stands for two different fields: use an alias for one of them");
            return Err(failure(Code::ValidationFailed, text));
        }
        check_shape(types, kind, &shaped.shape)?;
        let is_rewritten = shaped.flat.is_some();
        let executed = match shaped.flat {
            Some(flat) => Arc::new(flat),
            None if document.operations.iter().len() < 2 => Arc::clone(&document),
            None => Arc::new(apart(&document, name).0),
        };
        let shape = Arc::new(shaped.shape);
        Ok(Self {
            document_bytes: weight::of_document(&document),
            bytes: weight::of_reading(&document, &executed, &shape, values),
            asked,
            document,
            executed,
            is_rewritten,
            kind,
            shape,
            variables,
            values,
            cost: OnceLock::new(),
        })
    }

    /// Name of the operation within what is executed.
    pub(super) fn executed_name(&self) -> Option<String> {
        let name = self.asked.operation.clone();
        name.filter(|_| !self.is_rewritten)
    }

    /// What the schema must find valid before anything is executed; the last one has the cost.
    pub(super) fn checks(&self) -> Vec<Check> {
        let (document, others) = apart(&self.document, self.asked.operation.as_deref());
        let others = others.into_iter().map(|(name, other)| {
            let name = Some(name.to_string());
            Check::of_other(request(name, Variables::default(), other.clone()), &other)
        });
        let mut checks: Vec<Check> = others.collect();
        let (name, variables) = (self.asked.operation.clone(), self.variables.clone());
        checks.push(Check::of(request(name, variables, document)));
        checks
    }
}

fn request(name: Option<String>, variables: Variables, document: ExecutableDocument) -> Request {
    let mut request = Request::new(String::new()).variables(variables);
    request.operation_name = name;
    request.set_parsed_query(document);
    request
}

/// The operation `name` of a document, and each of the others, separately.
fn apart(
    document: &ExecutableDocument,
    name: Option<&str>,
) -> (ExecutableDocument, Vec<(Name, ExecutableDocument)>) {
    document::apart(document.clone(), name.map(Name::new).as_ref())
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
    mut given: Map<String, serde_json::Value>,
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
pub(super) fn fits(value: &serde_json::Value, room: &mut usize) -> bool {
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
