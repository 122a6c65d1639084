//! Paths into JSON (RFC 9535), looked up within a budget.
//!
//! A path and what it is looked up in come from strangers, and a path of a hundred
//! characters can ask for more steps than there is time in the world. So every step
//! is paid for, and what multiplies them is refused where a path is saved.

mod compare;
mod evaluate;
mod parse;
mod weigh;

use super::budget::{Budget, Spent};
use super::json::Json;

/// A path.
#[derive(Debug)]
pub(crate) struct Path(Vec<Segment>);

/// What leads from nodes to those in them.
#[derive(Debug)]
struct Segment {
    /// Whether it begins at all that is in a node, as `..` says.
    is_deep: bool,
    selectors: Vec<Selector>,
}

#[derive(Debug)]
enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Filter(Logical),
}

/// What is true or false of a node.
#[derive(Debug)]
enum Logical {
    Any(Vec<Logical>),
    All(Vec<Logical>),
    Not(Box<Logical>),
    /// Whether the query finds anything.
    Finds(Query),
    Compare(Comparable, Operator, Comparable),
}

/// A path within a filter.
#[derive(Debug)]
struct Query {
    /// Whether it begins at the whole text, as `$` says, and not at the node.
    from_root: bool,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Comparable {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    /// Finds one node at most.
    Single(Query),
    Length(Box<Comparable>),
    Count(Query),
    Value(Query),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Path {
    /// The path that `text` says.
    ///
    /// # Errors
    /// Why there is none, as the rest of a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        parse::path(text).map(Self)
    }

    /// The same, if a check may be saved with it.
    ///
    /// # Errors
    /// Why not, as the rest of a sentence.
    pub(crate) fn parse_to_save(text: &str) -> Result<Self, String> {
        let path = Self::parse(text)?;
        weigh::weigh(&path.0)?;
        Ok(path)
    }

    /// The first node that it finds in `json`.
    ///
    /// # Errors
    /// Where finding it costs more than `budget`.
    pub(crate) fn first(
        &self,
        json: &Json<'_>,
        budget: &mut Budget,
    ) -> Result<Option<usize>, Spent> {
        let mut first = None;
        evaluate::each(json, budget, &self.0, &mut |node| {
            first = Some(node);
            false
        })?;
        Ok(first)
    }
}

/// Whether two nodes of two texts are the same value.
///
/// # Errors
/// Where telling costs more than `budget`.
pub(crate) fn is_equal(
    (json, node): (&Json<'_>, usize),
    (other, twin): (&Json<'_>, usize),
    budget: &mut Budget,
) -> Result<bool, Spent> {
    compare::nodes((json, node), (other, twin), budget)
}

#[cfg(test)]
mod tests;
