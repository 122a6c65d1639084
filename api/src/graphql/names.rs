//! The schema's names of values, for whoever writes them elsewhere.

use async_graphql::resolver_utils::EnumType;
use entity::tick;
use entity::website_status::WebsiteStatus as Status;

use super::tick::{FailureClass, Outcome, TickOrigin};
use super::website::WebsiteStatus;

/// The name of a status.
pub fn status(status: Status) -> &'static str {
    name::<WebsiteStatus>(status.into())
}

/// The name of what a check found.
pub fn outcome(outcome: tick::Outcome) -> &'static str {
    name::<Outcome>(outcome.into())
}

/// The name of what asked for a check.
pub fn origin(origin: tick::Origin) -> &'static str {
    name::<TickOrigin>(origin.into())
}

/// The name of a class of failures.
pub fn failure(class: tick::FailureClass) -> &'static str {
    name::<FailureClass>(class.into())
}

fn name<T: EnumType>(value: T) -> &'static str {
    let item = T::items().iter().find(|item| item.value == value);
    item.map_or("", |item| item.name)
}
