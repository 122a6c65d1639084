//! `dns://name`: a question, to the system's resolver or to a server that is named,
//! and what the answer must hold.

mod server;
mod value;

use std::net::IpAddr;
use std::time::Instant;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, RecordType};
use net::dns::{Reply, fqdn, rcode};
use net::{LookupError, LookupTime, dangling_alias};
use queue::{DnsCheck, DnsRecord, FailureClass, Finding, Verdict};
use url::Host;

use super::talk;
use crate::probe::Run;
use crate::probe::fault::Fault;
use crate::probe::trace::{Stage, Trace};

/// What is asked for, and which answer is expected.
struct DnsQuery<'a> {
    check: &'a DnsCheck,
    /// As a person wrote it, without the root's dot.
    shown: String,
    name: Name,
    kind: RecordType,
    /// The code that is expected.
    code: ResponseCode,
}

/// One attempt: asks, and looks at the answer's code and values.
pub(super) async fn attempt(
    run: &Run<'_>,
    check: &DnsCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let url = run.target.url.to_string();
    let server = check.server.as_deref().map(server::parse).transpose()?;
    let peer = server.as_ref().map_or(&run.target.host, |(host, _)| host);
    trace.begin_hop(url, peer.to_string());
    let query = query(run, check)?;
    let answer = match server {
        Some((host, port)) => server::ask(run, &host, port, &query, trace).await?,
        None => ask_system(run, &query, trace).await?,
    };
    trace.pause();
    judge(&query, &answer, trace);
    Ok(())
}

fn query<'a>(run: &Run<'_>, check: &'a DnsCheck) -> Result<DnsQuery<'a>, Fault> {
    let kind = record_type(check.record);
    let host = &run.target.host;
    let (shown, name) = match host {
        Host::Domain(name) => (name.clone(), fqdn(name)),
        // An address has a name of its own to be asked for, but only one type there.
        Host::Ipv4(address) => (address.to_string(), reverse((*address).into(), kind)),
        Host::Ipv6(address) => (address.to_string(), reverse((*address).into(), kind)),
    };
    let Some(name) = name else {
        let reason = format!("{shown} is not a name that can be asked for");
        return Err(Fault::down(FailureClass::Dns, "dns.bad_name", reason));
    };
    let code = check.rcode.as_deref().unwrap_or("NOERROR");
    let Some(code) = rcode::parse(code) else {
        let reason = "the response code of the check is not one that is known".to_owned();
        return Err(Fault::internal("internal.check", reason));
    };
    Ok(DnsQuery {
        check,
        shown: shown.trim_end_matches('.').to_owned(),
        name,
        kind,
        code,
    })
}

/// The name under which the host name of `address` is asked for.
fn reverse(address: IpAddr, kind: RecordType) -> Option<Name> {
    (kind == RecordType::PTR).then(|| {
        let mut name = Name::from(address);
        name.set_fqdn(true);
        name
    })
}

fn record_type(record: DnsRecord) -> RecordType {
    match record {
        DnsRecord::A => RecordType::A,
        DnsRecord::Aaaa => RecordType::AAAA,
        DnsRecord::Caa => RecordType::CAA,
        DnsRecord::Cname => RecordType::CNAME,
        DnsRecord::Mx => RecordType::MX,
        DnsRecord::Ns => RecordType::NS,
        DnsRecord::Ptr => RecordType::PTR,
        DnsRecord::Soa => RecordType::SOA,
        DnsRecord::Srv => RecordType::SRV,
        DnsRecord::Txt => RecordType::TXT,
    }
}

/// Asks the system's resolver. It is ours, so that its own death is our fault.
async fn ask_system(
    run: &Run<'_>,
    query: &DnsQuery<'_>,
    trace: &mut Trace,
) -> Result<Reply, Fault> {
    trace.begin(Stage::Dns);
    let resolver = &run.probes.resolver;
    let time = LookupTime::left(trace);
    let began = Instant::now();
    let answer = resolver.records(query.name.clone(), query.kind, began + time.answer);
    match answer.await {
        Ok(reply) => Ok(reply),
        Err(LookupError::Code(code, _)) if code == query.code => Ok(Reply::of(code)),
        Err(err) => {
            let explained = resolver.explain(&query.shown, &err, began, time.life_sign);
            Err(explained.await.into())
        }
    }
}

