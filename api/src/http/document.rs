//! Parses a document and prepares it for the library.

use std::collections::HashSet;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, InlineFragment, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, ServerError};

use super::answer::failure;
use super::guard;
use crate::code::Code;

/// Parses the document in `text`, which [`guard::check_text`] has accepted.
///
/// # Errors
/// The syntax error, for the response.
pub(super) fn read(text: &str) -> Result<ExecutableDocument, ServerError> {
    if let Some((name, pos)) = guard::given_twice(text) {
        let text = format!("\"{name}\" is given twice in one object");
        let mut error = failure(Code::ValidationFailed, text);
        error.locations.push(pos);
        return Err(error);
    }
    Ok(parse_query(guard::written_out(text))?)
}

/// Moves directives of `__typename` to a fragment around it: the library ignores them, and
/// considers a variable unused that appears only there.
pub(super) fn part_typenames(document: &mut ExecutableDocument) {
    let operations = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    for operation in operations {
        part_within(&mut operation.node.selection_set.node);
    }
    for fragment in document.fragments.values_mut() {
        part_within(&mut fragment.node.selection_set.node);
    }
}

fn part_within(set: &mut SelectionSet) {
    for Positioned { pos, node: item } in &mut set.items {
        match item {
            Selection::Field(field) => {
                let is_typename = field.node.name.node == "__typename";
                if is_typename && !field.node.directives.is_empty() {
                    let directives = std::mem::take(&mut field.node.directives);
                    let field = Positioned::new(Selection::Field(field.clone()), *pos);
                    let below = SelectionSet { items: vec![field] };
                    let around = InlineFragment {
                        type_condition: None,
                        directives,
                        selection_set: Positioned::new(below, *pos),
                    };
                    *item = Selection::InlineFragment(Positioned::new(around, *pos));
                } else {
                    part_within(&mut field.node.selection_set.node);
                }
            }
            Selection::InlineFragment(inline) => {
                part_within(&mut inline.node.selection_set.node);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// The operation `name` of a document, and each of the others separately, with the fragments
/// that they spread. The library counts and parses arguments of all operations in a document,
/// as if they shared the variables.
pub(super) fn apart(
    mut document: ExecutableDocument,
    name: Option<&Name>,
) -> (ExecutableDocument, Vec<(Name, ExecutableDocument)>) {
    let DocumentOperations::Multiple(operations) = &mut document.operations else {
        return (document, Vec::new());
    };
    if operations.len() < 2 {
        return (document, Vec::new());
    }
    let names: Vec<Name> = operations.keys().cloned().collect();
    let others = names.into_iter().filter(|other| Some(other) != name);
    let others: Vec<_> = others
        .filter_map(|other| Some((other.clone(), operations.remove(&other)?)))
        .collect();
    let mut of_others = HashSet::new();
    let others: Vec<_> = others
        .into_iter()
        .map(|(name, operation)| {
            let mut spread = HashSet::new();
            spread_in(&operation.node.selection_set.node, &document, &mut spread);
            let fragments = document.fragments.iter();
            let fragments = fragments.filter(|(name, _)| spread.contains(*name));
            let other = ExecutableDocument {
                operations: DocumentOperations::Multiple([(name.clone(), operation)].into()),
                fragments: fragments.map(|(n, it)| (n.clone(), it.clone())).collect(),
            };
            of_others.extend(spread);
            (name, other)
        })
        .collect();
    let mut own = HashSet::new();
    for (_, operation) in document.operations.iter() {
        spread_in(&operation.node.selection_set.node, &document, &mut own);
    }
    // Unused fragments stay, so that the library reports them.
    document
        .fragments
        .retain(|name, _| own.contains(name) || !of_others.contains(name));
    (document, others)
}

/// Adds the names of the fragments that `set` spreads, directly or within others.
fn spread_in(set: &SelectionSet, document: &ExecutableDocument, spread: &mut HashSet<Name>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                spread_in(&field.node.selection_set.node, document, spread);
            }
            Selection::InlineFragment(inline) => {
                spread_in(&inline.node.selection_set.node, document, spread);
            }
            Selection::FragmentSpread(it) => {
                let name = &it.node.fragment_name.node;
                if spread.insert(name.clone())
                    && let Some(fragment) = document.fragments.get(name)
                {
                    spread_in(&fragment.node.selection_set.node, document, spread);
                }
            }
        }
    }
}
