//! What sentences about websites are made of: names of regions, and why their checks failed.

use std::collections::HashMap;

use entity::alert::AlertRegion;
use entity::{Outcome, RegionKey, WebsiteKey};
use sea_orm::DatabaseTransaction;

use super::{Followed, WebsiteState};
use crate::domain::cause::Said;
use crate::domain::incident::What;
use crate::domain::judgement::Seen;
use crate::domain::votes::region_status;
use crate::sql::Params;
use crate::{Result, region};

/// Why a check failed, by website, region and slot.
type Reasons = HashMap<(WebsiteKey, RegionKey, i64), String>;

/// What sentences about websites are made of.
pub(super) struct Facts {
    names: HashMap<RegionKey, String>,
    reasons: Reasons,
}

impl Facts {
    /// What is told of these websites.
    pub(super) async fn read(
        transaction: &DatabaseTransaction,
        of_website: &[(&WebsiteState, &Followed)],
    ) -> Result<Self> {
        let regions = region::all(transaction).await?.into_iter();
        Ok(Self {
            names: regions.map(|region| (region.key, region.name)).collect(),
            reasons: reasons(transaction, of_website).await?,
        })
    }

    fn name(&self, region_key: RegionKey) -> String {
        let name = self.names.get(&region_key);
        name.cloned().unwrap_or_else(|| region_key.to_string())
    }

    /// What each region that counted says of the website.
    pub(super) fn said(&self, website_key: WebsiteKey, seen: &Seen) -> Said {
        let mut said = Said::default();
        for (region_key, vote) in &seen.votes {
            let name = self.name(*region_key);
            let reason = |slot_ms: i64| {
                let key = (website_key, *region_key, slot_ms);
                self.reasons.get(&key).cloned()
            };
            match vote.and_then(|vote| Some((vote.say?, vote.slot_ms))) {
                Some((Outcome::Down, slot_ms)) => said.failing.push((name, reason(slot_ms))),
                Some((Outcome::Degraded, slot_ms)) => said.degraded.push((name, reason(slot_ms))),
                Some((Outcome::Up, _)) => said.healthy.push(name),
                Some((Outcome::Unmeasured, _)) | None => said.silent.push(name),
            }
        }
        said
    }

    /// The same for an alert.
    pub(super) fn regions(&self, website_key: WebsiteKey, seen: &Seen) -> Vec<AlertRegion> {
        let regions = seen.votes.iter();
        regions
            .map(|(region_key, vote)| AlertRegion {
                name: self.name(*region_key),
                status: region_status(vote.and_then(|vote| vote.say)),
                reason: vote.and_then(|vote| {
                    let key = (website_key, *region_key, vote.slot_ms);
                    self.reasons.get(&key).cloned()
                }),
            })
            .collect()
    }
}

/// Why the checks failed, or were degraded, that the events saw.
async fn reasons(
    transaction: &DatabaseTransaction,
    of_website: &[(&WebsiteState, &Followed)],
) -> Result<Reasons> {
    let mut keys = Vec::new();
    for (state, followed) in of_website {
        for happened in &followed.happened {
            let needs = matches!(
                happened.event.what,
                What::Opened { .. } | What::Partial | What::Degraded
            );
            for (region_key, vote) in happened.seen.votes.iter().filter(|_| needs) {
                if let Some(vote) =
                    vote.filter(|vote| matches!(vote.say, Some(Outcome::Down | Outcome::Degraded)))
                {
                    let website_key = state.website.key.0.into();
                    keys.push([website_key, i64::from(region_key.0), vote.slot_ms]);
                }
            }
        }
    }
    let mut reasons = Reasons::new();
    if keys.is_empty() {
        return Ok(reasons);
    }
    let mut params = Params::on(transaction);
    let columns = [
        ("website_key", "integer"),
        ("region_key", "smallint"),
        ("slot_ms", "bigint"),
    ];
    let slots_ms = || keys.iter().map(|key| key[2]);
    let from_ms = params.value(slots_ms().min().unwrap_or_default());
    let to_ms = params.value(slots_ms().max().unwrap_or_default());
    let wanted = params.table("w", columns, &keys);
    let sql = format!(
        "SELECT t.website_key, t.region_key, t.slot_ms, t.reason FROM {wanted}
         INNER JOIN tick AS t ON t.website_key = w.website_key
             AND t.region_key = w.region_key AND t.slot_ms = w.slot_ms
         WHERE t.slot_ms >= {from_ms} AND t.slot_ms <= {to_ms} AND t.reason IS NOT NULL"
    );
    for row in params.all(transaction, sql).await? {
        let key = (
            row.try_get_by_index(0)?,
            row.try_get_by_index(1)?,
            row.try_get_by_index(2)?,
        );
        reasons.insert(key, row.try_get_by_index(3)?);
    }
    Ok(reasons)
}
