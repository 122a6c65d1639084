//! The prober's own resolver: odd answers, several servers, and files that change.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use net::{EgressPolicy, Resolver};
use prober::{Observation, Probes};
use queue::testing::eventually;
use queue::{DnsCheck, Kind, Outcome};
use tokio::net::UdpSocket;

use crate::dns_server::{Told, answering_dns, telling};
use crate::server::{OK, answering};
use crate::{NO_SECRETS, check, check_of, detail, probes_with, reason, short_check};

const LOCAL: [u8; 4] = Ipv4Addr::LOCALHOST.octets();

/// Checks by the names of `resolver` that may reach 127.0.0.1.
fn probes_by(resolver: Resolver) -> Probes {
    let egress = EgressPolicy::new(vec!["127.0.0.1/32".parse().unwrap()]);
    Probes::new(egress, resolver, vec![]).unwrap()
}

pub(crate) async fn found(probes: &Probes, url: impl Into<String>) -> Observation {
    probes.run(&check(url), &NO_SECRETS).await
}

/// A name server that knows 127.0.0.1 as the address of every name.
async fn knowing() -> SocketAddr {
    telling(|kind, _| match kind {
        RecordType::A => (0, Told::V4(vec![LOCAL])),
        _ => (0, Told::Empty),
    })
    .await
}

#[tokio::test]
async fn an_odd_answer_for_one_name_is_named_and_impairs_no_region() {
    use Outcome::{Down, Unmeasured};
    for (told, outcome, expected) in [
        (Told::Code(5), Unmeasured, "internal.resolver_answer"),
        (Told::Code(4), Unmeasured, "internal.resolver_answer"),
        (Told::Code(1), Unmeasured, "internal.resolver_answer"),
        (Told::Code(9), Unmeasured, "internal.resolver_answer"),
        (Told::Garbage, Unmeasured, "internal.resolver_answer"),
        (Told::BadRecord, Down, "dns.bad_answer"),
        (Told::Code(2), Down, "dns.servfail"),
        (Told::Empty, Down, "dns.no_records"),
        (Told::Nothing, Down, "dns.timeout"),
    ] {
        let said = told.clone();
        let dns = telling(move |_, _| (0, said.clone())).await;
        let probes = probes_with(dns, vec![]);
        let found = probes
            .run(&short_check("http://example.test/"), &NO_SECRETS)
            .await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (outcome, expected),
            "{told:?}: {found:?}"
        );
        assert!(
            reason(&found).contains("example.test"),
            "{}",
            reason(&found)
        );
        assert_eq!(probes.impairment(), None, "{told:?}");
        let asked = check_of("dns://example.test", Kind::Dns(DnsCheck::default()));
        let short = queue::Check {
            timeout_ms: 500,
            ..asked
        };
        let found = probes.run(&short, &NO_SECRETS).await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (outcome, expected),
            "{told:?}: {found:?}"
        );
        assert_eq!(probes.impairment(), None, "{told:?}");
    }
}

#[tokio::test]
async fn a_refusal_that_names_the_authorities_is_theirs() {
    // 22 is "no reachable authority", 15 "blocked" (RFC 8914).
    for (why, outcome) in [(22, Outcome::Down), (15, Outcome::Unmeasured)] {
        let dns = answering_dns(move |query, _| {
            let mut reply = reply(&query, ResponseCode::NoError, vec![]);
            if !query.queries[0].name().is_root() {
                reply.metadata.response_code = ResponseCode::Refused;
                let mut edns = hickory_proto::op::Edns::new();
                let option = hickory_proto::rr::rdata::opt::EdnsOption::Unknown(15, vec![0, why]);
                edns.options_mut().insert(option);
                reply.set_edns(edns);
            }
            vec![reply.to_vec().unwrap()]
        })
        .await;
        let probes = probes_with(dns, vec![]);
        let found = found(&probes, "http://example.test/").await;
        assert_eq!(found.outcome, outcome, "{why}: {found:?}");
        assert_eq!(probes.impairment(), None);
    }
}

