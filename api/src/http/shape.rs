//! The shape of a response to an operation: its keys, their order, and which may be null.
//!
//! The library omits failed fields and orders fields as they finish; clients expect GraphQL's
//! own rules (October 2021, 6.3.2, 6.4.4 and 7.2.2). So the shape is determined before
//! execution, and the response is brought into it.

mod complete;
mod flat;
mod types;
mod weight;

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection,
    SelectionSet, Type,
};
use async_graphql::{Name, Positioned, Value, Variables};

pub(super) use flat::variables_in;
pub(super) use types::{Types, named};
pub(super) use weight::ROOTS;

/// Fields of an object in a response.
#[derive(Debug, Default)]
pub(super) struct Shape(Vec<Slot>);

/// A field of an object.
#[derive(Debug)]
struct Slot {
    /// Key in the response.
    key: Name,
    /// Name in the schema.
    field: Name,
    ty: Arc<Type>,
    /// Fields of the objects in it; `None` for scalars.
    below: Option<Shape>,
}

/// An operation and its shape.
#[derive(Debug)]
pub(super) struct Shaped {
    /// Shape of its responses.
    pub(super) shape: Shape,
    /// The same operation without fragments and with each key once, if the library would
    /// execute the original wrongly: it resolves duplicate selections twice, and returns null
    /// for an object without selected fields.
    pub(super) flat: Option<ExecutableDocument>,
    /// A key that stands for two different fields of one object, which the library's
    /// validation does not always detect. Source: GraphQL, October 2021, 5.3.2.
    pub(super) ambiguous: Option<Name>,
}

/// Determines the shape of `operation` in `document`.
pub(super) fn of(
    types: &Types,
    document: &ExecutableDocument,
    operation: &Positioned<OperationDefinition>,
    variables: &Variables,
) -> Shaped {
    let root = types.root(operation.node.ty);
    let selected = Selected {
        types,
        fragments: &document.fragments,
        variables,
        ambiguous: Cell::default(),
        left_out: Cell::default(),
        takes_all: false,
    };
    let set = &operation.node.selection_set.node;
    let found = selected.collect(root, &[set]);
    let mut is_plain = found.values().all(|one| one.sets.len() <= 1)
        && !(found.is_empty() || flat::hides_subscription(operation));
    let shape = selected.shape(root, &found, &mut is_plain);
    let flat = (!is_plain).then(|| flat::document(&selected, operation, root, &found));
    let mut ambiguous = selected.ambiguous.take();
    if selected.left_out.get() && ambiguous.is_none() {
        // Fields skipped this time must not conflict either.
        let all = Selected {
            takes_all: true,
            ..selected
        };
        all.shape(root, &all.collect(root, &[set]), &mut true);
        ambiguous = all.ambiguous.take();
    }
    Shaped {
        shape,
        flat,
        ambiguous,
    }
}

impl Shape {
    /// Number of root fields whose schema name is one of `names`.
    pub(super) fn count(&self, names: &[&str]) -> usize {
        let named = |slot: &&Slot| names.contains(&slot.field.as_str());
        self.0.iter().filter(named).count()
    }

    /// Number of fields, including those of the objects in it.
    pub(super) fn slots(&self) -> usize {
        let below = self.0.iter().filter_map(|slot| slot.below.as_ref());
        self.0.len() + below.map(Self::slots).sum::<usize>()
    }

    /// Number of root fields.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Context for collecting an operation's selections.
struct Selected<'d> {
    types: &'d Types,
    fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'d Variables,
    ambiguous: Cell<Option<Name>>,
    /// Whether a selection was skipped.
    left_out: Cell<bool>,
    /// Whether to include all selections, whatever their directives.
    takes_all: bool,
}

/// All selections of one key.
struct Found<'d> {
    field: &'d Positioned<Field>,
    /// Selection sets below the key, one for each time it is selected.
    sets: Vec<&'d SelectionSet>,
}

type Keys<'d> = IndexMap<&'d str, Found<'d>>;

impl<'d> Selected<'d> {
    /// Fields of an object of type `object` by key, in order. Source: `CollectFields`.
    fn collect(&self, object: &str, sets: &[&'d SelectionSet]) -> Keys<'d> {
        let mut found = Keys::new();
        let mut spread = HashSet::new();
        for set in sets {
            self.add(object, set, &mut found, &mut spread);
        }
        found
    }

    fn add(
        &self,
        object: &str,
        set: &'d SelectionSet,
        found: &mut Keys<'d>,
        spread: &mut HashSet<&'d str>,
    ) {
        for item in &set.items {
            if !self.takes_all && self.is_skipped(item.node.directives()) {
                self.left_out.set(true);
                continue;
            }
            let (condition, below) = match &item.node {
                Selection::Field(field) => {
                    let one = found
                        .entry(&field.node.response_key().node)
                        .or_insert_with(|| Found {
                            field,
                            sets: Vec::new(),
                        });
                    if !is_same(&one.field.node, &field.node) {
                        let key = field.node.response_key().node.clone();
                        self.ambiguous.set(Some(key));
                    }
                    one.sets.push(&field.node.selection_set.node);
                    continue;
                }
                Selection::InlineFragment(inline) => (
                    inline.node.type_condition.as_ref(),
                    &inline.node.selection_set.node,
                ),
                Selection::FragmentSpread(name) => {
                    let name = name.node.fragment_name.node.as_str();
                    let Some(fragment) = self.fragments.get(name) else {
                        continue;
                    };
                    if !spread.insert(name) {
                        continue;
                    }
                    (
                        Some(&fragment.node.type_condition),
                        &fragment.node.selection_set.node,
                    )
                }
            };
            if condition.is_none_or(|condition| condition.node.on.node == object) {
                self.add(object, below, found, spread);
            }
        }
    }

    /// Shape of the collected fields; clears `is_plain` if the library would execute them
    /// wrongly.
    fn shape(&self, object: &str, found: &Keys<'d>, is_plain: &mut bool) -> Shape {
        let slots = found.values().map(|one| {
            let ty = self.types.field(object, &one.field.node.name.node);
            let has_below = one.sets.iter().any(|set| !set.items.is_empty());
            let below = has_below.then(|| {
                let object = types::named(ty);
                let found = self.collect(object, &one.sets);
                if found.is_empty() || one.sets.len() > 1 {
                    *is_plain = false;
                }
                self.shape(object, &found, is_plain)
            });
            Slot {
                key: one.field.node.response_key().node.clone(),
                field: one.field.node.name.node.clone(),
                ty: Arc::clone(ty),
                below,
            }
        });
        Shape(slots.collect())
    }

    /// Whether `@skip` or `@include` excludes a selection.
    fn is_skipped(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let leaves_out = match directive.node.name.node.as_str() {
                "skip" => true,
                "include" => false,
                _ => return false,
            };
            let condition = directive.node.get_argument("if").map(|it| it.node.clone());
            let given = |name| self.variables.get(&name).cloned().ok_or(());
            let condition = condition.and_then(|value| value.into_const_with(given).ok());
            (condition == Some(Value::Boolean(true))) == leaves_out
        })
    }
}

/// Whether two selections request the same field with the same arguments.
fn is_same(one: &Field, other: &Field) -> bool {
    let value = |field: &Field, name: &Name| {
        let argument = field.get_argument(name);
        argument.map(|value| value.node.clone())
    };
    std::ptr::eq(one, other)
        || one.name.node == other.name.node
            && one.arguments.len() == other.arguments.len()
            && one.arguments.iter().all(|(name, argument)| {
                value(other, &name.node).is_some_and(|value| value == argument.node)
            })
}

#[cfg(test)]
mod tests;
