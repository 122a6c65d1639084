//! When incidents open and resolve, and what people are told.
//!
//! [`Watch`] is told every judgement of a website's votes that matters, in order, and how far
//! time has gone without one. It returns what happened, each at the instant at which it became
//! true, so a backlog after an outage is told as it was. It has no clock and does no I/O.

use entity::WebsiteStatus;
use entity::verdict::VerdictKind;
use serde::{Deserialize, Serialize};

use super::judgement::Judgement;

/// Settings of a website that its incidents depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules<'a> {
    /// How long a website must be down before an incident opens, in milliseconds.
    pub confirmation_ms: i64,
    /// How long it must be well before its incident resolves, in milliseconds.
    pub recovery_ms: i64,
    /// Its maintenance windows, from start to end (exclusive), in order: nobody is told of
    /// anything that begins in one. What is still so at its end is told then.
    pub maintenance: &'a [(i64, i64)],
}

/// The incident of one website, and what may become one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    /// Since when the website is down without an incident, in milliseconds of Unix time.
    pub down_since_ms: Option<i64>,
    /// The open incident.
    pub open: Option<Open>,
    /// When the last incidents opened, oldest first: at most [`FLAPPING_OPENINGS`].
    pub opened_ms: Vec<i64>,
    /// Whether a person resolved the incident while the website was down: the next one opens
    /// only after it was not.
    pub is_excused: bool,
    /// The judgements in a row that saw a down vote and opened no incident.
    pub run: Option<Run>,
    /// Whether people were told that the website is partial.
    pub partial: Notice,
    /// Whether people were told that the website is degraded.
    pub degraded: Notice,
}

/// An open incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// When it opened, in milliseconds of Unix time.
    pub opened_ms: i64,
    /// Since when the website is well, in milliseconds of Unix time.
    pub well_since_ms: Option<i64>,
    /// Whether the website opens one incident after the other, so that this one stays open for
    /// longer.
    pub is_flapping: bool,
}

/// Judgements in a row that saw a down vote and opened no incident, for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Why none opened.
    pub kind: VerdictKind,
    /// Instant of the first one, in milliseconds of Unix time.
    pub first_ms: i64,
    /// Instant of the last one, in milliseconds of Unix time.
    pub last_ms: i64,
    /// How many there are.
    pub count: i32,
}

/// What people were told of a status that opens no incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// Since when the website has the status without anybody having been told, in milliseconds
    /// of Unix time.
    pub since_ms: Option<i64>,
    /// Whether they were told. They are told again only after the status was over for as long
    /// as an incident takes to resolve.
    pub is_told: bool,
    /// Since when the status is over, in milliseconds of Unix time.
    pub over_since_ms: Option<i64>,
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it happened, in milliseconds of Unix time.
    pub at_ms: i64,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An incident opened.
    Opened {
        /// Whether the website is flapping.
        is_flapping: bool,
    },
    /// The incident resolved, since the website was well for long enough.
    Resolved,
    /// The website has been partial for long enough to tell.
    Partial,
    /// The website has been degraded for long enough to tell.
    Degraded,
    /// A judgement that saw a down vote opened no incident; the run that it belongs to.
    Held(Run),
}

/// How many incidents within [`FLAPPING_WITHIN_MS`] make a website flap.
pub const FLAPPING_OPENINGS: usize = 3;

/// See [`FLAPPING_OPENINGS`].
pub const FLAPPING_WITHIN_MS: i64 = 30 * 60_000;

/// How long a flapping website must be well before its incident resolves.
pub const FLAPPING_RECOVERY_MS: i64 = 10 * 60_000;

/// What is due next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Resolve,
    Open,
    Partial,
    PartialOver,
    Degraded,
    DegradedOver,
}

impl Watch {
    /// Whether nothing of the past matters at `now_ms`, so that the next judgement that does
    /// not worry needs not be told.
    pub fn is_calm(&self, now_ms: i64) -> bool {
        let recent_ms = now_ms.saturating_sub(FLAPPING_WITHIN_MS);
        self.open.is_none()
            && self.opened_ms.iter().all(|at_ms| *at_ms < recent_ms)
            && Self {
                opened_ms: Vec::new(),
                ..self.clone()
            } == Self::default()
    }

