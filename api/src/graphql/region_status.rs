//! What each region says of a website.

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use entity::vote;
use status::domain::ballot;

use super::context::ContextExt;
use super::error::Result;
use super::scalar::date;
use super::website::WebsiteStatus;

/// What one region says of a website now.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct RegionStatus {
    #[graphql(skip)]
    region_key: i16,
    /// UP, DEGRADED or DOWN; UNMEASURED where what it said has run out.
    status: WebsiteStatus,
    /// Slot of its newest tick that measured something.
    slot: DateTime<Utc>,
}

#[ComplexObject]
impl RegionStatus {
    /// Which region.
    async fn region(&self, ctx: &Context<'_>) -> Result<String> {
        ctx.region_name(self.region_key).await
    }
}

impl From<vote::Model> for RegionStatus {
    fn from(vote: vote::Model) -> Self {
        Self {
            region_key: vote.region_key,
            status: ballot::region_status(vote.say).into(),
            slot: date(vote.slot_ms),
        }
    }
}
