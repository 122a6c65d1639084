//! Ids on the wire: bare UUIDs.

use async_graphql::ID;
use uuid::Uuid;

use crate::service::{Error, Result};

/// The UUID in an id given as `field`.
///
/// # Errors
/// [`Error::Input`] on `field` for what is no UUID.
pub(super) fn parse(field: &'static str, id: &ID) -> Result<Uuid> {
    Uuid::try_parse(id).map_err(|_| Error::input(field, "is not a valid id"))
}
