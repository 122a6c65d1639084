//! Brings the result of an execution into its shape.

use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{BaseType, Type};
use async_graphql::{Name, PathSegment, ServerError, Value};

use super::Shape;

/// Failed fields, as a tree of paths.
#[derive(Debug, Default)]
struct Failed {
    fields: HashMap<String, Failed>,
    items: HashMap<usize, Failed>,
}

impl Failed {
    fn at(errors: &[ServerError]) -> Self {
        let mut root = Self::default();
        for error in errors {
            let mut at = &mut root;
            for step in &error.path {
                at = match step {
                    PathSegment::Field(name) => at.fields.entry(name.clone()).or_default(),
                    PathSegment::Index(index) => at.items.entry(*index).or_default(),
                };
            }
        }
        root
    }
}

impl Shape {
    /// Brings `data` into this shape: keys in order, null for failed fields, and for parents
    /// that cannot exist without them. `errors` are those of the execution.
    pub(in crate::http) fn complete(&self, data: &mut Value, errors: &[ServerError]) {
        let failed = (!errors.is_empty()).then(|| Failed::at(errors));
        self.object(data, failed.as_ref());
    }

    /// Completes an object; an incomplete one becomes null.
    fn object(&self, value: &mut Value, failed: Option<&Failed>) {
        if *value == Value::Null && failed.is_some_and(|failed| !failed.fields.is_empty()) {
            // The library returns null for an object whose fields have all failed.
            *value = Value::Object(IndexMap::new());
        }
        let Value::Object(fields) = value else {
            return;
        };
        if !self.fields(fields, failed) {
            *value = Value::Null;
        }
    }

    /// Completes the fields of an object; returns false if a required one is missing.
    fn fields(&self, fields: &mut IndexMap<Name, Value>, failed: Option<&Failed>) -> bool {
        for (at, slot) in self.0.iter().enumerate() {
            let is_here = fields
                .get_index(at)
                .is_some_and(|(key, _)| *key == slot.key);
            let from = if is_here {
                Some(at)
            } else {
                fields.get_index_of(&slot.key)
            };
            match from {
                Some(from) if from == at => {}
                Some(from) => fields.swap_indices(from, at),
                None if slot.ty.nullable => {
                    let (last, _) = fields.insert_full(slot.key.clone(), Value::Null);
                    fields.swap_indices(last, at);
                }
                None => return false,
            }
            let (Some(below), Some((_, value))) = (&slot.below, fields.get_index_mut(at)) else {
                continue;
            };
            let failed = failed.and_then(|failed| failed.fields.get(slot.key.as_str()));
            if !below.value(value, &slot.ty, failed) {
                return false;
            }
        }
        fields.truncate(self.0.len());
        true
    }

    /// Completes a value of type `ty` whose objects have this shape; returns false if it is
    /// null but must not be.
    fn value(&self, value: &mut Value, ty: &Type, failed: Option<&Failed>) -> bool {
        match &ty.base {
            BaseType::Named(_) => self.object(value, failed),
            BaseType::List(item) => {
                if let Value::List(items) = value {
                    let at = |index| failed.and_then(|failed| failed.items.get(&index));
                    let mut items = items.iter_mut().enumerate();
                    if !items.all(|(index, value)| self.value(value, item, at(index))) {
                        *value = Value::Null;
                    }
                }
            }
        }
        ty.nullable || *value != Value::Null
    }
}
