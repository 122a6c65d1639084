//! Limits a document before anything traverses it.
//!
//! The GraphQL library computes depth and complexity by walking every path, and a document of
//! 0.8 KB with 24 nested pairs of fragment spreads has 2^24 of them (Parse Server:
//! GHSA-mfj6-6p54-m98c). So this pass, with memory per fragment, comes first. It knows nothing
//! of the schema; costs of fields are the schema's own limit.

mod duplicates;
mod escapes;
mod scan;

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

pub(super) use duplicates::given_twice;
pub(super) use escapes::written_out;

/// Longest document, and most tokens in it: they are checked before parsing, which takes some
/// microseconds per token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Length {
    bytes: usize,
    tokens: usize,
}

/// For signed-in callers.
pub(super) const MEMBERS: Length = Length {
    bytes: 64 * 1024,
    tokens: 8_000,
};

/// For anonymous callers, who sign up or in, or introspect: the usual tools do so with 200
/// tokens.
const STRANGERS: Length = Length {
    bytes: 8 * 1024,
    tokens: 500,
};

/// Most brackets open at once: the parser recurses over them.
const MAX_BRACKETS: usize = 64;
/// Most fields, counting those of a fragment at each spread.
const MAX_FIELDS: u32 = 4_000;
/// Most fields on a path from the root. Introspection by the usual tools needs 15.
const MAX_DEPTH: u32 = 20;
/// Most selection sets on a path, including fragments. Source: the library's recursion limit.
const MAX_NESTING: u32 = 32;
/// Most aliases, counted like fields.
const MAX_ALIASES: u32 = 200;
/// Most fields of the root type: each may be a mutation, or an attempt to sign in.
const MAX_ROOT_FIELDS: u32 = 100;
/// Most fragment spreads, counted like fields.
const MAX_SPREADS: u32 = 1_000;
/// Most directives, counted like fields.
const MAX_DIRECTIVES: u32 = 200;
/// Most definitions of fragments and operations.
const MAX_DEFINITIONS: usize = 100;

/// Why a document is rejected.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// A count exceeds its limit.
    #[error("the document has too many {what}: more than {limit}")]
    TooMany {
        /// What was counted.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The document is nested too deeply.
    #[error("the document is nested too deeply: more than {limit} {what}")]
    TooDeep {
        /// What was counted.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A block string is not terminated.
    #[error("a block string is not terminated")]
    Endless,
    /// A fragment spreads itself, directly or through others.
    #[error("the fragment \"{0}\" spreads itself")]
    Cycle(String),
}

/// Length limits for signed-in or anonymous callers.
pub(super) fn most_of(is_member: bool) -> Length {
    if is_member { MEMBERS } else { STRANGERS }
}

/// Checks the text before it is parsed, in linear time and without recursion.
///
/// # Errors
/// A [`Refusal`] if it is too long or its brackets nest too deeply.
pub(super) fn check_text(text: &str, most: Length) -> Result<(), Refusal> {
    if text.len() > most.bytes {
        return Err(Refusal::TooMany {
            what: "bytes",
            limit: most.bytes,
        });
    }
    let found = scan::scan(text);
    if found.endless {
        return Err(Refusal::Endless);
    }
    if found.tokens > most.tokens {
        return Err(Refusal::TooMany {
            what: "tokens",
            limit: most.tokens,
        });
    }
    if found.brackets > MAX_BRACKETS {
        return Err(Refusal::TooDeep {
            what: "brackets",
            limit: MAX_BRACKETS,
        });
    }
    Ok(())
}

/// Checks the parsed document, all its operations together, in time linear in its length.
///
/// # Errors
/// A [`Refusal`] if a count exceeds its limit or a fragment spreads itself.
pub(super) fn check_document(document: &ExecutableDocument) -> Result<(), Refusal> {
    if document.operations.iter().len() + document.fragments.len() > MAX_DEFINITIONS {
        return Err(Refusal::TooMany {
            what: "definitions",
            limit: MAX_DEFINITIONS,
        });
    }
    let mut count = Count {
        document,
        fragments: HashMap::new(),
    };
    let mut total = Measure::default();
    for (_, operation) in document.operations.iter() {
        let mut measure = count.selection_set(&operation.node.selection_set.node, 1)?;
        let on_variables = operation
            .node
            .variable_definitions
            .iter()
            .map(|it| it.node.directives.len());
        measure.directives += small(operation.node.directives.len() + on_variables.sum::<usize>());
        if measure.root_fields > MAX_ROOT_FIELDS {
            return Err(Refusal::TooMany {
                what: "root fields",
                limit: MAX_ROOT_FIELDS as usize,
            });
        }
        total.join(&measure);
        total.check()?;
    }
    // Validation also walks unused fragments.
    for name in document.fragments.keys() {
        count.fragment(name, 1)?;
    }
    Ok(())
}

/// Counts of a selection set with every spread expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    fields: u32,
    depth: u32,
    nesting: u32,
    aliases: u32,
    /// Fields directly in the set, including those of its fragments.
    root_fields: u32,
    spreads: u32,
    directives: u32,
}

