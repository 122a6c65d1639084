//! Whether a failure may be our own network's: what the failed check used is
//! looked at before a website is called down.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use net::{Resolver, route};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::fault::Fault;
use super::trace::Trace;

/// How long a canary may take to take a connection.
const CANARY_LIMIT: Duration = Duration::from_secs(1);

/// How long a check that used up its time limit waits for them.
const LAST_LOOK: Duration = Duration::from_millis(200);

/// How long the resolver may take to give a sign of life.
const RESOLVER_LIMIT: Duration = Duration::from_secs(1);

/// A fault of ours that cannot be looked at again is forgotten after this.
const SHORTAGE_LASTS: Duration = Duration::from_secs(10);

/// What keeps this prober from telling anything of any website, not just of one.
const SHORTAGES: [&str; 5] = [
    "internal.canaries",
    "internal.files",
    "internal.memory",
    "internal.resolver",
    "internal.stalled",
];

/// The same, where the way to one address is broken and perhaps to no other: that of
/// the other family, or of another network.
const WAYS: [&str; 3] = [
    "internal.gateway",
    "internal.interface",
    "internal.no_route",
];

/// What is known of our own network.
#[derive(Debug, Default)]
pub(crate) struct Connectivity {
    /// Addresses that the operator named as ones that are always there.
    canaries: Vec<SocketAddr>,
    /// When one of them answered last.
    answered: Mutex<Option<Instant>>,
    /// Held by whoever asks them, so that a thousand failing checks ask once.
    asking: tokio::sync::Mutex<()>,
    impairment: Mutex<Option<Impairment>>,
}

/// What this prober lacks.
#[derive(Clone, Debug)]
struct Impairment {
    detail: String,
    reason: String,
    since: Instant,
}

impl Connectivity {
    /// Looks at `canaries` too before a website is called down.
    pub(crate) fn with_canaries(canaries: Vec<SocketAddr>) -> Self {
        Self {
            canaries,
            ..Self::default()
        }
    }

    /// `fault`, or ours instead where our own part of the way is broken.
    pub(crate) async fn question(&self, fault: Fault, trace: &Trace) -> Fault {
        let fault = if fault.is_of_the_network() {
            self.ours(trace).await.unwrap_or(fault)
        } else {
            fault
        };
        let detail = fault.failure.detail.as_str();
        let reason = if SHORTAGES.contains(&detail) {
            fault.failure.reason.clone()
        } else if let Some(reason) = cut_off(detail) {
            reason
        } else {
            return fault;
        };
        *lock(&self.impairment) = Some(Impairment {
            detail: fault.failure.detail.clone(),
            reason,
            since: Instant::now(),
        });
        fault
    }

    /// What is broken on our part of the way that the attempt went.
    async fn ours(&self, trace: &Trace) -> Option<Fault> {
        let tried = || {
            trace
                .tried
                .iter()
                .map(|address| address.ip().to_canonical())
        };
        let problems: Vec<_> = tried().map_while(route::problem).collect();
        // One address that can be reached is enough to tell something.
        if problems.len() == trace.tried.len()
            && let Some(first) = problems.into_iter().next()
        {
            return Some(net::Error::from(first).into());
        }
        let is_local = tried().any(|address| address.is_loopback());
        if is_local || self.canaries.is_empty() || self.is_connected(trace.deadline).await {
            return None;
        }
        let reason = "none of this prober's canaries can be reached".to_owned();
        Some(Fault::internal("internal.canaries", reason))
    }

    /// Whether a canary answers now. Where the attempt left no time to wait for one
    /// that is far away, an answer of the last second counts too.
    async fn is_connected(&self, deadline: Instant) -> bool {
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        let limit = left.clamp(LAST_LOOK, CANARY_LIMIT);
        let answered = |since: Option<Instant>| {
            lock(&self.answered).is_some_and(|at| since.is_none_or(|since| at >= since))
        };
        let asked = timeout(limit, async {
            let _one = self.asking.lock().await;
            answered(Some(now)) || self.ask_canaries(limit).await
        });
        asked.await.unwrap_or(false)
            || answered(Some(now))
            || (left < CANARY_LIMIT && answered(now.checked_sub(CANARY_LIMIT)))
    }

    /// Whether a canary takes a connection within `limit`.
    async fn ask_canaries(&self, limit: Duration) -> bool {
        let mut asked: FuturesUnordered<_> = self
            .canaries
            .iter()
            .map(|canary| TcpStream::connect(*canary))
            .collect();
        let answered = timeout(limit, async {
            while let Some(result) = asked.next().await {
                // A refusal comes from there as well.
                let refused = std::io::ErrorKind::ConnectionRefused;
                if result.is_ok() || result.is_err_and(|err| err.kind() == refused) {
                    return true;
                }
            }
            false
        });
        let answered = answered.await.unwrap_or(false);
        if answered {
            *lock(&self.answered) = Some(Instant::now());
        }
        answered
    }

    /// What this prober lacks now, as one sentence.
    pub(crate) fn impairment(&self) -> Option<String> {
        let known = lock(&self.impairment);
        known.as_ref().map(|known| known.reason.clone())
    }

    /// Looks again at what was missing last, and at the canaries.
    pub(crate) async fn look_again(&self, resolver: &Resolver) {
        let canaries = self.canaries.is_empty() || self.ask_canaries(CANARY_LIMIT).await;
        let Some(known) = lock(&self.impairment).clone() else {
            return;
        };
        let goes_on = match known.detail.as_str() {
            "internal.resolver" => !resolver.lives(known.since, RESOLVER_LIMIT).await,
            detail if WAYS.contains(&detail) => cut_off(detail).is_some(),
            "internal.canaries" => !canaries,
            _ => known.since.elapsed() < SHORTAGE_LASTS,
        };
        let mut kept = lock(&self.impairment);
        // Another may have come meanwhile.
        if !goes_on && kept.as_ref().is_some_and(|kept| kept.since == known.since) {
            *kept = None;
        }
    }
}

/// What is wrong with all our ways, if `detail` is of one of them.
fn cut_off(detail: &str) -> Option<String> {
    WAYS.contains(&detail).then(route::cut_off).flatten()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
