//! Names whose answers have bad manners, which a name's first label says.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use hickory_proto::rr::RecordType;
use tokio::net::UdpSocket;

use crate::dns_server::{Told, tell_on};
use crate::server::{OK, answering};

/// The name server; names that it does not know get no answer.
pub(super) async fn server() -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    tell_on(socket, |label, kind, times| {
        let v4 = || Told::V4(vec![Ipv4Addr::LOCALHOST.octets()]);
        let v6 = || Told::V6(vec![Ipv6Addr::LOCALHOST.octets()]);
        let is_v4 = kind == RecordType::A;
        match label {
            "late-v4" if is_v4 => (80, v4()),
            "late-v4" => (0, v6()),
            "lost" if times == 0 => (0, Told::Nothing),
            "lost" | "half" if is_v4 => (0, v4()),
            "half" => (0, Told::Code(2)),
            "lost" => (0, Told::Empty),
            "refused" => (0, Told::Code(5)),
            "malformed" => (0, Told::BadRecord),
            "garbage" => (0, Told::Garbage),
            _ => (0, Told::Nothing),
        }
    });
    address
}

/// URLs of names, and what a check of each finds.
pub(super) async fn rows() -> Vec<(&'static str, String, &'static str)> {
    let website = answering(OK).await;
    let of = |label: &str| format!("http://{label}.test:{}/", website.port());
    vec![
        ("a name without an answer", of("silent"), "dns.timeout"),
        ("a dead IPv6 before a late IPv4", of("late-v4"), ""),
        ("a name whose first questions are lost", of("lost"), ""),
        ("a name of which one family fails", of("half"), ""),
        (
            "a name that the resolver refuses",
            of("refused"),
            "internal.resolver_answer",
        ),
        (
            "an address of three bytes",
            of("malformed"),
            "dns.bad_answer",
        ),
        (
            "an answer that is no message",
            of("garbage"),
            "internal.resolver_answer",
        ),
    ]
}
