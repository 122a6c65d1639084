//! Types of the schema's fields.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, OperationType, Type, TypeKind, TypeSystemDefinition};
use tracing::error;

use crate::http::input_types::Inputs;

/// Introspection types, which SDL does not contain. Source: GraphQL, October 2021, 4.2, and
/// the library's additions.
const INTROSPECTION: &[(&str, &str, &str)] = &[
    ("__Schema", "description", "String!"),
    ("__Schema", "types", "[__Type!]!"),
    ("__Schema", "queryType", "__Type!"),
    ("__Schema", "mutationType", "__Type"),
    ("__Schema", "subscriptionType", "__Type"),
    ("__Schema", "directives", "[__Directive!]!"),
    ("__Type", "kind", "__TypeKind!"),
    ("__Type", "name", "String"),
    ("__Type", "description", "String"),
    ("__Type", "specifiedByURL", "String"),
    ("__Type", "isOneOf", "Boolean"),
    ("__Type", "fields", "[__Field!]"),
    ("__Type", "interfaces", "[__Type!]"),
    ("__Type", "possibleTypes", "[__Type!]"),
    ("__Type", "enumValues", "[__EnumValue!]"),
    ("__Type", "inputFields", "[__InputValue!]"),
    ("__Type", "ofType", "__Type"),
    ("__Field", "name", "String!"),
    ("__Field", "description", "String"),
    ("__Field", "args", "[__InputValue!]!"),
    ("__Field", "type", "__Type!"),
    ("__Field", "isDeprecated", "Boolean!"),
    ("__Field", "deprecationReason", "String"),
    ("__InputValue", "name", "String!"),
    ("__InputValue", "description", "String"),
    ("__InputValue", "type", "__Type!"),
    ("__InputValue", "defaultValue", "String"),
    ("__InputValue", "isDeprecated", "Boolean!"),
    ("__InputValue", "deprecationReason", "String"),
    ("__EnumValue", "name", "String!"),
    ("__EnumValue", "description", "String"),
    ("__EnumValue", "isDeprecated", "Boolean!"),
    ("__EnumValue", "deprecationReason", "String"),
    ("__Directive", "name", "String!"),
    ("__Directive", "description", "String"),
    ("__Directive", "isRepeatable", "Boolean!"),
    ("__Directive", "locations", "[__DirectiveLocation!]!"),
    ("__Directive", "args", "[__InputValue!]!"),
];

/// Types of a schema's fields, by object and field.
#[derive(Debug)]
pub(in crate::http) struct Types {
    roots: HashMap<OperationKind, String>,
    objects: HashMap<String, HashMap<String, Arc<Type>>>,
    /// Input types.
    pub(in crate::http) inputs: Inputs,
    /// Number of named types.
    pub(super) count: u32,
    /// Type of a field that the schema does not have.
    unknown: Arc<Type>,
    typename: Arc<Type>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum OperationKind {
    Query,
    Mutation,
    Subscription,
}

impl From<OperationType> for OperationKind {
    fn from(kind: OperationType) -> Self {
        match kind {
            OperationType::Query => Self::Query,
            OperationType::Mutation => Self::Mutation,
            OperationType::Subscription => Self::Subscription,
        }
    }
}

impl Types {
    /// Types of the schema in `sdl`. It has no interfaces and no unions, so the type of every
    /// object is known before execution.
    pub(in crate::http) fn of_sdl(sdl: &str) -> Self {
        let named = |name: &str, nullable| {
            Arc::new(Type {
                base: BaseType::Named(async_graphql::Name::new(name)),
                nullable,
            })
        };
        let mut types = Self {
            roots: HashMap::new(),
            objects: HashMap::new(),
            inputs: Inputs::default(),
            count: 0,
            unknown: named("", true),
            typename: named("String", false),
        };
        let parsed = parse_schema(sdl);
        if let Err(error) = &parsed {
            error!(
                error = error as &dyn std::error::Error,
                "The schema cannot be parsed"
            );
        }
        let definitions = parsed.map(|document| document.definitions);
        for definition in definitions.unwrap_or_default() {
            types.inputs.add(&definition);
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    let schema = schema.node;
                    for (kind, name) in [
                        (OperationKind::Query, schema.query),
                        (OperationKind::Mutation, schema.mutation),
                        (OperationKind::Subscription, schema.subscription),
                    ] {
                        if let Some(name) = name {
                            types.roots.insert(kind, name.node.to_string());
                        }
                    }
                }
                TypeSystemDefinition::Type(definition) => {
                    types.count += 1;
                    let name = definition.node.name.node.to_string();
                    if let TypeKind::Object(object) = definition.node.kind {
                        for field in object.fields {
                            types.add(&name, &field.node.name.node, field.node.ty.node);
                        }
                    }
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        for (object, field, ty) in INTROSPECTION {
            if let Some(ty) = Type::new(ty) {
                types.add(object, field, ty);
            }
        }
        if let Some(query) = types.roots.get(&OperationKind::Query).cloned() {
            for (field, ty) in [("__schema", "__Schema!"), ("__type", "__Type")] {
                if let Some(ty) = Type::new(ty) {
                    types.add(&query, field, ty);
                }
            }
        }
        types
    }

    fn add(&mut self, object: &str, field: &str, ty: Type) {
        let fields = self.objects.entry(object.to_owned()).or_default();
        fields.insert(field.to_owned(), Arc::new(ty));
    }

    /// Root type of operations of this kind; empty if there is none.
    pub(in crate::http) fn root(&self, kind: OperationType) -> &str {
        self.roots.get(&kind.into()).map_or("", String::as_str)
    }

    /// Type of a field. An unknown field counts as a nullable scalar: validation reports it.
    pub(in crate::http) fn field(&self, object: &str, field: &str) -> &Arc<Type> {
        if field == "__typename" {
            return &self.typename;
        }
        let fields = self.objects.get(object);
        fields
            .and_then(|fields| fields.get(field))
            .unwrap_or(&self.unknown)
    }
}

/// Name of the innermost type, without lists.
pub(in crate::http) fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use serde_json::Value;

    use super::*;
    use crate::graphql;

    /// Introspection of the library lists its own types.
    #[test]
    fn all_types_of_introspection_are_known() {
        let of =
            "type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
        let query = format!("{{ __schema {{ types {{ kind name fields {{ name {of} }} }} }} }}");
        let answer = graphql::bare().execute(query).now_or_never().unwrap();
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        let answer = serde_json::to_value(answer.data).unwrap();
        let types = Types::of_sdl(&graphql::sdl());
        let (mut seen, mut wrong) = (0, Vec::new());
        for ty in answer["__schema"]["types"].as_array().unwrap() {
            let kind = ty["kind"].as_str().unwrap();
            assert!(!["INTERFACE", "UNION"].contains(&kind), "{ty}");
            for field in ty["fields"].as_array().into_iter().flatten() {
                let (object, name) = (
                    ty["name"].as_str().unwrap(),
                    field["name"].as_str().unwrap(),
                );
                let known = types.field(object, name).to_string();
                let told = printed(&field["type"]);
                if known != told {
                    wrong.push(format!("{object}.{name}: {told}, not {known}"));
                }
                seen += 1;
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(seen > 200, "{seen}");
    }

    fn printed(ty: &Value) -> String {
        match ty["kind"].as_str().unwrap() {
            "NON_NULL" => format!("{}!", printed(&ty["ofType"])),
            "LIST" => format!("[{}]", printed(&ty["ofType"])),
            _ => ty["name"].as_str().unwrap().to_owned(),
        }
    }
}
