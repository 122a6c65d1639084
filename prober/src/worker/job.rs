//! Runs one entry of the queue, from its bytes to its result.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use queue::{
    Entry, Evidence, Failure, FailureClass, Job, JobResult, Outcome, Report, SealError, Secrets,
    codec,
};
use tracing::{Instrument, debug, debug_span, error, warn};

use super::permits::Owner;
use super::state::{State, count};
use crate::Observation;
use crate::probe::is_examined;

/// Runs the job in `entry`, unless it cannot be decoded or arrived too late.
pub(super) async fn run(state: &State, entry: Entry) -> JobResult {
    let job: Job = match codec::decode(&entry.body) {
        Ok(job) => job,
        Err(err) => return unreadable(state, entry, &err),
    };
    let id = job.key.id(&state.options.region).to_string();
    let whole = debug_span!("run", job.id = %id);
    if state.clock.now_ms() > job.start_before_ms {
        count(&state.tally.expired, 1);
        debug!(job.id = %id, "Job arrived too late");
        let reason = "the check could not start in time".to_owned();
        return answer(
            state,
            entry,
            job,
            unmeasured(FailureClass::Expired, "expired.late", reason),
        );
    }
    let secrets = match secrets(state, &job) {
        Ok(secrets) => secrets,
        Err(err) => {
            warn!(job.id = %id, error = %err, "Cannot open the check's secrets, see UPBEAT_REGION_KEY");
            let reason = format!("this prober cannot open the check's secrets: {err}");
            let observation = unmeasured(FailureClass::Internal, "internal.secrets", reason);
            return answer(state, entry, job, observation);
        }
    };
    let start = Instant::now();
    let span = debug_span!(parent: &whole, "probe", job.id = %id);
    let check = async {
        if is_examined(job.key.origin) {
            state.probes.examine(&job.check, &secrets).await
        } else {
            state.probes.run(&job.check, &secrets).await
        }
    };
    // No response of a website can end this process.
    let check = AssertUnwindSafe(check).catch_unwind();
    let observation = check.instrument(span).await.unwrap_or_else(|_| {
        error!(job.id = %id, "Check panicked");
        let reason = "the check itself failed".to_owned();
        unmeasured(FailureClass::Internal, "internal.panic", reason)
    });
    debug!(
        job.id = %id,
        duration_ms = start.elapsed().as_millis(),
        attempt = observation.attempts,
        detail = observation.failure.as_ref().map(|failure| failure.detail.as_str()),
        "Checked: {:?}", observation.outcome
    );
    answer(state, entry, job, observation)
}

/// Whom the job in `entry` is for, as far as it says.
pub(super) fn owner(entry: &Entry) -> Owner {
    codec::decode::<Job>(&entry.body).ok()?.tenant
}

/// The result of a job that has waited for so long, or with so many of the same organization,
/// that there is no room for it any more.
pub(super) fn displaced(state: &State, entry: Entry) -> JobResult {
    let job: Job = match codec::decode(&entry.body) {
        Ok(job) => job,
        Err(err) => return unreadable(state, entry, &err),
    };
    count(&state.tally.expired, 1);
    let reason = "too many checks of this organization wait for its slow ones".to_owned();
    let observation = unmeasured(FailureClass::Expired, "expired.crowded", reason);
    answer(state, entry, job, observation)
}

fn secrets(state: &State, job: &Job) -> Result<Secrets, SealError> {
    if job.check.sealed.is_empty() {
        return Ok(Secrets::default());
    }
    let (region, key) = (&state.options.region, &job.key);
    let keys = &state.options.keys;
    keys.open(&job.check.sealed, region, key.website, key.revision)
}

/// The result of a job that seems to have killed several probers.
pub(super) fn poison(state: &State, entry: Entry, deliveries: u32) -> JobResult {
    let dead = entry.body.clone();
    let job: Job = match codec::decode(&entry.body) {
        Ok(job) => job,
        Err(err) => return unreadable(state, entry, &err),
    };
    let id = job.key.id(&state.options.region).to_string();
    error!(job.id = %id, deliveries, "Job was delivered {deliveries} times but never completed, moving it to the dead letters");
    let reason = format!("the check was started {deliveries} times and never finished");
    let observation = unmeasured(FailureClass::Internal, "internal.poison", reason);
    JobResult {
        dead: Some(dead),
        ..answer(state, entry, job, observation)
    }
}

fn unreadable(state: &State, entry: Entry, err: &queue::Error) -> JobResult {
    let stream = &state.seat.stream;
    error!(%stream, entry = %entry.id.0, error = %err, "Job cannot be decoded, moving it to the dead letters");
    JobResult {
        job: entry.id,
        report: None,
        dead: Some(entry.body),
    }
}

fn answer(state: &State, entry: Entry, job: Job, mut observation: Observation) -> JobResult {
    let evidence = observation.evidence_to_keep(job.key.origin);
    let report = Report {
        key: job.key,
        mac: job.mac,
        checked_at_ms: state.clock.now_ms(),
        outcome: observation.outcome,
        failure: observation.failure,
        http_status: observation.http_status,
        phases: observation.phases,
        attempts: observation.attempts,
        tls: observation.tls,
        evidence,
    };
    let id = report.key.id(&state.options.region);
    state.trace(&entry.id, debug_span!("hand_in", job.id = %id));
    match codec::encode(&report) {
        Ok(report) => JobResult {
            job: entry.id,
            report: Some(report),
            dead: None,
        },
        Err(err) => unreadable(state, entry, &err),
    }
}

/// The observation of a check without attempts.
fn unmeasured(class: FailureClass, detail: &str, reason: String) -> Observation {
    Observation {
        outcome: Outcome::Unmeasured,
        failure: Some(Failure {
            class,
            detail: detail.to_owned(),
            reason,
        }),
        http_status: None,
        phases: None,
        attempts: 0,
        tls: None,
        evidence: Evidence::default(),
    }
}
