//! Thresholds: derives troubles from observations, without I/O.

use std::collections::{BTreeMap, HashMap};

use entity::region;
use notify::deliver::Waiting;
use queue::Limits;

use super::observe::{RegionState, WebsiteCounts};
use super::scheduling::Scheduling;
use super::trouble::{Key, Kind};

/// A region is silent if its last heartbeat is older than this, in milliseconds.
const SILENT_MS: i64 = 15_000;

/// A scheduler that completed no pass for this long has stalled, in milliseconds: passes are
/// 25 ms apart, or a second after a failure.
const STALLED_MS: i64 = 10_000;

/// Jobs are late from here on, in milliseconds.
const LATE_MS: i64 = 1_000;

/// Jobs and reports are old from here on, in milliseconds.
const OLD_MS: i64 = 30_000;

/// Number of consecutive observations with old jobs that make a trouble: a job that was just
/// read looks the same.
const OLD_LOOKS: u32 = 3;

/// Ticks are missing once two intervals of the most frequent website and this much have passed
/// since the newest, in milliseconds: the longest that one job may take.
const UNRECORDED_MS: i64 = 5 * 60_000;

/// An alert waits too long from here on, in milliseconds.
const ALERT_MS: i64 = 60_000;

/// The certificate of the HTTP server should have been renewed from so long before its end, in
/// milliseconds: ACME clients renew those of 90 days 30 days before, and shorter ones at a third
/// of their life.
const RENEWED_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// A region is contradicted if it sees at least so many websites down that a quorum does not,
/// and at least half of all that it says anything of.
const ALONE: i64 = 5;

/// How long growth counts as a trouble, in milliseconds.
const GREW_MS: i64 = 60_000;

/// The observations to judge.
pub(super) struct Observation<'a> {
    /// When the newest batch was written; an error if the database is unavailable.
    pub(super) newest_batch_ms: Result<Option<i64>, &'a str>,
    /// State of the regions; an error if the queue is unavailable.
    pub(super) places: Result<&'a [RegionState], &'a str>,
    /// Why the queue refuses writes, if it answers.
    pub(super) refusal: Option<&'a str>,
    /// Registered regions.
    pub(super) regions: &'a [region::Model],
    pub(super) census: &'a WebsiteCounts,
    pub(super) alerts: Waiting,
    /// When the certificate of the HTTP server expires, if it has one.
    pub(super) certificate_ends_ms: Option<i64>,
    pub(super) scheduling: Scheduling,
    pub(super) limits: Limits,
    /// Start of the observations, in milliseconds of Unix time.
    pub(super) since_ms: i64,
    pub(super) now_ms: i64,
}

/// A counter that is watched for growth.
#[derive(Clone, Copy, Debug, Default)]
struct Growing {
    count: u64,
    grew_ms: Option<i64>,
}

impl Growing {
    fn see(&mut self, count: u64, now_ms: i64) {
        if count > self.count {
            self.grew_ms = Some(now_ms);
        }
        self.count = count;
    }

    fn grew(&self, now_ms: i64) -> bool {
        self.grew_ms
            .is_some_and(|grew_ms| now_ms - grew_ms < GREW_MS)
    }
}

/// Earlier observations by region.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    dead: HashMap<String, Growing>,
    expired: HashMap<String, HashMap<String, Growing>>,
    old_looks: HashMap<String, u32>,
}

/// The current troubles, each with a sentence.
pub(super) fn judge(seen: &Observation<'_>, memory: &mut Earlier) -> BTreeMap<Key, String> {
    let mut found = BTreeMap::new();
    let mut say = |kind: Kind, text: String| {
        found.insert((kind, None), text);
    };
    let now_ms = seen.now_ms;
    match seen.newest_batch_ms {
        Err(error) => say(
            Kind::DatabaseAway,
            format!("The database does not answer: {error}"),
        ),
        Ok(newest_ms) => {
            let last_ms = newest_ms.unwrap_or(0).max(seen.since_ms);
            let planned = seen.census.planned.iter();
            let planned =
                planned.filter(|some| seen.regions.iter().any(|one| some.covers(one.key)));
            let shortest_ms = planned.map(|some| some.shortest_ms).min();
            let late = shortest_ms
                .filter(|shortest_ms| now_ms - last_ms > 2 * shortest_ms + UNRECORDED_MS);
            if late.is_some() {
                let secs = (now_ms - last_ms) / 1_000;
                say(
                    Kind::NoTicks,
                    format!("Checks are planned, but no tick was recorded for {secs} s"),
                );
            }
        }
    }
    let waited_ms = seen
        .alerts
        .oldest_ms
        .map_or(0, |oldest_ms| now_ms - oldest_ms);
    if waited_ms > ALERT_MS {
        let (count, secs) = (seen.alerts.count, waited_ms / 1_000);
        say(
            Kind::AlertsWait,
            format!("{count} alerts wait to be delivered, the oldest for {secs} s"),
        );
    }
    let left_ms = seen.certificate_ends_ms.map(|ends_ms| ends_ms - now_ms);
    if let Some(left_ms) = left_ms.filter(|left_ms| *left_ms < RENEWED_MS) {
        let hours = left_ms / 3_600_000;
        let text = if left_ms > 0 {
            format!("The TLS certificate of this server expires in {hours} h")
        } else {
            "The TLS certificate of this server has expired".to_owned()
        };
        say(Kind::CertificateExpires, text);
    }
    let scheduling = seen.scheduling;
    let stalled_ms = now_ms - scheduling.last_pass_ms.max(seen.since_ms);
    if stalled_ms > STALLED_MS {
        let secs = stalled_ms / 1_000;
        say(
            Kind::SchedulerStalled,
            format!("The scheduler has neither led nor followed for {secs} s"),
        );
    }
    if scheduling.lateness_ms > LATE_MS {
        let ms = scheduling.lateness_ms;
        say(
            Kind::SchedulerLate,
            format!("Jobs are published {ms} ms late"),
        );
    }
    if let Some(refusal) = seen.refusal {
        say(Kind::QueueRefuses, refusal.to_owned());
    }
    match seen.places {
        Err(error) => say(
            Kind::QueueAway,
            format!("The queue does not answer: {error}"),
        ),
        Ok(places) => {
            for place in places {
                for (kind, text) in judge_region(place, seen, memory) {
                    found.insert((kind, Some(place.region.name.clone())), text);
                }
            }
        }
    }
    found
}

