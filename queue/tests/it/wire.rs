//! The encoded form of messages is a promise to other versions, and the
//! signature a promise to other replicas. The golden files hold both; a change
//! there breaks running fleets, and is a new version in the codec instead.

use queue::codec::{Message, decode, encode};
use queue::{Detour, Error, How, Job, JobKey, Kind, Origin, Report, SigningKey, Tenant};
use uuid::Uuid;

use crate::samples::{india, job, job_of, key, kinds, plain_report, report, signing_key};

const JOB: &str = include_str!("../golden/job-v2.hex");
const REPORT: &str = include_str!("../golden/report-v2.hex");
const KINDS: &str = include_str!("../golden/kinds-v2.hex");
const JOB_WITH_MORE: &str = include_str!("../golden/job-v3.hex");
const JOB_WITH_MOST: &str = include_str!("../golden/job-v4.hex");
const JOB_BEFORE: &str = include_str!("../golden/job-v1.hex");
const REPORT_BEFORE: &str = include_str!("../golden/report-v1.hex");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a golden file, which is folded into lines.
fn bytes(golden: &str) -> Vec<u8> {
    let digits: String = golden.split_whitespace().collect();
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

fn assert_golden<M: Message + PartialEq + std::fmt::Debug>(message: &M, golden: &str) {
    let golden = bytes(golden);
    assert_eq!(hex(&encode(message).unwrap()), hex(&golden));
    assert_eq!(decode::<M>(&golden).unwrap(), *message);
}

#[test]
fn a_job_looks_as_it_always_did() {
    assert_golden(&job(), JOB);
}

#[test]
fn a_report_looks_as_it_always_did() {
    assert_golden(&report(), REPORT);
}

#[test]
fn every_kind_of_check_looks_as_it_always_did() {
    let found: String = kinds()
        .into_iter()
        .map(|how| hex(&encode(&job_of(how)).unwrap()) + "\n")
        .collect();
    assert_eq!(found, KINDS);
    for (line, how) in KINDS.lines().zip(kinds()) {
        assert_eq!(decode::<Job>(&bytes(line)).unwrap(), job_of(how));
    }
}

/// Only a job that says more than version 2 can is one of version 3: a prober that does
/// not know it reads all others.
#[test]
fn a_job_with_a_detour_is_a_version_of_its_own() {
    for (host, connect_to) in [
        (Some("www.example.org:8443"), Some("192.0.2.7")),
        (None, Some("[2001:db8::7]:8443")),
        (Some("www.example.org"), None),
    ] {
        let mut detoured = job();
        detoured.check.how.detour = Detour {
            host: host.map(str::to_owned),
            connect_to: connect_to.map(str::to_owned),
        };
        let bytes = encode(&detoured).unwrap();
        assert_eq!(bytes[0], 3);
        assert_eq!(decode::<Job>(&bytes).unwrap(), detoured);
        for len in 0..bytes.len() {
            assert!(decode::<Job>(&bytes[..len]).is_err(), "{len} bytes");
        }
        let longer = [&bytes[..], b"x"].concat();
        assert!(decode::<Job>(&longer).is_err());
        let text = serde_json::to_string(&detoured.check.how).unwrap();
        assert_eq!(
            serde_json::from_str::<How>(&text).unwrap(),
            detoured.check.how
        );
    }
    let mut detoured = job();
    detoured.check.how.detour = Detour {
        host: Some("www.example.org".to_owned()),
        connect_to: Some("192.0.2.7:8443".to_owned()),
    };
    assert_golden(&detoured, JOB_WITH_MORE);
    let text = serde_json::to_string(&How::default()).unwrap();
    assert!(!text.contains("detour"), "{text}");
}

/// A job that says whom it is for is one of version 4, with and without a detour.
#[test]
fn a_job_with_a_tenant_is_a_version_of_its_own() {
    let mut job = job();
    job.tenant = Some(Tenant::of(Uuid::nil()));
    let bytes = encode(&job).unwrap();
    assert_eq!(bytes[0], 4);
    assert_eq!(decode::<Job>(&bytes).unwrap(), job);
    for len in 0..bytes.len() {
        assert!(decode::<Job>(&bytes[..len]).is_err(), "{len} bytes");
    }
    let longer = [&bytes[..], b"x"].concat();
    assert!(decode::<Job>(&longer).is_err());
    job.check.how.detour = Detour {
        host: Some("www.example.org".to_owned()),
        connect_to: Some("192.0.2.7:8443".to_owned()),
    };
    assert_golden(&job, JOB_WITH_MOST);
}

/// What lay in the queue during an upgrade is still understood.
#[test]
fn messages_of_the_version_before_are_read() {
    assert_eq!(
        decode::<Job>(&bytes(JOB_BEFORE)).unwrap(),
        job_of(How::default()),
        "a GET that follows 10 redirects"
    );
    assert_eq!(
        decode::<Report>(&bytes(REPORT_BEFORE)).unwrap(),
        plain_report()
    );
}

/// At rest a check is JSON, in which what is missing takes its default.
#[test]
fn a_check_at_rest_may_leave_things_out() {
    let how: How = serde_json::from_str("{}").unwrap();
    assert_eq!(how, How::default());
    let how: How = serde_json::from_str(r#"{"kind":{"Tcp":{"send":"PING"}}}"#).unwrap();
    let Kind::Tcp(tcp) = how.kind else {
        panic!("{how:?}")
    };
    assert_eq!((tcp.send.as_deref(), tcp.tls), (Some("PING"), false));
    for how in kinds() {
        let text = serde_json::to_string(&how).unwrap();
        assert_eq!(serde_json::from_str::<How>(&text).unwrap(), how);
    }
}

#[test]
fn a_report_with_nothing_in_it_comes_back() {
    let expired = Report {
        failure: None,
        http_status: None,
        phases: None,
        ..report()
    };
    assert_eq!(
        decode::<Report>(&encode(&expired).unwrap()).unwrap(),
        expired
    );
}

#[test]
fn an_unknown_version_does_not_decode() {
    for version in [0, 5, 255] {
        let mut other = bytes(JOB);
        other[0] = version;
        let err = decode::<Job>(&other).unwrap_err();
        assert_eq!(
            err.to_string(),
            format!("cannot decode a message: unknown version {version}")
        );
    }
    // A report says no more than it did.
    let mut report = bytes(REPORT);
    report[0] = 3;
    assert!(decode::<Report>(&report).is_err());
}

#[test]
fn a_truncated_message_does_not_decode() {
    for len in 0..bytes(JOB).len() {
        let err = decode::<Job>(&bytes(JOB)[..len]).unwrap_err();
        assert!(matches!(err, Error::Decode(_)), "{len} bytes: {err:?}");
    }
    for len in 0..bytes(REPORT).len() {
        assert!(matches!(
            decode::<Report>(&bytes(REPORT)[..len]),
            Err(Error::Decode(_))
        ));
    }
}

#[test]
fn bytes_after_a_message_do_not_decode() {
    let mut longer = bytes(REPORT);
    longer.push(0);
    assert!(matches!(decode::<Report>(&longer), Err(Error::Decode(_))));
}

#[test]
fn a_signature_holds_for_one_job_of_one_region_only() {
    let signed = signing_key().sign(&india(), &key());
    assert!(signing_key().verify(&india(), &key(), &signed));
    let changed = [
        (
            "website",
            JobKey {
                website: uuid::Uuid::nil(),
                ..key()
            },
        ),
        (
            "website_key",
            JobKey {
                website_key: 301,
                ..key()
            },
        ),
        (
            "revision",
            JobKey {
                revision: 8,
                ..key()
            },
        ),
        (
            "slot",
            JobKey {
                slot_ms: 1_700_000_000_124,
                ..key()
            },
        ),
        (
            "origin",
            JobKey {
                origin: Origin::Schedule,
                ..key()
            },
        ),
        (
            "origin",
            JobKey {
                origin: Origin::Person,
                ..key()
            },
        ),
    ];
    for (field, other) in changed {
        assert!(!signing_key().verify(&india(), &other, &signed), "{field}");
    }
    for other in ["usa", "italy"] {
        let other = other.parse().unwrap();
        assert!(!signing_key().verify(&other, &key(), &signed), "region");
    }
    assert!(
        !SigningKey::new([0; 32]).verify(&india(), &key(), &signed),
        "signing key"
    );
    let mut forged = signed;
    forged[31] ^= 1;
    assert!(
        !signing_key().verify(&india(), &key(), &forged),
        "signature"
    );
}

#[test]
fn a_signing_key_is_never_printed() {
    assert_eq!(format!("{:?}", signing_key()), "SigningKey(***)");
}
