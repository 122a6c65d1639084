//! One check without a website, for `upbeat check`. It runs in a separate schema without a
//! database that uses the same types as the public one.

use std::sync::{Arc, OnceLock};

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};
use chrono::{DateTime, Utc};
use prober::{Observation, Probes};
use queue::Report;

use super::error::Result;
use super::evidence::Evidence;
use super::scalar::date;
use super::tick::{Failure, Outcome, Phases};
use super::tls::Certificate;
use super::website_input::CreateWebsiteInput;
use crate::service;

/// Selects everything that a check of the variable `input` can return.
pub const QUERY: &str = "query($input: CreateWebsiteInput!) { check(input: $input) {
    url checkedAt outcome httpStatus responseTimeMs
    phases { dnsMs connectMs tlsMs ttfbMs transferMs }
    attempts failure { class detail reason }
    evidence {
        addresses address
        hops { url address httpStatus phases { dnsMs connectMs tlsMs ttfbMs transferMs } }
        attempts { outcome detail reason tookMs }
        findings { expected actual verdict }
        certificates { subject names issuer notBefore notAfter daysLeft key fingerprint }
        head body
    }
    tls { version cipher alpn problem
        chain { subject names issuer notBefore notAfter daysLeft key fingerprint } }
} }";

/// Where the resolver stores the URL that it checked and the observation.
pub type Found = Arc<OnceLock<(String, Observation)>>;

/// The schema of one check.
pub type SingleCheck = Schema<Root, EmptyMutation, EmptySubscription>;

/// A schema for [`QUERY`], and the place where it stores the result.
pub fn schema(probes: Probes) -> (SingleCheck, Found) {
    let found = Found::default();
    let schema = Schema::build(Root, EmptyMutation, EmptySubscription)
        .data(probes)
        .data(Arc::clone(&found));
    (schema.finish(), found)
}

/// The query of [`schema`].
#[derive(Debug)]
pub struct Root;

#[Object]
impl Root {
    async fn check(&self, ctx: &Context<'_>, input: CreateWebsiteInput) -> Result<Checked> {
        let (check, secrets) = service::website::once(input.into())?;
        let probes: &Probes = ctx.data_unchecked();
        let seen = probes.examine(&check, &secrets).await;
        let found: &Found = ctx.data_unchecked();
        found.get_or_init(|| (check.url.clone(), seen.clone()));
        Ok(Checked::new(check.url, seen, Utc::now()))
    }
}

/// Result of one check: the fields of a tick, without those that only planned checks have, and
/// its TLS facts.
#[derive(SimpleObject)]
#[graphql(name = "CheckResult")]
pub(super) struct Checked {
    /// Normalized URL that was checked.
    url: String,
    /// End of the check.
    checked_at: DateTime<Utc>,
    /// Outcome of the check.
    outcome: Outcome,
    /// Status of the last HTTP response.
    http_status: Option<i32>,
    /// Response time, the sum of the phases, in milliseconds.
    response_time_ms: Option<f64>,
    /// Phases of the last attempt.
    phases: Option<Phases>,
    /// Number of attempts.
    attempts: i32,
    /// Why it is not up.
    failure: Option<Failure>,
    /// What the check observed; null if an older prober reports that it is up.
    evidence: Option<Evidence>,
    /// Facts of the last TLS handshake.
    tls: Option<Handshake>,
}

/// Facts of a TLS handshake.
#[derive(SimpleObject)]
struct Handshake {
    /// Version of TLS.
    version: Option<String>,
    /// Cipher suite.
    cipher: Option<String>,
    /// Protocol that was negotiated by ALPN.
    alpn: Option<String>,
    /// What is wrong with the certificate.
    problem: Option<String>,
    /// Certificates that the server sent, its own first.
    chain: Vec<Certificate>,
}

/// What a check found, whether a prober reported it or it ran here.
struct Facts {
    checked_at_ms: i64,
    outcome: queue::Outcome,
    failure: Option<queue::Failure>,
    http_status: Option<u16>,
    phases: Option<queue::Phases>,
    attempts: u8,
    tls: Option<queue::TlsFacts>,
    evidence: Option<queue::Evidence>,
}

impl Checked {
    fn new(url: String, seen: Observation, now: DateTime<Utc>) -> Self {
        let mut evidence = seen.evidence;
        let chain = seen.tls.as_ref().map(|facts| facts.chain.clone());
        evidence.certificates = chain.unwrap_or_default();
        Self::of(
            url,
            Facts {
                // Truncated to milliseconds, like a tick's.
                checked_at_ms: now.timestamp_millis(),
                outcome: seen.outcome,
                failure: seen.failure,
                http_status: seen.http_status,
                phases: seen.phases,
                attempts: seen.attempts,
                tls: seen.tls,
                evidence: Some(evidence),
            },
        )
    }

    /// The result that a region reported.
    pub(super) fn reported(url: String, report: Report) -> Self {
        Self::of(
            url,
            Facts {
                checked_at_ms: report.checked_at_ms,
                outcome: report.outcome,
                failure: report.failure,
                http_status: report.http_status,
                phases: report.phases,
                attempts: report.attempts,
                tls: report.tls,
                evidence: report.evidence,
            },
        )
    }

    fn of(url: String, facts: Facts) -> Self {
        let now_ms = facts.checked_at_ms;
        let certificate = |certificate| Certificate::new(certificate, now_ms);
        Self {
            url,
            checked_at: date(now_ms),
            outcome: facts.outcome.into(),
            http_status: facts.http_status.map(i32::from),
            response_time_ms: facts
                .phases
                .map(|phases| phases.total_us() as f64 / 1_000.0),
            phases: facts.phases.map(Phases::from),
            attempts: i32::from(facts.attempts),
            failure: facts.failure.map(Failure::from),
            evidence: facts
                .evidence
                .map(|evidence| Evidence::new(evidence, now_ms)),
            tls: facts.tls.map(|facts| Handshake {
                version: facts.version,
                cipher: facts.cipher,
                alpn: facts.alpn,
                problem: facts.problem,
                chain: facts.chain.into_iter().map(certificate).collect(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the fields of type `name` in the schema.
    fn fields(sdl: &str, name: &str) -> Vec<String> {
        let begin = format!("\ntype {name} {{\n");
        let body = sdl.split(&begin).nth(1).unwrap_or_default();
        let body = body.split("\n}").next().unwrap_or_default();
        // Descriptions stand between quotation marks: every other part.
        let outside = body.split("\"\"\"").step_by(2);
        outside
            .flat_map(str::lines)
            .filter_map(|line| line.trim().split([':', '(']).next())
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn it_tells_all_that_a_tick_does_by_the_same_names() {
        let sdl = crate::graphql::sdl();
        // Only planned checks of a website in a region have these.
        let left_out = ["region", "slot", "askedBy", "changedAt"];
        for name in [
            "Tick",
            "Phases",
            "Failure",
            "Evidence",
            "Hop",
            "Attempt",
            "Finding",
            "Certificate",
            "RegionTls",
        ] {
            let fields = fields(&sdl, name);
            assert!(fields.len() > 1, "{name}: {fields:?}");
            for field in fields
                .iter()
                .filter(|field| !left_out.contains(&field.as_str()))
            {
                let words = QUERY.split(|c: char| !c.is_alphanumeric());
                assert!(
                    words.into_iter().any(|word| word == field),
                    "{name}.{field}"
                );
            }
        }
    }
}
