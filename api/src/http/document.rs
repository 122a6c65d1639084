//! From the text of a document to what the library executes of it.

use std::collections::HashSet;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, InlineFragment, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, ServerError};

use super::answer::{VALIDATION_FAILED, failure};
use super::guard;

/// The document in `text`, which [`guard::check_text`] has counted.
///
/// # Errors
/// Why it cannot be read, for the answer.
pub(super) fn read(text: &str) -> Result<ExecutableDocument, ServerError> {
    if let Some((name, pos)) = guard::given_twice(text) {
        let text = format!("\"{name}\" is given twice in one object");
        let mut error = failure(VALIDATION_FAILED, text);
        error.locations.push(pos);
        return Err(error);
    }
    Ok(parse_query(guard::written_out(text))?)
}

/// Puts directives of `__typename` on a fragment around it: the library does not look at
/// them, and takes a variable that stands only there for one that nobody uses.
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

/// The operation `name` of a document with several, and each of the others, with the fragments
/// that they spread. The library counts and reads arguments of all operations of a document, as
/// if the variables of one were those of each.
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
    // What no operation spreads stays, for the library to say so.
    document
        .fragments
        .retain(|name, _| own.contains(name) || !of_others.contains(name));
    (document, others)
}

/// Adds the names of the fragments that `set` spreads, and those within them.
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