fn judge_region(
    place: &RegionState,
    seen: &Observation<'_>,
    memory: &mut Earlier,
) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    let (now_ms, name) = (seen.now_ms, &place.region.name);
    let is_watched = seen
        .census
        .planned
        .iter()
        .any(|planned| planned.covers(place.region.key));
    let heard = place.probers.iter().map(|seen| seen.heartbeat.at_ms);
    let heard_ms = heard.max().unwrap_or(0).max(seen.since_ms);
    if is_watched && now_ms - heard_ms > SILENT_MS {
        let text = format!("Websites use region {name}, but it has no living prober");
        found.push((Kind::SilentRegion, text));
    }
    let living: Vec<_> = place
        .probers
        .iter()
        .filter(|seen| seen.heartbeat.is_alive(now_ms))
        .collect();
    let mut lacks = living
        .iter()
        .map(|seen| seen.heartbeat.impairment.as_deref());
    if let Some(Some(what)) = lacks.next()
        && lacks.all(|lack| lack.is_some())
    {
        let text = format!("No prober in region {name} can measure websites: {what}");
        found.push((Kind::ImpairedRegion, text));
    }

    let contradicted = seen.census.contradicted.iter();
    let contradicted = contradicted.filter(|it| it.region_key == place.region.key);
    for count in contradicted.filter(|it| it.alone >= ALONE && 2 * it.alone >= it.all) {
        let text = format!(
            "Region {name} sees {} of {} websites down that other regions see up",
            count.alone, count.all
        );
        found.push((Kind::ContradictedRegion, text));
    }
    let (checks, results, dead) = (
        place.backlogs.checks,
        place.backlogs.results,
        place.backlogs.dead,
    );
    let age_ms = |oldest_ms: Option<i64>| oldest_ms.map_or(0, |oldest_ms| now_ms - oldest_ms);
    let undelivered = checks.len.saturating_sub(checks.pending);
    let old = memory.old_looks.entry(name.clone()).or_default();
    let is_old = undelivered > 0 && age_ms(checks.oldest_ms) > OLD_MS;
    *old = if is_old { old.saturating_add(1) } else { 0 };
    if *old >= OLD_LOOKS {
        let secs = age_ms(checks.oldest_ms) / 1_000;
        let text =
            format!("{undelivered} jobs of region {name} are waiting, the oldest for {secs} s");
        found.push((Kind::JobsWait, text));
    }
    if age_ms(results.oldest_ms) > OLD_MS {
        let (len, secs) = (results.len, age_ms(results.oldest_ms) / 1_000);
        let text = format!("{len} reports of region {name} are waiting, the oldest for {secs} s");
        found.push((Kind::ResultsWait, text));
    }
    for (kind, len, limit, what) in [
        (Kind::JobsFill, checks.len, seen.limits.checks_len, "jobs"),
        (
            Kind::ResultsFill,
            results.len,
            seen.limits.results_len,
            "reports",
        ),
    ] {
        if len > limit / 2 {
            let text = format!(
                "{len} {what} of region {name} are waiting; beyond {limit} the oldest are dropped"
            );
            found.push((kind, text));
        }
    }
    let letters = memory.dead.entry(name.clone()).or_insert(Growing {
        count: dead.len,
        grew_ms: None,
    });
    letters.see(dead.len, now_ms);
    if letters.grew(now_ms) {
        let text = format!("Region {name} has new dead letters, {} in all", dead.len);
        found.push((Kind::DeadLetters, text));
    }
    let before = memory.expired.remove(name).unwrap_or_default();
    let mut expired = HashMap::new();
    for seen in &place.probers {
        let count = seen.heartbeat.load.expired_total;
        let prober = seen.name.to_string();
        let mut growing = before.get(&prober).copied().unwrap_or(Growing {
            count,
            grew_ms: None,
        });
        growing.see(count, now_ms);
        expired.insert(prober, growing);
    }
    if expired.values().any(|growing| growing.grew(now_ms)) {
        let text = format!(
            "Jobs of region {name} arrive too late to run: it has too few probers, or had none for some time"
        );
        found.push((Kind::JobsExpire, text));
    }
    memory.expired.insert(name.clone(), expired);
    found
}

#[cfg(test)]
mod tests;
