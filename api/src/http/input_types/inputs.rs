//! Input types of the schema: arguments of fields and directives, enums and input objects.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

/// Arguments of introspection fields, which SDL does not contain.
const INTROSPECTION: &[(&str, &str, &str, &str)] = &[("Query", "__type", "name", "String!")];

/// Type of an argument or an input field.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) ty: Type,
    /// Whether it has a default value.
    pub(super) has_default: bool,
}

/// A named input type.
#[derive(Debug)]
pub(super) enum Kind {
    Enum,
    Object {
        fields: HashMap<String, Input>,
        /// Whether exactly one of its fields must be given.
        is_one_of: bool,
    },
}

/// All input types of a schema.
#[derive(Debug, Default)]
pub(in crate::http) struct Inputs {
    named: HashMap<String, Kind>,
    of_fields: HashMap<String, HashMap<String, HashMap<String, Input>>>,
    of_directives: HashMap<String, HashMap<String, Input>>,
}

impl Input {
    /// An input without a default.
    pub(super) fn of(ty: Type) -> Self {
        Self {
            ty,
            has_default: false,
        }
    }
}

impl Inputs {
    /// Arguments of a field, if it is known.
    pub(super) fn of_field(&self, object: &str, field: &str) -> Option<&HashMap<String, Input>> {
        self.of_fields.get(object)?.get(field)
    }

    /// Arguments of a directive, if it is known.
    pub(super) fn of_directive(&self, name: &str) -> Option<&HashMap<String, Input>> {
        self.of_directives.get(name)
    }

    /// The enum or input object of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Kind> {
        self.named.get(name)
    }

    /// Adds the inputs of a definition.
    pub(in crate::http) fn add(&mut self, definition: &TypeSystemDefinition) {
        match definition {
            TypeSystemDefinition::Type(definition) => self.add_type(&definition.node),
            TypeSystemDefinition::Directive(directive) => {
                let name = directive.node.name.node.to_string();
                let arguments = inputs(&directive.node.arguments);
                self.of_directives.insert(name, arguments);
            }
            TypeSystemDefinition::Schema(_) => {}
        }
    }

    fn add_type(&mut self, definition: &TypeDefinition) {
        let name = definition.name.node.to_string();
        match &definition.kind {
            TypeKind::Enum(_) => {
                self.named.insert(name, Kind::Enum);
            }
            TypeKind::InputObject(object) => {
                let mut directives = definition.directives.iter();
                let object = Kind::Object {
                    fields: inputs(&object.fields),
                    is_one_of: directives.any(|it| it.node.name.node == "oneOf"),
                };
                self.named.insert(name, object);
            }
            TypeKind::Object(object) => {
                let fields = object.fields.iter().map(|field| {
                    let arguments = inputs(&field.node.arguments);
                    (field.node.name.node.to_string(), arguments)
                });
                let mut fields: HashMap<_, _> = fields.collect();
                for (object, field, argument, ty) in INTROSPECTION {
                    if *object == name
                        && let Some(ty) = Type::new(ty)
                    {
                        let argument = ((*argument).to_owned(), Input::of(ty));
                        fields.insert((*field).to_owned(), HashMap::from([argument]));
                    }
                }
                self.of_fields.insert(name, fields);
            }
            TypeKind::Scalar | TypeKind::Interface(_) | TypeKind::Union(_) => {}
        }
    }
}

fn inputs(definitions: &[Positioned<InputValueDefinition>]) -> HashMap<String, Input> {
    let inputs = definitions.iter().map(|definition| {
        let definition = &definition.node;
        let input = Input {
            ty: definition.ty.node.clone(),
            has_default: definition.default_value.is_some(),
        };
        (definition.name.node.to_string(), input)
    });
    inputs.collect()
}
