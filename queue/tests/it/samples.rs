//! Messages of which the golden files hold the bytes.

use queue::{
    Assertion, Attempt, AuthScheme, Certificate, Check, Comparison, DnsCheck, DnsRecord, Evidence,
    Failure, FailureClass, Family, Finding, Hop, How, HttpCheck, HttpVersion, Job, JobKey, Kind,
    Origin, Outcome, Phases, PingCheck, RegionName, Report, SigningKey, SmtpCheck, StartTls,
    StatusRange, Subject, TcpCheck, TlsFacts, TlsRules, TlsVersion, Verdict, WebSocketCheck,
};

pub(crate) fn key() -> JobKey {
    JobKey {
        website: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
        website_key: 300,
        revision: 7,
        slot_ms: 1_700_000_000_123,
        origin: Origin::Confirmation,
    }
}

pub(crate) fn signing_key() -> SigningKey {
    SigningKey::new(std::array::from_fn(|i| u8::try_from(i).unwrap()))
}

pub(crate) fn india() -> RegionName {
    "india".parse().unwrap()
}

pub(crate) fn job_of(how: How) -> Job {
    Job {
        key: key(),
        mac: signing_key().sign(&india(), &key()),
        start_before_ms: 1_700_000_030_123,
        check: Check {
            timeout_ms: 10_000,
            retries: 1,
            url: "https://example.com/health?q=ü".to_owned(),
            how,
            sealed: vec![],
        },
        tenant: None,
    }
}

/// A job in which every field says something.
pub(crate) fn job() -> Job {
    let assertion = |subject, comparison, value: &str| Assertion {
        subject,
        comparison,
        value: value.to_owned(),
    };
    let http = HttpCheck {
        method: "POST".to_owned(),
        headers: vec!["accept".to_owned(), "x-key".to_owned()],
        auth: Some(AuthScheme::Bearer),
        client_certificate: true,
        body: Some("{}".to_owned()),
        version: HttpVersion::Http2,
        max_redirects: 3,
        body_limit_bytes: 65_536,
        statuses: vec![
            StatusRange { from: 200, to: 299 },
            StatusRange { from: 401, to: 401 },
        ],
        assertions: vec![
            assertion(
                Subject::Header("content-type".to_owned()),
                Comparison::Contains,
                "json",
            ),
            assertion(Subject::Body, Comparison::NotMatches, "(?i)error"),
            assertion(Subject::Json("$.load".to_owned()), Comparison::AtMost, "3"),
        ],
    };
    let how = How {
        kind: Kind::Http(http),
        family: Family::V6,
        degraded_above_ms: Some(800),
        down_above_ms: Some(5_000),
        tls: TlsRules {
            min_version: Some(TlsVersion::Tls13),
            degraded_below_days: 30,
            ignore_errors: true,
        },
        ..How::default()
    };
    let mut job = job_of(how);
    job.check.sealed = vec![1, 2, 3];
    job
}

