//! What a resolver reaches through its context.

use async_graphql::Context;
use chrono::{DateTime, Utc};
use entity::member::Role;

use super::error::Result;
use super::loader::{RegionLoader, RegionOf};
use crate::app::App;
use crate::service::Error;
use crate::service::account::Identity;

/// Shorthands on the GraphQL context.
pub(super) trait ContextExt<'a> {
    /// The process's handles.
    fn app(&self) -> &'a App;
    /// A region's name.
    async fn region_name(&self, key: i16) -> Result<String>;
    /// Who asks, if they are signed in.
    fn identity(&self) -> Option<&'a Identity>;
    /// Who asks, with at least `role` in their organization.
    fn member(&self, role: Role) -> Result<&'a Identity>;
    /// Now, by the fleet's time of day.
    fn now_ms(&self) -> i64;
    /// The same as a date.
    fn now(&self) -> DateTime<Utc>;
}

impl<'a> ContextExt<'a> for Context<'a> {
    fn app(&self) -> &'a App {
        self.data_unchecked()
    }

    async fn region_name(&self, key: i16) -> Result<String> {
        let loader: &RegionLoader = self.data_unchecked();
        let region = loader.load_one(RegionOf(key)).await;
        let region = region.map_err(Error::Shared)?;
        Ok(region.ok_or(Error::NotFound("region"))?.name)
    }

    fn identity(&self) -> Option<&'a Identity> {
        self.data_opt()
    }

    fn member(&self, role: Role) -> Result<&'a Identity> {
        let identity = self.identity().ok_or(Error::Unauthenticated)?;
        if identity.role < role {
            return Err(Error::Forbidden.into());
        }
        Ok(identity)
    }

    fn now_ms(&self) -> i64 {
        self.app().clock.now_ms()
    }

    fn now(&self) -> DateTime<Utc> {
        super::scalar::date(self.now_ms())
    }
}
