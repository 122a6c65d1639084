//! What an attempt has seen so far: where it is, how long each phase took, and
//! every fact on the way.
//!
//! It lives outside the attempt's future, so that the deadline, which drops
//! the future, still knows where the time went and what was seen.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use queue::{Evidence, Finding, Hop, Phases, TlsFacts, Verdict};

use super::answer::Answer;
use super::fault::Fault;
use super::room::Gate;
use super::tls::Handshake;

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
    /// Whom it was to talk to first, wherever redirects lead.
    pub(crate) website: String,
    /// The status of the last answer.
    pub(crate) http_status: Option<u16>,
    /// Whether the resolver has answered a question of this attempt.
    pub(crate) resolver_answered: bool,
    /// The addresses of which any may be reached; the one that was, once it is.
    pub(crate) tried: Vec<SocketAddr>,
    /// Bytes of the last answer's body that have come, as they were sent.
    pub(crate) body_bytes: Option<usize>,
    /// What this machine lacked to try all of them.
    pub(crate) shortage: Option<net::Error>,
    /// What keeps the rest of an answer from being read while there is no room for it.
    pub(crate) gate: Arc<Gate>,
    /// Whether the attempt had to wait for room.
    pub(crate) is_held_up: bool,
    /// Users and passwords that redirects have given.
    pub(crate) redirected_as: Vec<(String, String)>,
    /// Whether everything has come, and what it means is looked at.
    pub(crate) is_judging: bool,
    /// The facts, as they are reported.
    pub(crate) seen: Evidence,
    /// The handshakes of all hops, in order.
    pub(crate) handshakes: Vec<Handshake>,
    /// What the last handshake showed.
    pub(crate) tls: Option<TlsFacts>,
    /// The last answer.
    pub(crate) answer: Option<Answer>,
    /// The same, once its conditions are looked at.
    pub(crate) judged: Option<Arc<Answer>>,
    /// The gravest condition that does not hold, the first of its kind.
    broken: Option<Fault>,
    first_byte: FirstByte,
    running: Option<(Stage, Instant)>,
    spent: [Option<Duration>; 5],
}

/// A place in what was noted.
#[derive(Debug)]
pub(crate) struct Mark {
    findings: usize,
    broken: Option<Fault>,
}

impl Trace {
    pub(crate) fn new(deadline: Instant) -> Self {
        Self {
            deadline,
            peer: String::new(),
            website: String::new(),
            http_status: None,
            resolver_answered: false,
            tried: Vec::new(),
            body_bytes: None,
            shortage: None,
            gate: Arc::default(),
            is_held_up: false,
            redirected_as: Vec::new(),
            is_judging: false,
            seen: Evidence::default(),
            handshakes: Vec::new(),
            tls: None,
            answer: None,
            judged: None,
            broken: None,
            first_byte: FirstByte::default(),
            running: None,
            spent: [None; 5],
        }
    }

    /// Begins a request for `url`, which `peer` is to answer.
    pub(crate) fn begin_hop(&mut self, url: String, peer: String) {
        self.pause();
        self.end_hop();
        // What the hop before has seen says nothing of this one.
        self.first_byte = FirstByte::default();
        self.body_bytes = None;
        self.peer = peer;
        if self.seen.hops.is_empty() {
            self.website.clone_from(&self.peer);
        }
        self.seen.addresses.clear();
        self.seen.address = None;
        self.tried.clear();
        self.shortage = None;
        self.seen.hops.push(Hop {
            url,
            address: None,
            status: None,
            phases: Phases::default(),
        });
    }

    /// Enters `stage`; the one before ends.
    pub(crate) fn begin(&mut self, stage: Stage) {
        self.settle();
        if stage == Stage::Ttfb {
            self.first_byte = FirstByte::default();
        }
        self.begin_at(stage, Instant::now());
    }

    /// The same, unless it is in `stage` already.
    pub(crate) fn begin_unless_in(&mut self, stage: Stage) {
        if self.running.is_none_or(|(running, _)| running != stage) {
            self.begin(stage);
        }
    }

    /// Ends the stage that runs: what follows is our own work.
    pub(crate) fn pause(&mut self) {
        self.pause_at(Instant::now());
    }

    /// The same, where it ended at `at` already.
    pub(crate) fn pause_at(&mut self, at: Instant) {
        self.settle();
        self.leave(at);
    }

    /// Ends the stage that runs, and says how long it took in place of the time that
    /// passed.
    pub(crate) fn took(&mut self, stage: Stage, time: Duration) {
        self.running = None;
        self.spent[stage as usize] = Some(time);
    }

    /// Waits for an answer's first byte, which the returned cell is told.
    pub(crate) fn await_first_byte(&mut self) -> FirstByte {
        self.begin(Stage::Ttfb);
        Arc::clone(&self.first_byte)
    }

    /// The stage that the attempt is in, or was in last.
    pub(crate) fn stage(&mut self) -> Stage {
        self.settle();
        self.running.map_or(Stage::Dns, |(stage, _)| stage)
    }

    /// Notes the address that was reached.
    pub(crate) fn reached(&mut self, address: SocketAddr) {
        self.tried = vec![address];
        self.seen.address = Some(address);
        if let Some(hop) = self.seen.hops.last_mut() {
            hop.address = Some(address);
        }
    }

    /// Notes the status of an answer.
    pub(crate) fn answered(&mut self, status: u16) {
        self.http_status = Some(status);
        if let Some(hop) = self.seen.hops.last_mut() {
            hop.status = Some(status);
        }
    }

