//! From a host to a connection: names, the egress policy, and the race of a
//! name's addresses.
//!
//! Every kind of check connects through here, so that the policy is asked for
//! each address, which is then the very address that is connected to.

pub(crate) mod candidates;
pub(crate) mod code;
mod kernel;
pub(crate) mod race;
pub mod resolver;
pub(crate) mod route;
pub(crate) mod wire;

use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use url::Host;

use self::candidates::Candidates;
use super::Run;
use super::fault::Fault;
use super::trace::Trace;
use crate::egress::Purpose;

/// What is kept of the time limit to ask whether the resolver itself is alive.
const LIFE_SIGN_LIMIT: Duration = Duration::from_secs(1);

/// Most open files of one check, all of them sockets: attempts to connect to its addresses, and
/// the questions for more of them, each to the servers that are waited for at a time.
pub const FILES_OF_A_CHECK: usize = race::AT_ONCE + resolver::AT_ONCE;

/// A connection to `port` of an address of `host` that the policy permits.
pub(crate) async fn connect(
    run: &Run<'_>,
    host: &Host,
    port: u16,
    purpose: Purpose,
    trace: &mut Trace,
) -> Result<TcpStream, Fault> {
    let candidates = Candidates::find(run, host, port, purpose, trace).await?;
    let (address, stream) = race::connect(candidates, trace).await?;
    trace.reached(address);
    Ok(stream)
}

/// How long a name may take, and what is kept to ask whether the resolver lives.
/// Once it answered a hop of this attempt it has shown that: then the attempt's
/// own deadline ends the lookup.
pub(crate) fn lookup_limits(trace: &Trace) -> (Duration, Duration) {
    let left = trace.deadline.saturating_duration_since(Instant::now());
    if trace.resolver_answered {
        return (left + LIFE_SIGN_LIMIT, Duration::ZERO);
    }
    let reserve = LIFE_SIGN_LIMIT.min(left / 4);
    // A tenth of the reserve is for ourselves, to end before the deadline does.
    (left - reserve, reserve * 9 / 10)
}
