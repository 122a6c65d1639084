//! Questions to the system's resolver and to servers that are named.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, CAA, CNAME, MX, NS, PTR, SOA, SRV, TXT};
use hickory_proto::rr::{Name, RData, Record};
use prober::Observation;
use queue::{DnsCheck, DnsRecord, FailureClass, Kind, Outcome, Verdict};
use tokio::net::UdpSocket;

use super::{assert_down, phases, run, verdicts};
use crate::dns_server::{Say, answering_dns, naming};
use crate::{NO_SECRETS, check_of, detail, probes_with, reason};

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

/// The answer to `query` with `records` of the name that was asked for.
fn reply(query: &Message, code: ResponseCode, records: Vec<RData>) -> Message {
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.response_code = code;
    reply.metadata.recursion_available = true;
    reply.add_queries(query.queries.clone());
    let owner = query.queries[0].name().clone();
    reply.add_answers(
        records
            .into_iter()
            .map(|data| Record::from_rdata(owner.clone(), 60, data)),
    );
    reply
}

/// A server whose answers have `code` and `records`.
async fn saying(code: ResponseCode, records: Vec<RData>) -> SocketAddr {
    answering_dns(move |query, _| vec![reply(&query, code, records.clone()).to_vec().unwrap()])
        .await
}

fn a(last: u8) -> RData {
    RData::A(A::new(192, 0, 2, last))
}

/// Asks the system's resolver, which is `dns`.
async fn ask_system(dns: SocketAddr, url: &str, check: DnsCheck) -> Observation {
    let check = check_of(url, Kind::Dns(check));
    probes_with(dns, vec![]).run(&check, &NO_SECRETS).await
}

/// Asks `server`, while the system's resolver is dead.
async fn ask_server(server: SocketAddr, url: &str, check: DnsCheck) -> Observation {
    let check = DnsCheck {
        server: Some(server.to_string()),
        ..check
    };
    run(url, Kind::Dns(check)).await
}

/// Asks in both ways, of which both must say the same.
async fn ask(server: SocketAddr, check: DnsCheck) -> Observation {
    let url = "dns://example.test";
    let system = ask_system(server, url, check.clone()).await;
    let named = ask_server(server, url, check).await;
    assert_eq!(
        (system.outcome, system.failure),
        (named.outcome, named.failure.clone())
    );
    assert_eq!(system.evidence.findings, named.evidence.findings);
    named
}

fn expecting(record: DnsRecord, expect: &[&str]) -> DnsCheck {
    DnsCheck {
        record,
        expect: expect.iter().map(|value| (*value).to_owned()).collect(),
        ..DnsCheck::default()
    }
}

fn coded(rcode: &str) -> DnsCheck {
    DnsCheck {
        rcode: Some(rcode.to_owned()),
        ..DnsCheck::default()
    }
}

#[tokio::test]
async fn an_answer_is_up_and_its_time_is_the_dns_phase() {
    let server = saying(ResponseCode::NoError, vec![a(1), a(2)]).await;
    let found = ask(server, expecting(DnsRecord::A, &["192.0.2.2"])).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(phases(&found), ["dns"]);
    assert_eq!(verdicts(&found), [Verdict::Passed; 3]);
    assert_eq!(found.evidence.address, Some(server));
    assert_eq!(found.evidence.addresses.len(), 2);
}

#[tokio::test]
async fn a_value_that_is_missing_is_down() {
    let server = saying(ResponseCode::NoError, vec![a(1), a(2)]).await;
    let check = expecting(DnsRecord::A, &["192.0.2.1", "192.0.2.3"]);
    let found = ask(server, check).await;
    assert_down(&found, FailureClass::Assertion, "assertion.dns_value");
    assert_eq!(
        reason(&found),
        "the A records of example.test do not include 192.0.2.3, but are 192.0.2.1, 192.0.2.2"
    );
    assert_eq!(verdicts(&found)[2..], [Verdict::Passed, Verdict::Failed]);
}

