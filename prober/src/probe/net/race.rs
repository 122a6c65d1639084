//! The one of several addresses, each checked beforehand, that answers first.
//! Source: RFC 8305, section 5.
//!
//! It knows addresses only: names are resolved and judged elsewhere, and where an
//! address becomes known late, it joins.

use std::future::poll_fn;
use std::io::{
    self,
    ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkUnreachable},
};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::time::sleep_until;

use super::candidates::Candidates;
use super::route;
use crate::probe::fault::{self, Fault};
use crate::probe::trace::{Stage, Trace};

/// How long one address may keep silent before the next is tried beside it.
/// Source: RFC 8305, section 5, "Connection Attempt Delay".
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Most addresses that are tried at a time: each takes a socket, which the limit of
/// open files counts.
pub(crate) const AT_ONCE: usize = 3;

/// How long one may keep its place while others wait for it. The system repeats a
/// lost attempt after 1 s.
const PLACE_LASTS: Duration = Duration::from_millis(2_500);

/// What is kept of the time limit to say what was found.
const RESERVE: Duration = Duration::from_millis(10);

/// The first connection that comes about, and to whom.
pub(super) async fn connect(
    candidates: Candidates<'_>,
    trace: &mut Trace,
) -> Result<(SocketAddr, TcpStream), Fault> {
    first(candidates, Stage::Connect, trace, attempt).await
}

/// What `attempt`, whose time is `stage`, brings at the first address where it
/// succeeds. The addresses are tried in order, the next one as soon as one fails or
/// keeps silent. The time in which none is left and more are asked for is the
/// resolver's.
pub(crate) async fn first<T, F: Future<Output = Result<T, Fault>>>(
    mut candidates: Candidates<'_>,
    stage: Stage,
    trace: &mut Trace,
    attempt: impl Fn(SocketAddr) -> F,
) -> Result<T, Fault> {
    if trace.lacked.is_none()
        && let Some(only) = candidates.take_only()
    {
        trace.begin(stage);
        return attempt(only).await;
    }
    let mut running = Running::default();
    let mut faults = Vec::new();
    let mut next_at = Instant::now();
    let last_call = trace.deadline.checked_sub(RESERVE).unwrap_or(next_at);
    trace.begin(stage);
    loop {
        let now = Instant::now();
        if (running.is_empty() || now >= next_at) && candidates.has_next() {
            if running.len() == AT_ONCE
                && running.oldest().is_some_and(|at| now >= at + PLACE_LASTS)
            {
                running.drop_oldest();
            }
            if running.len() < AT_ONCE
                && let Some(address) = candidates.next()
            {
                running.push(address, attempt(address));
                next_at = now + ATTEMPT_DELAY;
                trace.enter(stage);
            }
        }
        if running.is_empty() {
            if candidates.is_done() {
                return Err(trace.lacked.take().unwrap_or_else(|| most_telling(faults)));
            }
            trace.enter(Stage::Dns);
        }
        // Without a free place, the next one waits for that of the oldest.
        let place_at = running.oldest().filter(|_| running.len() == AT_ONCE);
        let start_at = place_at.map_or(next_at, |at| next_at.max(at + PLACE_LASTS));
        let waits_for_names = running.is_empty();
        tokio::select! {
            (_, result) = running.next() => match result {
                Ok(reached) => {
                    trace.lacked = None;
                    return Ok(reached);
                }
                Err(fault) if fault.is_shortage() => {
                    trace.lacked = Some(fault);
                    next_at = Instant::now();
                }
                Err(fault) => {
                    faults.push(fault);
                    next_at = Instant::now();
                }
            },
            () = candidates.more(trace), if !candidates.is_done() => {}
            () = sleep_until(start_at.into()), if candidates.has_next() => {}
            () = sleep_until(last_call.into()), if waits_for_names => {
                return Err(trace.lacked.take().unwrap_or_else(|| most_telling(faults)));
            }
        }
    }
}

async fn attempt(address: SocketAddr) -> Result<(SocketAddr, TcpStream), Fault> {
    let stream = TcpStream::connect(address).await;
    let stream = stream.map_err(|err| unreached(address, &err))?;
    // Without it a small request waits for the peer's delayed acknowledgement.
    // Where it cannot be set, the connection is broken and the request says so.
    let _ = stream.set_nodelay(true);
    Ok((address, stream))
}

/// The fault of an address that could not be reached.
pub(crate) fn unreached(address: SocketAddr, err: &io::Error) -> Fault {
    match err.kind() {
        // A router's answer on the way is told from our own lack of a way, and that
        // from a lack of local ports.
        NetworkUnreachable | HostUnreachable | AddrNotAvailable => route::fault(address.ip())
            .map_or_else(
                || fault::connecting(address, err),
                |broken| Fault::internal(broken.detail(), broken.to_string()),
            ),
        _ => fault::connecting(address, err),
    }
}

/// What the website did, if any address says so; else what we lacked.
fn most_telling(faults: Vec<Fault>) -> Fault {
    let no_address = || Fault::internal("internal.no_address", "no address to try".to_owned());
    let down = faults.iter().find(|fault| fault.is_down()).cloned();
    down.or_else(|| faults.into_iter().next())
        .unwrap_or_else(no_address)
}

/// Attempts under way, oldest first; so few that each is looked at in its turn.
pub(crate) struct Running<K, F>(Vec<(K, Instant, Pin<Box<F>>)>);

impl<K, F> Default for Running<K, F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K, F: Future> Running<K, F> {
    pub(crate) fn push(&mut self, key: K, attempt: F) {
        self.0.push((key, Instant::now(), Box::pin(attempt)));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, ..)| key)
    }

    /// Since when the oldest is under way.
    pub(crate) fn oldest(&self) -> Option<Instant> {
        self.0.first().map(|(_, since, _)| *since)
    }

    pub(crate) fn drop_oldest(&mut self) {
        if !self.0.is_empty() {
            self.0.remove(0);
        }
    }

    /// What the attempt that ends next brings; without any, never.
    pub(crate) async fn next(&mut self) -> (K, F::Output) {
        poll_fn(|context| {
            for i in 0..self.0.len() {
                if let Poll::Ready(output) = self.0[i].2.as_mut().poll(context) {
                    return Poll::Ready((self.0.remove(i).0, output));
                }
            }
            Poll::Pending
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use queue::FailureClass;

    use super::*;

    #[test]
    fn a_websites_refusal_says_more_than_our_missing_route() {
        let ours = Fault::internal("internal.no_route", String::new());
        let theirs = Fault::down(FailureClass::Connect, "connect.refused", String::new());
        assert_eq!(most_telling(vec![ours.clone(), theirs.clone()]), theirs);
        assert_eq!(most_telling(vec![ours.clone(), ours.clone()]), ours);
    }
}
