//! A check of what is not stored: a job for each region, which no schedule plans and whose report
//! is no tick.

use entity::{OrganizationId, WebsiteKey};
use queue::{Check, Job, JobKey, Origin, RegionName, Secrets, Stream, Tenant, codec};
use uuid::Uuid;

use crate::{Error, Publisher, Result};

/// How soon the check must start, in milliseconds: whoever asked is waiting.
const START_WITHIN_MS: i64 = 10_000;

/// A check to run once.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Id by which its reports are found.
    pub id: Uuid,
    /// The check, without its secrets.
    pub check: Check,
    /// Its secrets.
    pub secrets: Secrets,
    /// Organization that it is for.
    pub organization: OrganizationId,
}

/// Asks each of `regions` to run the check now.
///
/// # Errors
/// If the secrets cannot be sealed, or the queue fails; some regions may have been asked then.
pub async fn publish(
    publisher: &Publisher,
    trial: &Trial,
    regions: &[RegionName],
    now_ms: i64,
) -> Result<()> {
    for region in regions {
        let key = JobKey {
            website: trial.id,
            website_key: WebsiteKey::NONE.0,
            revision: 0,
            slot_ms: now_ms,
            origin: Origin::Person,
        };
        let mut check = trial.check.clone();
        if !trial.secrets.is_empty() {
            let keys = publisher.keys.region(region);
            check.sealed = keys.seal(&trial.secrets, region, key.website, key.revision)?;
        }
        let job = Job {
            mac: publisher.signing.sign(region, &key),
            key,
            start_before_ms: now_ms + START_WITHIN_MS,
            check,
            tenant: Some(Tenant::of(trial.organization.0)),
        };
        let body = codec::encode(&job).map_err(Error::from)?;
        let stream = Stream::checks(region);
        publisher.transport.publish(&stream, vec![body]).await?;
    }
    Ok(())
}
