//! Checks of what is not saved.

use async_graphql::SimpleObject;

use super::single_check::Checked;
use crate::service::website::Tried;

/// What a region found in a check of what is not saved.
#[derive(SimpleObject)]
pub(super) struct RegionTrial {
    /// Name of the region.
    region: String,
    /// What it found; null if it did not answer in time.
    result: Option<Checked>,
}

impl From<Tried> for RegionTrial {
    fn from(tried: Tried) -> Self {
        let url = tried.url;
        Self {
            region: tried.region,
            result: tried.report.map(|report| Checked::reported(url, report)),
        }
    }
}
