//! A prober with few file descriptors: what it could not try is not the website's
//! fault.

use std::collections::BTreeMap;
use std::net::{Ipv6Addr, SocketAddr};
use std::sync::Arc;

use hickory_proto::rr::RecordType;
use net::{EgressPolicy, Resolver};
use prober::Probes;
use queue::Outcome;
use queue::testing::eventually;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::dns_server::{Told, tell_on};
use crate::namespace::is_within;
use crate::server::{OK, exchange, hang};
use crate::{NO_SECRETS, check, detail};

/// Where the servers are, in a namespace that nobody else has.
const NAMES: &str = "127.0.0.1:5353";
const WEBSITE: &str = "127.0.0.1:8080";

/// The servers run in another process, which has enough.
const PREPARE: &str = "
UPBEAT_TEST_SERVES=yes \"$@\" >/dev/null 2>&1 &
servers=$!
trap 'kill $servers' EXIT
ulimit -n 24";

#[test]
fn no_honest_website_is_down_for_lack_of_descriptors() {
    let name = "descriptors::no_honest_website_is_down_for_lack_of_descriptors";
    if !is_within(name, PREPARE) {
        return;
    }
    let runtime = Runtime::new().unwrap();
    #[expect(
        clippy::disallowed_methods,
        reason = "the test speaks to itself, there is no setting"
    )]
    if std::env::var_os("UPBEAT_TEST_SERVES").is_some() {
        runtime.block_on(serve());
    }
    runtime.block_on(look());
}

/// A website of whose addresses only the last one answers.
async fn serve() {
    let names = tokio::net::UdpSocket::bind(NAMES).await.unwrap();
    tell_on(names, |_, kind, _| match kind {
        // Nobody listens at the others.
        RecordType::A => (
            0,
            Told::V4([3, 4, 1].map(|last| [127, 0, 0, last]).to_vec()),
        ),
        _ => (0, Told::V6(vec![Ipv6Addr::LOCALHOST.octets()])),
    });
    let website = TcpListener::bind(WEBSITE).await.unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = website.accept().await {
            tokio::spawn(async move { exchange(&mut stream, OK).await });
        }
    });
    hang().await;
}

async fn look() {
    eventually("the servers are there", async || {
        TcpStream::connect(WEBSITE).await.ok()
    })
    .await;
    let names: SocketAddr = NAMES.parse().unwrap();
    let allow = ["127.0.0.0/8", "::1/128"].map(|net| net.parse().unwrap());
    let egress = EgressPolicy::new(allow.to_vec());
    let probes = Arc::new(Probes::new(egress, Resolver::with_servers(&[names]), vec![]).unwrap());
    let mut seen = BTreeMap::new();
    for _ in 0..10 {
        let mut running = JoinSet::new();
        for _ in 0..40 {
            let probes = Arc::clone(&probes);
            running.spawn(async move {
                let found = probes
                    .run(&check("http://honest.test:8080/"), &NO_SECRETS)
                    .await;
                (found.outcome, detail(&found).to_owned())
            });
        }
        for (outcome, detail) in running.join_all().await {
            *seen.entry((format!("{outcome:?}"), detail)).or_insert(0) += 1;
        }
    }
    let files = (
        format!("{:?}", Outcome::Unmeasured),
        "internal.files".to_owned(),
    );
    let up = (format!("{:?}", Outcome::Up), String::new());
    assert!(seen.keys().all(|it| *it == files || *it == up), "{seen:?}");
    assert_eq!(seen.len(), 2, "{seen:?}");
}
