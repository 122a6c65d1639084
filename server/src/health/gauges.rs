//! Sets gauges from observations.

use entity::WebsiteStatus;
use metrics::{counter, gauge};
use notify::deliver::Waiting;
use queue::{Backlog, Limits};

use super::observe::{RegionState, WebsiteCounts};
use super::process;
use super::scheduling::Scheduling;

/// Streams and probers of a region.
pub(super) fn of_region(place: &RegionState, limits: Limits, now_ms: i64) {
    let region = &place.region.name;
    let backlogs = place.backlogs;
    for (stream, backlog, limit) in [
        ("checks", backlogs.checks, limits.checks_len),
        ("results", backlogs.results, limits.results_len),
        ("dead", backlogs.dead, limits.dead_len),
    ] {
        let of = |value: f64, name: &'static str| {
            gauge!(name, "region" => region.clone(), "stream" => stream).set(value);
        };
        of(float(backlog.len), "upbeat_queue_entries");
        of(float(backlog.pending), "upbeat_queue_pending_entries");
        of(float(limit), "upbeat_queue_limit_entries");
        of(age_secs(backlog, now_ms), "upbeat_queue_oldest_age_seconds");
        for (cause, count) in [
            ("age", backlog.trimmed_age),
            ("length", backlog.trimmed_len),
        ] {
            let labels = [
                ("region", region.as_str()),
                ("stream", stream),
                ("cause", cause),
            ];
            let labels = labels.map(|(name, value)| (name, value.to_owned()));
            counter!("upbeat_queue_trimmed_total", &labels).absolute(count);
        }
    }
    let living = place
        .probers
        .iter()
        .filter(|seen| seen.heartbeat.is_alive(now_ms));
    let mut alive = 0.0;
    for seen in living {
        alive += 1.0;
        let of = |value: f64, name: &'static str| {
            let labels = [
                ("region", region.clone()),
                ("prober", seen.name.to_string()),
            ];
            gauge!(name, &labels).set(value);
        };
        let load = &seen.heartbeat.load;
        of(float(load.running), "upbeat_prober_running_checks");
        of(float(load.capacity), "upbeat_prober_capacity_checks");
        of(float(load.waiting_results), "upbeat_prober_waiting_results");
        of(float(load.answered_total), "upbeat_prober_answered_jobs");
        of(float(load.expired_total), "upbeat_prober_expired_jobs");
        of(
            float(load.taken_over_total),
            "upbeat_prober_taken_over_jobs",
        );
        of(
            flag(seen.heartbeat.impairment.is_some()),
            "upbeat_prober_impaired",
        );
    }
    gauge!("upbeat_probers_alive", "region" => region.clone()).set(alive);
}

/// State of the stores.
pub(super) fn of_stores(database: bool, queue: bool, is_writable: bool) {
    gauge!("upbeat_database_up").set(flag(database));
    gauge!("upbeat_queue_up").set(flag(queue));
    gauge!("upbeat_queue_writable").set(flag(is_writable));
}

/// Number of websites by status.
pub(super) fn of_websites(census: &WebsiteCounts) {
    use WebsiteStatus::{Degraded, Down, Partial, Paused, Pending, Unmeasured, Up};
    for (status, name) in [
        (Pending, "pending"),
        (Up, "up"),
        (Degraded, "degraded"),
        (Partial, "partial"),
        (Down, "down"),
        (Unmeasured, "unmeasured"),
        (Paused, "paused"),
    ] {
        let count = census.statuses.iter().find(|(one, _)| *one == status);
        let count = count.map_or(0, |(_, count)| *count);
        gauge!("upbeat_websites", "status" => name).set(float(count.unsigned_abs()));
    }
}

/// State of this process's scheduler.
pub(super) fn of_scheduler(scheduling: Scheduling) {
    gauge!("upbeat_scheduler_leader").set(flag(scheduling.leads));
    gauge!("upbeat_scheduler_lateness_seconds").set(secs(scheduling.lateness_ms));
    counter!("upbeat_scheduler_jobs_published_total").absolute(scheduling.published);
    gauge!("upbeat_scheduler_plan_rows").set(float(scheduling.plan_len as u64));
    counter!("upbeat_jobs_lost_total", "cause" => "unready").absolute(scheduling.unready);
    counter!("upbeat_jobs_lost_total", "cause" => "skipped").absolute(scheduling.skipped);
    counter!("upbeat_queue_memory_losses_total").absolute(scheduling.memory_losses);
    counter!("upbeat_scheduler_watermarks_discarded_total")
        .absolute(scheduling.watermarks_discarded);
}

/// Alerts that wait to be delivered.
pub(super) fn of_alerts(alerts: Waiting, now_ms: i64) {
    gauge!("upbeat_alerts_waiting").set(float(alerts.count.unsigned_abs()));
    let oldest_ms = alerts.oldest_ms.unwrap_or(now_ms);
    gauge!("upbeat_alerts_oldest_age_seconds").set(secs((now_ms - oldest_ms).max(0)));
}

/// Resource usage of this process.
pub(super) fn of_process() {
    gauge!("upbeat_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    if let Some(usage) = process::usage() {
        // By nature a counter, but counters here hold only whole numbers.
        gauge!("process_cpu_seconds_total").set(usage.cpu_secs);
        gauge!("process_resident_memory_bytes").set(float(usage.resident_bytes));
        gauge!("process_open_fds").set(float(usage.open_files));
    }
}

fn age_secs(backlog: Backlog, now_ms: i64) -> f64 {
    let oldest_ms = backlog.oldest_ms.unwrap_or(now_ms);
    secs((now_ms - oldest_ms).max(0))
}

fn secs(ms: i64) -> f64 {
    std::time::Duration::from_millis(ms.unsigned_abs()).as_secs_f64()
}

fn flag(is: bool) -> f64 {
    f64::from(u8::from(is))
}

/// Counts are far below 2^53, up to which a float is exact.
fn float(count: u64) -> f64 {
    count as f64
}
