//! Turns due slots into jobs, one for each region of the website.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use entity::{RegionKey, region};
use queue::{Check, Job, JobKey, Origin, RegionName, SigningKey, Stream, Tenant, Transport, codec};
use tracing::{Span, debug_span, error};

use crate::Result;
use crate::plan::Due;

/// Jobs published in one call.
const BATCH: usize = 1_000;

/// Jobs by region, ready to publish.
#[derive(Default)]
pub(crate) struct Fanout {
    jobs: HashMap<RegionName, Vec<Bytes>>,
    /// Spans of traced jobs, from creation to publication.
    spans: Vec<Span>,
}

impl Fanout {
    /// Adds the job of a slot that runs `check` in `region`.
    pub(crate) fn add(
        &mut self,
        signing: &SigningKey,
        region: &RegionName,
        due: Due<'_>,
        origin: Origin,
        check: Check,
    ) {
        let Due { row, slot_ms } = due;
        let key = JobKey {
            website: row.website_id,
            website_key: row.website_key.0,
            revision: row.revision,
            slot_ms,
            origin,
        };
        let job = Job {
            mac: signing.sign(region, &key),
            key,
            start_before_ms: row.start_before_ms(slot_ms),
            check,
            tenant: row.organization_id.map(|id| Tenant::of(id.0)),
        };
        let span = debug_span!("publish", job.id = %job.key.id(region));
        if !span.is_disabled() {
            self.spans.push(span);
        }
        match codec::encode(&job) {
            Ok(body) => match self.jobs.get_mut(region) {
                Some(jobs) => jobs.push(body),
                None => {
                    self.jobs.insert(region.clone(), vec![body]);
                }
            },
            Err(error) => {
                error!(job.id = %job.key.id(region), error = &error as &dyn std::error::Error, "Job cannot be encoded")
            }
        }
    }

    /// Number of jobs.
    pub(crate) fn len(&self) -> usize {
        self.jobs.values().map(Vec::len).sum()
    }

    /// Publishes all jobs. After an error some of them are published; repeating them is
    /// harmless.
    pub(crate) async fn publish(self, transport: &Arc<dyn Transport>) -> Result<()> {
        for (region, jobs) in self.jobs {
            let stream = Stream::checks(&region);
            let mut jobs = jobs.into_iter();
            loop {
                let some: Vec<Bytes> = jobs.by_ref().take(BATCH).collect();
                if some.is_empty() {
                    break;
                }
                transport.publish(&stream, some).await?;
            }
        }
        Ok(())
    }
}

/// Names of the regions by key.
pub(crate) fn names(regions: &[region::Model]) -> HashMap<RegionKey, RegionName> {
    regions
        .iter()
        .filter_map(|region| Some((region.key, region.name.parse().ok()?)))
        .collect()
}
