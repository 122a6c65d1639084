//! A gateway of our own that is dead, and a far router that says no, in both
//! families.

use std::time::Duration;

use net::{EgressPolicy, Resolver};
use prober::{Observation, Probes};
use queue::{Check, Kind, Outcome, TcpCheck};
use tokio::runtime::Runtime;

use crate::namespace::{is_within, sh};
use crate::{NO_DNS, NO_SECRETS, check_of, detail};

/// Another namespace at the other end of a cable, which is our gateway, has two
/// addresses of its own behind it, and knows of two to which there is no way.
const PREPARE: &str = "
ip link add cable type veth peer name far
unshare --net sleep 600 &
there=$!
trap 'kill $there' EXIT
until [ \"$(readlink /proc/$there/ns/net)\" != \"$(readlink /proc/self/ns/net)\" ]; do :; done
ip link set far netns $there
export THERE=\"nsenter --net=/proc/$there/ns/net\"
ip addr add 198.18.0.1/24 dev cable
ip addr add 2001:db8:1::1/64 dev cable nodad
ip link set cable up
ip route add default via 198.18.0.2
ip route add default via 2001:db8:1::2
$THERE sh -euc '
ip link set lo up
ip addr add 198.18.0.2/24 dev far
ip addr add 2001:db8:1::2/64 dev far nodad
ip link set far up
ip addr add 203.0.113.7/32 dev lo
ip addr add 2001:db8:2::7/128 dev lo nodad
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
ip route add unreachable 203.0.113.9/32
ip route add unreachable 2001:db8:2::9/128
'
";

const V4: &str = "203.0.113.7";
const V6: &str = "[2001:db8:2::7]";

fn probes() -> Probes {
    let resolver = Resolver::with_servers(&[NO_DNS.parse().unwrap()]);
    Probes::new(EgressPolicy::open(), resolver, vec![]).unwrap()
}

fn look(runtime: &Runtime, probes: &Probes, host: &str) -> Observation {
    let check = Check {
        timeout_ms: 1_500,
        ..check_of(format!("tcp://{host}:80"), Kind::Tcp(TcpCheck::default()))
    };
    runtime.block_on(probes.run(&check, &NO_SECRETS))
}

/// The gateway leaves, of the families that `v4` and `v6` say.
fn gateway_leaves(v4: bool, v6: bool) {
    if v4 {
        sh("$THERE ip addr del 198.18.0.2/24 dev far; ip neigh flush dev cable");
    }
    if v6 {
        sh("$THERE ip addr del 2001:db8:1::2/64 dev far; ip -6 neigh flush dev cable");
    }
}

#[test]
fn a_dead_gateway_is_ours_and_a_far_routers_no_the_websites() {
    let name = "gateway::a_dead_gateway_is_ours_and_a_far_routers_no_the_websites";
    if !is_within(name, PREPARE) {
        return;
    }
    let runtime = Runtime::new().unwrap();
    let probes = probes();
    for (host, expected) in [
        (V4, "connect.refused"),
        (V6, "connect.refused"),
        ("203.0.113.9", "connect.unreachable"),
        ("[2001:db8:2::9]", "connect.unreachable"),
    ] {
        let found = look(&runtime, &probes, host);
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, expected),
            "{host}: {found:?}"
        );
    }
    assert_eq!(probes.impairment(), None);

    // One family's gateway says nothing of the other family.
    gateway_leaves(false, true);
    let found = look(&runtime, &probes, V6);
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Unmeasured, "internal.gateway"),
        "{found:?}"
    );
    assert_eq!(detail(&look(&runtime, &probes, V4)), "connect.refused");
    assert_eq!(probes.impairment(), None);

    gateway_leaves(true, false);
    let found = look(&runtime, &probes, V4);
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Unmeasured, "internal.gateway"),
        "{found:?}"
    );
    look(&runtime, &probes, V6);
    let impairment = probes.impairment().unwrap();
    assert!(impairment.contains("the gateway"), "{impairment}");
    // The kernel gives up after three questions, a second apart; then it says so
    // itself.
    let check = Check {
        timeout_ms: 10_000,
        ..check_of(format!("tcp://{V6}:80"), Kind::Tcp(TcpCheck::default()))
    };
    let found = runtime.block_on(probes.run(&check, &NO_SECRETS));
    assert_eq!(detail(&found), "internal.gateway", "{found:?}");
    let took = Duration::from_micros(found.phases.unwrap().total_us());
    assert!(took < Duration::from_secs(9), "{took:?}");
}

