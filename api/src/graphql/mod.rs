//! The GraphQL schema: translate, call a service, translate back. No SQL, no
//! rules.
//!
//! One file per noun; a GraphQL type is its own struct made from a row, since
//! tables and the public schema change for different reasons. Doc comments
//! become the schema's text. `schema.graphql` is its export, compared by a test.

mod change;
mod check;
mod check_input;
mod column;
mod context;
mod cost;
pub mod error;
mod evidence;
mod id;
mod latency;
mod loader;
pub mod names;
pub mod once;
mod region;
mod region_status;
mod report;
mod scalar;
mod series;
mod tick;
mod tick_event;
mod tls;
mod together;
mod uptime;
mod user;
mod website;
mod website_change;
mod website_input;

use async_graphql::connection::Connection;
use async_graphql::{ID, MergedObject, SchemaBuilder};
use chrono::{DateTime, Utc};

use self::change::StatusChange;
pub use self::context::Reads;
use self::tick::Tick;
use self::website::Website;
use crate::app::App;

/// Deepest nesting of a document; the standard introspection query needs 13.
const MAX_DEPTH: usize = 16;

/// Most fields that a document may ask for, lists counted by their `first`.
const MAX_COMPLEXITY: usize = 20_000;

/// What can be asked.
#[derive(MergedObject, Default, Debug)]
pub struct Query(user::UserQuery, website::WebsiteQuery, region::RegionQuery);

/// What can be changed.
#[derive(MergedObject, Default, Debug)]
pub struct Mutation(user::UserMutation, website_change::WebsiteMutation);

/// What can be followed live.
pub type Subscription = tick_event::TickSubscription;

/// The schema with its handles.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema, for those who are signed in and for those who are not.
#[derive(Clone)]
pub struct Schemas {
    /// For who is signed in.
    pub members: Schema,
    /// For strangers: it suggests no names to who knows none.
    pub strangers: Schema,
}

/// The schema over `app`.
pub fn schemas(app: &App) -> Schemas {
    let over = |builder: SchemaBuilder<Query, Mutation, Subscription>| {
        let regions = loader::regions(app.db.clone());
        let evidences = loader::evidences(app.db.clone());
        let builder = builder.data(app.clone()).data(regions);
        builder.data(evidences).finish()
    };
    Schemas {
        members: over(builder()),
        strangers: over(builder().disable_suggestions()),
    }
}

/// The schema over nothing: it says what it is, and answers nothing else.
pub(crate) fn bare() -> Schema {
    builder().finish()
}

/// The schema as text, as `schema.graphql` has it.
pub fn sdl() -> String {
    let mut sdl = bare().sdl();
    sdl.truncate(sdl.trim_end().len());
    sdl.push('\n');
    sdl
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    )
    .limit_depth(MAX_DEPTH)
    .limit_complexity(MAX_COMPLEXITY)
    .limit_recursive_depth(32)
    .limit_directives(20)
    .override_output_type_description::<DateTime<Utc>>(
        "An instant as RFC 3339 has it, in UTC: `2026-11-29T17:15:00+00:00`. As an input `Z` and \
         other offsets are taken, and fractions of a second down to the nanosecond.",
    )
    .override_output_type_description::<ID>("What something is asked for by: a UUID.")
    .override_output_type_description::<Connection<String, Website>>("A page of websites.")
    .override_output_type_description::<Connection<String, Tick>>("A page of ticks.")
    .override_output_type_description::<Connection<String, StatusChange>>(
        "A page of changes of status.",
    )
}
