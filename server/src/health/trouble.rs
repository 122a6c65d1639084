//! Troubles: current problems, logged once when they start and once when they end.

use std::collections::BTreeMap;

use metrics::gauge;
use status::trouble::Trouble as Told;
use tracing::{info, warn};

use super::tell::told;

/// A trouble ends once it has not been observed for this long, in milliseconds: a recurring
/// problem is one trouble.
const QUIET_MS: i64 = 10_000;

/// Kinds of troubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The database does not answer.
    DatabaseAway,
    /// The queue does not answer.
    QueueAway,
    /// The queue answers, but refuses writes.
    QueueRefuses,
    /// The scheduler of this process completes no passes: it neither leads nor follows.
    SchedulerStalled,
    /// Jobs are published late.
    SchedulerLate,
    /// Checks are planned, but no tick is recorded.
    NoTicks,
    /// A region that websites use has no living prober.
    SilentRegion,
    /// No living prober of a region can measure websites.
    ImpairedRegion,
    /// A region sees most websites down that other regions see up.
    ContradictedRegion,
    /// Jobs of a region are not taken by probers.
    JobsWait,
    /// A region's jobs fill half of its stream.
    JobsFill,
    /// Jobs of a region arrived too late to run.
    JobsExpire,
    /// Reports of a region are not ingested.
    ResultsWait,
    /// A region's reports fill half of their stream.
    ResultsFill,
    /// A region has new dead letters.
    DeadLetters,
    /// An alert waits to be delivered.
    AlertsWait,
    /// The certificate of the HTTP server expires soon.
    CertificateExpires,
}

impl Kind {
    /// Kinds that concern the whole process.
    const OF_INSTANCE: [Self; 8] = [
        Self::DatabaseAway,
        Self::QueueAway,
        Self::QueueRefuses,
        Self::SchedulerStalled,
        Self::SchedulerLate,
        Self::NoTicks,
        Self::AlertsWait,
        Self::CertificateExpires,
    ];

    /// Kinds that concern one region.
    const OF_REGION: [Self; 9] = [
        Self::SilentRegion,
        Self::ImpairedRegion,
        Self::ContradictedRegion,
        Self::JobsWait,
        Self::JobsFill,
        Self::JobsExpire,
        Self::ResultsWait,
        Self::ResultsFill,
        Self::DeadLetters,
    ];

    /// Name in metrics, logs and responses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DatabaseAway => "database_away",
            Self::QueueAway => "queue_away",
            Self::QueueRefuses => "queue_refuses",
            Self::SchedulerStalled => "scheduler_stalled",
            Self::SchedulerLate => "scheduler_late",
            Self::NoTicks => "no_ticks",
            Self::SilentRegion => "silent_region",
            Self::ImpairedRegion => "impaired_region",
            Self::ContradictedRegion => "contradicted_region",
            Self::JobsWait => "jobs_wait",
            Self::JobsFill => "jobs_fill",
            Self::JobsExpire => "jobs_expire",
            Self::ResultsWait => "results_wait",
            Self::ResultsFill => "results_fill",
            Self::DeadLetters => "dead_letters",
            Self::AlertsWait => "alerts_wait",
            Self::CertificateExpires => "certificate_expires",
        }
    }

    /// Whether monitoring as a whole stops while the trouble lasts.
    pub fn stops_everything(self) -> bool {
        matches!(
            self,
            Self::DatabaseAway
                | Self::QueueAway
                | Self::QueueRefuses
                | Self::SchedulerStalled
                | Self::NoTicks
                | Self::ResultsWait
        )
    }

    /// Whether no website can be measured from the region while the trouble lasts.
    pub fn stops_region(self) -> bool {
        matches!(
            self,
            Self::SilentRegion | Self::ImpairedRegion | Self::ContradictedRegion
        )
    }

    /// Whether this kind cannot be observed during the trouble `away`.
    fn is_hidden_by(self, away: Self) -> bool {
        match away {
            Self::QueueAway | Self::QueueRefuses => Self::OF_REGION.contains(&self),
            Self::DatabaseAway => matches!(self, Self::NoTicks | Self::AlertsWait),
            _ => false,
        }
    }
}

/// Kind and region of a trouble; instance-wide troubles have no region.
pub(super) type Key = (Kind, Option<String>);

