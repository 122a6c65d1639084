//! Approximate memory of a document and of what was read in it.

use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql_value::Value;

use super::VALUE_BYTES;
use crate::http::shape::Shape;

/// Of a reading besides what it holds, in bytes.
const READING_BYTES: usize = 512;

/// Of a selection, of a value in the document, and of a field of a shape, in bytes.
const SELECTION_BYTES: usize = 320;
const ARGUMENT_BYTES: usize = 96;
const SLOT_BYTES: usize = 64;

/// Approximate memory of a reading besides its document, in bytes. It has so many `values` in its
/// variables.
pub(super) fn of_reading(
    document: &Arc<ExecutableDocument>,
    executed: &Arc<ExecutableDocument>,
    shape: &Shape,
    values: usize,
) -> usize {
    let executed = if Arc::ptr_eq(executed, document) {
        0
    } else {
        of_document(executed)
    };
    // The variables are there as they came and as they are executed.
    READING_BYTES + executed + 2 * values * VALUE_BYTES + shape.slots() * SLOT_BYTES
}

/// Approximate memory of a document, in bytes.
pub(super) fn of_document(document: &ExecutableDocument) -> usize {
    let operations = document.operations.iter();
    let operations = operations.map(|(_, it)| {
        let definitions = it.node.variable_definitions.len();
        definitions * SELECTION_BYTES + of_set(&it.node.selection_set.node)
    });
    let fragments = document.fragments.values();
    let fragments = fragments.map(|it| of_set(&it.node.selection_set.node));
    let definitions = operations.chain(fragments);
    definitions.map(|weight| SELECTION_BYTES + weight).sum()
}

fn of_set(set: &SelectionSet) -> usize {
    let items = set.items.iter().map(|item| {
        let (arguments, below) = match &item.node {
            Selection::Field(field) => {
                let field = &field.node;
                (field.arguments.as_slice(), Some(&field.selection_set.node))
            }
            Selection::InlineFragment(inline) => (&[][..], Some(&inline.node.selection_set.node)),
            Selection::FragmentSpread(_) => (&[][..], None),
        };
        let directives = item.node.directives().iter();
        let directives = directives.flat_map(|directive| &directive.node.arguments);
        let arguments = arguments.iter().chain(directives);
        let arguments: usize = arguments.map(|(_, value)| of_value(&value.node)).sum();
        SELECTION_BYTES + arguments + below.map_or(0, of_set)
    });
    items.sum()
}

fn of_value(value: &Value) -> usize {
    let below = match value {
        Value::List(items) => items.iter().map(of_value).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| name.len() + of_value(value))
            .sum(),
        Value::String(text) => text.len(),
        _ => 0,
    };
    ARGUMENT_BYTES + below
}

#[cfg(test)]
mod tests {
    use async_graphql::Positioned;

    use super::*;

    #[test]
    fn a_selection_takes_no_more_memory_than_is_counted() {
        let selection = size_of::<Positioned<Selection>>();
        // Its name is an allocation of its own.
        assert!(selection + 48 <= SELECTION_BYTES, "{selection}");
        let value = size_of::<Positioned<Value>>();
        assert!(value <= ARGUMENT_BYTES, "{value}");
    }
}