/// The answer to `query` with `records` of the name that was asked for.
pub(crate) fn reply(query: &Message, code: ResponseCode, records: Vec<RData>) -> Message {
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.response_code = code;
    reply.add_queries(query.queries.clone());
    let owner = query.queries[0].name().clone();
    let records = records.into_iter();
    reply.add_answers(records.map(|data| Record::from_rdata(owner.clone(), 60, data)));
    reply
}

pub(crate) fn local() -> RData {
    RData::A(A(Ipv4Addr::LOCALHOST))
}

#[tokio::test]
async fn one_bad_record_costs_itself_alone() {
    let server = answering(OK).await;
    let dns = answering_dns(|query, _| {
        let is_a = query.queries[0].query_type() == RecordType::A;
        let records = if is_a { vec![local(), local()] } else { vec![] };
        let mut bytes = reply(&query, ResponseCode::NoError, records)
            .to_vec()
            .unwrap();
        if is_a {
            // The first record's data is one byte shorter, and so is the message.
            let end = 12 + bytes[12..].iter().position(|byte| *byte == 0).unwrap() + 5;
            bytes[end + 11] = 3;
            bytes.remove(end + 12);
        }
        // Something that is no record comes last.
        bytes[11] = 1;
        bytes.extend([0xff; 3]);
        vec![bytes]
    })
    .await;
    let url = format!("http://example.test:{}/", server.port());
    let found = found(&probes_with(dns, vec![]), url).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(found.evidence.addresses.len(), 1);
}

#[tokio::test]
async fn a_chain_that_ends_elsewhere_is_followed_but_not_for_ever() {
    let server = answering(OK).await;
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let dns = answering_dns(move |query, _| {
        let name = query.queries[0].name().to_ascii();
        seen.lock().unwrap().push(name.clone());
        let alias = |to: &str| RData::CNAME(CNAME(Name::from_ascii(to).unwrap()));
        let is_a = query.queries[0].query_type() == RecordType::A;
        let records = match name.as_str() {
            "a.test." => vec![alias("b.test.")],
            "b.test." if is_a => vec![local()],
            "loop.test." => vec![alias("loop.test.")],
            _ => vec![],
        };
        vec![
            reply(&query, ResponseCode::NoError, records)
                .to_vec()
                .unwrap(),
        ]
    })
    .await;
    let probes = probes_with(dns, vec![]);
    let url = format!("http://a.test:{}/", server.port());
    let up = found(&probes, url).await;
    assert_eq!(up.outcome, Outcome::Up, "{up:?}");
    let endless = found(&probes, "http://loop.test/").await;
    assert_eq!(detail(&endless), "dns.alias_loop", "{endless:?}");
    assert_eq!(probes.impairment(), None);
    assert!(asked.lock().unwrap().len() < 30);
}

#[tokio::test]
async fn the_next_server_is_asked_where_one_fails_or_keeps_silent() {
    let server = answering(OK).await;
    let url = format!("http://example.test:{}/", server.port());
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let closed = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let gone = closed.local_addr().unwrap();
    drop(closed);
    let saying = async |told: Told| telling(move |_, _| (0, told.clone())).await;
    let good = knowing().await;
    for bad in [
        gone,
        silent.local_addr().unwrap(),
        saying(Told::Code(2)).await,
        saying(Told::Code(5)).await,
        saying(Told::Garbage).await,
    ] {
        let probes = probes_by(Resolver::with_servers(&[bad, bad, good]));
        for limit in [Duration::from_secs(4), Duration::from_millis(900)] {
            // A server that kept silent once is asked last for a while.
            let start = Instant::now();
            let found = found(&probes, &url).await;
            assert_eq!(found.outcome, Outcome::Up, "{bad}: {found:?}");
            assert!(start.elapsed() < limit, "{bad}: {:?}", start.elapsed());
        }
        assert_eq!(probes.impairment(), None);
    }
    // What one says for sure is not asked for again.
    let nothing = saying(Told::Code(3)).await;
    let probes = probes_by(Resolver::with_servers(&[nothing, good]));
    assert_eq!(detail(&found(&probes, &url).await), "dns.nxdomain");
}