    /// Takes a judgement of the votes. One that is older than what is known, since clocks of
    /// regions differ, counts as if it came now.
    pub fn judged(&mut self, judgement: &Judgement, rules: Rules<'_>, events: &mut Vec<Event>) {
        let at_ms = judgement.at_ms.max(self.latest_ms());
        self.advance(at_ms, rules, events);
        let is_down = judgement.status == WebsiteStatus::Down;
        if !is_down {
            self.down_since_ms = None;
            self.is_excused = false;
        }
        match &mut self.open {
            Some(open) if judgement.seen.is_well() => {
                open.well_since_ms.get_or_insert(at_ms);
            }
            // A failure, or silence, within the recovery goes on with the same incident.
            Some(open) => open.well_since_ms = None,
            None if is_down && !self.is_excused => {
                self.down_since_ms.get_or_insert(at_ms);
            }
            None => {}
        }
        let is_told = self.open.is_none();
        let is = |status| is_told && judgement.status == status;
        self.partial.judged(is(WebsiteStatus::Partial), at_ms);
        self.degraded.judged(is(WebsiteStatus::Degraded), at_ms);
        let had_incident = self.open.is_some();
        self.advance(at_ms, rules, events);
        if !judgement.seen.has_down() {
            self.run = None;
        } else if !had_incident && self.open.is_none() {
            let kind = self.why_none(is_down, at_ms, rules);
            let before = self.run.filter(|run| run.kind == kind);
            let run = Run {
                kind,
                first_ms: before.map_or(at_ms, |run| run.first_ms),
                last_ms: at_ms,
                count: before.map_or(0, |run| run.count).saturating_add(1),
            };
            self.run = Some(run);
            let what = What::Held(run);
            events.push(Event { at_ms, what });
        }
    }

    /// Advances time to `to_ms`, inclusive, without a new judgement.
    pub fn advance(&mut self, to_ms: i64, rules: Rules<'_>, events: &mut Vec<Event>) {
        while let Some((at_ms, due)) = self.next(rules).filter(|(at_ms, _)| *at_ms <= to_ms) {
            let what = match due {
                Due::Resolve => {
                    self.open = None;
                    What::Resolved
                }
                Due::Open => self.open_at(at_ms),
                Due::Partial => {
                    self.partial.tell();
                    What::Partial
                }
                Due::Degraded => {
                    self.degraded.tell();
                    What::Degraded
                }
                Due::PartialOver => {
                    self.partial = Notice::default();
                    continue;
                }
                Due::DegradedOver => {
                    self.degraded = Notice::default();
                    continue;
                }
            };
            events.push(Event { at_ms, what });
        }
    }

    /// When something happens unless the votes are judged otherwise before, in milliseconds of
    /// Unix time.
    pub fn due_ms(&self, rules: Rules<'_>) -> Option<i64> {
        self.next(rules).map(|(at_ms, _)| at_ms)
    }

    /// Since when something is so that nobody was told, in milliseconds of Unix time.
    pub fn since_ms(&self) -> Option<i64> {
        let since_ms = [
            self.down_since_ms,
            self.partial.since_ms,
            self.degraded.since_ms,
        ];
        since_ms.into_iter().flatten().min()
    }

    /// A person resolves the incident; returns whether there was one. If the website is down,
    /// it must first be anything else before the next one opens.
    pub fn resolve(&mut self, is_down: bool) -> bool {
        let was_open = self.open.take().is_some();
        self.is_excused |= was_open && is_down;
        was_open
    }

    /// A person changed what is checked, so that the votes are void. An open incident goes on:
    /// it resolves when the website is well.
    pub fn restart(&mut self) {
        self.down_since_ms = None;
        self.is_excused = false;
        self.run = None;
        if let Some(open) = &mut self.open {
            open.well_since_ms = None;
        }
        self.partial = Notice::default();
        self.degraded = Notice::default();
    }

    /// A person paused the website: whatever it was is over. Returns whether an incident was
    /// open.
    pub fn end(&mut self) -> bool {
        self.restart();
        self.open.take().is_some()
    }

