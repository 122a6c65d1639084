//! A TCP connection to one of several addresses, each checked beforehand.
//!
//! It knows addresses only: names were resolved and judged before.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::fault::{self, Fault};

/// How long one address may keep silent before the next is tried beside it.
/// Source: RFC 8305, section 5, "Connection Attempt Delay".
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// The first connection that comes about. The addresses are tried in order,
/// the next one as soon as one fails or keeps silent.
pub(crate) async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Fault> {
    let mut waiting = addresses.iter().copied();
    let mut racing = FuturesUnordered::new();
    let mut faults = Vec::new();
    racing.extend(waiting.next().map(attempt));
    loop {
        tokio::select! {
            Some(result) = racing.next() => match result {
                Ok(stream) => return Ok(stream),
                Err(fault) => {
                    faults.push(fault);
                    racing.extend(waiting.next().map(attempt));
                }
            },
            () = sleep(ATTEMPT_DELAY), if waiting.len() > 0 => {
                racing.extend(waiting.next().map(attempt));
            }
            else => return Err(most_telling(faults)),
        }
        if racing.is_empty() {
            return Err(most_telling(faults));
        }
    }
}

async fn attempt(address: SocketAddr) -> Result<TcpStream, Fault> {
    let stream = TcpStream::connect(address).await;
    let stream = stream.map_err(|err| {
        let routed = !is_routing(&err) || has_route(address);
        fault::connecting(address, &err, routed)
    })?;
    // Without it a small request waits for the peer's delayed acknowledgement.
    // Where it cannot be set, the connection is broken and the request says so.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// What the website did, if any address says so; else what we lacked.
fn most_telling(faults: Vec<Fault>) -> Fault {
    let no_address = || Fault::internal("internal.no_address", "no address to try".to_owned());
    let down = faults.iter().find(|fault| fault.is_down()).cloned();
    down.or_else(|| faults.into_iter().next())
        .unwrap_or_else(no_address)
}

fn is_routing(err: &io::Error) -> bool {
    matches!(
        err.kind(),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable
    )
}

/// Whether this host has a route to `address`. Connecting a datagram socket
/// looks the route up and sends nothing; a router's "unreachable" on the way is
/// told apart by that.
fn has_route(address: SocketAddr) -> bool {
    let local: SocketAddr = match address {
        SocketAddr::V4(_) => ([0, 0, 0, 0], 0).into(),
        SocketAddr::V6(_) => ([0u16; 8], 0).into(),
    };
    UdpSocket::bind(local)
        .and_then(|socket| socket.connect(address))
        .is_ok()
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
