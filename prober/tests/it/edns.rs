//! Name servers that do not know EDNS, as the prober's resolver and as servers that a
//! check names.

use hickory_proto::op::{Edns, Message, ResponseCode};
use hickory_proto::rr::RecordType;
use queue::{DnsCheck, Kind, Outcome};

use crate::dns_server::answering_dns;
use crate::resolver::{found, local, reply};
use crate::server::{OK, answering};
use crate::{NO_SECRETS, check_of, detail, probes_with, reason};

/// What a server says to a question with EDNS, if anything.
type Manner = fn(&Message) -> Option<Message>;

#[tokio::test]
async fn a_server_that_does_not_know_edns_is_asked_without() {
    let server = answering(OK).await;
    let with_edns: [(&str, Manner); 6] = [
        ("FORMERR", |query| Some(code(query, ResponseCode::FormErr))),
        ("NOTIMP", |query| Some(code(query, ResponseCode::NotImp))),
        ("SERVFAIL", |query| {
            Some(code(query, ResponseCode::ServFail))
        }),
        ("REFUSED", |query| Some(code(query, ResponseCode::Refused))),
        ("no question", |query| {
            let mut reply = code(query, ResponseCode::FormErr);
            reply.queries.clear();
            Some(reply)
        }),
        ("nothing", |_| None),
    ];
    for (what, manner) in with_edns {
        for is_tcp_only in [false, true] {
            let dns = answering_dns(move |query, is_tcp| {
                let said = match (query.edns.is_some(), is_tcp) {
                    (true, _) if is_tcp || !is_tcp_only => manner(&query),
                    // Everything is too much for UDP.
                    (_, false) if is_tcp_only => {
                        let mut reply = reply(&query, ResponseCode::NoError, vec![]);
                        reply.metadata.truncation = true;
                        Some(reply)
                    }
                    _ if query.queries[0].query_type() == RecordType::AAAA => {
                        Some(reply(&query, ResponseCode::NoError, vec![]))
                    }
                    _ => Some(reply(&query, ResponseCode::NoError, vec![local()])),
                };
                said.map(|said| said.to_vec().unwrap())
                    .into_iter()
                    .collect()
            })
            .await;
            if what == "nothing" && is_tcp_only {
                continue;
            }
            let probes = probes_with(dns, vec![]);
            let url = format!("http://example.test:{}/", server.port());
            let by_name = found(&probes, url).await;
            assert_eq!(by_name.outcome, Outcome::Up, "{what}: {by_name:?}");
            for named in [None, Some(dns.to_string())] {
                let kind = Kind::Dns(DnsCheck {
                    server: named,
                    expect: vec!["127.0.0.1".to_owned()],
                    ..DnsCheck::default()
                });
                let found = probes
                    .run(&check_of("dns://example.test", kind), &NO_SECRETS)
                    .await;
                assert_eq!(found.outcome, Outcome::Up, "{what}: {found:?}");
                if matches!(what, "FORMERR" | "NOTIMP") {
                    let told = &found.evidence.findings[0].actual;
                    assert_eq!(*told, format!("{what}, asked again without it"));
                }
            }
        }
    }
}

fn code(query: &Message, code: ResponseCode) -> Message {
    reply(query, code, vec![])
}

#[tokio::test]
async fn what_a_server_refuses_without_edns_too_is_said() {
    let dns =
        answering_dns(|query, _| vec![code(&query, ResponseCode::FormErr).to_vec().unwrap()]).await;
    let kind = Kind::Dns(DnsCheck {
        server: Some(dns.to_string()),
        ..DnsCheck::default()
    });
    let found = crate::probes()
        .run(&check_of("dns://example.test", kind), &NO_SECRETS)
        .await;
    assert_eq!(detail(&found), "dns.formerr");
    assert_eq!(
        reason(&found),
        "expected NOERROR for example.test, got FORMERR: the server cannot read the question, \
         with or without EDNS"
    );
}

#[tokio::test]
async fn a_version_of_edns_that_is_not_known_is_done_without() {
    let server = answering(OK).await;
    let dns = answering_dns(|query, _| {
        let is_a = query.queries[0].query_type() == RecordType::A;
        let records = if is_a { vec![local()] } else { vec![] };
        let mut said = reply(&query, ResponseCode::NoError, records);
        if query.edns.is_some() {
            said.answers.clear();
            said.metadata.response_code = ResponseCode::BADVERS;
            said.set_edns(Edns::new());
        }
        vec![said.to_vec().unwrap()]
    })
    .await;
    let url = format!("http://example.test:{}/", server.port());
    let found = found(&probes_with(dns, vec![]), url).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}
