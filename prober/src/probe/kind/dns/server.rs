//! A question to a name server that the check names, which is asked as it is:
//! nothing is followed, and nothing comes from anywhere else.

use std::net::SocketAddr;
use std::time::Duration;

use net::dns::{self, QueryError, QueryOptions, Question, Reply};
use net::{Candidates, Phase, Purpose, host_and_port, race};
use queue::FailureClass;
use tokio::time::timeout_at;
use url::Host;

use super::{DnsQuery, talk};
use crate::probe::Run;
use crate::probe::fault::Fault;
use crate::probe::trace::Trace;

/// The port of a server that is named without one.
const PORT: u16 = 53;

/// How a server is asked, until nobody waits any more.
const OPTIONS: QueryOptions = QueryOptions {
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
    query: &DnsQuery<'_>,
    trace: &mut Trace,
) -> Result<Reply, Fault> {
    let limit = talk::time_left(trace);
    let candidates = Candidates::find(run.dialer(Purpose::Names), host, port, trace).await?;
    trace.resolver_answered = true;
    let question = Question {
        name: query.name.clone(),
        kind: query.kind,
    };
    let last_call = talk::last_call(trace);
    let asking = race::first(candidates, Phase::Dns, trace, async |address| {
        let reply = dns::exchange(address, &question, OPTIONS).await;
        reply.map_or_else(
            |err| Err(unanswered(address, err)),
            |reply| Ok((address, reply)),
        )
    });
    let Ok(found) = timeout_at(last_call, asking).await else {
        if let Some(shortage) = trace.shortage.take() {
            return Err(shortage.into());
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

fn unanswered(address: SocketAddr, err: QueryError) -> net::Error {
    let (detail, reason) = match err {
        QueryError::Io(err) => return net::Error::unreached(address, &err),
        QueryError::Unreadable(what) => (
            "dns.bad_answer",
            format!("the answer of the name server {address} cannot be used: it {what}"),
        ),
        QueryError::Silent => (
            "dns.timeout",
            format!("the name server {address} did not answer"),
        ),
    };
    net::Error::dns(detail, reason)
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
