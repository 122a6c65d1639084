//! What a prober says of itself while it cannot tell anything of websites.

use std::net::SocketAddr;

use queue::codec;
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};

use crate::bench::Bench;
use crate::dns_server::{Say, answer_on, naming};
use crate::{NO_SECRETS, check, detail, probes_with};

#[tokio::test]
async fn a_prober_says_that_it_is_impaired_until_it_no_longer_is() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let probes = probes_with(silent.local_addr().unwrap(), vec![]);
    let bench = Bench::in_memory().await;
    let mut job = bench.job("http://website.test/");
    job.check.timeout_ms = 500;
    let _worker = bench.start_probing(probes, bench.options());
    bench.publish(vec![codec::encode(&job).unwrap()]).await;
    let failure = bench.next_report().await.failure.unwrap();
    assert_eq!(failure.detail, "internal.resolver");

    let impairment = bench
        .heartbeat_where(|beat| beat.impairment.is_some())
        .await;
    assert_eq!(impairment.as_deref(), Some("the resolver does not answer"));
    answer_on(silent, Say::NxDomain, Say::NoRecords);
    bench
        .heartbeat_where(|beat| beat.impairment.is_none())
        .await;
}

/// What a check of a name finds that nobody can resolve, with `canary` to tell
/// whether that is our own network's fault.
async fn unresolved(canary: SocketAddr) -> String {
    let dns = naming(Say::ServFail, Say::NoRecords).await;
    let probes = probes_with(dns, vec![]).with_canaries(vec![canary]);
    let found = probes
        .run(&check("http://website.test/"), &NO_SECRETS)
        .await;
    detail(&found).to_owned()
}

#[tokio::test]
async fn canaries_tell_whose_fault_an_unresolved_name_is() {
    let alive = TcpListener::bind("127.0.0.1:0").await.unwrap();
    assert_eq!(
        unresolved(alive.local_addr().unwrap()).await,
        "dns.servfail"
    );

    // Its queue is full: the kernel answers no further connection attempt.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let silent = socket.listen(0).unwrap();
    let address = silent.local_addr().unwrap();
    let _first = TcpStream::connect(address).await.unwrap();
    assert_eq!(unresolved(address).await, "internal.canaries");
}
