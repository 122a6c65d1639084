//! A name server that drops, fails, denies or answers.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hickory_resolver::proto::op::Message;
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
