//! Metrics of ingested batches.

use std::collections::HashMap;
use std::time::Duration;

use metrics::{counter, histogram};
use queue::{FailureClass, Outcome, RegionName, Report};

use super::batch;

/// Counts of a batch's reports, published once they are stored.
pub(super) struct Tally {
    outcomes: HashMap<Outcome, u64>,
    unmeasured: HashMap<FailureClass, u64>,
    checked_at_ms: Vec<i64>,
}

impl Tally {
    pub(super) fn of(reports: &[(RegionName, Report)]) -> Self {
        let mut tally = Self {
            outcomes: HashMap::new(),
            unmeasured: HashMap::new(),
            checked_at_ms: Vec::with_capacity(reports.len()),
        };
        for (_, report) in reports {
            *tally.outcomes.entry(report.outcome).or_default() += 1;
            if let (Outcome::Unmeasured, Some(failure)) = (report.outcome, &report.failure) {
                *tally.unmeasured.entry(failure.class).or_default() += 1;
            }
            tally.checked_at_ms.push(report.checked_at_ms);
        }
        tally
    }

    pub(super) fn export(
        self,
        region: &RegionName,
        outcome: &batch::Outcome,
        unreadable: usize,
        now_ms: i64,
    ) {
        let region = region.as_str();
        for (result, count) in [
            ("stored", outcome.stored),
            ("repeated", outcome.repeated),
            ("forged", outcome.forged),
            ("out_of_time", outcome.out_of_time),
            ("orphaned", outcome.orphaned),
            ("unplanned", outcome.unplanned),
            ("unreadable", unreadable),
            ("bare", outcome.bare),
        ] {
            counter!("upbeat_ingest_reports_total", "region" => region.to_owned(), "result" => result)
                .increment(count as u64);
        }
        for (outcome, count) in self.outcomes {
            counter!("upbeat_reports_total", "region" => region.to_owned(), "outcome" => word(&outcome))
                .increment(count);
        }
        for (class, count) in self.unmeasured {
            counter!("upbeat_reports_unmeasured_total", "region" => region.to_owned(), "class" => word(&class))
                .increment(count);
        }
        let lag = histogram!("upbeat_ingest_lag_seconds", "region" => region.to_owned());
        for checked_at_ms in self.checked_at_ms {
            let lag_ms = u64::try_from(now_ms - checked_at_ms).unwrap_or(0);
            lag.record(Duration::from_millis(lag_ms).as_secs_f64());
        }
    }
}

/// The variant's name in lower case, such as `unmeasured` or `expired`.
fn word(variant: &impl std::fmt::Debug) -> String {
    format!("{variant:?}").to_lowercase()
}
