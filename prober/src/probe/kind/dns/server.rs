//! A question to a name server that the check names, which is asked as it is:
//! nothing is followed, and nothing comes from anywhere else.

use std::net::SocketAddr;
use std::time::Duration;

use queue::FailureClass;
use tokio::time::timeout_at;
use url::Host;

use super::{Question, talk};
use crate::egress::Purpose;
use crate::probe::fault::Fault;
use crate::probe::net::candidates::Candidates;
use crate::probe::net::race;
use crate::probe::net::wire::{self, Ask, Manner, Problem, Reply};
use crate::probe::trace::{Stage, Trace};
use crate::probe::{Run, host_and_port};

/// The port of a server that is named without one.
const PORT: u16 = 53;

/// How a server is asked, until nobody waits any more.
const MANNER: Manner = Manner {
    patience: Duration::from_millis(500),
    attempts: None,
    over_tcp: false,
};

/// The host and port of a server.
pub(super) fn parse(server: &str) -> Result<(Host, u16), Fault> {
    let Some((host, port)) = host_and_port(server) else {
        let reason = format!("{server} is not the address or name of a name server");
        return Err(Fault::internal("internal.check", reason));
    };
    Ok((host, port.unwrap_or(PORT)))
}

/// Asks the server. That it does not answer is its own fault.
pub(super) async fn ask(
    run: &Run<'_>,
    host: &Host,
    port: u16,
    question: &Question<'_>,
    trace: &mut Trace,
) -> Result<Reply, Fault> {
    let limit = talk::time_left(trace);
    let candidates = Candidates::find(run, host, port, Purpose::Names, trace).await?;
    trace.resolver_answered = true;
    let ask = Ask {
        name: question.name.clone(),
        kind: question.kind,
    };
    let last_call = talk::last_call(trace);
    let asking = race::first(candidates, Stage::Dns, trace, async |address| {
        let reply = wire::exchange(address, &ask, MANNER).await;
        reply.map_or_else(
            |problem| Err(unanswered(address, problem)),
            |reply| Ok((address, reply)),
        )
    });
    let Ok(found) = timeout_at(last_call, asking).await else {
        if let Some(lacked) = trace.lacked.take() {
            return Err(lacked);
        }
        let reason = format!(
            "the name server {} did not answer within {limit}",
            trace.peer
        );
        return Err(Fault::down(FailureClass::Dns, "dns.timeout", reason));
    };
    let (address, reply) = found?;
    trace.reached(address);
    Ok(reply)
}

fn unanswered(address: SocketAddr, problem: Problem) -> Fault {
    let (detail, reason) = match problem {
        Problem::Io(err) => return race::unreached(address, &err),
        Problem::Unreadable(what) => (
            "dns.bad_answer",
            format!("the answer of the name server {address} cannot be used: it {what}"),
        ),
        Problem::Silent => (
            "dns.timeout",
            format!("the name server {address} did not answer"),
        ),
    };
    Fault::down(FailureClass::Dns, detail, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_addresses_or_names_with_or_without_a_port() {
        for (text, host, port) in [
            ("192.0.2.1", "192.0.2.1", 53),
            ("192.0.2.1:5353", "192.0.2.1", 5_353),
            ("2001:db8::1", "[2001:db8::1]", 53),
            ("[2001:db8::1]", "[2001:db8::1]", 53),
            ("[2001:db8::1]:5353", "[2001:db8::1]", 5_353),
            ("NS.a.test", "ns.a.test", 53),
            ("ns.a.test:54", "ns.a.test", 54),
        ] {
            let (found, found_port) = parse(text).unwrap();
            assert_eq!((found.to_string().as_str(), found_port), (host, port));
        }
        for text in ["", "a b", "192.0.2.1:port", "192.0.2.1:99999", "[::1"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
