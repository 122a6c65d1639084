//! One entry of the queue: from its bytes to the answer that is handed in.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use queue::{
    Answer, Entry, Evidence, Failure, FailureClass, Job, Outcome, Report, SealError, Secrets, codec,
};
use tracing::{Instrument, debug, debug_span, error, warn};

use super::desk::{Desk, count};
use crate::Observation;

/// Runs the job in `entry`, unless it cannot be read or came too late.
pub(super) async fn run(desk: &Desk, entry: Entry) -> Answer {
    let job: Job = match codec::decode(&entry.body) {
        Ok(job) => job,
        Err(err) => return unreadable(desk, entry, &err),
    };
    let id = job.key.id(&desk.options.region).to_string();
    let whole = debug_span!("run", job.id = %id);
    if desk.clock.now_ms() > job.start_before_ms {
        count(&desk.tally.expired, 1);
        debug!(job.id = %id, "Job came too late");
        let reason = "the check could not start in time".to_owned();
        return answer(
            desk,
            entry,
            job,
            unmeasured(FailureClass::Expired, "expired.late", reason),
        );
    }
    let secrets = match secrets(desk, &job) {
        Ok(secrets) => secrets,
        Err(err) => {
            warn!(job.id = %id, error = %err, "Cannot open the check's secrets, see UPBEAT_REGION_KEY");
            let reason = format!("this prober cannot open the check's secrets: {err}");
            let observation = unmeasured(FailureClass::Internal, "internal.secrets", reason);
            return answer(desk, entry, job, observation);
        }
    };
    let start = Instant::now();
    let span = debug_span!(parent: &whole, "probe", job.id = %id);
    // No website can end this process, whatever its answer provokes.
    let check = AssertUnwindSafe(desk.probes.run(&job.check, &secrets)).catch_unwind();
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
    answer(desk, entry, job, observation)
}

fn secrets(desk: &Desk, job: &Job) -> Result<Secrets, SealError> {
    if job.check.sealed.is_empty() {
        return Ok(Secrets::default());
    }
    let (region, key) = (&desk.options.region, &job.key);
    let keys = &desk.options.keys;
    keys.open(&job.check.sealed, region, key.website, key.revision)
}

/// The answer for a job that took several probers down with it, or so it seems.
pub(super) fn poison(desk: &Desk, entry: Entry, deliveries: u32) -> Answer {
    let dead = entry.body.clone();
    let job: Job = match codec::decode(&entry.body) {
        Ok(job) => job,
        Err(err) => return unreadable(desk, entry, &err),
    };
    let id = job.key.id(&desk.options.region).to_string();
    error!(job.id = %id, deliveries, "Job was delivered {deliveries} times and never answered, moving it to the dead letters");
    let reason = format!("the check was begun {deliveries} times and never ended");
    let observation = unmeasured(FailureClass::Internal, "internal.poison", reason);
    Answer {
        dead: Some(dead),
        ..answer(desk, entry, job, observation)
    }
}

fn unreadable(desk: &Desk, entry: Entry, err: &queue::Error) -> Answer {
    let stream = &desk.seat.stream;
    error!(%stream, entry = %entry.id.0, error = %err, "Job cannot be read, moving it to the dead letters");
    Answer {
        job: entry.id,
        report: None,
        dead: Some(entry.body),
    }
}

fn answer(desk: &Desk, entry: Entry, job: Job, mut observation: Observation) -> Answer {
    let evidence = observation.evidence_to_keep();
    let report = Report {
        key: job.key,
        mac: job.mac,
        checked_at_ms: desk.clock.now_ms(),
        outcome: observation.outcome,
        failure: observation.failure,
        http_status: observation.http_status,
        phases: observation.phases,
        attempts: observation.attempts,
        tls: observation.tls,
        evidence,
    };
    let id = report.key.id(&desk.options.region);
    desk.trace(&entry.id, debug_span!("hand_in", job.id = %id));
    match codec::encode(&report) {
        Ok(report) => Answer {
            job: entry.id,
            report: Some(report),
            dead: None,
        },
        Err(err) => unreadable(desk, entry, &err),
    }
}

/// What is found where no attempt was made.
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
