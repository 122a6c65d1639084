//! Rewrites an operation without fragments and with each key of each object once.

use std::collections::HashSet;
use std::convert::Infallible;

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType,
    Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, Value};

use super::{Keys, Selected, types};

/// Whether a subscription selects its field through a fragment, which the library ignores.
pub(super) fn hides_subscription(operation: &Positioned<OperationDefinition>) -> bool {
    let is_field = |item: &Positioned<Selection>| matches!(item.node, Selection::Field(_));
    let items = &operation.node.selection_set.node.items;
    operation.node.ty == OperationType::Subscription && !items.iter().all(is_field)
}

/// A document with only `operation`, which is made anonymous; `found` are its selections from
/// `root`.
pub(super) fn document<'d>(
    selected: &Selected<'d>,
    operation: &Positioned<OperationDefinition>,
    root: &str,
    found: &Keys<'d>,
) -> ExecutableDocument {
    let set = set(selected, root, found);
    let mut used = HashSet::new();
    variables_in(&set, &mut used);
    let definitions = operation.node.variable_definitions.iter();
    let definitions = definitions.filter(|definition| used.contains(&definition.node.name.node));
    let written = OperationDefinition {
        ty: operation.node.ty,
        variable_definitions: definitions.cloned().collect(),
        directives: operation.node.directives.clone(),
        selection_set: Positioned::new(set, operation.node.selection_set.pos),
    };
    ExecutableDocument {
        operations: DocumentOperations::Single(Positioned::new(written, operation.pos)),
        fragments: Default::default(),
    }
}

fn set<'d>(selected: &Selected<'d>, object: &str, found: &Keys<'d>) -> SelectionSet {
    let fields = found.values().map(|one| {
        let Positioned { pos, node } = one.field;
        let below = if one.sets.iter().all(|set| set.items.is_empty()) {
            SelectionSet::default()
        } else {
            let below = types::named(selected.types.field(object, &node.name.node));
            set(selected, below, &selected.collect(below, &one.sets))
        };
        let decides = |directive: &&Positioned<Directive>| {
            !["skip", "include"].contains(&directive.node.name.node.as_str())
        };
        let field = Field {
            alias: node.alias.clone(),
            name: node.name.clone(),
            arguments: node.arguments.clone(),
            directives: node.directives.iter().filter(decides).cloned().collect(),
            selection_set: Positioned::new(below, node.selection_set.pos),
        };
        Positioned::new(Selection::Field(Positioned::new(field, *pos)), *pos)
    });
    let mut items: Vec<Positioned<Selection>> = fields.collect();
    if items.is_empty() {
        // An object without selected fields must still be present.
        items.push(typename());
    }
    SelectionSet { items }
}

fn typename() -> Positioned<Selection> {
    let pos = Pos::default();
    let field = Field {
        alias: None,
        name: Positioned::new(Name::new("__typename"), pos),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), pos),
    };
    Positioned::new(Selection::Field(Positioned::new(field, pos)), pos)
}

/// Adds the variables that `set` uses, without those of the fragments that it spreads.
pub(in crate::http) fn variables_in(set: &SelectionSet, used: &mut HashSet<Name>) {
    for item in &set.items {
        let (arguments, below) = match &item.node {
            Selection::Field(field) => {
                let field = &field.node;
                (field.arguments.as_slice(), Some(&field.selection_set.node))
            }
            Selection::InlineFragment(inline) => (&[][..], Some(&inline.node.selection_set.node)),
            Selection::FragmentSpread(_) => (&[][..], None),
        };
        let of_directives = item.node.directives().iter();
        let of_directives = of_directives.flat_map(|directive| &directive.node.arguments);
        for (_, value) in arguments.iter().chain(of_directives) {
            let _ = value.node.clone().into_const_with(|name| {
                used.insert(name);
                Ok::<_, Infallible>(Value::Null)
            });
        }
        if let Some(below) = below {
            variables_in(below, used);
        }
    }
}
