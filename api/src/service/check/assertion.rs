//! Conditions on an HTTP response.

use queue::{Comparison, Subject};

use crate::service::input::{item, within};
use crate::service::{Error, Result};

const FIELD: &str = "check.http.assertions";

/// A condition as given by a client.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// Part of the response to test.
    pub subject: Looks,
    /// Name of the header, or JSONPath.
    pub property: Option<String>,
    /// How the subject is compared with the value.
    pub comparison: Comparison,
    /// Value to compare with.
    pub value: Option<String>,
}

/// The part of a response that a condition tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// A response header.
    Header,
    /// The body as text.
    Body,
    /// A node of the JSON body.
    Json,
}

pub(super) fn check(assertions: Vec<Assertion>) -> Result<Vec<queue::Assertion>> {
    let most = prober::assertion::MOST;
    if assertions.len() > most {
        return Err(Error::input(
            FIELD,
            format!("must have at most {most} items"),
        ));
    }
    let assertions: Vec<queue::Assertion> = assertions
        .into_iter()
        .enumerate()
        .map(|(index, assertion)| one(index, assertion))
        .collect::<Result<_>>()?;
    // The code that will evaluate the conditions also decides whether they are valid.
    prober::assertion::compile(&assertions).map_err(|wrong| {
        let part = match wrong.part {
            "name" | "path" => "property",
            part => part,
        };
        Error::input(within(item(FIELD, wrong.index), part), wrong.problem)
    })?;
    Ok(assertions)
}

fn one(index: usize, assertion: Assertion) -> Result<queue::Assertion> {
    let fail =
        |part: &str, problem: &str| Err(Error::input(within(item(FIELD, index), part), problem));
    let subject = match (assertion.subject, assertion.property) {
        (Looks::Header, Some(name)) => Subject::Header(name),
        (Looks::Json, Some(path)) => Subject::Json(path),
        (Looks::Body, None) => Subject::Body,
        (Looks::Header, None) => return fail("property", "is required: the name of the header"),
        (Looks::Json, None) => return fail("property", "is required: a JSONPath, like $.status"),
        (Looks::Body, Some(_)) => return fail("property", "is not allowed for BODY"),
    };
    let bare = matches!(
        assertion.comparison,
        Comparison::Exists | Comparison::NotExists
    );
    match (assertion.value, bare) {
        (None, false) => fail("value", "is required for this comparison"),
        (Some(_), true) => fail("value", "is not allowed for this comparison"),
        (value, _) => Ok(queue::Assertion {
            subject,
            comparison: assertion.comparison,
            value: value.unwrap_or_default(),
        }),
    }
}
