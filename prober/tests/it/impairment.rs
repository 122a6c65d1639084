//! What a prober says of itself while it cannot tell anything of websites.

use tokio::net::UdpSocket;

use queue::codec;

use crate::bench::Bench;
use crate::dns_server::{Say, answer_on};
use crate::probes_with;

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
