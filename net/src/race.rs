//! Tries the addresses of a host side by side until one succeeds.
//! Source: RFC 8305, section 5.
//!
//! This module knows only addresses, which were judged before. Addresses that become known
//! late join the race.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::time::sleep_until;

use crate::in_flight::InFlight;
use crate::{Candidates, Error, Phase, Progress};

/// How long one address may stay silent before the next is tried as well.
/// Source: RFC 8305, section 5, "Connection Attempt Delay".
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Most addresses that are tried at a time: each takes a socket, which counts towards the
/// limit of open files.
pub(crate) const ADDRESSES_AT_ONCE: usize = 3;

/// How long an attempt may keep its place while other addresses wait. The system repeats a
/// lost attempt after 1 s.
const PLACE_LASTS: Duration = Duration::from_millis(2_500);

/// The part of the time limit that is kept for reporting the result.
const RESERVE: Duration = Duration::from_millis(10);

/// Calls `attempt` with one address after the other, the next as soon as one fails or stays
/// silent, and returns the first success. The time counts as `phase`; while no address is left
/// and the resolver may find more, it counts as [`Phase::Dns`].
///
/// # Errors
/// If no attempt succeeds: the error that says most, or what this host lacked to try all
/// addresses.
pub async fn first<T, F: Future<Output = Result<T, Error>>>(
    mut candidates: Candidates<'_>,
    phase: Phase,
    progress: &mut dyn Progress,
    attempt: impl Fn(SocketAddr) -> F,
) -> Result<T, Error> {
    if progress.shortage().is_none()
        && let Some(only) = candidates.take_only()
    {
        progress.enter(phase);
        return attempt(only).await;
    }
    let mut running = InFlight::default();
    let mut errors = Vec::new();
    let mut next_at = Instant::now();
    let last_call = progress.deadline().checked_sub(RESERVE).unwrap_or(next_at);
    progress.enter(phase);
    loop {
        let now = Instant::now();
        if (running.is_empty() || now >= next_at) && candidates.has_next() {
            if running.len() == ADDRESSES_AT_ONCE
                && running.oldest().is_some_and(|at| now >= at + PLACE_LASTS)
            {
                running.drop_oldest();
            }
            if running.len() < ADDRESSES_AT_ONCE
                && let Some(address) = candidates.next()
            {
                running.push(address, attempt(address));
                next_at = now + ATTEMPT_DELAY;
                progress.enter(phase);
            }
        }
        if running.is_empty() {
            if candidates.is_done() {
                return Err(progress
                    .shortage()
                    .take()
                    .unwrap_or_else(|| most_telling(errors)));
            }
            progress.enter(Phase::Dns);
        }
        // If no place is free, the next address waits for the place of the oldest.
        let place_at = running
            .oldest()
            .filter(|_| running.len() == ADDRESSES_AT_ONCE);
        let start_at = place_at.map_or(next_at, |at| next_at.max(at + PLACE_LASTS));
        let waits_for_names = running.is_empty();
        tokio::select! {
            (_, result) = running.next() => match result {
                Ok(reached) => {
                    *progress.shortage() = None;
                    return Ok(reached);
                }
                Err(error) if error.is_shortage() => {
                    *progress.shortage() = Some(error);
                    next_at = Instant::now();
                }
                Err(error) => {
                    errors.push(error);
                    next_at = Instant::now();
                }
            },
            () = candidates.more(progress), if !candidates.is_done() => {}
            () = sleep_until(start_at.into()), if candidates.has_next() => {}
            () = sleep_until(last_call.into()), if waits_for_names => {
                return Err(progress.shortage().take().unwrap_or_else(|| most_telling(errors)));
            }
        }
    }
}

/// The first error on the other side; if there is none, the first error of this host.
fn most_telling(errors: Vec<Error>) -> Error {
    let no_address = || Error::local("internal.no_address", "no address to try".to_owned());
    let remote = errors.iter().find(|error| error.is_remote()).cloned();
    remote
        .or_else(|| errors.into_iter().next())
        .unwrap_or_else(no_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_by_the_other_side_says_more_than_our_missing_route() {
        let local = Error::local("internal.no_route", String::new());
        let remote = Error::connect("connect.refused", String::new());
        let both = vec![local.clone(), remote.clone()];
        assert_eq!(most_telling(both), remote);
        assert_eq!(most_telling(vec![local.clone(), local.clone()]), local);
    }
}