#[derive(Clone, Debug)]
struct Trouble {
    text: String,
    since_ms: i64,
    seen_ms: i64,
}

/// The current troubles.
#[derive(Debug, Default)]
pub(super) struct Troubles(BTreeMap<Key, Trouble>);

impl Troubles {
    /// Updates the troubles with those `found` at `now_ms`, and logs which start and end.
    pub(super) fn take_in(&mut self, found: BTreeMap<Key, String>, now_ms: i64) {
        let away: Vec<Kind> = found.keys().map(|(kind, _)| *kind).collect();
        for (key, text) in found {
            let (kind, region) = (key.0.as_str(), key.1.as_deref());
            let trouble = self.0.entry(key.clone()).or_insert_with(|| {
                warn!(kind, region, "{text}");
                Trouble {
                    text: String::new(),
                    since_ms: now_ms,
                    seen_ms: now_ms,
                }
            });
            trouble.text = text;
            trouble.seen_ms = now_ms;
        }
        self.0.retain(|(kind, region), trouble| {
            let hidden = away.iter().any(|away| kind.is_hidden_by(*away));
            if hidden {
                trouble.seen_ms = now_ms;
            }
            let lasts = now_ms - trouble.seen_ms < QUIET_MS;
            if !lasts {
                let (kind, region) = (kind.as_str(), region.as_deref());
                let lasted_secs = (trouble.seen_ms - trouble.since_ms) / 1_000;
                info!(
                    kind,
                    region, lasted_secs, "Over after {lasted_secs} s: {}", trouble.text
                );
            }
            lasts
        });
    }

    /// Troubles that have lasted for `for_ms` at `now_ms`, as channels are told of them.
    pub(super) fn lasting(&self, now_ms: i64, for_ms: i64) -> Vec<Told> {
        let lasting = self.0.iter();
        lasting
            .filter(|(_, trouble)| now_ms - trouble.since_ms >= for_ms)
            .map(|((kind, region), trouble)| {
                told(*kind, region.as_deref(), &trouble.text, trouble.since_ms)
            })
            .collect()
    }

    /// Kinds of current troubles, each once.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.0.keys().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        kinds
    }

    /// Sets `upbeat_trouble` to 1 for current troubles and 0 for all others.
    pub(super) fn export(&self, regions: &[String]) {
        let set = |kind: Kind, region: Option<&str>| {
            let lasts = self.0.contains_key(&(kind, region.map(str::to_owned)));
            let region = region.unwrap_or_default().to_owned();
            gauge!("upbeat_trouble", "kind" => kind.as_str(), "region" => region)
                .set(f64::from(u8::from(lasts)));
        };
        for kind in Kind::OF_INSTANCE {
            set(kind, None);
        }
        for region in regions {
            for kind in Kind::OF_REGION {
                set(kind, Some(region));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kinds: &[Kind]) -> BTreeMap<Key, String> {
        let of = |kind: &Kind| {
            let region = Kind::OF_REGION.contains(kind).then(|| "india".to_owned());
            ((*kind, region), "it is so".to_owned())
        };
        kinds.iter().map(of).collect()
    }

    #[test]
    fn what_comes_and_goes_is_one_trouble() {
        let mut troubles = Troubles::default();
        for (at_ms, seen, lasting) in [
            (0, &[Kind::SilentRegion][..], 1),
            (9_000, &[], 1),
            (9_500, &[Kind::SilentRegion], 1),
            (19_000, &[], 1),
            (19_500, &[], 0),
        ] {
            troubles.take_in(found(seen), at_ms);
            assert_eq!(troubles.kinds().len(), lasting, "{at_ms}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_not_over() {
        let mut troubles = Troubles::default();
        troubles.take_in(found(&[Kind::JobsWait, Kind::NoTicks]), 0);
        troubles.take_in(found(&[Kind::QueueAway]), 60_000);
        assert_eq!(troubles.kinds(), [Kind::QueueAway, Kind::JobsWait]);
        troubles.take_in(found(&[]), 69_999);
        assert_eq!(troubles.kinds(), [Kind::QueueAway, Kind::JobsWait]);
        troubles.take_in(found(&[]), 70_000);
        assert_eq!(troubles.kinds(), []);
    }
}
