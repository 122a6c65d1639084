//! `/metrics`, in the text format of Prometheus.
//!
//! The recorder is the process's: whoever counts something, counts it where it happens.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_util::MetricKindMask;
use tokio_util::sync::CancellationToken;

/// The one recorder of this process.
static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// A gauge that nobody sets any more, of a prober that is gone, is left out after this.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);

/// Upper bounds of histograms in seconds: from a quick request to a report that waited
/// while the database was away.
const BUCKETS: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0,
];

/// How often what histograms were given is folded, so that it takes no memory while
/// nobody asks.
const FOLD_EVERY: Duration = Duration::from_secs(5);

/// Every gauge: name and what it says.
const GAUGES: &[(&str, &str)] = &[
    ("upbeat_build_info", "1, with the version as a label"),
    (
        "upbeat_database_up",
        "Whether the database answers this process",
    ),
    ("upbeat_queue_up", "Whether the queue answers this process"),
    (
        "upbeat_queue_writable",
        "Whether the queue takes what it is given: it does not while it is full or its server is a replica",
    ),
    (
        "upbeat_trouble",
        "1 while something is wrong, by kind and region",
    ),
    (
        "upbeat_queue_entries",
        "Entries of a region's stream, delivered ones included until they are acknowledged",
    ),
    (
        "upbeat_queue_pending_entries",
        "Entries of a region's stream that are delivered and not acknowledged",
    ),
    (
        "upbeat_queue_limit_entries",
        "Most entries of a region's stream; beyond it the oldest are dropped",
    ),
    (
        "upbeat_queue_oldest_age_seconds",
        "Age of the oldest entry of a region's stream",
    ),
    ("upbeat_probers_alive", "Probers of a region that live"),
    (
        "upbeat_prober_running_checks",
        "Checks that a prober runs now",
    ),
    (
        "upbeat_prober_capacity_checks",
        "Most checks that a prober runs at once",
    ),
    (
        "upbeat_prober_waiting_results",
        "Results of a prober that the queue has not taken yet",
    ),
    (
        "upbeat_prober_answered_jobs",
        "Jobs that a prober has answered since its start",
    ),
    (
        "upbeat_prober_expired_jobs",
        "Jobs that reached a prober too late to be run, since its start",
    ),
    (
        "upbeat_prober_taken_over_jobs",
        "Jobs that a prober took over from others, since its start",
    ),
    (
        "upbeat_prober_impaired",
        "Whether a prober lacks what it takes to tell anything of websites",
    ),
    ("upbeat_websites", "Websites by status"),
    ("upbeat_scheduler_leader", "Whether this process schedules"),
    (
        "upbeat_scheduler_plan_rows",
        "Rows of the schedule that this process knows, a website each but for changes under way",
    ),
    (
        "upbeat_compaction_behind_seconds",
        "How long hours or days that are due are not made yet, by unit",
    ),
    (
        "upbeat_compaction_marks",
        "Hours that are to be made again, since something of them came late",
    ),
    (
        "upbeat_store_bytes",
        "Bytes of a table, its indices included; a SQLite file is one, named all",
    ),
    (
        "upbeat_store_free_bytes",
        "Bytes of a SQLite file that are free for new rows",
    ),
    (
        "upbeat_store_oldest_tick_age_seconds",
        "Age of the oldest tick",
    ),
    (
        "upbeat_scheduler_lateness_seconds",
        "Time from a slot to its job in the queue, the longest of the last second with jobs",
    ),
    ("process_cpu_seconds_total", "CPU time of this process"),
    (
        "process_resident_memory_bytes",
        "Resident memory of this process",
    ),
    ("process_open_fds", "Open file descriptors of this process"),
];

