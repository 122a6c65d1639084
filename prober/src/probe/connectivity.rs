//! Whether a failure may be our own network's: what the failed check used is
//! looked at before a website is called down.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::fault::Fault;
use super::net::resolver::Resolver;
use super::net::route;
use super::trace::Trace;

/// How long a canary may take to take a connection.
const CANARY_LIMIT: Duration = Duration::from_secs(1);

/// How long a failed check waits for the canaries where none answered since it
/// began. Its own time limit has passed by then.
const LAST_LOOK: Duration = Duration::from_millis(200);

/// How long the resolver may take to give a sign of life.
const RESOLVER_LIMIT: Duration = Duration::from_secs(1);

/// A fault of ours that cannot be looked at again is forgotten after this.
const SHORTAGE_LASTS: Duration = Duration::from_secs(10);

/// What keeps this prober from telling anything of any website, not just of one.
const SHORTAGES: [&str; 8] = [
    "internal.canaries",
    "internal.files",
    "internal.forbidden",
    "internal.memory",
    "internal.no_route",
    "internal.ports",
    "internal.resolver",
    "internal.stalled",
];

/// What is known of our own network.
#[derive(Debug, Default)]
pub(crate) struct Connectivity {
    /// Addresses that the operator named as ones that are always there.
    canaries: Vec<SocketAddr>,
    /// When one of them answered last.
    answered: Mutex<Option<Instant>>,
    impairment: Mutex<Option<Impairment>>,
}

/// What this prober lacks.
#[derive(Clone, Debug)]
struct Impairment {
    detail: String,
    reason: String,
    since: Instant,
    /// The address that could not be reached.
    address: Option<SocketAddr>,
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
        let address = trace.seen.address;
        let fault = if fault.is_of_the_network() {
            self.ours(address, trace.deadline).await.unwrap_or(fault)
        } else {
            fault
        };
        if SHORTAGES.contains(&fault.failure.detail.as_str()) {
            *lock(&self.impairment) = Some(Impairment {
                detail: fault.failure.detail.clone(),
                reason: fault.failure.reason.clone(),
                since: Instant::now(),
                address,
            });
        }
        fault
    }

    /// What is broken on our part of the way to `address`.
    async fn ours(&self, address: Option<SocketAddr>, deadline: Instant) -> Option<Fault> {
        let address = address?.ip();
        if let Some(reason) = route::fault(address) {
            return Some(Fault::internal("internal.no_route", reason));
        }
        let is_local = address.to_canonical().is_loopback();
        if is_local || self.canaries.is_empty() || self.answered_within(LAST_LOOK * 5) {
            return None;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let limit = left.clamp(LAST_LOOK, CANARY_LIMIT);
        (!self.ask_canaries(limit).await).then(|| {
            let reason = "none of this prober's canaries can be reached".to_owned();
            Fault::internal("internal.canaries", reason)
        })
    }

    fn answered_within(&self, age: Duration) -> bool {
        lock(&self.answered).is_some_and(|at| at.elapsed() <= age)
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
            "internal.resolver" => !resolver.gives_life_sign(RESOLVER_LIMIT).await,
            "internal.no_route" => {
                let address = known.address.map(|address| address.ip());
                address.is_some_and(|address| route::fault(address).is_some())
            }
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
