//! Whether what a document gives fits what the schema takes.
//!
//! The library looks at this only in part, or once half of a mutation is done: it lets through
//! variables of other types, strings for enums, and whatever else than an object for one. So all
//! operations of a document are looked at before anything is executed.

mod inputs;

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, FragmentDefinition, OperationDefinition, Selection,
    SelectionSet, Type, VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned, ServerError, Value as Constant, Variables};
use async_graphql_value::Value;

pub(super) use inputs::Inputs;
use inputs::{Input, Kind};

use super::answer::{VALIDATION_FAILED, failure};
use super::shape::{Types, named};

/// Checks all that `document` gives. Source: GraphQL, September 2025, 5.6.1 and 5.8.5.
///
/// # Errors
/// What does not fit, for the answer.
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
                given.value(&value, &wanted, default.pos)?;
            }
        }
        given.directives(&operation.directives)?;
        given.selection_set(types.root(operation.ty), &operation.selection_set.node)?;
    }
    Ok(())
}

/// Checks that an object is given in `variables` where `operation` takes one: the library sees
/// to the rest.
///
/// # Errors
/// Which variable does not fit, for the answer.
pub(super) fn check_variables(
    types: &Types,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), ServerError> {
    for definition in &operation.variable_definitions {
        let Positioned { pos, node } = definition;
        let value = variables.get(&node.name.node);
        let wanted = value.and_then(|value| other_than(types, value, &node.var_type.node));
        if let Some(wanted) = wanted {
            let name = &node.name.node;
            let text = format!("the variable \"${name}\" must have an object where {wanted} is");
            return Err(invalid(*pos, text));
        }
    }
    Ok(())
}

/// The type of the first object that `value` must have and has not.
fn other_than<'t>(types: &'t Types, value: &Constant, ty: &'t Type) -> Option<&'t str> {
    match (value, &ty.base) {
        (Constant::Null, _) => None,
        (Constant::List(items), BaseType::List(item)) => items
            .iter()
            .find_map(|value| other_than(types, value, item)),
        (_, BaseType::List(item)) => other_than(types, value, item),
        (_, BaseType::Named(name)) => match (types.inputs.named(name), value) {
            (Some(Kind::Object { fields, .. }), Constant::Object(given)) => {
                given.iter().find_map(|(name, value)| {
                    let input = fields.get(name.as_str())?;
                    other_than(types, value, &input.ty)
                })
            }
            (Some(Kind::Object { .. }), _) => Some(name),
            _ => None,
        },
    }
}

/// What one operation gives.
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
                self.value(&value.node, input, value.pos)?;
            }
        }
        Ok(())
    }

    fn value(&self, value: &Value, wanted: &Input, pos: Pos) -> Result<(), ServerError> {
        match (value, &wanted.ty.base) {
            (Value::Variable(name), _) => self.variable(name, wanted, pos),
            (Value::Null, _) => Ok(()),
            (Value::List(items), BaseType::List(item)) => {
                let item = Input::of((**item).clone());
                let mut items = items.iter();
                items.try_for_each(|value| self.value(value, &item, pos))
            }
            // One thing stands for a list of it.
            (_, BaseType::List(item)) => self.value(value, &Input::of((**item).clone()), pos),
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
                        // The one that is given must be there.
                        let must_be = is_one_of.then(|| Input::of(not_null(&input.ty)));
                        self.value(value, must_be.as_ref().unwrap_or(input), pos)?;
                    }
                    Ok(())
                }
                (Some(Kind::Object { .. }), _) => {
                    Err(invalid(pos, format!("{name} is an object: write {{ … }}")))
                }
                _ => Ok(()),
            },
        }
    }

    fn variable(&self, name: &str, wanted: &Input, pos: Pos) -> Result<(), ServerError> {
        // One that is not defined is named by the library.
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
        let text = format!("the variable \"${name}\" is of type {ty}, and {wanted} is needed here");
        Err(invalid(pos, text))
    }
}