/// Every counter.
const COUNTERS: &[(&str, &str)] = &[
    (
        "upbeat_scheduler_jobs_published_total",
        "Jobs that this process has published",
    ),
    (
        "upbeat_scheduler_watermarks_discarded_total",
        "Watermarks that lay in the future and were not believed",
    ),
    (
        "upbeat_queue_trimmed_total",
        "Entries of a region's stream that were dropped, too old or too many: jobs and reports among them are missing in the ledger",
    ),
    (
        "upbeat_queue_memory_losses_total",
        "How often the queue lost its memory while this process led",
    ),
    (
        "upbeat_jobs_lost_total",
        "Slots without a job or a report, by cause: they are missing in the ledger",
    ),
    (
        "upbeat_ingest_reports_total",
        "Reports that this process has read, by region and what became of them",
    ),
    (
        "upbeat_ingest_failures_total",
        "Batches of reports that could not be taken in and were tried again",
    ),
    (
        "upbeat_reports_total",
        "Reports that this process has read, by region and what the check found",
    ),
    (
        "upbeat_reports_unmeasured_total",
        "Reports of unmeasured checks that this process has read, by region and why",
    ),
    (
        "upbeat_compaction_made_total",
        "Hours and days that this process has made, by unit",
    ),
    (
        "upbeat_compaction_again_total",
        "Marked hours that this process has made again",
    ),
    (
        "upbeat_compaction_failures_total",
        "Passes in which hours and days could not be made",
    ),
    (
        "upbeat_retention_days_dropped_total",
        "Days that this process has dropped as a whole, by table",
    ),
    (
        "upbeat_retention_rows_deleted_total",
        "Old rows that this process has deleted, by table",
    ),
    (
        "upbeat_retention_keys_rebuilt_total",
        "Keys of days that this process has made small, by table",
    ),
    (
        "upbeat_retention_failures_total",
        "Passes in which what is old could not be dropped; it is tried again",
    ),
    (
        "upbeat_http_requests_total",
        "HTTP requests, by path and status",
    ),
    (
        "upbeat_http_connections_shed_total",
        "Connections that were cut since requests and answers under way took too much memory",
    ),
    (
        "upbeat_http_answers_reused_total",
        "Answers to the same question of the same person that were given again",
    ),
];

/// Every histogram.
const HISTOGRAMS: &[(&str, &str)] = &[
    (
        "upbeat_ingest_batch_seconds",
        "Time to take in a batch of reports",
    ),
    (
        "upbeat_ingest_lag_seconds",
        "Time from the end of a check to its tick being stored",
    ),
    (
        "upbeat_compaction_step_seconds",
        "Time to make an hour or a day of some websites, by unit",
    ),
    (
        "upbeat_http_request_seconds",
        "Time to answer an HTTP request, sockets aside",
    ),
];

/// Makes the process's recorder, unless there is one.
///
/// # Errors
/// Where the recorder cannot be built, for a bound that is no number.
pub fn install() -> Result<(), BuildError> {
    if HANDLE.get().is_some() {
        return Ok(());
    }
    let recorder = PrometheusBuilder::new()
        .idle_timeout(MetricKindMask::GAUGE, Some(FORGOTTEN_AFTER))
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)?
        .build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_ok() {
        let _ = HANDLE.set(handle);
    }
    for (name, text) in GAUGES {
        describe_gauge!(*name, *text);
    }
    for (name, text) in COUNTERS {
        describe_counter!(*name, *text);
    }
    for (name, text) in HISTOGRAMS {
        describe_histogram!(*name, *text);
    }
    Ok(())
}

/// Folds what histograms were given, until `shutdown`.
pub async fn run(shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        if let Some(handle) = HANDLE.get() {
            handle.run_upkeep();
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(FOLD_EVERY) => {}
        }
    }
}

/// All metrics of this process.
pub(super) async fn show() -> Response {
    let text = HANDLE
        .get()
        .map(PrometheusHandle::render)
        .unwrap_or_default();
    let format = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (format, text).into_response()
}

/// Counts a request and its answer.
pub(super) async fn count(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let path = path.map_or("other", MatchedPath::as_str).to_owned();
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!("upbeat_http_request_seconds", "path" => path.clone())
        .record(began.elapsed().as_secs_f64());
    counter!("upbeat_http_requests_total", "path" => path, "status" => status).increment(1);
    response
}