#[tokio::test]
async fn every_type_of_record_is_compared_by_its_value() {
    let txt = TXT::new(vec!["v=spf1 ".to_owned(), "-all".to_owned()]);
    let soa = SOA::new(name("ns.test."), name("me.test."), 7, 1, 2, 3, 4);
    for (record, data, value) in [
        (DnsRecord::A, a(1), "192.0.2.1"),
        (
            DnsRecord::Aaaa,
            RData::AAAA("2001:db8::1".parse().unwrap()),
            "2001:DB8:0::1",
        ),
        (
            DnsRecord::Caa,
            RData::CAA(CAA::new_issue(false, Some(name("ca.test")), vec![])),
            "0 issue \"ca.test\"",
        ),
        (
            DnsRecord::Cname,
            RData::CNAME(CNAME(name("B.test."))),
            "b.test",
        ),
        (
            DnsRecord::Mx,
            RData::MX(MX::new(10, name("mx.test."))),
            "10 MX.test.",
        ),
        (DnsRecord::Ns, RData::NS(NS(name("ns.test."))), "ns.test"),
        (DnsRecord::Ptr, RData::PTR(PTR(name("b.test."))), "b.test"),
        (DnsRecord::Soa, RData::SOA(soa), "7"),
        (
            DnsRecord::Srv,
            RData::SRV(SRV::new(1, 2, 5_060, name("sip.test."))),
            "1 2 5060 sip.test",
        ),
        (DnsRecord::Txt, RData::TXT(txt), "v=spf1 -all"),
    ] {
        let server = saying(ResponseCode::NoError, vec![data]).await;
        let found = ask(server, expecting(record, &[value])).await;
        assert_eq!(found.outcome, Outcome::Up, "{record:?}: {found:?}");
        let found = ask(server, expecting(record, &["other"])).await;
        assert_down(&found, FailureClass::Assertion, "assertion.dns_value");
    }
}

#[tokio::test]
async fn names_that_do_not_exist_are_down_unless_that_is_expected() {
    let missing = saying(ResponseCode::NXDomain, vec![]).await;
    let found = ask(missing, DnsCheck::default()).await;
    assert_down(&found, FailureClass::Dns, "dns.nxdomain");
    assert_eq!(reason(&found), "the name example.test does not exist");
    let found = ask(missing, coded("nxdomain")).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");

    let there = saying(ResponseCode::NoError, vec![a(1)]).await;
    let found = ask(there, coded("NXDOMAIN")).await;
    assert_down(&found, FailureClass::Dns, "dns.noerror");
    assert_eq!(
        reason(&found),
        "the name example.test exists, NXDOMAIN is expected"
    );
}

#[tokio::test]
async fn an_empty_answer_is_down() {
    let empty = saying(ResponseCode::NoError, vec![]).await;
    let found = ask(empty, expecting(DnsRecord::Mx, &[])).await;
    assert_down(&found, FailureClass::Dns, "dns.no_records");
    assert_eq!(reason(&found), "the name example.test has no MX record");
}

#[tokio::test]
async fn refusals_are_the_fault_of_who_was_asked() {
    for (code, subclass) in [
        (ResponseCode::Refused, "dns.refused"),
        (ResponseCode::ServFail, "dns.servfail"),
        (ResponseCode::NotImp, "dns.notimp"),
    ] {
        let server = saying(code, vec![]).await;
        let found = ask_server(server, "dns://example.test", DnsCheck::default()).await;
        assert_down(&found, FailureClass::Dns, subclass);
        let found = ask_system(server, "dns://example.test", DnsCheck::default()).await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Unmeasured, "internal.resolver"),
            "{code}: {found:?}"
        );
        let expected = subclass.trim_start_matches("dns.");
        let found = ask(server, coded(expected)).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    }
}

#[tokio::test]
async fn silence_is_the_websites_fault_while_the_resolver_lives() {
    let url = "dns://example.test";
    for (root, outcome, expected) in [
        (Say::NoRecords, Outcome::Down, "dns.timeout"),
        (Say::Nothing, Outcome::Unmeasured, "internal.resolver"),
    ] {
        let dns = naming(Say::Nothing, root).await;
        let mut check = check_of(url, Kind::Dns(DnsCheck::default()));
        check.timeout_ms = 500;
        let found = probes_with(dns, vec![]).run(&check, &NO_SECRETS).await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (outcome, expected),
            "{found:?}"
        );
    }
    // A server that is named answers for itself.
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut check = check_of(
        url,
        Kind::Dns(DnsCheck {
            server: Some(silent.local_addr().unwrap().to_string()),
            ..DnsCheck::default()
        }),
    );
    check.timeout_ms = 500;
    let found = crate::probes().run(&check, &NO_SECRETS).await;
    assert_down(&found, FailureClass::Dns, "dns.timeout");
    assert_eq!(
        reason(&found),
        "the name server 127.0.0.1 did not answer within 500 ms"
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_refused() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let gone = socket.local_addr().unwrap();
    drop(socket);
    let found = ask_server(gone, "dns://example.test", DnsCheck::default()).await;
    assert_down(&found, FailureClass::Connect, "connect.refused");
}

