//! A name server that drops, fails, denies or answers.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;

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
    tokio::spawn(async move {
        let mut query = [0; 1_500];
        while let Ok((len, peer)) = socket.recv_from(&mut query).await {
            let is_root = query[12] == 0;
            if let Some(reply) = reply(&query[..len], if is_root { root } else { say }) {
                socket.send_to(&reply, peer).await.unwrap();
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
