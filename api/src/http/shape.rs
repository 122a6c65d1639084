//! What an answer to an operation looks like: which keys, in which order, and what may be null.
//!
//! The library leaves out what failed and orders fields as they finish; a client goes by
//! GraphQL's own rules (October 2021, 6.3.2, 6.4.4 and 7.2.2). So the shape of an answer is found
//! before anything is executed, and each answer is brought into it.

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

pub(super) use flat::without_selection;
pub(super) use types::{Types, named};
pub(super) use weight::ROOTS;

/// The fields of an object in an answer.
#[derive(Debug, Default)]
pub(super) struct Shape(Vec<Slot>);

/// One field of it.
#[derive(Debug)]
struct Slot {
    /// What the answer calls it.
    key: Name,
    /// What the schema calls it.
    field: Name,
    ty: Arc<Type>,
    /// The fields of the objects in it; `None` where there are none.
    below: Option<Shape>,
}

/// An operation whose shape is known.
#[derive(Debug)]
pub(super) struct Shaped {
    /// What its answers look like.
    pub(super) shape: Shape,
    /// The same operation without fragments, each key once, where the library would execute the
    /// given one wrongly: it resolves what is selected twice two times, and takes an object of
    /// which nothing is selected for null.
    pub(super) flat: Option<ExecutableDocument>,
    /// A key that stands for two different fields of one object, which the library's validation
    /// does not always see. Source: GraphQL, October 2021, 5.3.2.
    pub(super) ambiguous: Option<Name>,
}

/// Finds the shape of `operation`, one of `document`.
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
        // What is left out this time may not differ either.
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
    /// How many fields the root has that the schema calls by one of `names`.
    pub(super) fn count(&self, names: &[&str]) -> usize {
        let named = |slot: &&Slot| names.contains(&slot.field.as_str());
        self.0.iter().filter(named).count()
    }

    /// How many fields the root has.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// What an operation's selections are taken from.
struct Selected<'d> {
    types: &'d Types,
    fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'d Variables,
    ambiguous: Cell<Option<Name>>,
    /// Whether something is left out.
    left_out: Cell<bool>,
    /// Whether nothing is, whatever directives say.
    takes_all: bool,
}

/// All selections of one key.
struct Found<'d> {
    field: &'d Positioned<Field>,
    /// What is selected below, wherever it stands: one for each time the key is selected.
    sets: Vec<&'d SelectionSet>,
}

type Keys<'d> = IndexMap<&'d str, Found<'d>>;

impl<'d> Selected<'d> {
    /// The fields of an object of type `object`, by key, in order. Source: `CollectFields`.
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

    /// The shape of what was found; `is_plain` ends where the library would go wrong.
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

    /// Whether `@skip` or `@include` leave a selection out.
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

/// Whether two selections ask for the same.
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
