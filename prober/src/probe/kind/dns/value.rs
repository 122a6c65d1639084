//! Values of records in one form, so that what a person expects and what a server
//! says can be compared: names in lower case without the root's dot, addresses as
//! they are printed, fields one space apart.

use std::net::IpAddr;

use hickory_proto::rr::{Name, RData, RecordType};
use url::Host;

/// The value of a record.
pub(super) fn text(data: &RData) -> String {
    match data {
        RData::CNAME(name) => host(name),
        RData::NS(name) => host(name),
        RData::PTR(name) => host(name),
        RData::MX(mx) => format!("{} {}", mx.preference, host(&mx.exchange)),
        RData::SRV(srv) => format!(
            "{} {} {} {}",
            srv.priority,
            srv.weight,
            srv.port,
            host(&srv.target)
        ),
        RData::SOA(soa) => format!(
            "{} {} {} {} {} {} {}",
            host(&soa.mname),
            host(&soa.rname),
            soa.serial,
            soa.refresh,
            soa.retry,
            soa.expire,
            soa.minimum
        ),
        RData::CAA(caa) => format!(
            "{} {} {}",
            caa.flags(),
            caa.tag.to_lowercase(),
            String::from_utf8_lossy(&caa.value)
        ),
        RData::TXT(txt) => {
            let joined: Vec<u8> = txt.txt_data.iter().flatten().copied().collect();
            String::from_utf8_lossy(&joined).into_owned()
        }
        other => other.to_string(),
    }
}

/// Every form in which a record may be expected: a zone's begin by its serial too.
pub(super) fn forms(data: &RData) -> Vec<String> {
    let mut forms = vec![text(data)];
    if let RData::SOA(soa) = data {
        forms.push(soa.serial.to_string());
    }
    forms
}

/// What a person expects of a record, in the form of [`text`].
pub(super) fn canonical(kind: RecordType, expect: &str) -> String {
    let fields: Vec<_> = expect.split_ascii_whitespace().collect();
    match kind {
        RecordType::TXT => unquoted(expect).unwrap_or_else(|| expect.to_owned()),
        RecordType::A | RecordType::AAAA => {
            let address = expect.trim().parse();
            address.map_or_else(|_| lower(expect), |address: IpAddr| address.to_string())
        }
        RecordType::CAA => match fields.as_slice() {
            [flags, tag, rest @ ..] => {
                let value = rest.join(" ");
                format!("{flags} {} {}", lower(tag), value.trim_matches('"'))
            }
            _ => expect.to_owned(),
        },
        _ => {
            let fields: Vec<_> = fields.into_iter().map(in_ascii).collect();
            fields.join(" ")
        }
    }
}

fn host(name: &Name) -> String {
    lower(&name.to_ascii())
}

/// What a person says of a text as zone files and tools write it: parts in quotation
/// marks, of which one within is escaped. Source: RFC 1035, section 5.1.
fn unquoted(text: &str) -> Option<String> {
    let mut joined = String::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let mut chars = rest.strip_prefix('"')?.chars();
        loop {
            match chars.next()? {
                '"' => break,
                '\\' => joined.push(chars.next()?),
                c => joined.push(c),
            }
        }
        rest = chars.as_str().trim_start();
    }
    Some(joined)
}

/// A field as name servers have it: letters beyond ASCII in their encoded form.
fn in_ascii(field: &str) -> String {
    let encoded = match Host::parse(field) {
        Ok(Host::Domain(name)) if !field.is_ascii() => name,
        _ => field.to_owned(),
    };
    lower(&encoded)
}

/// A name in lower case without the root's dot; the root itself is the dot.
fn lower(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    match name.strip_suffix('.') {
        Some(stripped) if !stripped.is_empty() => stripped.to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use hickory_proto::rr::rdata::{A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV, TXT};

    use super::*;

    fn name(text: &str) -> Name {
        Name::from_ascii(text).unwrap()
    }

    #[test]
    fn what_people_write_is_what_servers_say() {
        let soa = SOA::new(name("NS.a.test."), name("me.a.test."), 2_026, 1, 2, 3, 4);
        let srv = SRV::new(1, 2, 5_060, name("Sip.a.test."));
        let caa = CAA::new_issue(false, Some(name("letsencrypt.org")), vec![]);
        let long = TXT::new(vec!["v=spf1 ".to_owned(), "-all".to_owned()]);
        for (data, expects) in [
            (RData::A(A::new(192, 0, 2, 1)), vec![" 192.0.2.1"]),
            (
                RData::AAAA(AAAA::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
                vec!["2001:DB8::1", "2001:db8:0:0:0:0:0:1"],
            ),
            (
                RData::CNAME(CNAME(name("B.test."))),
                vec!["b.test", "B.TEST."],
            ),
            (RData::NS(NS(name("ns.b.test."))), vec!["ns.b.test"]),
            (
                RData::NS(NS(name("ns.xn--bcher-kva.test."))),
                vec!["ns.xn--bcher-kva.test", "NS.Bücher.test."],
            ),
            (RData::PTR(PTR(name("b.test."))), vec!["b.test."]),
            (
                RData::MX(MX::new(10, name("Mail.a.test."))),
                vec!["10 mail.a.test", "10  mail.A.test."],
            ),
            (RData::MX(MX::new(0, Name::root())), vec!["0 ."]),
            (RData::SRV(srv), vec!["1 2 5060 sip.a.test"]),
            (
                RData::SOA(soa),
                vec!["2026", "ns.a.test. me.a.test. 2026 1 2 3 4"],
            ),
            (
                RData::CAA(caa),
                vec!["0 issue letsencrypt.org", "0 ISSUE \"letsencrypt.org\""],
            ),
            (
                RData::TXT(long),
                vec!["v=spf1 -all", "\"v=spf1 -all\"", " \"v=spf1 \" \"-all\""],
            ),
            (
                RData::TXT(TXT::new(vec!["a \"b\" \\ c".to_owned()])),
                vec!["a \"b\" \\ c", r#""a \"b\" \\ c""#],
            ),
            (RData::TXT(TXT::new(vec!["\"a".to_owned()])), vec!["\"a"]),
        ] {
            for expect in expects {
                let wanted = canonical(data.record_type(), expect);
                assert!(forms(&data).contains(&wanted), "{expect}: {data}");
            }
        }
    }

    #[test]
    fn other_values_are_others() {
        let txt = RData::TXT(TXT::new(vec!["Ab".to_owned()]));
        assert_ne!(text(&txt), canonical(RecordType::TXT, "ab"));
        let mx = RData::MX(MX::new(10, name("mail.a.test.")));
        assert_ne!(text(&mx), canonical(RecordType::MX, "20 mail.a.test"));
    }
}
