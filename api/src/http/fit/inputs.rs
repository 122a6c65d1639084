//! What the schema takes: the arguments of fields and directives, and the types that only inputs
//! have.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

/// Arguments of introspection, which a printed schema leaves out.
const INTROSPECTION: &[(&str, &str, &str, &str)] = &[("Query", "__type", "name", "String!")];

/// What may be given for an argument or a field of an object.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) ty: Type,
    /// Whether it has a value of its own where none is given.
    pub(super) has_default: bool,
}

/// A type that inputs are made of.
#[derive(Debug)]
pub(super) enum Kind {
    Enum,
    Object {
        fields: HashMap<String, Input>,
        /// Whether exactly one of its fields is given.
        is_one_of: bool,
    },
}

/// All that a schema takes.
#[derive(Debug, Default)]
pub(in crate::http) struct Inputs {
    named: HashMap<String, Kind>,
    of_fields: HashMap<String, HashMap<String, HashMap<String, Input>>>,
    of_directives: HashMap<String, HashMap<String, Input>>,
}

impl Input {
    /// One without a default.
    pub(super) fn of(ty: Type) -> Self {
        Self {
            ty,
            has_default: false,
        }
    }
}

impl Inputs {
    /// What the arguments of a field are, if it has any.
    pub(super) fn of_field(&self, object: &str, field: &str) -> Option<&HashMap<String, Input>> {
        self.of_fields.get(object)?.get(field)
    }

    /// What the arguments of a directive are.
    pub(super) fn of_directive(&self, name: &str) -> Option<&HashMap<String, Input>> {
        self.of_directives.get(name)
    }

    /// The enum or the object of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Kind> {
        self.named.get(name)
    }

    /// Adds what a definition takes.
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
