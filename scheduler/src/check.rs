//! Builds the check that jobs carry from a schedule row.
//!
//! A row's secrets are opened once and sealed for each region, not for each job. Its check
//! settings are parsed for each slot: keeping them would take more memory than the rest of the
//! row. A row that cannot be read, or whose secrets cannot be opened, produces no jobs,
//! because a check without its secrets would report something false about the website. Its
//! slots are missing, and counted as such.

use std::collections::HashMap;

use entity::schedule;
use queue::{Check, How, InstanceKeys, RegionName, SealError};
use tracing::error;

use crate::plan::RowId;

/// Interval between log messages about rows that produce no jobs, in milliseconds.
const COMPLAIN_EVERY_MS: i64 = 3_600_000;

/// Checks built from rows, with cached parts.
#[derive(Default)]
pub(crate) struct Checks {
    /// Settings of the last row: its regions are requested one after the other.
    how: Option<(RowId, How)>,
    /// Sealed secrets for each region, by row.
    sealed: HashMap<RowId, Vec<Sealed>>,
    left_out: u64,
    complained_at: u64,
    complained_ms: Option<i64>,
}

/// Secrets sealed for one region.
type Sealed = (RegionName, Box<[u8]>);

/// Why a row produces no jobs.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unready {
    #[error("its check settings cannot be read")]
    How(#[from] serde_json::Error),
    #[error("its secrets cannot be opened")]
    Secrets(#[from] SealError),
}

impl Checks {
    /// The check of `row` for `region`, if it can be built.
    pub(crate) fn of(
        &mut self,
        keys: &InstanceKeys,
        row: &schedule::Model,
        region: &RegionName,
        now_ms: i64,
    ) -> Option<Check> {
        match self.try_of(keys, row, region) {
            Ok(check) => Some(check),
            Err(error) => {
                self.complain(row, &error, now_ms);
                None
            }
        }
    }

    /// Number of checks that could not be built so far.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Forgets the rows for which `is_known` is false.
    pub(crate) fn forget(&mut self, is_known: impl Fn(RowId) -> bool) {
        self.sealed.retain(|id, _| is_known(*id));
    }

    fn try_of(
        &mut self,
        keys: &InstanceKeys,
        row: &schedule::Model,
        region: &RegionName,
    ) -> Result<Check, Unready> {
        let Some(text) = &row.how else {
            return Ok(check(row, How::default(), vec![]));
        };
        let id = (row.website_key, row.revision);
        let how = match &self.how {
            Some((known, how)) if *known == id => how.clone(),
            _ => serde_json::from_str(text)?,
        };
        let sealed = match &row.secrets {
            Some(at_rest) => self.sealed(keys, row, at_rest, region)?,
            None => vec![],
        };
        self.how = Some((id, how.clone()));
        Ok(check(row, how, sealed))
    }

    fn sealed(
        &mut self,
        keys: &InstanceKeys,
        row: &schedule::Model,
        at_rest: &[u8],
        region: &RegionName,
    ) -> Result<Vec<u8>, SealError> {
        let id = (row.website_key, row.revision);
        let mut known = self.sealed.get(&id).into_iter().flatten();
        if let Some((_, sealed)) = known.find(|(name, _)| name == region) {
            return Ok(sealed.to_vec());
        }
        let sealed = seal_anew(keys, row, at_rest, region)?;
        let kept = (region.clone(), sealed.clone().into_boxed_slice());
        self.sealed.entry(id).or_default().push(kept);
        Ok(sealed)
    }

    /// Logs from time to time that jobs are left out, starting with the first one.
    fn complain(&mut self, row: &schedule::Model, why: &Unready, now_ms: i64) {
        self.left_out += 1;
        let silent = self
            .complained_ms
            .is_some_and(|at_ms| now_ms < at_ms + COMPLAIN_EVERY_MS);
        if !silent {
            error!(
                website = %row.website_id,
                revision = row.revision,
                jobs = self.left_out - self.complained_at,
                error = why as &dyn std::error::Error,
                "A website cannot be checked; its slots are missing"
            );
            self.complained_ms = Some(now_ms);
            self.complained_at = self.left_out;
        }
    }
}

fn seal_anew(
    keys: &InstanceKeys,
    row: &schedule::Model,
    at_rest: &[u8],
    region: &RegionName,
) -> Result<Vec<u8>, SealError> {
    let organization = row.organization_id.map(|id| id.0).unwrap_or_default();
    let secrets = keys.open(at_rest, organization, row.website_id)?;
    keys.region(region)
        .seal(&secrets, region, row.website_id, row.revision)
}

fn check(row: &schedule::Model, how: How, sealed: Vec<u8>) -> Check {
    Check {
        url: row.url.clone(),
        timeout_ms: u32::try_from(row.timeout_ms).unwrap_or(0),
        retries: u8::try_from(row.retries).unwrap_or(0),
        how,
        sealed,
    }
}