#[tokio::test]
async fn what_does_not_fit_comes_over_tcp() {
    let server = answering_dns(|query, is_tcp| {
        let mut reply = reply(&query, ResponseCode::NoError, vec![a(1)]);
        if !is_tcp {
            reply.answers.clear();
            reply.metadata.truncation = true;
        }
        vec![reply.to_vec().unwrap()]
    })
    .await;
    let found = ask(server, expecting(DnsRecord::A, &["192.0.2.1"])).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn forged_answers_are_passed_over() {
    let server = answering_dns(|query, _| {
        let good = reply(&query, ResponseCode::NoError, vec![a(1)]);
        let mut other_id = reply(&query, ResponseCode::NXDomain, vec![]);
        other_id.metadata.id ^= 1;
        let mut other_name = reply(&query, ResponseCode::NXDomain, vec![]);
        other_name.queries[0].set_name(name("other.test."));
        let replies = [query, other_id, other_name, good];
        replies.map(|reply| reply.to_vec().unwrap()).to_vec()
    })
    .await;
    let found = ask_server(server, "dns://example.test", DnsCheck::default()).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn garbage_under_the_right_number_is_down() {
    let server = answering_dns(|query, _| {
        let mut bytes = query.metadata.id.to_be_bytes().to_vec();
        bytes.extend([0xff; 30]);
        vec![bytes]
    })
    .await;
    let found = ask_server(server, "dns://example.test", DnsCheck::default()).await;
    assert_down(&found, FailureClass::Dns, "dns.bad_answer");
}

#[tokio::test]
async fn a_lost_question_is_sent_again() {
    let asked = AtomicUsize::new(0);
    let server = answering_dns(move |query, _| {
        if asked.fetch_add(1, Ordering::SeqCst) < 2 {
            return vec![];
        }
        vec![
            reply(&query, ResponseCode::NoError, vec![a(1)])
                .to_vec()
                .unwrap(),
        ]
    })
    .await;
    let found = ask_server(server, "dns://example.test", DnsCheck::default()).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn names_are_asked_for_anew_as_they_are() {
    let asked = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&asked);
    let server = answering_dns(move |query, _| {
        seen.fetch_add(1, Ordering::SeqCst);
        let name = query.queries[0].name().to_ascii();
        assert_eq!(name.to_lowercase(), "_sip._tcp.example.test.");
        vec![
            reply(&query, ResponseCode::NoError, vec![a(1)])
                .to_vec()
                .unwrap(),
        ]
    })
    .await;
    for _ in 0..2 {
        let url = "dns://_sip._tcp.Example.test";
        let found = ask_server(server, url, DnsCheck::default()).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        let found = ask_system(server, url, DnsCheck::default()).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn the_name_of_an_address_is_asked_for_in_reverse() {
    let server = answering_dns(|query, _| {
        let name = query.queries[0].name().to_ascii();
        assert_eq!(name, "5.2.0.192.in-addr.arpa.");
        let data = RData::PTR(PTR(Name::from_ascii("host.test.").unwrap()));
        vec![
            reply(&query, ResponseCode::NoError, vec![data])
                .to_vec()
                .unwrap(),
        ]
    })
    .await;
    for url in ["dns://192.0.2.5", "dns://5.2.0.192.in-addr.arpa"] {
        let check = expecting(DnsRecord::Ptr, &["host.test"]);
        let found = ask_server(server, url, check).await;
        assert_eq!(found.outcome, Outcome::Up, "{url}: {found:?}");
    }
}

#[tokio::test]
async fn a_server_may_be_named() {
    let server = saying(ResponseCode::NoError, vec![a(1)]).await;
    let check = DnsCheck {
        server: Some(format!("localhost:{}", server.port())),
        ..DnsCheck::default()
    };
    let found = run("dns://example.test", Kind::Dns(check)).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(found.evidence.address, Some(server));
}

#[tokio::test]
async fn a_chain_of_names_leads_to_its_addresses() {
    let server = answering_dns(|query, _| {
        let mut reply = reply(
            &query,
            ResponseCode::NoError,
            vec![RData::CNAME(CNAME(name("www.test.")))],
        );
        reply.add_answer(Record::from_rdata(name("www.test."), 60, a(1)));
        vec![reply.to_vec().unwrap()]
    })
    .await;
    let found = ask(server, expecting(DnsRecord::A, &["192.0.2.1"])).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(found.evidence.findings[1].actual, "192.0.2.1");

    // A chain that leads out of what the server knows is not followed.
    let broken = saying(
        ResponseCode::NoError,
        vec![RData::CNAME(CNAME(name("www.test.")))],
    )
    .await;
    let found = ask_server(broken, "dns://example.test", DnsCheck::default()).await;
    assert_down(&found, FailureClass::Dns, "dns.no_records");
}
