//! The one of several addresses, each checked beforehand, that answers first.
//!
//! It knows addresses only: names were resolved and judged before.

use std::io::{
    self,
    ErrorKind::{HostUnreachable, NetworkUnreachable},
};
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::route;
use crate::probe::fault::{self, Fault};

/// How long one address may keep silent before the next is tried beside it.
/// Source: RFC 8305, section 5, "Connection Attempt Delay".
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// The first connection that comes about, and to whom.
pub(super) async fn connect(addresses: &[SocketAddr]) -> Result<(SocketAddr, TcpStream), Fault> {
    first(addresses, attempt).await
}

/// What `attempt` brings at the first address where it succeeds. The addresses are
/// tried in order, the next one as soon as one fails or keeps silent.
pub(crate) async fn first<T, F: Future<Output = Result<T, Fault>>>(
    addresses: &[SocketAddr],
    attempt: impl Fn(SocketAddr) -> F,
) -> Result<T, Fault> {
    if let [only] = addresses {
        return attempt(*only).await;
    }
    let mut waiting = addresses.iter().copied();
    let mut racing = FuturesUnordered::new();
    let mut faults = Vec::new();
    racing.extend(waiting.next().map(&attempt));
    loop {
        tokio::select! {
            Some(result) = racing.next() => match result {
                Ok(connected) => return Ok(connected),
                Err(fault) => {
                    faults.push(fault);
                    racing.extend(waiting.next().map(&attempt));
                }
            },
            () = sleep(ATTEMPT_DELAY), if waiting.len() > 0 => {
                racing.extend(waiting.next().map(&attempt));
            }
            else => return Err(most_telling(faults)),
        }
        if racing.is_empty() {
            return Err(most_telling(faults));
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
        // A router's answer on the way is told from our own lack of a way.
        NetworkUnreachable | HostUnreachable => route::fault(address.ip()).map_or_else(
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
