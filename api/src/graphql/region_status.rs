//! A website's status as seen from one region.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{RegionKey, vote};
use status::domain::votes;

use super::context::ContextExt;
use super::error::Result;
use super::scalar::date;
use super::serial::AtHand;
use super::website_status::WebsiteStatus;

/// The current status of a website as seen from one region.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct RegionStatus {
    #[graphql(skip)]
    region_key: RegionKey,
    /// UP, DEGRADED or DOWN; UNMEASURED if the region's vote is no longer fresh.
    status: WebsiteStatus,
    /// Slot of the region's newest tick that measured something.
    slot: DateTime<Utc>,
}

#[ComplexObject]
impl RegionStatus {
    /// Name of the region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Arc<str>> {
        ctx.region_name(self.region_key).await
    }
}

impl AtHand for RegionStatus {}

impl From<vote::Model> for RegionStatus {
    fn from(vote: vote::Model) -> Self {
        Self {
            region_key: vote.region_key,
            status: votes::region_status(vote.say).into(),
            slot: date(vote.slot_ms),
        }
    }
}
