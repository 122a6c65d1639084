//! Regions and their probers.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::member::Role;

use super::context::ContextExt;
use super::error::Result;
use super::scalar::date;
use crate::service::region::{self, Staffed};

/// A place to check from.
#[derive(SimpleObject)]
pub(super) struct Region {
    name: String,
    /// The probers that are alive there.
    probers: Vec<Prober>,
    /// Whether none of the living probers can tell anything of websites: what they
    /// record is unmeasured until one can.
    impaired: bool,
}

/// A process that runs checks.
#[derive(SimpleObject)]
pub(super) struct Prober {
    name: String,
    version: String,
    /// Its last heartbeat.
    seen_at: DateTime<Utc>,
    /// What it lacks to tell anything of websites, as one sentence.
    impairment: Option<String>,
}

#[derive(Default, Debug)]
pub(super) struct RegionQuery;

#[Object]
impl RegionQuery {
    /// Every region that was ever heard of, by name.
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        ctx.member(Role::Viewer)?;
        let app = ctx.app();
        let staffed = region::staffed(&app.db, app.transport.as_ref(), ctx.now_ms()).await?;
        Ok(staffed.into_iter().map(Region::from).collect())
    }
}

impl From<Staffed> for Region {
    fn from(staffed: Staffed) -> Self {
        let impaired = staffed.is_impaired();
        let probers = staffed.probers.into_iter().map(|seen| Prober {
            name: seen.name.into(),
            version: seen.heartbeat.version,
            seen_at: date(seen.heartbeat.at_ms),
            impairment: seen.heartbeat.impairment,
        });
        Self {
            name: staffed.region.name,
            probers: probers.collect(),
            impaired,
        }
    }
}
