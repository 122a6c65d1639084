//! Sums up the ticks of an hour or a day of a website in one region.

use entity::{Origin, Outcome, RegionKey, WebsiteKey, tick};
use entity::{rollup_day, rollup_hour};
use sea_orm::FromQueryResult;

use super::sketch::Sketch;

/// The part of a tick that a summary uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Sample {
    /// What requested the check.
    pub origin: Origin,
    /// Outcome of the check.
    pub outcome: Outcome,
    /// Name resolution, in microseconds.
    pub dns_us: Option<i32>,
    /// TCP connect, in microseconds.
    pub connect_us: Option<i32>,
    /// TLS handshake, in microseconds.
    pub tls_us: Option<i32>,
    /// From the request to the first byte of the response, in microseconds.
    pub ttfb_us: Option<i32>,
    /// From the first byte to the end of the body, in microseconds.
    pub transfer_us: Option<i32>,
}

impl From<&tick::Model> for Sample {
    fn from(tick: &tick::Model) -> Self {
        Self {
            origin: tick.origin,
            outcome: tick.outcome,
            dns_us: tick.dns_us,
            connect_us: tick.connect_us,
            tls_us: tick.tls_us,
            ttfb_us: tick.ttfb_us,
            transfer_us: tick.transfer_us,
        }
    }
}

/// Names of the phases' columns, in order.
pub(crate) const PHASES: [&str; 5] = ["dns", "connect", "tls", "ttfb", "transfer"];

impl Sample {
    /// The phases in order, or `None` for a failed check, whose times say nothing about the
    /// website's speed.
    fn phases_us(&self) -> Option<[Option<i32>; 5]> {
        let phases = [
            self.dns_us,
            self.connect_us,
            self.tls_us,
            self.ttfb_us,
            self.transfer_us,
        ];
        let told = matches!(self.outcome, Outcome::Up | Outcome::Degraded);
        (told && phases.iter().any(Option::is_some)).then_some(phases)
    }

    /// The response time, in microseconds, or `None` for a failed check.
    pub fn response_us(&self) -> Option<f64> {
        self.phases_us().map(response_us)
    }
}

fn response_us(phases: [Option<i32>; 5]) -> f64 {
    phases.into_iter().flatten().map(f64::from).sum()
}

/// Sums of ticks. Times only include checks that were up or degraded; those of a failed check
/// say nothing about the website's speed.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Number of scheduled slots with a tick.
    pub recorded: i32,
    /// Number of those that measured nothing.
    pub unmeasured: i32,
    /// Distribution of response times.
    pub response: Sketch,
    /// Distributions of the phases in order: dns, connect, tls, ttfb, transfer.
    pub phases: [Sketch; 5],
}

impl Summary {
    /// Summarizes these ticks, given in any order.
    pub fn of(ticks: impl IntoIterator<Item = Sample>) -> Self {
        let mut summary = Self::default();
        for tick in ticks {
            summary.add(&tick);
        }
        summary
    }

    /// Adds a tick.
    pub fn add(&mut self, tick: &Sample) {
        if tick.origin == Origin::Schedule {
            self.recorded += 1;
            self.unmeasured += i32::from(tick.outcome == Outcome::Unmeasured);
        }
        let Some(phases) = tick.phases_us() else {
            return;
        };
        self.response.add(response_us(phases));
        for (sketch, us) in self.phases.iter_mut().zip(phases) {
            if let Some(us) = us {
                sketch.add(f64::from(us));
            }
        }
    }

    /// The row of an hour.
    pub fn hour(
        &self,
        website_key: WebsiteKey,
        region_key: RegionKey,
        hour: i32,
    ) -> rollup_hour::Model {
        let [dns, connect, tls, ttfb, transfer] = &self.phases;
        let count = |sketch: &Sketch| i32::try_from(sketch.count()).unwrap_or(i32::MAX);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a sum of 32-bit whole numbers, which a float holds exactly up to 2^53"
        )]
        let sum = |sketch: &Sketch| sketch.sum_us() as i64;
        rollup_hour::Model {
            website_key,
            region_key,
            hour,
            recorded: self.recorded,
            unmeasured: self.unmeasured,
            dns_count: count(dns),
            dns_us: sum(dns),
            connect_count: count(connect),
            connect_us: sum(connect),
            tls_count: count(tls),
            tls_us: sum(tls),
            ttfb_count: count(ttfb),
            ttfb_us: sum(ttfb),
            transfer_count: count(transfer),
            transfer_us: sum(transfer),
            response: self.response.to_bytes(),
        }
    }

    /// The row of a day.
    pub fn day(
        &self,
        website_key: WebsiteKey,
        region_key: RegionKey,
        day: i32,
    ) -> rollup_day::Model {
        let [dns, connect, tls, ttfb, transfer] = self.phases.each_ref().map(Sketch::to_bytes);
        rollup_day::Model {
            website_key,
            region_key,
            day,
            response: self.response.to_bytes(),
            dns,
            connect,
            tls,
            ttfb,
            transfer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UP: Sample = Sample {
        origin: Origin::Schedule,
        outcome: Outcome::Up,
        dns_us: Some(1),
        connect_us: Some(2),
        tls_us: None,
        ttfb_us: Some(30),
        transfer_us: Some(0),
    };

    #[test]
    fn failing_checks_count_and_have_no_time() {
        let down = Sample {
            outcome: Outcome::Down,
            ..UP
        };
        let nothing = Sample {
            outcome: Outcome::Unmeasured,
            ..UP
        };
        let summary = Summary::of([UP, down, nothing]);
        assert_eq!((summary.recorded, summary.unmeasured), (3, 1));
        let row = summary.hour(WebsiteKey(1), RegionKey(2), 3);
        assert_eq!((row.connect_count, row.connect_us), (1, 2));
        assert_eq!((row.tls_count, row.tls_us), (0, 0));
        assert_eq!(summary.response.max_us(), Some(33.0));
        assert!(summary.day(WebsiteKey(1), RegionKey(2), 3).tls.is_none());
    }

    #[test]
    fn only_the_schedule_counts_in_the_ledger() {
        let asked = Sample {
            origin: Origin::Person,
            ..UP
        };
        let summary = Summary::of([asked]);
        assert_eq!((summary.recorded, summary.response.count()), (0, 1));
    }
}
