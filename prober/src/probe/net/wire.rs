//! One question to one name server: sent again where it is lost, without EDNS where
//! that is not understood, and over TCP where the answer does not fit.
//!
//! It knows the protocol, not what an answer means for anybody.

mod reply;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use self::reply::Heard;
pub(crate) use self::reply::Reply;

/// Most bytes of an answer over UDP. Source: the recommendation of the DNS flag
/// day 2020, which fits into the packets of every network.
const PAYLOAD_BYTES: u16 = 1_232;

/// How often a question is sent with EDNS before it is thought that somebody on the
/// way drops what carries it.
const SENT_WITH_EDNS: usize = 2;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) name: Name,
    pub(crate) kind: RecordType,
}

/// How a server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Manner {
    /// How long an answer is awaited before the question is sent again; each further
    /// time is twice as long.
    pub(crate) patience: Duration,
    /// How often it is sent over UDP at most; else until nobody waits any more.
    pub(crate) attempts: Option<usize>,
    /// Whether TCP is all that is spoken.
    pub(crate) over_tcp: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The server cannot be reached, or broke off.
    Io(io::Error),
    /// It did not answer any of the attempts.
    Silent,
    /// It answered something that cannot be read; words that follow "its answer".
    Unreadable(&'static str),
}

impl From<io::Error> for Problem {
    fn from(err: io::Error) -> Self {
        match err.kind() {
            io::ErrorKind::UnexpectedEof => Self::Unreadable("breaks off"),
            _ => Self::Io(err),
        }
    }
}

/// A question in one of its two forms, under a number of its own, so that an answer
/// to the other one that comes late is told apart.
struct Form {
    id: u16,
    query: Query,
    bytes: Vec<u8>,
}

impl Form {
    fn with_edns(ask: &Ask) -> Result<Self, Problem> {
        form(ask, rand::random(), true)
    }

    /// The other form of a question with EDNS.
    fn plain(ask: &Ask, with_edns: &Self) -> Result<Self, Problem> {
        let other = with_edns.id ^ rand::random_range(1..=u16::MAX);
        form(ask, other, false)
    }
}

fn form(ask: &Ask, id: u16, edns: bool) -> Result<Form, Problem> {
    let mut message = Message::new(id, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = true;
    let query = Query::query(ask.name.clone(), ask.kind);
    message.add_query(query.clone());
    if edns {
        let mut edns = Edns::new();
        edns.set_max_payload(PAYLOAD_BYTES);
        message.set_edns(edns);
    }
    let bytes = message.to_vec();
    let bytes = bytes.map_err(|_| Problem::Io(io::ErrorKind::InvalidInput.into()))?;
    Ok(Form { id, query, bytes })
}

/// Asks `server` in `manner`. Whoever calls says how long it may take.
pub(crate) async fn exchange(
    server: SocketAddr,
    ask: &Ask,
    manner: Manner,
) -> Result<Reply, Problem> {
    let form = Form::with_edns(ask)?;
    if manner.over_tcp {
        return over_tcp(server, ask, &form, None).await;
    }
    let reply = over_udp(server, ask, &form, manner).await?;
    if !reply.truncated {
        return Ok(reply);
    }
    match over_tcp(server, ask, &form, reply.without_edns).await {
        // What came is better than nothing.
        Err(_) if !reply.records.is_empty() => Ok(reply),
        result => result,
    }
}

async fn over_udp(
    server: SocketAddr,
    ask: &Ask,
    with_edns: &Form,
    manner: Manner,
) -> Result<Reply, Problem> {
    let local: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    // Connected, it hears nobody else, and of a closed port.
    let socket = UdpSocket::bind(local).await?;
    socket.connect(server).await?;
    let mut buffer = vec![0; usize::from(PAYLOAD_BYTES) * 4];
    let mut patience = manner.patience;
    let mut without_edns = None;
    let mut plain = None;
    let mut sent = 0;
    loop {
        if plain.is_none() && (without_edns.is_some() || sent >= SENT_WITH_EDNS) {
            plain = Some(Form::plain(ask, with_edns)?);
        }
        let plain = plain.as_ref();
        socket.send(&plain.unwrap_or(with_edns).bytes).await?;
        sent += 1;
        match timeout(patience, hear(&socket, with_edns, plain, &mut buffer)).await {
            Ok(Ok(Said::Answer(reply))) => return Ok(reply.after(without_edns)),
            Ok(Ok(Said::NoEdns(code))) => without_edns = Some(code),
            Ok(Err(problem)) => return Err(problem),
            Err(_) if manner.attempts.is_some_and(|most| sent >= most) => {
                return Err(Problem::Silent);
            }
            Err(_) => patience *= 2,
        }
    }
}

/// What a server says to a question.
enum Said {
    Answer(Reply),
    /// Something from which follows that it may not know EDNS, and with which code.
    NoEdns(ResponseCode),
}

/// What is said to the question in either form; what answers something else is
/// passed over, it may be forged.
async fn hear(
    socket: &UdpSocket,
    with_edns: &Form,
    plain: Option<&Form>,
    buffer: &mut [u8],
) -> Result<Said, Problem> {
    loop {
        let len = socket.recv(buffer).await?;
        let bytes = &buffer[..len];
        let heard = plain.map(|plain| reply::read(bytes, plain.id, &plain.query));
        match heard {
            None | Some(Heard::Nothing) => {}
            Some(Heard::Reply(reply)) => return Ok(Said::Answer(reply)),
            Some(Heard::Unreadable(what)) => return Err(Problem::Unreadable(what)),
        }
        match judged(bytes, with_edns) {
            // The other form is under way, and says more.
            Some(Said::NoEdns(_)) if plain.is_some() => {}
            Some(said) => return Ok(said),
            None => {}
        }
    }
}

/// What `bytes` say to a question with EDNS; nothing if they are no answer to it.
fn judged(bytes: &[u8], form: &Form) -> Option<Said> {
    match reply::read(bytes, form.id, &form.query) {
        Heard::Nothing => None,
        Heard::Reply(reply) if reply.may_lack_edns() => Some(Said::NoEdns(reply.code)),
        Heard::Reply(reply) => Some(Said::Answer(reply)),
        Heard::Unreadable(_) => Some(Said::NoEdns(ResponseCode::FormErr)),
    }
}

/// Asks over TCP; without EDNS where it is known not to be understood.
async fn over_tcp(
    server: SocketAddr,
    ask: &Ask,
    with_edns: &Form,
    mut without_edns: Option<ResponseCode>,
) -> Result<Reply, Problem> {
    if without_edns.is_none() {
        let bytes = talk(server, &with_edns.bytes).await?;
        match judged(&bytes, with_edns) {
            Some(Said::Answer(reply)) => return Ok(reply),
            Some(Said::NoEdns(code)) => without_edns = Some(code),
            None => return Err(Problem::Unreadable("is one to another question")),
        }
    }
    let plain = Form::plain(ask, with_edns)?;
    let bytes = talk(server, &plain.bytes).await?;
    match reply::read(&bytes, plain.id, &plain.query) {
        Heard::Nothing => Err(Problem::Unreadable("is one to another question")),
        Heard::Unreadable(what) => Err(Problem::Unreadable(what)),
        Heard::Reply(reply) => Ok(reply.after(without_edns)),
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
