//! What a check found, and how much of it is kept.

use queue::{Evidence, Failure, Origin, Outcome, Phases, TlsFacts};

use super::evidence;
use super::fault::Fault;

/// What a check found: everything of a report but whose it is and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What was found.
    pub outcome: Outcome,
    /// Why, unless up.
    pub failure: Option<Failure>,
    /// Status of the last HTTP answer of the last attempt.
    pub http_status: Option<u16>,
    /// Phases of the last attempt; the one that failed counts up to its end.
    pub phases: Option<Phases>,
    /// Attempts made.
    pub attempts: u8,
    /// What the last TLS handshake showed.
    pub tls: Option<TlsFacts>,
    /// What was seen on the way; the answer of what is up only if [`Probes::examine`](super::Probes::examine) looked.
    pub evidence: Evidence,
}

impl Observation {
    /// The evidence to be kept of a check that `origin` requested, within its bound; none of
    /// what is up, unless [`is_examined`].
    pub fn evidence_to_keep(&mut self, origin: Origin) -> Option<Evidence> {
        if self.outcome == Outcome::Up && !is_examined(origin) {
            return None;
        }
        let mut evidence = std::mem::take(&mut self.evidence);
        let chain = self.tls.as_ref().map(|facts| facts.chain.clone());
        evidence.certificates = chain.unwrap_or_default();
        Some(evidence::bounded(evidence))
    }

    /// What is found where no attempt could be made.
    pub(super) fn without_attempt(fault: Fault) -> Self {
        Self {
            outcome: fault.outcome,
            failure: Some(fault.failure),
            http_status: None,
            phases: None,
            attempts: 0,
            tls: None,
            evidence: Evidence::default(),
        }
    }
}

/// Whether checks that `origin` requested keep evidence of what is up too: somebody looks at
/// them, or they show what is different in a region where the website works. Scheduled checks are
/// too many for that.
pub fn is_examined(origin: Origin) -> bool {
    origin != Origin::Schedule
}