fn judge(query: &DnsQuery<'_>, answer: &Reply, trace: &mut Trace) {
    if let Some(code) = answer.without_edns {
        trace.seen.findings.push(Finding {
            expected: "the server knows EDNS (not a condition)".to_owned(),
            actual: format!("{}, asked again without it", rcode::name(code)),
            verdict: Verdict::Passed,
        });
    }
    if !judge_code(query, answer, trace) {
        return;
    }
    let records = answer.records.iter();
    let data = records.map(|record| &record.data);
    let data: Vec<_> = data
        .filter(|data| data.record_type() == query.kind)
        .collect();
    if matches!(query.kind, RecordType::A | RecordType::AAAA) {
        trace.seen.addresses = data.iter().filter_map(|data| data.ip_addr()).collect();
    }
    let values: Vec<_> = data.iter().map(|data| value::text(data)).collect();
    if answer.code == ResponseCode::NoError {
        judge_presence(query, &values, answer, trace);
    }
    let known: Vec<_> = data.iter().flat_map(|data| value::forms(data)).collect();
    for expect in &query.check.expect {
        judge_value(query, expect, &known, &values, trace);
    }
}

fn judge_code(query: &DnsQuery<'_>, answer: &Reply, trace: &mut Trace) -> bool {
    let found = answer.code;
    let holds = found == query.code;
    let (expected, actual) = (rcode::name(query.code), rcode::name(found));
    let name = &query.shown;
    let reason = match found {
        ResponseCode::NXDomain => answer.alias().map_or_else(
            || format!("the name {name} does not exist"),
            |alias| dangling_alias(name, &alias),
        ),
        ResponseCode::NoError => format!("the name {name} exists, {expected} is expected"),
        _ => {
            let why = rcode::meaning(found);
            format!("expected {expected} for {name}, got {actual}: {why}")
        }
    };
    let detail = format!("dns.{}", actual.to_lowercase());
    let finding = talk::finding(format!("response code is {expected}"), actual, holds);
    trace.note(finding, |_| Fault::down(FailureClass::Dns, &detail, reason));
    holds
}

fn judge_presence(query: &DnsQuery<'_>, values: &[String], answer: &Reply, trace: &mut Trace) {
    let (name, kind) = (&query.shown, query.kind);
    let unreadable = answer.unreadable;
    let expected = format!("{name} has {kind} records");
    let actual = match (values.is_empty(), unreadable) {
        (true, 1..) => format!("{unreadable} that cannot be read"),
        _ => list(values),
    };
    let finding = talk::finding(expected, actual, !values.is_empty());
    trace.note(finding, |_| {
        if unreadable > 0 {
            let reason = format!("the {kind} records of {name} cannot be read");
            return Fault::down(FailureClass::Dns, "dns.bad_answer", reason);
        }
        let reason = match answer.alias() {
            Some(alias) => format!(
                "the name {name} is an alias of {alias}, of which the answer has no {kind} record"
            ),
            None => format!("the name {name} has no {kind} record"),
        };
        Fault::down(FailureClass::Dns, "dns.no_records", reason)
    });
}

fn judge_value(
    query: &DnsQuery<'_>,
    expect: &str,
    known: &[String],
    values: &[String],
    trace: &mut Trace,
) {
    let (name, kind) = (&query.shown, query.kind);
    let holds = known.contains(&value::canonical(kind, expect));
    let expected = format!("{kind} records include {}", talk::shown(expect.as_bytes()));
    let finding = talk::finding(expected, list(values), holds);
    trace.note(finding, |_| {
        let reason = format!(
            "the {kind} records of {name} do not include {}, but are {}",
            talk::shown(expect.as_bytes()),
            list(values)
        );
        Fault::down(FailureClass::Assertion, "assertion.dns_value", reason)
    });
}

/// `192.0.2.1, 192.0.2.2`, or `none`.
fn list(values: &[String]) -> String {
    if values.is_empty() {
        return "none".to_owned();
    }
    talk::shown(values.join(", ").as_bytes())
}