    /// Notes a condition that was looked at; `fault` is what it means if it does
    /// not hold.
    pub(crate) fn note(&mut self, finding: Finding, fault: impl FnOnce(&Self) -> Fault) {
        let graver = match finding.verdict {
            Verdict::Passed => false,
            Verdict::Degraded => self.broken.is_none(),
            Verdict::Failed => self.broken.as_ref().is_none_or(|broken| !broken.is_down()),
        };
        if graver {
            self.broken = Some(fault(self));
        }
        self.seen.findings.push(finding);
    }

    /// What is noted so far.
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            findings: self.seen.findings.len(),
            broken: self.broken.clone(),
        }
    }

    /// Forgets what was noted since `mark`.
    pub(crate) fn back_to(&mut self, mark: Mark) {
        self.seen.findings.truncate(mark.findings);
        self.broken = mark.broken;
    }

    /// Whether a condition failed.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken.as_ref().is_some_and(Fault::is_down)
    }

    /// The gravest condition that does not hold, the first of its kind.
    pub(crate) fn take_broken(&mut self) -> Option<Fault> {
        self.broken.take()
    }

    /// Ends the attempt and returns the phases of all its hops together.
    pub(crate) fn finish(&mut self) -> Phases {
        self.pause();
        self.end_hop();
        self.seen
            .hops
            .iter()
            .map(|hop| hop.phases)
            .fold(Phases::default(), sum)
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
        if let Some((stage, since)) = self.running.take() {
            let spent = &mut self.spent[stage as usize];
            *spent = Some(spent.unwrap_or_default() + at.saturating_duration_since(since));
        }
    }

    /// Writes the phases to the hop that they belong to.
    fn end_hop(&mut self) {
        let [dns_us, connect_us, tls_us, ttfb_us, transfer_us] =
            std::mem::take(&mut self.spent).map(|spent| spent.map(micros));
        let phases = Phases {
            dns_us,
            connect_us,
            tls_us,
            ttfb_us,
            transfer_us,
        };
        if let Some(hop) = self.seen.hops.last_mut() {
            hop.phases = sum(hop.phases, phases);
        }
    }
}

/// Each phase's sum.
fn sum(a: Phases, b: Phases) -> Phases {
    let add = |a: Option<u32>, b: Option<u32>| match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (a, b) => a.or(b),
    };
    Phases {
        dns_us: add(a.dns_us, b.dns_us),
        connect_us: add(a.connect_us, b.connect_us),
        tls_us: add(a.tls_us, b.tls_us),
        ttfb_us: add(a.ttfb_us, b.ttfb_us),
        transfer_us: add(a.transfer_us, b.transfer_us),
    }
}

/// Microseconds, as reports carry them.
pub(crate) fn micros(duration: Duration) -> u32 {
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
        trace.begin_hop("http://a.test/".to_owned(), "a.test".to_owned());
        trace.begin_at(Stage::Connect, ms(0));
        trace.begin_at(Stage::Ttfb, ms(10));
        trace.first_byte.set(ms(30)).unwrap();
        trace.settle();
        trace.leave(ms(31));
        trace.begin_hop("http://b.test/".to_owned(), "b.test".to_owned());
        trace.begin_at(Stage::Connect, ms(31));
        trace.begin_at(Stage::Ttfb, ms(36));
        // The first hop's first byte is none of this one's.
        assert_eq!(trace.stage(), Stage::Ttfb);
        assert!(trace.first_byte.get().is_none());
        trace.first_byte.set(ms(50)).unwrap();
        assert_eq!(trace.stage(), Stage::Transfer);
        let phases = trace.finish();
        assert_eq!(phases.dns_us, None);
        assert_eq!(phases.connect_us, Some(15_000));
        assert_eq!(phases.tls_us, None);
        assert_eq!(phases.ttfb_us, Some(34_000));
        assert!(phases.transfer_us.is_some());
        assert_eq!(trace.seen.hops[0].phases.transfer_us, Some(1_000));
        assert_eq!(trace.seen.hops[1].phases.connect_us, Some(5_000));
    }

    #[test]
    fn a_request_that_is_asked_again_waits_for_a_first_byte_of_its_own() {
        let mut trace = Trace::new(Instant::now());
        trace.begin_hop("https://a.test/".to_owned(), "a.test".to_owned());
        trace.await_first_byte().set(Instant::now()).unwrap();
        assert_eq!(trace.stage(), Stage::Transfer);
        trace.begin(Stage::Connect);
        trace.begin(Stage::Ttfb);
        assert_eq!(trace.stage(), Stage::Ttfb);
    }

    #[test]
    fn the_first_of_the_gravest_conditions_is_the_reason() {
        let mut trace = Trace::new(Instant::now());
        let finding = |verdict| Finding {
            expected: String::new(),
            actual: String::new(),
            verdict,
        };
        for (verdict, detail) in [
            (Verdict::Passed, "a"),
            (Verdict::Degraded, "b"),
            (Verdict::Degraded, "c"),
            (Verdict::Failed, "d"),
            (Verdict::Failed, "e"),
        ] {
            trace.note(finding(verdict), |_| {
                let make = match verdict {
                    Verdict::Failed => Fault::down,
                    _ => Fault::degraded,
                };
                make(queue::FailureClass::Assertion, detail, String::new())
            });
        }
        assert_eq!(trace.seen.findings.len(), 5);
        assert_eq!(trace.take_broken().unwrap().failure.detail, "d");
    }
}
