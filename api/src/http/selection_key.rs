//! Tells which subscriptions get the same bytes for the same event.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use async_graphql::parser::types::{FragmentDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::reading::Reading;
use super::shape;
use crate::live::SelectionKey;
use crate::service::access::TagKeys;
use crate::service::identity::Identity;

/// Everything that the bytes of an event depend on, besides the event.
#[derive(Serialize)]
struct Selected<'d> {
    /// What a role may not see is an error.
    roles: BTreeSet<String>,
    /// What is not theirs to see is missing.
    only: Option<&'d TagKeys>,
    field: &'d Name,
    response_key: &'d Name,
    /// With positions, which errors name.
    below: &'d Positioned<SelectionSet>,
    fragments: BTreeMap<&'d Name, &'d Positioned<FragmentDefinition>>,
    variables: Vec<(&'d Name, &'d Value)>,
}

/// The key of what `reading`, a subscription of `identity`, selects: everything but the
/// arguments of its root field, which choose the events. `None` if there is no such thing.
pub(super) fn of(reading: &Reading, identity: Option<&Identity>) -> Option<SelectionKey> {
    let document = &reading.executed;
    let (_, operation) = document.operations.iter().next()?;
    let [root] = operation.node.selection_set.node.items.as_slice() else {
        return None;
    };
    let Selection::Field(field) = &root.node else {
        return None;
    };
    let field = &field.node;
    let mut used = HashSet::new();
    shape::variables_in(&field.selection_set.node, &mut used);
    for fragment in document.fragments.values() {
        shape::variables_in(&fragment.node.selection_set.node, &mut used);
    }
    let roles = identity?.access.memberships().iter();
    let selected = Selected {
        roles: roles.map(|it| format!("{:?}", it.role)).collect(),
        only: identity?.access.scopes().1,
        field: &field.name.node,
        response_key: &field.response_key().node,
        below: &field.selection_set,
        fragments: document.fragments.iter().collect(),
        variables: reading
            .variables
            .iter()
            .filter(|(name, _)| used.contains(*name))
            .collect(),
    };
    let text = serde_json::to_vec(&selected).ok()?;
    Some(SelectionKey(Sha256::digest(text).into()))
}
