//! A name server that drops, fails, denies or answers.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

/// What it says to a question.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Say {
    Address(Ipv4Addr),
    NoRecords,
    ServFail,
    NxDomain,
    Refused,
    Nothing,
}

/// A name server that says `say` to every name, and `root` to the root.
pub(crate) async fn naming(say: Say, root: Say) -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    answer_on(socket, say, root);
    address
}

/// Begins to answer what comes, and has come, to `socket`.
pub(crate) fn answer_on(socket: UdpSocket, say: Say, root: Say) {
    tokio::spawn(async move {
        let mut query = [0; 1_500];
        while let Ok((len, peer)) = socket.recv_from(&mut query).await {
            let is_root = query[12] == 0;
            if let Some(reply) = reply(&query[..len], if is_root { root } else { say }) {
                // Who has asked may have gone.
                let _ = socket.send_to(&reply, peer).await;
            }
        }
    });
}

/// A name server that says `say` to each question once `pause` is over.
pub(crate) async fn naming_after<F, Fut>(say: Say, pause: F) -> SocketAddr
where
    F: Fn() -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let socket = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap());
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut query = [0; 1_500];
        while let Ok((len, peer)) = socket.recv_from(&mut query).await {
            let (socket, paused) = (Arc::clone(&socket), pause());
            let reply = reply(&query[..len], say);
            tokio::spawn(async move {
                paused.await;
                if let Some(reply) = reply {
                    socket.send_to(&reply, peer).await.unwrap();
                }
            });
        }
    });
    address
}

/// What is said to a question of one type.
#[derive(Clone, Debug)]
pub(crate) enum Told {
    V4(Vec<[u8; 4]>),
    V6(Vec<[u8; 16]>),
    /// That there is none.
    Empty,
    /// A response code.
    Code(u8),
    /// Bytes that are none, under the right number.
    Garbage,
    /// An address of three bytes.
    BadRecord,
    /// Nothing at all.
    Nothing,
}

/// A name server that says what `tell` makes of a question's type and of how often
/// it was asked before, after so many milliseconds. The root is always there.
pub(crate) async fn telling<F>(tell: F) -> SocketAddr
where
    F: Fn(RecordType, usize) -> (u64, Told) + Send + 'static,
{
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    tell_on(socket, move |_, kind, times| tell(kind, times));
    address
}

/// The same on a socket that is given; `tell` gets the name's first label as well.
pub(crate) fn tell_on<F>(socket: UdpSocket, tell: F)
where
    F: Fn(&str, RecordType, usize) -> (u64, Told) + Send + 'static,
{
    let socket = Arc::new(socket);
    tokio::spawn(async move {
        let mut query = [0; 1_500];
        let mut asked = HashMap::new();
        while let Ok((len, peer)) = socket.recv_from(&mut query).await {
            let message = Message::from_vec(&query[..len]).unwrap();
            let kind = message.queries[0].query_type();
            let name = message.queries[0].name().to_ascii();
            let times = asked.entry((name.clone(), kind)).or_insert(0);
            let (after_ms, told) = match query[12] {
                0 => (0, Told::Empty),
                _ => tell(name.split('.').next().unwrap(), kind, *times),
            };
            *times += 1;
            let (socket, reply) = (Arc::clone(&socket), told_reply(&query[..len], &told));
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(after_ms)).await;
                if let Some(reply) = reply {
                    // Who has asked may have gone.
                    let _ = socket.send_to(&reply, peer).await;
                }
            });
        }
    });
}

/// Layout: RFC 1035, section 4.
fn told_reply(query: &[u8], told: &Told) -> Option<Vec<u8>> {
    let end = 12 + query[12..].iter().position(|byte| *byte == 0)? + 5;
    let (code, kind, data): (u8, u8, Vec<&[u8]>) = match told {
        Told::V4(addresses) => (0, 1, addresses.iter().map(|it| &it[..]).collect()),
        Told::V6(addresses) => (0, 28, addresses.iter().map(|it| &it[..]).collect()),
        Told::BadRecord => (0, query[end - 3], vec![&[192, 0, 2]]),
        Told::Empty => (0, 1, vec![]),
        Told::Code(code) => (*code, 1, vec![]),
        Told::Garbage => return Some([&query[..2], &[0xff; 30]].concat()),
        Told::Nothing => return None,
    };
    let count = u8::try_from(data.len()).unwrap();
    let mut reply = query[..2].to_vec();
    reply.extend([0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0]);
    reply.extend(&query[12..end]);
    for data in data {
        let len = u8::try_from(data.len()).unwrap();
        reply.extend([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 60, 0, len]);
        reply.extend(data);
    }
    Some(reply)
}

/// A name server that answers as `answer` says, which gets the message and whether
/// it came over TCP. Each string of bytes is an answer.
pub(crate) async fn answering_dns<F>(answer: F) -> SocketAddr
where
    F: Fn(Message, bool) -> Vec<Vec<u8>> + Send + Sync + 'static,
{
    let (udp, tcp) = loop {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        // Another may have the port for TCP.
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            break (udp, tcp);
        }
    };
    let address = udp.local_addr().unwrap();
    let answer = Arc::new(answer);
    let over_tcp = Arc::clone(&answer);
    tokio::spawn(async move {
        let mut query = [0; 1_500];
        while let Ok((len, peer)) = udp.recv_from(&mut query).await {
            for reply in answer(Message::from_vec(&query[..len]).unwrap(), false) {
                // Who has asked may have gone.
                let _ = udp.send_to(&reply, peer).await;
            }
        }
    });
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = tcp.accept().await {
            let mut query = vec![0; usize::from(stream.read_u16().await.unwrap())];
            stream.read_exact(&mut query).await.unwrap();
            for reply in over_tcp(Message::from_vec(&query).unwrap(), true) {
                let len = u16::try_from(reply.len()).unwrap();
                let framed = [&len.to_be_bytes(), &reply[..]].concat();
                let _ = stream.write_all(&framed).await;
            }
        }
    });
    address
}

/// RFC 1035, section 4: header, the question as it came, at most one answer.
fn reply(query: &[u8], say: Say) -> Option<Vec<u8>> {
    let name_end = 12 + query[12..].iter().position(|byte| *byte == 0)?;
    let question = &query[12..name_end + 5];
    let asks_a = query[name_end + 1..name_end + 3] == [0, 1];
    let (code, address) = match say {
        Say::Address(address) => (0, Some(address).filter(|_| asks_a)),
        Say::NoRecords => (0, None),
        Say::ServFail => (2, None),
        Say::NxDomain => (3, None),
        Say::Refused => (5, None),
        Say::Nothing => return None,
    };
    let mut reply = query[..2].to_vec();
    reply.extend([
        0x81,
        0x80 | code,
        0,
        1,
        0,
        u8::from(address.is_some()),
        0,
        0,
        0,
        0,
    ]);
    reply.extend(question);
    if let Some(address) = address {
        // The question's name, A, IN, 60 s, 4 bytes.
        reply.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
        reply.extend(address.octets());
    }
    Some(reply)
}
