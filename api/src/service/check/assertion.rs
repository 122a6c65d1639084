//! Conditions on an HTTP answer.

use queue::{Comparison, Subject};

use crate::service::input::{item, within};
use crate::service::{Error, Result};

const FIELD: &str = "check.http.assertions";

/// A condition, as a person says it.
#[derive(Debug)]
pub struct Assertion {
    /// What is looked at.
    pub subject: Looks,
    /// The header's name, or the JSONPath.
    pub property: Option<String>,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: Option<String>,
}

/// What a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// A header of the answer.
    Header,
    /// The body as text.
    Body,
    /// A node of the body.
    Json,
}

pub(super) fn check(assertions: Vec<Assertion>) -> Result<Vec<queue::Assertion>> {
    let most = prober::assertion::MOST;
    if assertions.len() > most {
        return Err(Error::input(FIELD, format!("are more than {most}")));
    }
    let assertions: Vec<queue::Assertion> = assertions
        .into_iter()
        .enumerate()
        .map(|(index, assertion)| one(index, assertion))
        .collect::<Result<_>>()?;
    // Whoever will look at them says whether they can be looked at.
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
        (Looks::Header, None) => return fail("property", "is needed: the header's name"),
        (Looks::Json, None) => return fail("property", "is needed: a JSONPath, like $.status"),
        (Looks::Body, Some(_)) => return fail("property", "is not for the body"),
    };
    let bare = matches!(
        assertion.comparison,
        Comparison::Exists | Comparison::NotExists
    );
    match (assertion.value, bare) {
        (None, false) => fail("value", "is needed for this comparison"),
        (Some(_), true) => fail("value", "is not for this comparison"),
        (value, _) => Ok(queue::Assertion {
            subject,
            comparison: assertion.comparison,
            value: value.unwrap_or_default(),
        }),
    }
}
