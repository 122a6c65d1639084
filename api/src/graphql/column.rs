//! A list of scalar values that is serialized at once.
//!
//! The GraphQL library resolves each item of a list separately and keeps it as a separate
//! value: a page of fifty websites with 114 bars each has 17,000 of them. A column is a single
//! value that is already JSON.

use std::borrow::Cow;
use std::fmt::Write;
use std::marker::PhantomData;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

/// A list of `T`, a type without fields.
pub(super) struct Column<T> {
    json: String,
    kind: PhantomData<fn() -> T>,
}

impl<T> Column<T> {
    /// A column of `items`, each of which `write` appends as JSON.
    pub(super) fn new<I>(
        items: impl IntoIterator<Item = I>,
        mut write: impl FnMut(&mut String, I),
    ) -> Self {
        let mut json = String::from("[");
        for item in items {
            if json.len() > 1 {
                json.push(',');
            }
            write(&mut json, item);
        }
        json.push(']');
        Self {
            json,
            kind: PhantomData,
        }
    }
}

/// Appends a number, or `null` for `None`.
pub(super) fn number(json: &mut String, number: Option<impl std::fmt::Display>) {
    let _ = match number {
        Some(number) => write!(json, "{number}"),
        None => json.write_str("null"),
    };
}

/// Appends a string that needs no escaping.
pub(super) fn name(json: &mut String, name: impl std::fmt::Display) {
    let _ = write!(json, "\"{name}\"");
}

impl<T: OutputType> OutputType for Column<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let raw = serde_json::value::RawValue::from_string(self.json.clone());
        let value = raw
            .map_err(|err| err.to_string())
            .and_then(|raw| async_graphql::to_value(raw).map_err(|err| err.to_string()));
        value.map_err(|err| {
            ctx.set_error_path(async_graphql::ServerError::new(err, Some(field.pos)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_one_value() {
        let column = Column::<Option<f64>>::new([Some(1.0), None, Some(0.25)], number);
        assert_eq!(column.json, "[1,null,0.25]");
        assert_eq!(Column::<i32>::new([0_i32; 0].map(Some), number).json, "[]");
        assert_eq!(Column::<Option<f64>>::qualified_type_name(), "[Float]!");
    }
}