impl Measure {
    /// Adds the counts of a sibling.
    fn join(&mut self, other: &Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.root_fields = self.root_fields.saturating_add(other.root_fields);
        self.spreads = self.spreads.saturating_add(other.spreads);
        self.directives = self.directives.saturating_add(other.directives);
    }

    fn check(&self) -> Result<(), Refusal> {
        for (count, limit, what) in [
            (self.fields, MAX_FIELDS, "fields"),
            (self.aliases, MAX_ALIASES, "aliases"),
            (self.spreads, MAX_SPREADS, "fragment spreads"),
            (self.directives, MAX_DIRECTIVES, "directives"),
        ] {
            if count > limit {
                return Err(Refusal::TooMany {
                    what,
                    limit: limit as usize,
                });
            }
        }
        if self.depth > MAX_DEPTH {
            return Err(Refusal::TooDeep {
                what: "fields",
                limit: MAX_DEPTH as usize,
            });
        }
        if self.nesting > MAX_NESTING {
            return Err(Refusal::TooDeep {
                what: "selections",
                limit: MAX_NESTING as usize,
            });
        }
        Ok(())
    }
}

struct Count<'d> {
    document: &'d ExecutableDocument,
    /// Measured fragments; `None` while one is being measured.
    fragments: HashMap<&'d str, Option<Measure>>,
}

impl<'d> Count<'d> {
    /// `level` is the depth of recursion, which a hostile document can choose.
    fn selection_set(&mut self, set: &'d SelectionSet, level: u32) -> Result<Measure, Refusal> {
        if level > MAX_NESTING {
            return Err(Refusal::TooDeep {
                what: "selections",
                limit: MAX_NESTING as usize,
            });
        }
        let mut total = Measure {
            nesting: 1,
            ..Measure::default()
        };
        for item in &set.items {
            let mut measure = match &item.node {
                Selection::Field(field) => {
                    let below = &field.node.selection_set.node;
                    let mut measure = if below.items.is_empty() {
                        Measure::default()
                    } else {
                        self.selection_set(below, level + 1)?
                    };
                    measure.fields += 1;
                    measure.depth += 1;
                    measure.aliases += u32::from(field.node.alias.is_some());
                    measure.root_fields = 1;
                    measure
                }
                Selection::InlineFragment(inline) => {
                    self.selection_set(&inline.node.selection_set.node, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    let mut measure = self.fragment(&spread.node.fragment_name.node, level + 1)?;
                    measure.spreads += 1;
                    measure
                }
            };
            measure.nesting += 1;
            measure.directives += small(item.node.directives().len());
            total.join(&measure);
            total.check()?;
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &'d str, level: u32) -> Result<Measure, Refusal> {
        match self.fragments.get(name) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => return Err(Refusal::Cycle(name.to_owned())),
            None => {}
        }
        // An unknown fragment costs nothing; validation reports it.
        let Some(definition) = self.document.fragments.get(name) else {
            return Ok(Measure::default());
        };
        self.fragments.insert(name, None);
        let mut measure = self.selection_set(&definition.node.selection_set.node, level)?;
        measure.directives += small(definition.node.directives.len());
        self.fragments.insert(name, Some(measure));
        Ok(measure)
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX / 2)
}

#[cfg(test)]
mod tests;
