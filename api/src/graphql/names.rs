//! The schema's names of enum values, for code outside GraphQL.

use async_graphql::resolver_utils::EnumType;
use entity::WebsiteStatus as Status;

use super::audit::AuditAction;
use super::tick::{FailureClass, Outcome, TickOrigin};
use super::website_status::WebsiteStatus;

/// Name of a status.
pub fn status(status: Status) -> &'static str {
    name::<WebsiteStatus>(status.into())
}

/// Name of an outcome.
pub fn outcome(outcome: entity::Outcome) -> &'static str {
    name::<Outcome>(outcome.into())
}

/// Name of a tick's origin.
pub fn origin(origin: entity::Origin) -> &'static str {
    name::<TickOrigin>(origin.into())
}

/// Name of a failure class.
pub fn failure(class: entity::FailureClass) -> &'static str {
    name::<FailureClass>(class.into())
}

/// Name of an action in an audit log.
pub fn audit_action(action: entity::audit_entry::AuditAction) -> &'static str {
    name::<AuditAction>(action.into())
}

fn name<T: EnumType>(value: T) -> &'static str {
    let item = T::items().iter().find(|item| item.value == value);
    item.map_or("", |item| item.name)
}
