//! From a host to a connection.

use std::net::SocketAddr;

use tokio::net::TcpStream;
use url::Host;

use crate::race::{self, ADDRESSES_AT_ONCE};
use crate::resolver::SERVERS_AT_ONCE;
use crate::{Candidates, Dialer, Error, Phase, Progress};

/// Most sockets that are open at a time while one host is being reached: connections to its
/// addresses, and questions for more of them to the name servers that are waited for.
pub const SOCKETS_AT_ONCE: usize = ADDRESSES_AT_ONCE + SERVERS_AT_ONCE;

impl Dialer<'_> {
    /// Connects to `port` of the first address of `host` that accepts, without Nagle's
    /// delay. The caller drops the future at the deadline of `progress`.
    ///
    /// # Errors
    /// If the name has no address, the policy permits none, or none accepts.
    pub async fn connect(
        self,
        host: &Host,
        port: u16,
        progress: &mut dyn Progress,
    ) -> Result<TcpStream, Error> {
        let candidates = Candidates::find(self, host, port, progress).await?;
        let connecting = race::first(candidates, Phase::Connect, progress, attempt);
        let (address, stream) = connecting.await?;
        progress.reached(address);
        Ok(stream)
    }
}

async fn attempt(address: SocketAddr) -> Result<(SocketAddr, TcpStream), Error> {
    let stream = TcpStream::connect(address).await;
    let stream = stream.map_err(|err| Error::unreached(address, &err))?;
    // Without this, a small request waits for the peer's delayed acknowledgement. If it
    // cannot be set, the connection is broken and the request will say so.
    let _ = stream.set_nodelay(true);
    Ok((address, stream))
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use std::time::{Duration, Instant};

    use tokio::net::TcpListener;

    use super::*;
    use crate::{EgressPolicy, ErrorKind, Family, Purpose, Resolver};

    /// What an attempt tells its caller; no phase is a pause.
    #[derive(Debug)]
    struct Record {
        deadline: Instant,
        phases: Vec<Option<Phase>>,
        resolved: Vec<IpAddr>,
        tried: Vec<SocketAddr>,
        reached: Option<SocketAddr>,
        shortage: Option<Error>,
    }

    impl Progress for Record {
        fn deadline(&self) -> Instant {
            self.deadline
        }

        fn peer(&self) -> &str {
            "a.test"
        }

        fn enter(&mut self, phase: Phase) {
            self.phases.push(Some(phase));
        }

        fn pause(&mut self) {
            self.phases.push(None);
        }

        fn has_resolved(&self) -> bool {
            !self.resolved.is_empty()
        }

        fn resolved(&mut self, addresses: &[IpAddr]) {
            self.resolved.extend(addresses);
        }

        fn tries(&mut self, addresses: &[SocketAddr]) {
            self.tried = addresses.to_vec();
        }

        fn reached(&mut self, address: SocketAddr) {
            self.reached = Some(address);
        }

        fn shortage(&mut self) -> &mut Option<Error> {
            &mut self.shortage
        }
    }

    /// Connects to `host` where `allow` is allowed, with a resolver that is dead.
    async fn dial(
        host: &str,
        port: u16,
        allow: &str,
        family: Family,
    ) -> (Result<TcpStream, Error>, Record) {
        let mut record = Record {
            deadline: Instant::now() + Duration::from_secs(5),
            phases: Vec::new(),
            resolved: Vec::new(),
            tried: Vec::new(),
            reached: None,
            shortage: None,
        };
        let dialer = Dialer {
            egress: &EgressPolicy::new(vec![allow.parse().unwrap()]),
            resolver: &Resolver::with_servers(&["127.0.0.1:9".parse().unwrap()]),
            family,
            purpose: Purpose::Any,
        };
        let host = Host::parse(host).unwrap();
        let result = dialer.connect(&host, port, &mut record).await;
        (result, record)
    }

    #[tokio::test]
    async fn a_caller_learns_where_the_time_goes_and_whom_it_reached() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let open = "127.0.0.0/8";
        let (stream, record) = dial("127.0.0.1", address.port(), open, Family::Any).await;
        assert_eq!(stream.unwrap().peer_addr().unwrap(), address);
        assert_eq!(record.phases, [Some(Phase::Connect)]);
        assert_eq!(
            (record.tried, record.reached),
            (vec![address], Some(address))
        );

        let (stream, record) = dial("localhost", address.port(), open, Family::Any).await;
        assert_eq!(stream.unwrap().peer_addr().unwrap(), address);
        assert_eq!(
            record.phases,
            [Some(Phase::Dns), None, Some(Phase::Connect)]
        );
        // Both were found, and the policy permits one.
        let both: [IpAddr; 2] = [Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()];
        assert_eq!(record.resolved, both);
        assert_eq!(record.tried, [address]);
    }

    #[tokio::test]
    async fn an_error_says_on_whose_side_the_reason_lies() {
        let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = closed.local_addr().unwrap().port();
        drop(closed);
        let open = "127.0.0.0/8";
        for (host, allow, family, kind, detail) in [
            (
                "127.0.0.1",
                open,
                Family::Any,
                ErrorKind::Connect,
                "connect.refused",
            ),
            (
                "127.0.0.1",
                "10.0.0.0/8",
                Family::Any,
                ErrorKind::Blocked,
                "blocked.address",
            ),
            ("[::1]", open, Family::V4, ErrorKind::Dns, "dns.no_records"),
            (
                "a.test",
                open,
                Family::Any,
                ErrorKind::Local,
                "internal.resolver",
            ),
        ] {
            let (result, record) = dial(host, port, allow, family).await;
            let error = result.unwrap_err();
            assert_eq!((error.kind, &*error.detail), (kind, detail), "{host}");
            assert_eq!(record.reached, None, "{host}");
        }
    }
}
