//! The GraphQL schema: translate, call a service, translate back. No SQL, no rules.
//!
//! One file per noun. A GraphQL type is a separate struct made from a row, since tables and
//! the public schema change for different reasons. Doc comments become the schema's
//! descriptions. `schema.graphql` is its export; a test compares them.

mod account;
mod api_key;
mod asked;
mod audit;
mod channel;
mod channel_change;
mod channel_input;
mod channel_kind;
mod channel_settings;
mod check;
mod column;
mod context;
mod cost;
mod delivery;
pub mod error;
pub mod error_text;
mod evidence;
mod id;
mod incident;
mod incident_change;
mod incident_event;
mod incident_query;
mod instance;
mod latency;
mod live;
mod loader;
mod maintenance;
mod maintenance_change;
mod maintenance_input;
pub mod names;
mod oidc_identity;
mod organization;
mod organization_change;
mod passkey;
mod pricing;
mod quota;
mod region;
mod region_status;
mod report;
mod scalar;
mod second_factor;
mod serial;
mod series;
mod sign_in_options;
pub mod single_check;
mod status_change;
mod status_change_event;
mod status_page;
mod status_page_change;
mod status_page_incident;
mod status_page_input;
mod tag;
mod tick;
mod tick_event;
mod tls;
mod trial;
mod uptime;
mod user;
mod verdict;
mod website;
mod website_batch;
mod website_bulk;
mod website_change;
mod website_checks;
mod website_filter;
mod website_incidents;
mod website_input;
mod website_overview;
mod website_query;
mod website_status;

use async_graphql::connection::Connection;
use async_graphql::{ID, MergedObject, MergedSubscription, SchemaBuilder, ValidationMode};
use chrono::{DateTime, Utc};

use self::audit::AuditEntry;
pub use self::context::Reads;
pub(crate) use self::cost::EVENTS;
use self::delivery::Delivery;
use self::incident::{Incident, TimelineEntry};
pub(crate) use self::live::LastEventId;
use self::maintenance::{Maintenance, MaintenanceWindow};
pub(crate) use self::pricing::{Cost, Pricing};
use self::status_change::StatusChange;
use self::status_page_incident::StatusPageIncident;
use self::tick::Tick;
use self::verdict::Verdict;
use self::website::Website;
use crate::app::App;

/// Deepest nesting of a document; the standard introspection query needs 13.
const MAX_DEPTH: usize = 16;

/// Most fields that a document may select; a list counts its fields `first` times.
const MAX_COMPLEXITY: usize = 20_000;

/// Queries.
#[derive(MergedObject, Default, Debug)]
pub struct Query(
    user::UserQuery,
    website_query::WebsiteQuery,
    tag::TagQuery,
    region::RegionQuery,
    incident_query::IncidentQuery,
    channel_change::ChannelQuery,
    maintenance_change::MaintenanceQuery,
    status_page_change::StatusPageQuery,
    organization_change::OrganizationQuery,
    quota::QuotaQuery,
    instance::InstanceQuery,
    passkey::PasskeyQuery,
    second_factor::SecondFactorQuery,
    oidc_identity::OidcIdentityQuery,
    sign_in_options::SignInOptionsQuery,
    audit::AuditQuery,
);

/// Mutations.
#[derive(MergedObject, Default, Debug)]
pub struct Mutation(
    user::UserMutation,
    account::AccountMutation,
    website_change::WebsiteMutation,
    website_bulk::WebsiteBulkMutation,
    tag::TagMutation,
    incident_change::IncidentMutation,
    channel_change::ChannelMutation,
    maintenance_change::MaintenanceMutation,
    status_page_change::StatusPageMutation,
    organization_change::OrganizationMutation,
    api_key::ApiKeyMutation,
    quota::QuotaMutation,
    passkey::PasskeyMutation,
    second_factor::SecondFactorMutation,
    oidc_identity::OidcIdentityMutation,
);

/// Live events.
#[derive(MergedSubscription, Default, Debug)]
pub struct Subscription(
    tick_event::TickSubscription,
    status_change_event::StatusChangeSubscription,
    incident_event::IncidentSubscription,
);

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema that executes documents, and those that validate and price them before.
#[derive(Clone)]
pub struct Schemas {
    /// Executes what another one has validated.
    pub executing: Schema,
    /// Validates documents of signed-in callers, and executes nothing.
    pub members: Schema,
    /// The same for anonymous callers: its errors do not suggest names.
    pub strangers: Schema,
}

/// The schemas that use the handles of `app`.
pub fn schemas(app: &App) -> Schemas {
    Schemas {
        executing: builder()
            .validation_mode(ValidationMode::Fast)
            .data(app.clone())
            .data(loader::evidences(app.db.clone()))
            .finish(),
        members: checking(),
        strangers: builder().extension(Pricing).disable_suggestions().finish(),
    }
}

/// A schema that validates documents of signed-in callers, and executes nothing.
pub(crate) fn checking() -> Schema {
    builder().extension(Pricing).finish()
}

/// A schema without handles: it can only be introspected.
pub(crate) fn bare() -> Schema {
    builder().finish()
}

/// The schema in SDL, as in `schema.graphql`.
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
        "An instant in UTC as defined by RFC 3339: `2026-11-29T17:15:00+00:00`. Inputs may use `Z` \
         or any other offset, and fractions of a second down to the nanosecond.",
    )
    .override_output_type_description::<ID>("Identifier of an object, a UUID.")
    .override_output_type_description::<Connection<String, Website>>("A page of websites.")
    .override_output_type_description::<Connection<String, Tick>>("A page of ticks.")
    .override_output_type_description::<Connection<String, StatusChange>>(
        "A page of status changes.",
    )
    .override_output_type_description::<Connection<String, Incident>>("A page of incidents.")
    .override_output_type_description::<Connection<String, StatusPageIncident>>(
        "A page of incidents of a status page.",
    )
    .override_output_type_description::<Connection<String, TimelineEntry>>(
        "A page of an incident's timeline.",
    )
    .override_output_type_description::<Connection<String, Verdict>>("A page of verdicts.")
    .override_output_type_description::<Connection<String, Delivery>>("A page of deliveries.")
    .override_output_type_description::<Connection<String, Maintenance>>("A page of maintenance.")
    .override_output_type_description::<Connection<String, AuditEntry>>("A page of an audit log.")
    .override_output_type_description::<Connection<String, MaintenanceWindow>>(
        "A page of windows of maintenance.",
    )
}