/// Whether each value of one type is a value of the other.
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
    let mut error = failure(VALIDATION_FAILED, text);
    error.locations.push(pos);
    error
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;
    use crate::graphql;

    /// What is said against a document.
    fn against(text: &str) -> Option<String> {
        let types = Types::of_sdl(&graphql::sdl());
        let outcome = check_document(&types, &parse_query(text).unwrap());
        outcome.err().map(|error| {
            assert_eq!(error.locations.len(), 1, "{text}");
            error.message
        })
    }

    #[test]
    fn a_variable_is_of_the_type_that_is_needed() {
        let first = "websites(first: $a) { nodes { id } }";
        let status = "websites(status: $a) { nodes { id } }";
        let one = "websites(status: [$a]) { nodes { id } }";
        let id = "website(id: $a) { id }";
        let step = "website(id: \"x\") { uptimeSeries(step: $a) { from } }";
        let url =
            "a: __typename } mutation m($b: String) { createWebsite(input: { url: $b }) { id }";
        for (ty, body, fits) in [
            ("Int", first, true),
            ("Int!", first, true),
            ("Int = 1", first, true),
            ("String", first, false),
            ("[Int]", first, false),
            ("ID!", id, true),
            ("ID", id, false),
            ("ID = \"x\"", id, true),
            ("ID = null", id, false),
            ("String!", id, false),
            ("[WebsiteStatus!]", status, true),
            ("[WebsiteStatus!]!", status, true),
            ("[WebsiteStatus]", status, false),
            ("WebsiteStatus", status, false),
            ("WebsiteStatus!", one, true),
            ("WebsiteStatus", one, false),
            // A default stands in for null.
            ("Step", step, true),
            ("Step!", step, true),
            ("Window", step, false),
            ("Boolean!", "viewer @skip(if: $a) { id }", true),
            ("Boolean", "viewer @skip(if: $a) { id }", false),
            ("Boolean = true", "viewer { id @include(if: $a) }", true),
            ("Boolean", "viewer { ... @include(if: $a) { id } }", false),
            (
                "Int",
                "...f } fragment f on Query { website(id: $a) { id }",
                false,
            ),
            (
                "ID!",
                "...f } fragment f on Query { website(id: $a) { id }",
                true,
            ),
            ("String", "__type(name: $a) { name }", false),
            ("String!", "__type(name: $a) { name }", true),
            // Every operation counts, whichever is executed.
            ("Int", url, false),
            ("Nobody", "nothing(a: $a) @nobody(a: $a)", true),
        ] {
            let text = format!("query q($a: {ty}) {{ {body} }}");
            assert_eq!(against(&text).is_none(), fits, "{text}");
        }
    }

    #[test]
    fn a_literal_is_what_the_schema_takes() {
        let create = |input: &str| {
            let text = "mutation($h: HttpCheckInput, $i: HttpCheckInput!, $s: String!)";
            format!("{text} {{ createWebsite(input: {input}) {{ id }} }}")
        };
        for (text, fits) in [
            ("{ websites(status: UP) { nodes { id } } }".to_owned(), true),
            (
                "{ websites(status: \"UP\") { nodes { id } } }".to_owned(),
                false,
            ),
            (
                "{ websites(status: [UP, \"UP\"]) { nodes { id } } }".to_owned(),
                false,
            ),
            (
                "query($a: WebsiteStatus = \"UP\") { viewer { id } }".to_owned(),
                false,
            ),
            (
                "query($a: CheckInput = 1) { viewer { id } }".to_owned(),
                false,
            ),
            (create("\"x\""), false),
            (create("[]"), false),
            (create("null"), true),
            (create("{ url: $s }"), true),
            (create("{ url: \"a.test\", check: \"http\" }"), false),
            (create("{ url: \"a.test\", check: { http: $i } }"), true),
            (create("{ url: \"a.test\", check: { http: $h } }"), false),
            (create("{ url: \"a.test\", ipVersion: \"V4\" }"), false),
            (create("{ url: $h }"), false),
            (
                create(
                    "{ url: \"a.test\", check: { http: { method: $s, headers: { name: $s } } } }",
                ),
                true,
            ),
        ] {
            assert_eq!(against(&text).is_none(), fits, "{text}");
        }
    }

    #[test]
    fn an_object_in_a_variable_is_one() {
        let types = Types::of_sdl(&graphql::sdl());
        let text = "mutation($i: [CreateWebsiteInput!]!) { signOut }";
        let document = parse_query(text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        for (given, fits) in [
            (json!([{ "url": "a.test" }]), true),
            (json!({ "url": "a.test" }), true),
            (json!([{ "url": 1, "check": null, "nobody": "x" }]), true),
            (json!("x"), false),
            (json!([1]), false),
            (json!({ "check": [] , "url": "a.test" }), false),
            (json!({ "check": { "http": true } }), false),
            (
                json!({ "check": { "http": { "headers": ["a: b"] } } }),
                false,
            ),
            (
                json!({ "check": { "http": { "headers": [{ "name": "a" }] } } }),
                true,
            ),
        ] {
            let variables = Variables::from_json(json!({ "i": given }));
            let outcome = check_variables(&types, &operation.node, &variables);
            assert_eq!(outcome.is_ok(), fits, "{given}");
        }
    }
}
