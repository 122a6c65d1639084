//! A question to a name server that the check names, which is asked as it is:
//! nothing is followed, and nothing comes from anywhere else.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_resolver::proto::op::{Edns, Message, MessageType, OpCode, Query};
use queue::FailureClass;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{timeout, timeout_at};
use url::Host;

use super::{Answer, Question, talk};
use crate::egress::Purpose;
use crate::probe::fault::Fault;
use crate::probe::net::race;
use crate::probe::trace::{Stage, Trace};
use crate::probe::{Run, net};

/// The port of a server that is named without one.
const PORT: u16 = 53;

/// How long an answer is awaited before the question is sent again; each further
/// time is twice as long.
const PATIENCE: Duration = Duration::from_millis(500);

/// Most bytes of an answer over UDP. Source: the recommendation of the DNS flag
/// day 2020, which fits into the packets of every network.
const PAYLOAD_BYTES: u16 = 1_232;

/// The host and port of a server: `192.0.2.1`, `192.0.2.1:53`, `[2001:db8::1]:53`,
/// `ns.example.org`.
pub(super) fn parse(server: &str) -> Result<(Host, u16), Fault> {
    let unusable = || {
        let reason = "the check's name server is none".to_owned();
        Fault::internal("internal.check", reason)
    };
    if let Ok(address) = server.parse::<Ipv6Addr>() {
        return Ok((Host::Ipv6(address), PORT));
    }
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| unusable())?),
        _ => (server, PORT),
    };
    let host = Host::parse(host).map_err(|_| unusable())?;
    Ok((host, port))
}

/// Asks the server. That it does not answer is its own fault.
pub(super) async fn ask(
    run: &Run<'_>,
    host: &Host,
    port: u16,
    question: &Question<'_>,
    trace: &mut Trace,
) -> Result<Answer, Fault> {
    let limit = talk::time_left(trace);
    let addresses = net::addresses(run, host, port, Purpose::Names, trace).await?;
    trace.begin(Stage::Dns);
    trace.resolver_answered = true;
    trace.tries(&addresses);
    let query = query(question);
    let bytes = query.to_vec().map_err(|err| {
        let reason = format!("the question cannot be written: {err}");
        Fault::internal("internal.check", reason)
    })?;
    let asking = race::first(&addresses, |address| exchange(address, &query, &bytes));
    let Ok(found) = timeout_at(talk::last_call(trace), asking).await else {
        let reason = format!(
            "the name server {} did not answer within {limit}",
            trace.peer
        );
        return Err(Fault::down(FailureClass::Dns, "dns.timeout", reason));
    };
    let (address, reply) = found?;
    trace.reached(address);
    Ok(Answer {
        code: reply.metadata.response_code,
        records: reply.answers,
    })
}

fn query(question: &Question<'_>) -> Message {
    let mut query = Message::new(rand::random(), MessageType::Query, OpCode::Query);
    query.metadata.recursion_desired = true;
    query.add_query(Query::query(question.name.clone(), question.kind));
    let mut edns = Edns::new();
    edns.set_max_payload(PAYLOAD_BYTES);
    query.set_edns(edns);
    query
}

/// Asks over UDP, and over TCP where the answer does not fit.
async fn exchange(
    address: SocketAddr,
    query: &Message,
    bytes: &[u8],
) -> Result<(SocketAddr, Message), Fault> {
    let reply = over_udp(address, query, bytes).await?;
    if !reply.metadata.truncation {
        return Ok((address, reply));
    }
    let reply = over_tcp(address, bytes).await;
    let reply = reply.map_err(|err| match err.kind() {
        io::ErrorKind::UnexpectedEof => bad_answer(address, "it broke off"),
        _ => race::unreached(address, &err),
    })?;
    let reply = Message::from_vec(&reply).map_err(|err| bad_answer(address, &err.to_string()))?;
    if !answers(&reply, query) {
        return Err(bad_answer(address, "it answers another question"));
    }
    Ok((address, reply))
}

async fn over_udp(address: SocketAddr, query: &Message, bytes: &[u8]) -> Result<Message, Fault> {
    let lost = |err: io::Error| race::unreached(address, &err);
    let local: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    // Connected, it hears nobody else, and of a closed port.
    let socket = UdpSocket::bind(local).await.map_err(lost)?;
    socket.connect(address).await.map_err(lost)?;
    let mut buffer = vec![0; usize::from(PAYLOAD_BYTES) * 4];
    let mut patience = PATIENCE;
    loop {
        socket.send(bytes).await.map_err(lost)?;
        let heard = timeout(patience, hear(&socket, address, query, &mut buffer));
        if let Ok(reply) = heard.await {
            return reply;
        }
        patience *= 2;
    }
}

/// The answer to `query`; what answers something else is passed over, it may be
/// forged.
async fn hear(
    socket: &UdpSocket,
    address: SocketAddr,
    query: &Message,
    buffer: &mut [u8],
) -> Result<Message, Fault> {
    loop {
        let len = socket.recv(buffer).await;
        let len = len.map_err(|err| race::unreached(address, &err))?;
        let bytes = &buffer[..len];
        match Message::from_vec(bytes) {
            Ok(reply) if answers(&reply, query) => return Ok(reply),
            Err(err) if bytes.starts_with(&query.metadata.id.to_be_bytes()) => {
                return Err(bad_answer(address, &err.to_string()));
            }
            _ => {}
        }
    }
}

async fn over_tcp(address: SocketAddr, query: &[u8]) -> io::Result<Vec<u8>> {
    let len = u16::try_from(query.len()).map_err(io::Error::other)?;
    let mut stream = TcpStream::connect(address).await?;
    let message = [&len.to_be_bytes(), query].concat();
    stream.write_all(&message).await?;
    let len = stream.read_u16().await?;
    let mut reply = vec![0; usize::from(len)];
    stream.read_exact(&mut reply).await?;
    Ok(reply)
}

/// Whether `reply` is one to `query`. A server that could not read a question does
/// not repeat it.
fn answers(reply: &Message, query: &Message) -> bool {
    let (this, that) = (&reply.metadata, &query.metadata);
    let same = reply.queries == query.queries
        || reply.queries.is_empty() && u16::from(this.response_code) != 0;
    this.message_type == MessageType::Response && this.id == that.id && same
}

fn bad_answer(address: SocketAddr, problem: &str) -> Fault {
    let reason = format!("the answer of the name server {address} cannot be used: {problem}");
    Fault::down(FailureClass::Dns, "dns.bad_answer", reason)
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
