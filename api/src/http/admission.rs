//! Decides whether a document is executed: the schema must find it valid, and its caller must be
//! able to pay for it.

use std::panic::AssertUnwindSafe;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Executor, Request, Response, ServerError, Value, value};
use futures_util::FutureExt;
use metrics::counter;
use tracing::error;

use super::answer::{failure, internal};
use super::execute::Prepared;
use super::reading::Reading;
use super::state::Shared;
use crate::code::Code;
use crate::graphql::{Cost, EVENTS};
use crate::limits::{Balance, Exceeded, Payer};

/// Cost of a document that is not valid, and of a token that is not: about a statement.
pub(super) const INVALID: usize = 10;

/// How many bytes of a document cost 1: what is parsed takes some microseconds a token.
const BYTES: usize = 32;

/// A document that must be valid.
pub(super) struct Check {
    request: Request,
    /// Error messages to ignore: an operation that is not executed has no values for its
    /// variables.
    expected: Vec<String>,
}

impl Check {
    /// Of the operation that is executed.
    pub(super) fn of(request: Request) -> Self {
        let expected = Vec::new();
        Self { request, expected }
    }

    /// Of another operation of the document.
    pub(super) fn of_other(request: Request, document: &ExecutableDocument) -> Self {
        let expected = without_values(document);
        Self { request, expected }
    }
}

impl Shared {
    /// Validates a document, and charges `payer` for it. Returns what the client is to know.
    ///
    /// # Errors
    /// The response to a document that is not valid, or cannot be paid for.
    pub(super) async fn admit(
        &self,
        prepared: &Prepared,
        is_member: bool,
        payer: Option<Payer>,
    ) -> Result<Option<Value>, Box<Response>> {
        let cost = AssertUnwindSafe(cost(self.checking(is_member), &prepared.reading));
        let cost = cost.catch_unwind().await.unwrap_or_else(|_| {
            error!("The validation of a document panicked");
            Err(Box::new(Response::from_errors(vec![internal()])))
        });
        let (cost, invalid) = match cost {
            // The fields of each event are read for as long as a subscription is open.
            Ok(cost) if prepared.kind() == OperationType::Subscription => (cost / EVENTS, None),
            Ok(cost) => (cost, None),
            Err(invalid) => (INVALID, Some(invalid)),
        };
        let told = |balance| prepared.tells_cost.then(|| extension(balance));
        match (self.charge(payer, cost, prepared.length), invalid) {
            (Err(exceeded), _) => {
                let mut response = Response::from_errors(vec![refusal(&exceeded)]);
                let cost = told(exceeded.balance).map(|cost| ("cost".to_owned(), cost));
                response.extensions.extend(cost);
                Err(Box::new(response))
            }
            (Ok(_), Some(invalid)) => Err(invalid),
            (Ok(balance), None) => Ok(balance.and_then(told)),
        }
    }

    /// Charges `payer` for `cost` and a document of `length` bytes.
    ///
    /// # Errors
    /// If it cannot pay.
    pub(super) fn charge(
        &self,
        payer: Option<Payer>,
        cost: usize,
        length: usize,
    ) -> Result<Option<Balance>, Exceeded> {
        let Some(payer) = payer else {
            return Ok(None);
        };
        let cost = u64::try_from(cost + length / BYTES).unwrap_or(u64::MAX);
        let charged = self.app.limits.cost.charge(payer, cost).map(Some);
        charged.inspect_err(|_| counter!("upbeat_http_costs_refused_total").increment(1))
    }
}

/// The error for a client that cannot pay.
pub(super) fn refusal(exceeded: &Exceeded) -> ServerError {
    let Balance {
        requested,
        limit,
        remaining,
    } = exceeded.balance;
    let text = format!(
        "requests may cost {limit} in a minute; this one costs {requested}, and {remaining} remain"
    );
    let mut error = failure(Code::RateLimited, text);
    error
        .extensions
        .get_or_insert_default()
        .set("retryAfterSecs", exceeded.retry_after_secs);
    error
}

/// What `extensions.cost` of a response says.
fn extension(balance: Balance) -> Value {
    let Balance {
        requested,
        limit,
        remaining,
    } = balance;
    value!({ "requested": requested, "limit": limit, "remaining": remaining })
}

/// The cost of what was read, if the schema, which tells what documents cost, finds the whole
/// document valid. What has a cost already is not asked about again.
///
/// # Errors
/// The response to the first operation that is not valid.
pub(super) async fn cost(
    schema: &impl Executor,
    reading: &Reading,
) -> Result<usize, Box<Response>> {
    if let Some(cost) = reading.cost.get() {
        counter!("upbeat_http_documents_known_total").increment(1);
        return Ok(*cost);
    }
    let mut last = 0;
    for Check { request, expected } in reading.checks() {
        let cost = Cost::default();
        let mut response = schema.execute(request.data(Cost::clone(&cost))).await;
        let errors = &mut response.errors;
        errors.retain(|error| !expected.contains(&error.message));
        if !errors.is_empty() {
            return Err(Box::new(response));
        }
        last = cost.get().copied().unwrap_or_default();
    }
    Ok(*reading.cost.get_or_init(|| last))
}

/// The library's messages about the variables of a document that have no value.
fn without_values(document: &ExecutableDocument) -> Vec<String> {
    let operations = document.operations.iter();
    let definitions = operations.flat_map(|(_, it)| &it.node.variable_definitions);
    let names = definitions.map(|it| &it.node.name.node);
    names
        .map(|name| format!("Variable {name} is not defined."))
        .collect()
}