/// One check of every other kind, and every comparison.
pub(crate) fn kinds() -> Vec<How> {
    let text = |text: &str| Some(text.to_owned());
    let comparisons = [
        Comparison::Exists,
        Comparison::NotExists,
        Comparison::Equals,
        Comparison::NotEquals,
        Comparison::Contains,
        Comparison::NotContains,
        Comparison::Matches,
        Comparison::NotMatches,
        Comparison::LessThan,
        Comparison::AtMost,
        Comparison::GreaterThan,
        Comparison::AtLeast,
    ];
    let http = HttpCheck {
        auth: Some(AuthScheme::Basic),
        version: HttpVersion::Http1,
        assertions: comparisons
            .map(|comparison| Assertion {
                subject: Subject::Body,
                comparison,
                value: "1".to_owned(),
            })
            .into(),
        ..HttpCheck::default()
    };
    let dns = |record| {
        Kind::Dns(DnsCheck {
            record,
            server: text("192.0.2.53:5353"),
            expect: vec!["203.0.113.5".to_owned()],
            rcode: text("NOERROR"),
        })
    };
    let smtp = |starttls| Kind::Smtp(SmtpCheck { starttls });
    let mut kinds = vec![
        Kind::Http(http),
        Kind::Tcp(TcpCheck {
            tls: true,
            send: text("PING"),
            expect: text("PONG"),
        }),
        Kind::Ping(PingCheck {
            count: 5,
            max_loss_percent: 20,
            degraded_above_jitter_ms: Some(30),
        }),
        Kind::Tls,
        Kind::WebSocket(WebSocketCheck {
            headers: vec!["x-key".to_owned()],
            subprotocol: text("graphql-transport-ws"),
            send: text("ping"),
            expect: text("pong"),
        }),
    ];
    kinds.extend(
        [
            DnsRecord::A,
            DnsRecord::Aaaa,
            DnsRecord::Caa,
            DnsRecord::Cname,
            DnsRecord::Mx,
            DnsRecord::Ns,
            DnsRecord::Ptr,
            DnsRecord::Soa,
            DnsRecord::Srv,
            DnsRecord::Txt,
        ]
        .map(dns),
    );
    kinds.extend([StartTls::Required, StartTls::IfOffered, StartTls::Never].map(smtp));
    let families = [Family::Any, Family::V4];
    kinds
        .into_iter()
        .zip(families.into_iter().cycle())
        .map(|(kind, family)| How {
            kind,
            family,
            tls: TlsRules {
                min_version: Some(TlsVersion::Tls12),
                ..TlsRules::default()
            },
            ..How::default()
        })
        .collect()
}

fn phases() -> Phases {
    Phases {
        dns_us: Some(1_200),
        connect_us: Some(30_000),
        tls_us: None,
        ttfb_us: Some(45_678),
        transfer_us: Some(9),
    }
}

/// What version 1 could say.
pub(crate) fn plain_report() -> Report {
    Report {
        key: key(),
        mac: signing_key().sign(&india(), &key()),
        checked_at_ms: 1_700_000_001_456,
        outcome: Outcome::Down,
        failure: Some(Failure {
            class: FailureClass::Status,
            detail: "status.server_error".to_owned(),
            reason: "answered 503, expected 200 to 399".to_owned(),
        }),
        http_status: Some(503),
        phases: Some(phases()),
        attempts: 2,
        tls: None,
        evidence: None,
    }
}

/// A report in which every field says something.
pub(crate) fn report() -> Report {
    let certificate = Certificate {
        subject: "CN=example.com".to_owned(),
        names: vec!["example.com".to_owned(), "*.example.com".to_owned()],
        issuer: "CN=Good CA".to_owned(),
        not_before_secs: 1_690_000_000,
        not_after_secs: 1_710_000_000,
        key: "ECDSA P-256".to_owned(),
        fingerprint: [9; 32],
    };
    let address = "203.0.113.5:443".parse().unwrap();
    let finding = |verdict| Finding {
        expected: "status is 200-399".to_owned(),
        actual: "503".to_owned(),
        verdict,
    };
    Report {
        tls: Some(TlsFacts {
            version: Some("TLS 1.3".to_owned()),
            cipher: Some("TLS13_AES_256_GCM_SHA384".to_owned()),
            alpn: Some("h2".to_owned()),
            problem: Some("tls.expired".to_owned()),
            chain: vec![certificate.clone()],
        }),
        evidence: Some(Evidence {
            addresses: vec![
                "203.0.113.5".parse().unwrap(),
                "2001:db8::5".parse().unwrap(),
            ],
            address: Some(address),
            hops: vec![Hop {
                url: "https://example.com/".to_owned(),
                address: Some(address),
                status: Some(503),
                phases: phases(),
            }],
            attempts: vec![Attempt {
                outcome: Outcome::Down,
                detail: "connect.refused".to_owned(),
                reason: "connection refused by 203.0.113.5:443".to_owned(),
                took_us: 12_345,
            }],
            findings: vec![
                finding(Verdict::Passed),
                finding(Verdict::Degraded),
                finding(Verdict::Failed),
            ],
            certificates: vec![certificate],
            head: Some("HTTP/1.1 503 Service Unavailable".to_owned()),
            body: Some("sorry".to_owned()),
        }),
        ..plain_report()
    }
}