    fn open_at(&mut self, at_ms: i64) -> What {
        self.down_since_ms = None;
        self.run = None;
        self.partial = Notice::default();
        self.degraded = Notice::default();
        self.opened_ms.push(at_ms);
        let surplus = self.opened_ms.len().saturating_sub(FLAPPING_OPENINGS);
        self.opened_ms.drain(..surplus);
        let is_flapping = self.opened_ms.len() == FLAPPING_OPENINGS
            && (self.opened_ms.first()).is_some_and(|first| at_ms - first <= FLAPPING_WITHIN_MS);
        self.open = Some(Open {
            opened_ms: at_ms,
            well_since_ms: None,
            is_flapping,
        });
        What::Opened { is_flapping }
    }

    /// What happens next unless the votes are judged otherwise before.
    fn next(&self, rules: Rules<'_>) -> Option<(i64, Due)> {
        let recovery_ms = match self.open {
            Some(Open {
                is_flapping: true, ..
            }) => rules.recovery_ms.max(FLAPPING_RECOVERY_MS),
            _ => rules.recovery_ms,
        };
        let well_since_ms = self.open.and_then(|open| open.well_since_ms);
        let notice_ms = rules.confirmation_ms.max(rules.recovery_ms);
        let after = |since_ms: Option<i64>, ms: i64, due| Some((since_ms?.saturating_add(ms), due));
        let told = |since_ms, ms, due| {
            let (at_ms, due) = after(since_ms, ms, due)?;
            Some((rules.after_maintenance(at_ms), due))
        };
        [
            after(well_since_ms, recovery_ms, Due::Resolve),
            told(self.down_since_ms, rules.confirmation_ms, Due::Open),
            told(self.partial.since_ms, notice_ms, Due::Partial),
            after(
                self.partial.over_since_ms,
                rules.recovery_ms,
                Due::PartialOver,
            ),
            told(self.degraded.since_ms, notice_ms, Due::Degraded),
            after(
                self.degraded.over_since_ms,
                rules.recovery_ms,
                Due::DegradedOver,
            ),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Why a judgement that saw a down vote opened no incident.
    fn why_none(&self, is_down: bool, at_ms: i64, rules: Rules<'_>) -> VerdictKind {
        if !is_down {
            VerdictKind::BelowQuorum
        } else if self.is_excused {
            VerdictKind::ResolvedByHand
        } else if rules.maintenance_at(at_ms).is_some() {
            VerdictKind::Maintenance
        } else {
            VerdictKind::Unconfirmed
        }
    }

    /// The latest instant that is known.
    fn latest_ms(&self) -> i64 {
        let open = self.open.map(|open| open.opened_ms);
        let well = self.open.and_then(|open| open.well_since_ms);
        [
            open,
            well,
            self.down_since_ms,
            self.run.map(|run| run.last_ms),
        ]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(i64::MIN)
    }
}

impl Notice {
    fn judged(&mut self, is_so: bool, at_ms: i64) {
        if is_so {
            self.over_since_ms = None;
            if !self.is_told {
                self.since_ms.get_or_insert(at_ms);
            }
        } else {
            self.since_ms = None;
            if self.is_told {
                self.over_since_ms.get_or_insert(at_ms);
            }
        }
    }

    fn tell(&mut self) {
        self.is_told = true;
        self.since_ms = None;
    }
}

impl Rules<'_> {
    /// End of the maintenance that holds at `at_ms`.
    fn maintenance_at(&self, at_ms: i64) -> Option<i64> {
        let mut windows = self.maintenance.iter();
        let window = windows.find(|(from_ms, to_ms)| (*from_ms..*to_ms).contains(&at_ms));
        window.map(|(_, to_ms)| *to_ms)
    }

    /// The first instant from `at_ms` on that is in no maintenance.
    fn after_maintenance(&self, mut at_ms: i64) -> i64 {
        while let Some(to_ms) = self.maintenance_at(at_ms) {
            at_ms = to_ms;
        }
        at_ms
    }
}

#[cfg(test)]
#[path = "incident_tests.rs"]
pub(super) mod tests;