#[test]
fn an_address_of_our_own_is_refused_unless_it_is_allowed() {
    let name = "gateway::an_address_of_our_own_is_refused_unless_it_is_allowed";
    let prepare = "
ip addr add 9.8.7.6/24 dev lo
ip addr add 9.8.7.5/24 dev lo
ip addr add 2606:4700::1234/64 dev lo nodad
ip route add local 9.9.0.0/16 dev lo";
    if !is_within(name, prepare) {
        return;
    }
    let runtime = Runtime::new().unwrap();
    let probes_with = |allow: &str| {
        let resolver = Resolver::with_servers(&[NO_DNS.parse().unwrap()]);
        let allow = allow.split_whitespace().map(|net| net.parse().unwrap());
        Probes::new(EgressPolicy::new(allow.collect()), resolver, vec![]).unwrap()
    };
    let (closed, open) = (probes_with(""), probes_with("9.8.7.6/32"));
    let run = |probes: &Probes, url: &str, kind: Kind| {
        let found = runtime.block_on(probes.run(&check_of(url, kind), &NO_SECRETS));
        (found.outcome, detail(&found).to_owned())
    };
    let tcp = || Kind::Tcp(TcpCheck::default());
    let http = || Kind::Http(queue::HttpCheck::default());
    let dns = |server: &str| {
        Kind::Dns(queue::DnsCheck {
            server: Some(server.to_owned()),
            ..queue::DnsCheck::default()
        })
    };
    let blocked = (Outcome::Unmeasured, "blocked.address".to_owned());
    for (url, kind) in [
        ("tcp://9.8.7.6:1", tcp()),
        // The second address of an interface, whose source is the first.
        ("tcp://9.8.7.5:1", tcp()),
        ("tcp://9.9.9.9:1", tcp()),
        ("tcp://[2606:4700::1234]:1", tcp()),
        ("tcp://[::ffff:9.8.7.6]:1", tcp()),
        ("http://9.8.7.6:1/", http()),
        ("https://9.8.7.6:1/", http()),
        ("tls://9.8.7.6", Kind::Tls),
        ("ping://9.8.7.6", Kind::Ping(queue::PingCheck::default())),
        ("smtp://9.8.7.6", Kind::Smtp(queue::SmtpCheck::default())),
        (
            "ws://9.8.7.6:1/",
            Kind::WebSocket(queue::WebSocketCheck::default()),
        ),
        ("dns://a.test", dns("9.8.7.6")),
        // What goes to the network of an interface and to all who are on it.
        ("tcp://9.8.7.255:1", tcp()),
    ] {
        assert_eq!(run(&closed, url, kind), blocked, "{url}");
    }
    let refused = (Outcome::Down, "connect.refused".to_owned());
    assert_eq!(run(&open, "tcp://9.8.7.6:1", tcp()), refused);
    assert_eq!(run(&open, "tcp://9.8.7.5:1", tcp()), blocked);

    // Addresses come and go while it runs.
    let elsewhere = "tcp://8.7.6.5:1";
    assert_eq!(run(&closed, elsewhere, tcp()).1, "internal.no_route");
    sh("ip addr add 8.7.6.5/32 dev lo");
    assert_eq!(run(&closed, elsewhere, tcp()), blocked);
    sh("ip addr del 8.7.6.5/32 dev lo");
    assert_eq!(run(&closed, elsewhere, tcp()).1, "internal.no_route");
}
