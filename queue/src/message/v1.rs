//! Messages of version 1, which are only read.

use serde::Deserialize;

use super::check::{Check, How, HttpCheck, Kind};
use super::{Failure, Job, JobKey, Outcome, Phases, Report};

#[derive(Deserialize)]
pub(crate) struct JobV1 {
    key: JobKey,
    mac: [u8; 32],
    start_before_ms: i64,
    check: CheckV1,
}

#[derive(Deserialize)]
struct CheckV1 {
    timeout_ms: u32,
    retries: u8,
    kind: KindV1,
}

#[derive(Deserialize)]
enum KindV1 {
    Http { url: String, max_redirects: u8 },
}

#[derive(Deserialize)]
pub(crate) struct ReportV1 {
    key: JobKey,
    mac: [u8; 32],
    checked_at_ms: i64,
    outcome: Outcome,
    failure: Option<Failure>,
    http_status: Option<u16>,
    phases: Option<Phases>,
    attempts: u8,
}

impl From<JobV1> for Job {
    fn from(old: JobV1) -> Self {
        let KindV1::Http { url, max_redirects } = old.check.kind;
        let http = HttpCheck {
            max_redirects,
            ..HttpCheck::default()
        };
        Self {
            key: old.key,
            mac: old.mac,
            start_before_ms: old.start_before_ms,
            check: Check {
                url,
                timeout_ms: old.check.timeout_ms,
                retries: old.check.retries,
                how: How {
                    kind: Kind::Http(http),
                    ..How::default()
                },
                sealed: vec![],
            },
            tenant: None,
        }
    }
}

impl From<ReportV1> for Report {
    fn from(old: ReportV1) -> Self {
        Self {
            key: old.key,
            mac: old.mac,
            checked_at_ms: old.checked_at_ms,
            outcome: old.outcome,
            failure: old.failure,
            http_status: old.http_status,
            phases: old.phases,
            attempts: old.attempts,
            tls: None,
            evidence: None,
        }
    }
}
