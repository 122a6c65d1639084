//! Serial resolution: fields and items one after the other, instead of a task for each.
//!
//! The library resolves all fields of an object and all items of a list concurrently. That
//! pays for fields that read. In a long list nearly every field is at hand, or was read for the
//! whole list by its first item; there the tasks cost several times the values.

use std::borrow::Cow;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{
    ContainerType, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
};

/// An object that may be resolved serially.
pub(super) trait AtHand: ContainerType {
    /// Fields that wait for a read of their own: with one of them, the fields of the object are
    /// resolved concurrently.
    const READING: &'static [&'static str] = &[];

    /// Whether its fields are to be resolved concurrently this time, because it reads for
    /// others, too.
    fn reads_first(&self) -> bool {
        false
    }
}

/// Resolves an object serially if its selected fields are at hand.
pub(super) struct Serial<T>(pub(super) T);

/// Resolves the items of a connection serially if what is selected of them is at hand.
pub(super) struct Page<T: AtHand>(pub(super) Connection<String, Serial<T>>);

impl<T: AtHand> OutputType for Serial<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        if is_at_hand::<T>(&ctx.item.node) && !self.0.reads_first() {
            object(ctx, &self.0).await
        } else {
            self.0.resolve(ctx, field).await
        }
    }
}

impl<T: AtHand> OutputType for Page<T> {
    fn type_name() -> Cow<'static, str> {
        Connection::<String, Serial<T>>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Connection::<String, Serial<T>>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let Some(fields) = plain(&ctx.item.node).filter(|_| are_at_hand::<T>(&ctx.item.node))
        else {
            // Items that read do so beside each other, and share what is read for many keys.
            return self.0.resolve(ctx, field).await;
        };
        let edges = &self.0.edges;
        let mut resolved = Resolved::new(ctx);
        for field in fields {
            let within = ctx.with_field(field);
            let below = within.with_selection_set(&field.node.selection_set);
            let value = match name(field) {
                "edges" => list(&below, field, edges.iter().map(Serial)).await,
                "nodes" => list(&below, field, edges.iter().map(|edge| &edge.node)).await,
                _ => value(ctx, field, &self.0).await,
            };
            resolved.add(ctx, field, value);
        }
        Ok(resolved.into())
    }
}

impl<T: OutputType> AtHand for Edge<String, T, EmptyFields> {}

impl<T: AtHand> AtHand for &T {
    const READING: &'static [&'static str] = T::READING;

    fn reads_first(&self) -> bool {
        T::reads_first(self)
    }
}

/// Fields of an object by response key.
struct Resolved(IndexMap<Name, Value>);

impl Resolved {
    fn new(ctx: &ContextSelectionSet<'_>) -> Self {
        Self(IndexMap::with_capacity(ctx.item.node.items.len()))
    }

    /// Adds the value of a field, or notes its error.
    fn add(
        &mut self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
        value: ServerResult<Value>,
    ) {
        match value {
            Ok(value) => {
                let key = field.node.response_key().node.clone();
                self.0.insert(key, value);
            }
            Err(error) => ctx.add_error(error),
        }
    }
}

impl From<Resolved> for Value {
    fn from(Resolved(fields): Resolved) -> Self {
        // As the library does: the shape of the response knows what to make of it.
        if fields.is_empty() {
            Self::Null
        } else {
            Self::Object(fields)
        }
    }
}

/// Whether no field of `set`, which is selected of a `T`, reads.
fn is_at_hand<T: AtHand>(set: &SelectionSet) -> bool {
    plain(set).is_some_and(|mut fields| fields.all(|field| !T::READING.contains(&name(field))))
}

/// Whether no item reads for what `set` selects of a connection, or of its edges.
fn are_at_hand<T: AtHand>(set: &SelectionSet) -> bool {
    let is_at_hand = |field: &Positioned<Field>| {
        let below = &field.node.selection_set.node;
        match name(field) {
            "node" | "nodes" => is_at_hand::<T>(below),
            "edges" => are_at_hand::<T>(below),
            _ => true,
        }
    };
    plain(set).is_some_and(|mut fields| fields.all(is_at_hand))
}

/// The fields in `set`, if they are all there is: without fragments and directives.
fn plain<'a>(
    set: &'a SelectionSet,
) -> Option<impl Iterator<Item = &'a Positioned<Field>> + use<'a>> {
    let items = &set.items;
    let field = |item: &'a Positioned<Selection>| match &item.node {
        Selection::Field(field) if field.node.directives.is_empty() => Some(field),
        _ => None,
    };
    let is_plain = items.iter().all(|item| field(item).is_some());
    is_plain.then(|| items.iter().filter_map(field))
}

fn name(field: &Positioned<Field>) -> &str {
    field.node.name.node.as_str()
}

/// Resolves the selected fields of `root` one after the other.
async fn object<T: ContainerType>(ctx: &ContextSelectionSet<'_>, root: &T) -> ServerResult<Value> {
    let mut resolved = Resolved::new(ctx);
    for field in plain(&ctx.item.node).into_iter().flatten() {
        let value = value(ctx, field, root).await;
        resolved.add(ctx, field, value);
    }
    Ok(resolved.into())
}

