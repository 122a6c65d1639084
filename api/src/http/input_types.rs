//! Checks that values in a document match the schema's input types.
//!
//! The library checks this only in part, or after half of a mutation is done: it accepts
//! variables of other types, strings for enums, and non-objects for objects. So all operations
//! of a document are checked before anything is executed.

mod inputs;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, FragmentDefinition, OperationDefinition, Selection,
    SelectionSet, Type, VariableDefinition,
};
use async_graphql::{Name, Number, Pos, Positioned, ServerError, Value as Constant, Variables};
use async_graphql_value::Value;

pub(super) use inputs::Inputs;
use inputs::{Input, Kind};

use super::answer::failure;
use super::shape::{Types, named};
use crate::code::Code;

/// Checks all values in `document`. Source: GraphQL, September 2025, 5.6.1 and 5.8.5.
///
/// # Errors
/// The mismatch, for the response.
pub(super) fn check_document(
    types: &Types,
    document: &ExecutableDocument,
) -> Result<(), ServerError> {
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let definitions = operation.variable_definitions.iter();
        let definitions = definitions.map(|it| (it.node.name.node.as_str(), &it.node));
        let mut given = Given {
            types,
            fragments: &document.fragments,
            definitions: definitions.collect(),
            spread: HashSet::new(),
        };
        for definition in &operation.variable_definitions {
            if let Some(default) = &definition.node.default_value {
                let value = default.node.clone().into_value();
                let wanted = Input::of(definition.node.var_type.node.clone());
                given.value(&value, &wanted, (&definition.node.name.node, default.pos))?;
            }
        }
        given.directives(&operation.directives)?;
        given.selection_set(types.root(operation.ty), &operation.selection_set.node)?;
    }
    Ok(())
}

/// Checks that `variables` have objects where `operation` requires them, and that numbers are
/// in range; the library checks the rest.
///
/// # Errors
/// The variable that does not match, for the response.
pub(super) fn check_variables(
    types: &Types,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), ServerError> {
    for definition in &operation.variable_definitions {
        let Positioned { pos, node } = definition;
        let name = &node.name.node;
        let problem = variables
            .get(name)
            .and_then(|value| misfit(types, name, value, &node.var_type.node));
        match problem {
            Some(Misfit::NoObject(wanted)) => {
                let text =
                    format!("the variable \"${name}\" must have an object where {wanted} is");
                return Err(invalid(*pos, text));
            }
            Some(Misfit::Number(field)) => return Err(invalid(*pos, out_of_range(field))),
            None => {}
        }
    }
    Ok(())
}

/// A mismatch in a variable.
enum Misfit<'t> {
    /// Something other than an object of this type.
    NoObject(&'t str),
    /// A number in this field that is out of range for `Int`.
    Number(&'t str),
}

/// The first mismatch in `value`; `name` is that of the field or variable.
fn misfit<'t>(
    types: &'t Types,
    name: &'t str,
    value: &'t Constant,
    ty: &'t Type,
) -> Option<Misfit<'t>> {
    match (value, &ty.base) {
        (Constant::Null, _) => None,
        (Constant::List(items), BaseType::List(item)) => items
            .iter()
            .find_map(|value| misfit(types, name, value, item)),
        (_, BaseType::List(item)) => misfit(types, name, value, item),
        (_, BaseType::Named(base)) => match (types.inputs.named(base), value) {
            (Some(Kind::Object { fields, .. }), Constant::Object(given)) => {
                given.iter().find_map(|(name, value)| {
                    let input = fields.get(name.as_str())?;
                    misfit(types, name, value, &input.ty)
                })
            }
            (Some(Kind::Object { .. }), _) => Some(Misfit::NoObject(base)),
            (None, Constant::Number(number)) if is_out_of_range(base, number) => {
                Some(Misfit::Number(name))
            }
            _ => None,
        },
    }
}

/// Whether `number` is an integer but out of range for `ty`. Source: GraphQL, September 2025,
/// 3.5.1.
fn is_out_of_range(ty: &str, number: &Number) -> bool {
    let fits = || number.as_i64().is_some_and(|it| i32::try_from(it).is_ok());
    ty == "Int" && !number.is_f64() && !fits()
}

fn out_of_range(field: &str) -> String {
    let (least, most) = (i32::MIN, i32::MAX);
    format!("{field} must be a whole number from {least} to {most}")
}

/// Values in one operation.
struct Given<'d> {
    types: &'d Types,
    fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    definitions: HashMap<&'d str, &'d VariableDefinition>,
    spread: HashSet<&'d str>,
}

