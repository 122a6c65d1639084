//! A series of requests to one address, and what came back.

use std::io;
use std::net::{SocketAddr, UdpSocket as StdUdpSocket};
use std::time::{Duration, Instant};

use net::Error;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::time::sleep_until;

use super::packet::{self, Token};

/// A request that was sent, and how long its answer took.
#[derive(Clone, Copy, Debug)]
struct Request {
    at: Instant,
    trip: Option<Duration>,
}

/// Requests to one address and what came back.
pub(super) struct Echoes {
    pub(super) address: SocketAddr,
    socket: UdpSocket,
    /// How many are sent at most.
    count: usize,
    pause: Duration,
    identifier: [u8; 2],
    token: Token,
    /// The requests, by their sequence numbers.
    sent: Vec<Request>,
}

impl Echoes {
    pub(super) fn new(
        address: SocketAddr,
        socket: UdpSocket,
        count: usize,
        pause: Duration,
    ) -> Self {
        Self {
            address,
            socket,
            count,
            pause,
            identifier: rand::random(),
            token: rand::random(),
            sent: Vec::with_capacity(count),
        }
    }

    /// Sends and listens until `goal` requests are answered. The next one is sent
    /// once all before are answered, or after the pause.
    pub(super) async fn collect(&mut self, goal: usize) -> Result<(), Error> {
        loop {
            let answered = self.trips().len();
            if answered >= goal {
                return Ok(());
            }
            let next_at = self.sent.last().map(|last| last.at + self.pause);
            let is_due = answered == self.sent.len() || next_at.is_none_or(|at| at <= now());
            if self.sent.len() < self.count && is_due {
                self.send().await?;
                continue;
            }
            let mut packet = [0; 256];
            let may_send = self.sent.len() < self.count;
            let next_at = next_at.unwrap_or_else(now);
            tokio::select! {
                heard = self.socket.recv(&mut packet) => self.hear(heard, &packet)?,
                () = sleep_until(next_at.into()), if may_send => {}
            }
        }
    }

    async fn send(&mut self) -> Result<(), Error> {
        let sequence = u16::try_from(self.sent.len()).unwrap_or(u16::MAX);
        let packet = packet::request(self.address.ip(), self.identifier, sequence, self.token);
        let at = now();
        self.sent.push(Request { at, trip: None });
        match self.socket.send(&packet).await {
            Ok(_) => Ok(()),
            Err(err) => unless_lost(self.address, &err),
        }
    }

    /// Takes what came: an answer, what is none of ours, or word that none comes.
    fn hear(&mut self, heard: io::Result<usize>, packet: &[u8]) -> Result<(), Error> {
        let at = now();
        let len = match heard {
            Ok(len) => len,
            Err(err) => return unless_lost(self.address, &err),
        };
        let packet = packet.get(..len).unwrap_or_default();
        if let Some(sequence) = packet::sequence_of(packet, self.address.ip(), self.token)
            && let Some(request) = self.sent.get_mut(usize::from(sequence))
            && request.trip.is_none()
        {
            request.trip = Some(at.saturating_duration_since(request.at));
        }
        Ok(())
    }

    /// The round trips, in the order of their requests.
    pub(super) fn trips(&self) -> Vec<Duration> {
        self.sent
            .iter()
            .filter_map(|request| request.trip)
            .collect()
    }
}

fn now() -> Instant {
    Instant::now()
}

/// A socket that hears what `address` sends: the unprivileged kind where the system
/// permits it, else the raw one.
pub(super) fn open(address: SocketAddr) -> Result<UdpSocket, Error> {
    let (domain, protocol) = match address {
        SocketAddr::V4(_) => (Domain::IPV4, Protocol::ICMPV4),
        SocketAddr::V6(_) => (Domain::IPV6, Protocol::ICMPV6),
    };
    let socket = Socket::new(domain, Type::DGRAM, Some(protocol))
        .or_else(|_| Socket::new(domain, Type::RAW, Some(protocol)));
    let socket = socket.map_err(|err| match err.kind() {
        io::ErrorKind::PermissionDenied => {
            let reason = "this prober's system forbids ICMP: it needs \
                net.ipv4.ping_group_range or CAP_NET_RAW";
            Error::local("internal.ping_forbidden", reason.to_owned())
        }
        _ => Error::of_this_host(&err).unwrap_or_else(|| {
            let reason = format!("this prober cannot send ICMP: {err}");
            Error::local("internal.ping", reason)
        }),
    })?;
    let opened = || {
        socket.set_nonblocking(true)?;
        socket.connect(&address.into())?;
        UdpSocket::from_std(StdUdpSocket::from(socket))
    };
    opened().map_err(|err| Error::unreached(address, &err))
}

/// What `err` of a request means: something that this host lacks, or that its answer is
/// lost.
fn unless_lost(address: SocketAddr, err: &io::Error) -> Result<(), Error> {
    let error = Error::unreached(address, err);
    if error.is_remote() {
        Ok(())
    } else {
        Err(error)
    }
}
