//! Names that are aliases of others, and records that belong to none of them.

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::CNAME;
use hickory_proto::rr::{Name, RData, Record, RecordType};
use prober::{Observation, Probes};
use queue::{DnsCheck, Kind, Outcome};

use crate::dns_server::answering_dns;
use crate::resolver::{found, local, reply};
use crate::server::{OK, answering};
use crate::{NO_SECRETS, check_of, detail, probes_with, reason};

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

fn alias(owner: &str, of: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(of))))
}

fn address(owner: &str) -> Record {
    Record::from_rdata(name(owner), 60, local())
}

/// What a server says of the addresses of a name.
fn answer(query: &Message) -> Message {
    let asked = &query.queries[0];
    let code = match asked.name().to_ascii().as_str() {
        "dangling.test." | "gone.test." => ResponseCode::NXDomain,
        _ => ResponseCode::NoError,
    };
    let records = match asked.name().to_ascii().as_str() {
        "ordered.test." => vec![alias("Ordered.test.", "b.test."), address("B.test.")],
        "turned.test." => vec![
            address("c.test."),
            alias("b.test.", "c.test."),
            alias("turned.test.", "b.test."),
        ],
        "strange.test." => vec![address("other.test.")],
        "beside.test." => vec![alias("beside.test.", "b.test."), address("other.test.")],
        "dangling.test." => vec![alias("dangling.test.", "gone.test.")],
        "asked-on.test." => vec![alias("asked-on.test.", "gone.test.")],
        "circle.test." => vec![
            alias("circle.test.", "b.test."),
            alias("b.test.", "circle.test."),
        ],
        _ => vec![],
    };
    let mut reply = reply(query, code, vec![]);
    let is_asked = |record: &Record| {
        record.record_type() == RecordType::CNAME || asked.query_type() == RecordType::A
    };
    reply.add_answers(records.into_iter().filter(is_asked));
    reply
}

/// Checks by a resolver that says so, and a check of `name` that names it as its server.
async fn asking() -> (Probes, impl AsyncFn(&str) -> Observation) {
    let dns = answering_dns(|query, _| vec![answer(&query).to_vec().unwrap()]).await;
    let named = async move |name: &str| {
        let kind = Kind::Dns(DnsCheck {
            server: Some(dns.to_string()),
            ..DnsCheck::default()
        });
        let check = check_of(format!("dns://{name}"), kind);
        crate::probes().run(&check, &NO_SECRETS).await
    };
    (probes_with(dns, vec![]), named)
}

#[tokio::test]
async fn only_records_of_the_name_and_its_aliases_answer() {
    let server = answering(OK).await;
    let (probes, named) = asking().await;
    for (host, expected) in [
        ("ordered.test", ""),
        ("turned.test", ""),
        ("strange.test", "dns.no_records"),
        ("beside.test", "dns.no_records"),
    ] {
        let url = format!("http://{host}:{}/", server.port());
        let by_resolver = found(&probes, url).await;
        assert_eq!(detail(&by_resolver), expected, "{host}: {by_resolver:?}");
        let by_server = named(host).await;
        assert_eq!(detail(&by_server), expected, "{host}: {by_server:?}");
    }
    let beside = named("beside.test").await;
    assert_eq!(
        reason(&beside),
        "the name beside.test is an alias of b.test, of which the answer has no A record"
    );
}

#[tokio::test]
async fn an_alias_of_nothing_is_told_from_a_name_that_is_not_there() {
    let (probes, named) = asking().await;
    for host in ["dangling.test", "asked-on.test"] {
        let nowhere = found(&probes, format!("http://{host}/")).await;
        assert_eq!(detail(&nowhere), "dns.nxdomain", "{nowhere:?}");
        let expected = format!("the name {host} is an alias of gone.test, which does not exist");
        assert_eq!(reason(&nowhere), expected);
    }
    let nowhere = named("dangling.test").await;
    assert_eq!(
        (nowhere.outcome, reason(&nowhere)),
        (
            Outcome::Down,
            "the name dangling.test is an alias of gone.test, which does not exist"
        )
    );
    let gone = found(&probes, "http://gone.test/").await;
    assert_eq!(reason(&gone), "the name gone.test does not exist");
}

#[tokio::test]
async fn aliases_that_lead_in_a_circle_are_named() {
    let (probes, _) = asking().await;
    let endless = found(&probes, "http://circle.test/").await;
    assert_eq!(detail(&endless), "dns.alias_loop", "{endless:?}");
    assert_eq!(
        reason(&endless),
        "the name circle.test is an alias that leads back to itself, or over more than 8 others"
    );
}