async fn value<T: ContainerType>(
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
    root: &T,
) -> ServerResult<Value> {
    if name(field) == "__typename" {
        return Ok(Value::String(root.introspection_type_name().into_owned()));
    }
    let value = root.resolve_field(&ctx.with_field(field)).await?;
    Ok(value.unwrap_or_default())
}

/// Resolves `items` one after the other.
async fn list<T: OutputType>(
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
    items: impl ExactSizeIterator<Item = T>,
) -> ServerResult<Value> {
    let mut values = Vec::with_capacity(items.len());
    for (index, item) in items.enumerate() {
        let ctx = ctx.with_index(index);
        let value = item.resolve(&ctx, field).await;
        values.push(value.map_err(|error| ctx.set_error_path(error))?);
    }
    Ok(Value::List(values))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};
    use tokio::sync::Barrier;
    use tokio::time::timeout;

    use super::*;

    /// An item whose fields `left` and `right` each wait for the other.
    struct Item {
        number: i32,
        reads_first: bool,
        both: Barrier,
        all: Arc<Barrier>,
    }

    #[derive(SimpleObject)]
    struct Detail {
        name: String,
        half: Option<i32>,
    }

    #[Object]
    impl Item {
        async fn number(&self) -> i32 {
            self.number
        }

        async fn even(&self) -> async_graphql::Result<i32> {
            if self.number % 2 == 0 {
                Ok(self.number)
            } else {
                Err("it is odd".into())
            }
        }

        async fn detail(&self) -> Serial<Detail> {
            Serial(Detail {
                name: format!("item {}", self.number),
                half: (self.number % 2 == 0).then_some(self.number / 2),
            })
        }

        async fn left(&self) -> bool {
            self.both.wait().await;
            true
        }

        async fn right(&self) -> bool {
            self.both.wait().await;
            true
        }

        /// Waits for that of all items.
        async fn reading(&self) -> bool {
            self.all.wait().await;
            true
        }
    }

    impl AtHand for Detail {}

    impl AtHand for Item {
        const READING: &'static [&'static str] = &["reading"];

        fn reads_first(&self) -> bool {
            self.reads_first
        }
    }

    struct Query;

    #[Object]
    impl Query {
        async fn serial(&self, count: i32, reads_first: bool) -> Page<Item> {
            Page(items(count, reads_first))
        }

        async fn concurrent(&self, count: i32) -> Connection<String, Serial<Item>> {
            items(count, true)
        }
    }

    fn items(count: i32, reads_first: bool) -> Connection<String, Serial<Item>> {
        let all = Arc::new(Barrier::new(usize::try_from(count).unwrap()));
        let mut connection = Connection::new(false, true);
        let edges = (0..count).map(|number| {
            let item = Item {
                number,
                reads_first,
                both: Barrier::new(2),
                all: Arc::clone(&all),
            };
            Edge::new(format!("c{number}"), Serial(item))
        });
        connection.edges.extend(edges);
        connection
    }

    /// The response as JSON, with its errors in order of their paths.
    async fn answer(root: &str, selection: &str) -> (String, Vec<String>) {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        // On a line of its own, it has the same locations whatever the root.
        let document = format!("{{ page: {root} {{\n{selection} }} }}");
        let response = timeout(Duration::from_secs(10), schema.execute(document));
        let response = response.await.expect("its fields wait for each other");
        let data = serde_json::to_value(&response.data).unwrap().to_string();
        let errors = response.errors.iter();
        let mut errors: Vec<String> = errors
            .map(|error| format!("{:?} {} {:?}", error.path, error.message, error.locations))
            .collect();
        errors.sort();
        (data, errors)
    }

    #[tokio::test]
    async fn it_answers_as_the_library_does() {
        let item = "number a: number __typename detail { name half __typename }";
        for selection in [
            "__typename pageInfo { hasNextPage endCursor }".to_owned(),
            format!("edges {{ cursor node {{ {item} }} }}"),
            format!("nodes {{ {item} }} all: edges {{ __typename }}"),
            "nodes { number even }".to_owned(),
            "edges { node { number even detail { name } } }".to_owned(),
            "edges { node { ... on Item { number } detail { half @include(if: true) } } }"
                .to_owned(),
            "nodes { reading number } ... { edges { cursor } }".to_owned(),
            "edges { ... { cursor } node { number } }".to_owned(),
        ] {
            for count in [0, 1, 40] {
                let concurrent = answer(&format!("concurrent(count: {count})"), &selection).await;
                let serial = format!("serial(count: {count}, readsFirst: false)");
                assert_eq!(answer(&serial, &selection).await, concurrent, "{selection}");
                assert!(count > 0 || concurrent.1.is_empty());
            }
        }
        let failed = answer("serial(count: 4, readsFirst: false)", "nodes { even }").await;
        assert_eq!(failed.1.len(), 2, "{failed:?}");
    }

    #[tokio::test]
    async fn what_reads_is_resolved_concurrently() {
        let both = "nodes { left right }";
        answer("serial(count: 1, readsFirst: true)", both).await;
        let beside = "nodes { left right reading }";
        answer("serial(count: 1, readsFirst: false)", beside).await;
        for items in ["nodes { reading }", "edges { node { number reading } }"] {
            answer("serial(count: 3, readsFirst: false)", items).await;
        }
    }
}
