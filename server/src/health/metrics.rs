//! `/metrics`, in the text format of Prometheus.
//!
//! The process has one recorder; code counts events where they happen.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_util::MetricKindMask;
use runtime::Passes;
use tokio_util::sync::CancellationToken;

/// The process's recorder.
static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// How long after its last update a gauge disappears, such as that of a dead prober.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);

/// Upper bounds of histograms, in seconds: from a fast request to a report that waited while
/// the database was unavailable.
const BUCKETS: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0,
];

/// Interval at which histogram samples are aggregated, so that they take no memory while
/// nothing scrapes `/metrics`.
const FOLD_EVERY: Duration = Duration::from_secs(5);

/// Gauges: name and description.
const GAUGES: &[(&str, &str)] = &[
    ("upbeat_build_info", "1, with the version as a label"),
    (
        "upbeat_database_up",
        "Whether this process can reach the database",
    ),
    (
        "upbeat_queue_up",
        "Whether this process can reach the queue",
    ),
    (
        "upbeat_queue_writable",
        "Whether the queue accepts writes: it does not while it is full or its server is a replica",
    ),
    (
        "upbeat_http_documents_waiting",
        "Documents that wait until others of their caller have been executed",
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
        "Entries of a region's stream that were delivered but not acknowledged",
    ),
    (
        "upbeat_queue_limit_entries",
        "Maximum number of entries of a region's stream; beyond it the oldest are dropped",
    ),
    (
        "upbeat_queue_oldest_age_seconds",
        "Age of the oldest entry of a region's stream",
    ),
    ("upbeat_probers_alive", "Living probers of a region"),
    (
        "upbeat_prober_running_checks",
        "Checks that a prober is running",
    ),
    (
        "upbeat_prober_capacity_checks",
        "Maximum number of checks that a prober runs at once",
    ),
    (
        "upbeat_prober_waiting_results",
        "Results of a prober that the queue has not accepted yet",
    ),
    (
        "upbeat_prober_answered_jobs",
        "Jobs that a prober has completed since its start",
    ),
    (
        "upbeat_prober_expired_jobs",
        "Jobs that reached a prober too late to run, since its start",
    ),
    (
        "upbeat_prober_taken_over_jobs",
        "Jobs that a prober took over from others, since its start",
    ),
    (
        "upbeat_prober_impaired",
        "Whether a prober is impaired and cannot measure websites",
    ),
    ("upbeat_websites", "Websites by status"),
    ("upbeat_alerts_waiting", "Alerts that wait to be delivered"),
    (
        "upbeat_alerts_oldest_age_seconds",
        "Age of the oldest alert that should have been delivered by now",
    ),
    ("upbeat_scheduler_leader", "Whether this process schedules"),
    (
        "upbeat_scheduler_plan_rows",
        "Schedule rows that this process knows: one per website, apart from changes in progress",
    ),
    (
        "upbeat_compaction_behind_seconds",
        "How far the rollup of hours or days is behind, by unit",
    ),
    (
        "upbeat_compaction_marks",
        "Hours to recompute because their data came late",
    ),
    (
        "upbeat_store_bytes",
        "Bytes of a table, including its indexes; a SQLite file counts as one table named all",
    ),
    ("upbeat_store_free_bytes", "Free bytes in a SQLite file"),
    (
        "upbeat_store_oldest_tick_age_seconds",
        "Age of the oldest tick",
    ),
    (
        "upbeat_scheduler_lateness_seconds",
        "Longest time from a slot to its job in the queue, in the last second with jobs",
    ),
    (
        "upbeat_tls_certificate_expiry_timestamp_seconds",
        "When the certificate of the HTTP server expires, in seconds of Unix time",
    ),
    ("process_cpu_seconds_total", "CPU time of this process"),
    (
        "process_resident_memory_bytes",
        "Resident memory of this process",
    ),
    ("process_open_fds", "Open file descriptors of this process"),
];

/// Counters: name and description.
const COUNTERS: &[(&str, &str)] = &[
    (
        "upbeat_scheduler_jobs_published_total",
        "Jobs that this process has published",
    ),
    (
        "upbeat_scheduler_watermarks_discarded_total",
        "Watermarks discarded because they lay in the future",
    ),
    (
        "upbeat_queue_trimmed_total",
        "Entries of a region's stream that were dropped because they were too old or too many; dropped jobs and reports are missing in the ledger",
    ),
    (
        "upbeat_queue_memory_losses_total",
        "How often the queue lost its data while this process led",
    ),
    (
        "upbeat_jobs_lost_total",
        "Slots without a job or a report, by cause; they are missing in the ledger",
    ),
    (
        "upbeat_alert_attempts_total",
        "Attempts to deliver alerts, by kind of channel and outcome",
    ),
    (
        "upbeat_ingest_reports_total",
        "Reports that this process has read, by region and result",
    ),
    (
        "upbeat_ingest_failures_total",
        "Batches of reports that failed to be stored and were retried",
    ),
    (
        "upbeat_reports_total",
        "Reports that this process has read, by region and outcome of the check",
    ),
    (
        "upbeat_reports_unmeasured_total",
        "Reports of unmeasured checks that this process has read, by region and failure class",
    ),
    (
        "upbeat_compaction_made_total",
        "Hours and days that this process has rolled up, by unit",
    ),
    (
        "upbeat_compaction_again_total",
        "Marked hours that this process has recomputed",
    ),
    (
        "upbeat_compaction_failures_total",
        "Passes in which the rollup of hours and days failed",
    ),
    (
        "upbeat_retention_days_dropped_total",
        "Daily partitions that this process has dropped, by table",
    ),
    (
        "upbeat_retention_rows_deleted_total",
        "Expired rows that this process has deleted, by table",
    ),
    (
        "upbeat_retention_keys_rebuilt_total",
        "Keys of days that this process has compacted, by table",
    ),
    (
        "upbeat_retention_failures_total",
        "Passes in which expired data could not be dropped; they are retried",
    ),
    (
        "upbeat_http_requests_total",
        "HTTP requests, by path and status",
    ),
    (
        "upbeat_http_connections_shed_total",
        "Connections closed because requests and responses in progress took too much memory",
    ),
    (
        "upbeat_http_answers_reused_total",
        "Responses reused for identical requests of the same account",
    ),
    (
        "upbeat_http_documents_known_total",
        "Documents that were not validated again, as the same had come within a minute",
    ),
    (
        "upbeat_http_documents_crowded_total",
        "Documents refused because their caller had too many in progress",
    ),
    (
        "upbeat_live_results_reused_total",
        "Results of live subscriptions that were sent as made for another subscriber",
    ),
];

/// Histograms: name and description.
const HISTOGRAMS: &[(&str, &str)] = &[
    (
        "upbeat_ingest_batch_seconds",
        "Time to store a batch of reports",
    ),
    (
        "upbeat_ingest_lag_seconds",
        "Time from the end of a check until its tick is stored",
    ),
    (
        "upbeat_compaction_step_seconds",
        "Time to roll up an hour or a day of some websites, by unit",
    ),
    (
        "upbeat_http_request_seconds",
        "Time to answer an HTTP request, without WebSockets",
    ),
];

/// Installs the process's recorder, unless there is one.
///
/// # Errors
/// If the recorder cannot be built because a bound is not a number.
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

/// Aggregates histogram samples until `shutdown`.
pub async fn run(shutdown: CancellationToken) {
    let mut passes = Passes::new("Folding histograms", FOLD_EVERY, shutdown);
    while passes.next().await {
        if let Some(handle) = HANDLE.get() {
            handle.run_upkeep();
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
