//! Response codes by their names. Source: the IANA registry "DNS RCODEs".

use hickory_proto::op::ResponseCode;

/// The codes of answers to questions, as tools print them.
const NAMES: [(ResponseCode, &str); 12] = [
    (ResponseCode::NoError, "NOERROR"),
    (ResponseCode::FormErr, "FORMERR"),
    (ResponseCode::ServFail, "SERVFAIL"),
    (ResponseCode::NXDomain, "NXDOMAIN"),
    (ResponseCode::NotImp, "NOTIMP"),
    (ResponseCode::Refused, "REFUSED"),
    (ResponseCode::YXDomain, "YXDOMAIN"),
    (ResponseCode::YXRRSet, "YXRRSET"),
    (ResponseCode::NXRRSet, "NXRRSET"),
    (ResponseCode::NotAuth, "NOTAUTH"),
    (ResponseCode::NotZone, "NOTZONE"),
    (ResponseCode::BADVERS, "BADVERS"),
];

/// The code of a name in upper or lower case: `NXDOMAIN`, `nxdomain`.
pub fn parse(name: &str) -> Option<ResponseCode> {
    let named = |(_, known): &&(_, &str)| known.eq_ignore_ascii_case(name);
    NAMES.iter().find(named).map(|(code, _)| *code)
}

/// The name of `code`: `NXDOMAIN`; of one that has none, `RCODE` and its number.
pub fn name(code: ResponseCode) -> String {
    let named = NAMES.iter().find(|(known, _)| *known == code);
    named.map_or_else(
        || format!("RCODE{}", u16::from(code)),
        |(_, name)| (*name).to_owned(),
    )
}

/// What a server that answers with `code` says, as a clause: `the server fails to answer`.
pub fn meaning(code: ResponseCode) -> &'static str {
    match code {
        ResponseCode::FormErr => "the server cannot read the question, with or without EDNS",
        ResponseCode::ServFail => "the server fails to answer",
        ResponseCode::NotImp => "the server does not support such questions",
        ResponseCode::Refused => "the server refuses to answer",
        ResponseCode::NotAuth => "the server is not the one to ask for this zone",
        ResponseCode::BADVERS => "the server does not know this version of EDNS",
        _ => "the server gives no answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names_both_ways() {
        for (code, expected) in NAMES {
            assert_eq!(name(code), expected);
            assert_eq!(parse(&expected.to_lowercase()), Some(code));
        }
        assert_eq!(name(ResponseCode::Unknown(3_841)), "RCODE3841");
        assert_eq!(parse("NONSENSE"), None);
    }
}
