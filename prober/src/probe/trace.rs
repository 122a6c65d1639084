//! What an attempt has seen so far: which phase it is in, how long each took.
//!
//! It lives outside the attempt's future, so that the deadline, which drops
//! the future, still knows where the time went.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use queue::Phases;

/// The phases, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Dns,
    Connect,
    Tls,
    Ttfb,
    Transfer,
}

/// When the first byte of an answer arrived; set where the bytes are read.
pub(crate) type FirstByte = Arc<OnceLock<Instant>>;

/// The record of one attempt.
#[derive(Debug)]
pub(crate) struct Trace {
    /// When the attempt must have ended.
    pub(crate) deadline: Instant,
    /// Whom the attempt talks to, for sentences: a host name or an address.
    pub(crate) peer: String,
    /// The status of the last answer.
    pub(crate) http_status: Option<u16>,
    /// Whether the resolver has answered a question of this attempt.
    pub(crate) resolver_answered: bool,
    first_byte: FirstByte,
    running: Option<(Stage, Instant)>,
    spent: [Option<Duration>; 5],
}

impl Trace {
    pub(crate) fn new(deadline: Instant) -> Self {
        Self {
            deadline,
            peer: String::new(),
            http_status: None,
            resolver_answered: false,
            first_byte: FirstByte::default(),
            running: None,
            spent: [None; 5],
        }
    }

    /// Enters `stage`; the one before ends.
    pub(crate) fn begin(&mut self, stage: Stage) {
        self.settle();
        self.begin_at(stage, Instant::now());
    }

    /// Waits for an answer's first byte, which the returned cell is told.
    pub(crate) fn await_first_byte(&mut self) -> FirstByte {
        self.begin(Stage::Ttfb);
        self.first_byte = FirstByte::default();
        Arc::clone(&self.first_byte)
    }

    /// The stage that the attempt is in, or was in last.
    pub(crate) fn stage(&mut self) -> Stage {
        self.settle();
        self.running.map_or(Stage::Dns, |(stage, _)| stage)
    }

    /// Whether a byte of the current answer has arrived.
    pub(crate) fn has_first_byte(&self) -> bool {
        self.first_byte.get().is_some()
    }

    /// Ends the attempt and returns its phases.
    pub(crate) fn finish(mut self) -> Phases {
        self.settle();
        self.leave(Instant::now());
        let [dns_us, connect_us, tls_us, ttfb_us, transfer_us] =
            self.spent.map(|spent| spent.map(micros));
        Phases {
            dns_us,
            connect_us,
            tls_us,
            ttfb_us,
            transfer_us,
        }
    }

    /// Moves on to the transfer if the first byte has arrived meanwhile.
    fn settle(&mut self) {
        if let (Some((Stage::Ttfb, _)), Some(at)) = (self.running, self.first_byte.get()) {
            let at = *at;
            self.begin_at(Stage::Transfer, at);
        }
    }

    fn begin_at(&mut self, stage: Stage, at: Instant) {
        self.leave(at);
        self.running = Some((stage, at));
    }

    fn leave(&mut self, at: Instant) {
        if let Some((stage, since)) = self.running {
            // Over redirects a phase is the sum of its hops.
            let spent = &mut self.spent[stage as usize];
            *spent = Some(spent.unwrap_or_default() + at.saturating_duration_since(since));
        }
    }
}

fn micros(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_sum_over_hops_and_unreached_ones_are_absent() {
        let start = Instant::now();
        let ms = |ms| start + Duration::from_millis(ms);
        let mut trace = Trace::new(ms(1_000));
        trace.begin_at(Stage::Connect, ms(0));
        trace.begin_at(Stage::Ttfb, ms(10));
        trace.first_byte.set(ms(30)).unwrap();
        trace.settle();
        trace.begin_at(Stage::Connect, ms(31));
        trace.begin_at(Stage::Ttfb, ms(36));
        trace.first_byte = FirstByte::default();
        trace.first_byte.set(ms(50)).unwrap();
        assert_eq!(trace.stage(), Stage::Transfer);
        let phases = trace.finish();
        assert_eq!(phases.dns_us, None);
        assert_eq!(phases.connect_us, Some(15_000));
        assert_eq!(phases.tls_us, None);
        assert_eq!(phases.ttfb_us, Some(34_000));
        assert!(phases.transfer_us.is_some());
    }
}
