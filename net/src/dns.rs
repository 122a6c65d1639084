//! Sends one question to one name server: again if it is lost, without EDNS if the server does
//! not understand that, and over TCP if the answer does not fit.
//!
//! This module knows the protocol, not what an answer means.

pub mod rcode;
mod reply;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use self::reply::Parsed;
pub use self::reply::Reply;

/// Most bytes of an answer over UDP. Source: the recommendation of the DNS flag
/// day 2020, which fits into the packets of every network.
const PAYLOAD_BYTES: u16 = 1_232;

/// How often a question is sent with EDNS before we assume that a device on the way drops
/// packets with EDNS.
const SENT_WITH_EDNS: usize = 2;

/// A question to a name server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name, fully qualified.
    pub name: Name,
    /// The type of records.
    pub kind: RecordType,
}

/// How a server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryOptions {
    /// How long to wait for an answer before the question is sent again; the wait doubles each
    /// time.
    pub patience: Duration,
    /// How often the question is sent over UDP at most; without a limit, until the caller stops
    /// waiting.
    pub attempts: Option<usize>,
    /// Whether only TCP is used.
    pub over_tcp: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum QueryError {
    /// The server could not be reached, or the connection broke.
    Io(io::Error),
    /// The server answered none of the attempts.
    Silent,
    /// The answer cannot be read; the words follow "its answer".
    Unreadable(&'static str),
}

impl From<io::Error> for QueryError {
    fn from(err: io::Error) -> Self {
        match err.kind() {
            io::ErrorKind::UnexpectedEof => Self::Unreadable("breaks off"),
            _ => Self::Io(err),
        }
    }
}

/// A question with or without EDNS. Each has its own id, so that a late answer to the other one
/// is recognized.
struct Encoded {
    id: u16,
    query: Query,
    bytes: Vec<u8>,
}

impl Encoded {
    fn with_edns(question: &Question) -> Result<Self, QueryError> {
        encode(question, rand::random(), true)
    }

    /// The same question as `with_edns`, without EDNS.
    fn plain(question: &Question, with_edns: &Self) -> Result<Self, QueryError> {
        let other = with_edns.id ^ rand::random_range(1..=u16::MAX);
        encode(question, other, false)
    }
}

fn encode(question: &Question, id: u16, edns: bool) -> Result<Encoded, QueryError> {
    let mut message = Message::new(id, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = true;
    let query = Query::query(question.name.clone(), question.kind);
    message.add_query(query.clone());
    if edns {
        let mut edns = Edns::new();
        edns.set_max_payload(PAYLOAD_BYTES);
        message.set_edns(edns);
    }
    let bytes = message.to_vec();
    let bytes = bytes.map_err(|_| QueryError::Io(io::ErrorKind::InvalidInput.into()))?;
    Ok(Encoded { id, query, bytes })
}

/// Asks `server` on a new socket. The caller drops the future when it has waited long enough.
///
/// # Errors
/// If no readable answer arrives.
pub async fn exchange(
    server: SocketAddr,
    question: &Question,
    options: QueryOptions,
) -> Result<Reply, QueryError> {
    let encoded = Encoded::with_edns(question)?;
    if options.over_tcp {
        return over_tcp(server, question, &encoded, None).await;
    }
    let reply = over_udp(server, question, &encoded, options).await?;
    if !reply.truncated {
        return Ok(reply);
    }
    match over_tcp(server, question, &encoded, reply.without_edns).await {
        // A truncated answer is better than none.
        Err(_) if !reply.records.is_empty() => Ok(reply),
        result => result,
    }
}

async fn over_udp(
    server: SocketAddr,
    question: &Question,
    with_edns: &Encoded,
    options: QueryOptions,
) -> Result<Reply, QueryError> {
    let local: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    // A connected socket receives from this server only, and learns of a closed port.
    let socket = UdpSocket::bind(local).await?;
    socket.connect(server).await?;
    let mut buffer = vec![0; usize::from(PAYLOAD_BYTES) * 4];
    let mut patience = options.patience;
    let mut without_edns = None;
    let mut plain = None;
    let mut sent = 0;
    loop {
        if plain.is_none() && (without_edns.is_some() || sent >= SENT_WITH_EDNS) {
            plain = Some(Encoded::plain(question, with_edns)?);
        }
        let plain = plain.as_ref();
        socket.send(&plain.unwrap_or(with_edns).bytes).await?;
        sent += 1;
        match timeout(patience, hear(&socket, with_edns, plain, &mut buffer)).await {
            Ok(Ok(Said::Answer(reply))) => return Ok(reply.after(without_edns)),
            Ok(Ok(Said::NoEdns(code))) => without_edns = Some(code),
            Ok(Err(err)) => return Err(err),
            Err(_) if options.attempts.is_some_and(|most| sent >= most) => {
                return Err(QueryError::Silent);
            }
            Err(_) => patience *= 2,
        }
    }
}

/// What an answer says.
enum Said {
    Answer(Reply),
    /// The server may not know EDNS; with the code that it answered.
    NoEdns(ResponseCode),
}

/// Waits for an answer to the question, with EDNS or without. Answers to other questions are
/// ignored: they may be forged.
async fn hear(
    socket: &UdpSocket,
    with_edns: &Encoded,
    plain: Option<&Encoded>,
    buffer: &mut [u8],
) -> Result<Said, QueryError> {
    loop {
        let len = socket.recv(buffer).await?;
        let bytes = &buffer[..len];
        let parsed = plain.map(|plain| reply::read(bytes, plain.id, &plain.query));
        match parsed {
            None | Some(Parsed::Nothing) => {}
            Some(Parsed::Reply(reply)) => return Ok(Said::Answer(reply)),
            Some(Parsed::Unreadable(what)) => return Err(QueryError::Unreadable(what)),
        }
        match said(bytes, with_edns) {
            // The question without EDNS was sent too, and its answer says more.
            Some(Said::NoEdns(_)) if plain.is_some() => {}
            Some(said) => return Ok(said),
            None => {}
        }
    }
}

/// What `bytes` say in answer to a question with EDNS; `None` if they do not answer it.
fn said(bytes: &[u8], with_edns: &Encoded) -> Option<Said> {
    match reply::read(bytes, with_edns.id, &with_edns.query) {
        Parsed::Nothing => None,
        Parsed::Reply(reply) if reply.may_lack_edns() => Some(Said::NoEdns(reply.code)),
        Parsed::Reply(reply) => Some(Said::Answer(reply)),
        Parsed::Unreadable(_) => Some(Said::NoEdns(ResponseCode::FormErr)),
    }
}

/// Asks over TCP; without EDNS if the server is known not to understand it.
async fn over_tcp(
    server: SocketAddr,
    question: &Question,
    with_edns: &Encoded,
    mut without_edns: Option<ResponseCode>,
) -> Result<Reply, QueryError> {
    if without_edns.is_none() {
        let bytes = talk(server, &with_edns.bytes).await?;
        match said(&bytes, with_edns) {
            Some(Said::Answer(reply)) => return Ok(reply),
            Some(Said::NoEdns(code)) => without_edns = Some(code),
            None => return Err(QueryError::Unreadable("is one to another question")),
        }
    }
    let plain = Encoded::plain(question, with_edns)?;
    let bytes = talk(server, &plain.bytes).await?;
    match reply::read(&bytes, plain.id, &plain.query) {
        Parsed::Nothing => Err(QueryError::Unreadable("is one to another question")),
        Parsed::Unreadable(what) => Err(QueryError::Unreadable(what)),
        Parsed::Reply(reply) => Ok(reply.after(without_edns)),
    }
}

async fn talk(server: SocketAddr, query: &[u8]) -> io::Result<Vec<u8>> {
    let len = u16::try_from(query.len()).map_err(io::Error::other)?;
    let mut stream = TcpStream::connect(server).await?;
    let message = [&len.to_be_bytes(), query].concat();
    stream.write_all(&message).await?;
    let len = stream.read_u16().await?;
    let mut reply = vec![0; usize::from(len)];
    stream.read_exact(&mut reply).await?;
    Ok(reply)
}

/// The fully qualified name of `host`, for which no search domain is tried; `None` if it is not
/// a possible name.
pub fn fqdn(host: &str) -> Option<Name> {
    let labels = host.strip_suffix('.').unwrap_or(host).split('.');
    let mut name = Name::from_labels(labels.map(str::as_bytes)).ok()?;
    name.set_fqdn(true);
    Some(name)
}