#[tokio::test]
async fn a_resolver_that_serves_one_zone_alone_lives() {
    // It knows the names of its own network, and refuses the root.
    let server = answering(OK).await;
    let dns = answering_dns(|query, _| {
        let name = query.queries[0].name().to_ascii();
        let is_a = query.queries[0].query_type() == RecordType::A;
        let (code, records) = match name.as_str() {
            "inside.test." if is_a => (ResponseCode::NoError, vec![local()]),
            "inside.test." => (ResponseCode::NoError, vec![]),
            "broken.test." => (ResponseCode::ServFail, vec![]),
            _ => (ResponseCode::Refused, vec![]),
        };
        vec![reply(&query, code, records).to_vec().unwrap()]
    })
    .await;
    let probes = probes_with(dns, vec![]);
    let broken = found(&probes, "http://broken.test/").await;
    assert_eq!(detail(&broken), "internal.resolver");
    assert!(probes.impairment().is_some());
    // It answers another check: that is a sign of life as well.
    let url = format!("http://inside.test:{}/", server.port());
    assert_eq!(found(&probes, url).await.outcome, Outcome::Up);
    probes.look_again().await;
    assert_eq!(probes.impairment(), None);
}

/// Writes a file at once, as whoever replaces one does.
fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, path).unwrap();
}

fn nameserver(server: SocketAddr) -> String {
    format!("nameserver [{}]:{}\n", server.ip(), server.port())
}

#[tokio::test]
async fn the_systems_files_are_followed_while_it_runs() {
    let server = answering(OK).await;
    let home = tempfile::tempdir().unwrap();
    let (conf, hosts) = (home.path().join("resolv.conf"), home.path().join("hosts"));
    let nothing = telling(|_, _| (0, Told::Code(3))).await;
    fs::write(&conf, nameserver(nothing)).unwrap();
    let probes = probes_by(Resolver::from_files(&conf, &hosts));
    let url = format!("http://example.test:{}/", server.port());
    let look = async || detail(&found(&probes, &url).await).to_owned();
    let until = async |expected: &str| {
        eventually(expected, async || (look().await == expected).then_some(())).await;
    };
    assert_eq!(look().await, "dns.nxdomain");

    fs::write(&hosts, "127.0.0.1 Example.TEST\n").unwrap();
    until("").await;
    fs::remove_file(&hosts).unwrap();
    until("dns.nxdomain").await;

    replace(&conf, &nameserver(knowing().await));
    until("").await;
    replace(&conf, &format!("odd line\n{}", nameserver(nothing)));
    until("dns.nxdomain").await;
}

#[tokio::test]
async fn plain_names_are_looked_for_in_the_search_domains() {
    let server = answering(OK).await;
    let dns = answering_dns(|query, _| {
        let is_a = query.queries[0].query_type() == RecordType::A;
        let name = query.queries[0].name().to_ascii().to_lowercase();
        let (code, records) = match name.as_str() {
            "db.corp.test." | "web.prod.corp.test." | "alone." if is_a => {
                (ResponseCode::NoError, vec![local()])
            }
            "db.corp.test." | "web.prod.corp.test." | "alone." => (ResponseCode::NoError, vec![]),
            "sick.first.test." => (ResponseCode::ServFail, vec![]),
            "." => (ResponseCode::NoError, vec![]),
            _ => (ResponseCode::NXDomain, vec![]),
        };
        vec![reply(&query, code, records).to_vec().unwrap()]
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let conf = home.path().join("resolv.conf");
    let text = format!(
        "search first.test corp.test\noptions ndots:2\n{}",
        nameserver(dns)
    );
    fs::write(&conf, text).unwrap();
    let probes = probes_by(Resolver::from_files(&conf, &home.path().join("hosts")));
    for (host, expected) in [
        ("db", ""),
        ("DB", ""),
        ("alone", ""),
        ("web.prod", ""),
        ("db.", "dns.nxdomain"),
        ("missing", "dns.nxdomain"),
        ("db.corp.test", ""),
        // The first domain in which it may be fails: it may be there.
        ("sick", "dns.servfail"),
    ] {
        let found = found(&probes, format!("http://{host}:{}/", server.port())).await;
        assert_eq!(detail(&found), expected, "{host}: {found:?}");
    }
    let missing = found(&probes, "http://missing/").await;
    assert_eq!(
        reason(&missing),
        "the name missing does not exist (looked for as missing.first.test, missing.corp.test, \
         missing)"
    );
}
