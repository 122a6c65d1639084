//! Reading websites.

use std::sync::Arc;

use async_graphql::MergedObject;
use entity::website;

use super::serial::AtHand;
use super::website_batch::WebsiteBatch;
use super::website_checks::WebsiteChecks;
use super::website_incidents::WebsiteIncidents;
use super::website_overview::WebsiteOverview;
use crate::service::website::{WebsiteAndStatus, WebsiteSummary};

/// A website that is watched.
#[derive(MergedObject)]
pub(super) struct Website(WebsiteChecks, WebsiteOverview, WebsiteIncidents);

impl AtHand for Website {
    const READING: &'static [&'static str] = &[
        "ticks",
        "latency",
        "latencySeries",
        "report",
        "changes",
        "incidents",
        "verdicts",
    ];

    fn reads_first(&self) -> bool {
        self.0.together.is_first()
    }
}

impl From<website::Model> for Website {
    fn from(row: website::Model) -> Self {
        let alone = WebsiteBatch::of(&row);
        Self::new(Arc::new(row.into()), alone)
    }
}

impl From<Arc<WebsiteSummary>> for Website {
    fn from(row: Arc<WebsiteSummary>) -> Self {
        let alone = WebsiteBatch::new(vec![row.key]);
        Self::new(row, alone)
    }
}

impl From<WebsiteAndStatus> for Website {
    fn from(found: WebsiteAndStatus) -> Self {
        let alone = WebsiteBatch::with_statuses([(found.website.key, found.status)].into());
        Self::new(Arc::new(found.website), alone)
    }
}

impl Website {
    pub(super) fn new(row: Arc<WebsiteSummary>, together: Arc<WebsiteBatch>) -> Self {
        let overview = WebsiteOverview {
            row: Arc::clone(&row),
            together: Arc::clone(&together),
        };
        let incidents = WebsiteIncidents {
            row: Arc::clone(&row),
            together: Arc::clone(&together),
        };
        Self(WebsiteChecks { row, together }, overview, incidents)
    }
}
