//! Ids in requests: bare UUIDs.

use std::borrow::Cow;

use async_graphql::ID;
use uuid::Uuid;

use crate::service::{Error, Result};

/// Parses an id given in `field`.
///
/// # Errors
/// [`Error::Input`] on `field` if `id` is not a UUID.
pub(super) fn parse(field: impl Into<Cow<'static, str>>, id: &ID) -> Result<Uuid> {
    Uuid::try_parse(id).map_err(|_| Error::input(field, "is not a valid id"))
}