impl<'d> Given<'d> {
    fn selection_set(&mut self, object: &str, set: &'d SelectionSet) -> Result<(), ServerError> {
        for item in &set.items {
            self.directives(item.node.directives())?;
            match &item.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let name = field.name.node.as_str();
                    if let Some(wanted) = self.types.inputs.of_field(object, name) {
                        self.arguments(&field.arguments, wanted)?;
                    }
                    let below = &field.selection_set.node;
                    if !below.items.is_empty() {
                        self.selection_set(named(self.types.field(object, name)), below)?;
                    }
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let object = condition.map_or(object, |it| it.node.on.node.as_str());
                    self.selection_set(object, &inline.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    let fragment = self.fragments.get(name);
                    if let Some(fragment) = fragment.filter(|_| self.spread.insert(name)) {
                        let fragment = &fragment.node;
                        self.directives(&fragment.directives)?;
                        let object = fragment.type_condition.node.on.node.as_str();
                        self.selection_set(object, &fragment.selection_set.node)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<(), ServerError> {
        for directive in directives {
            let directive = &directive.node;
            if let Some(wanted) = self.types.inputs.of_directive(&directive.name.node) {
                self.arguments(&directive.arguments, wanted)?;
            }
        }
        Ok(())
    }

    fn arguments(
        &self,
        arguments: &[(Positioned<Name>, Positioned<Value>)],
        wanted: &HashMap<String, Input>,
    ) -> Result<(), ServerError> {
        for (name, value) in arguments {
            if let Some(input) = wanted.get(name.node.as_str()) {
                self.value(&value.node, input, (&name.node, value.pos))?;
            }
        }
        Ok(())
    }

    /// Checks a value; `place` is the name of the argument or field, and its position.
    fn value(&self, value: &Value, wanted: &Input, place: (&str, Pos)) -> Result<(), ServerError> {
        let (field, pos) = place;
        match (value, &wanted.ty.base) {
            (Value::Variable(name), _) => self.variable(name, wanted, pos),
            (Value::Null, _) => Ok(()),
            (Value::List(items), BaseType::List(item)) => {
                let item = Input::of((**item).clone());
                let mut items = items.iter();
                items.try_for_each(|value| self.value(value, &item, place))
            }
            // A single value is accepted for a list.
            (_, BaseType::List(item)) => self.value(value, &Input::of((**item).clone()), place),
            (_, BaseType::Named(name)) => match (self.types.inputs.named(name), value) {
                (Some(Kind::Enum), Value::String(text)) => {
                    let text = format!("{name} is an enum: write {text} without quotes");
                    Err(invalid(pos, text))
                }
                (Some(Kind::Object { fields, is_one_of }), Value::Object(given)) => {
                    for (name, value) in given {
                        let Some(input) = fields.get(name.as_str()) else {
                            continue;
                        };
                        // The one given field must not be null.
                        let must_be = is_one_of.then(|| Input::of(not_null(&input.ty)));
                        self.value(value, must_be.as_ref().unwrap_or(input), (name, pos))?;
                    }
                    Ok(())
                }
                (Some(Kind::Object { .. }), _) => {
                    Err(invalid(pos, format!("{name} is an object: write {{ … }}")))
                }
                (None, Value::Number(number)) if is_out_of_range(name, number) => {
                    Err(invalid(pos, out_of_range(field)))
                }
                _ => Ok(()),
            },
        }
    }

    fn variable(&self, name: &str, wanted: &Input, pos: Pos) -> Result<(), ServerError> {
        // The library reports undefined variables.
        let Some(definition) = self.definitions.get(name) else {
            return Ok(());
        };
        let default = definition.default_value.as_ref();
        let has_value = default.is_some_and(|default| default.node != Constant::Null);
        let ty = &definition.var_type.node;
        let fits = if has_value || wanted.has_default {
            is_within(&ty.base, &wanted.ty.base)
        } else {
            is_fit(ty, &wanted.ty)
        };
        if fits {
            return Ok(());
        }
        let wanted = &wanted.ty;
        let text =
            format!("the variable \"${name}\" is of type {ty}, but {wanted} is required here");
        Err(invalid(pos, text))
    }
}

/// Whether every value of one type is valid for the other.
fn is_fit(ty: &Type, wanted: &Type) -> bool {
    (wanted.nullable || !ty.nullable) && is_within(&ty.base, &wanted.base)
}

fn is_within(base: &BaseType, wanted: &BaseType) -> bool {
    match (base, wanted) {
        (BaseType::Named(name), BaseType::Named(wanted)) => name == wanted,
        (BaseType::List(item), BaseType::List(wanted)) => is_fit(item, wanted),
        _ => false,
    }
}

fn not_null(ty: &Type) -> Type {
    Type {
        base: ty.base.clone(),
        nullable: false,
    }
}

fn invalid(pos: Pos, text: String) -> ServerError {
    let mut error = failure(Code::ValidationFailed, text);
    error.locations.push(pos);
    error
}
