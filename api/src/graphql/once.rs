//! One check without a website, for `upbeat check`: it is asked for and answered in the
//! schema's own words, in a schema of its own without a database.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Context, EmptyMutation, EmptySubscription, Object, Request, Schema, SimpleObject, Variables,
};
use chrono::{DateTime, Utc};
use prober::{Observation, Probes};
use serde_json::Value;

use super::error::Result;
use super::evidence::Evidence;
use super::scalar::date;
use super::tick::{Failure, Outcome, Phases};
use super::tls::Certificate;
use super::website_input::CreateWebsiteInput;
use crate::service;

/// Everything that can be told.
const QUERY: &str = "query($input: CreateWebsiteInput!) { check(input: $input) {
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

/// What came of a check.
#[derive(Debug)]
pub struct Answer {
    /// The URL that was checked.
    pub url: String,
    /// What was found.
    pub found: Observation,
    /// The same as the API would tell it.
    pub told: Value,
}

/// Checks once what a `CreateWebsiteInput` says.
///
/// # Errors
/// One sentence that names the field and what is wrong with it.
pub async fn check(probes: Probes, input: Value) -> std::result::Result<Answer, String> {
    let found = Arc::new(OnceLock::new());
    let schema = Schema::build(Root, EmptyMutation, EmptySubscription)
        .data(probes)
        .data(Arc::clone(&found))
        .finish();
    let variables = Variables::from_json(serde_json::json!({ "input": input }));
    let answer = schema
        .execute(Request::new(QUERY).variables(variables))
        .await;
    if let Some(error) = answer.errors.first() {
        return Err(error.message.clone());
    }
    let told = answer.data.into_json().map_err(|err| err.to_string())?;
    let told = told.get("check").cloned().unwrap_or_default();
    match found.get().cloned() {
        Some((url, found)) => Ok(Answer { url, found, told }),
        None => Err("nothing was checked".to_owned()),
    }
}

/// Where the resolver leaves what it found.
type Found = Arc<OnceLock<(String, Observation)>>;

struct Root;

#[Object]
impl Root {
    async fn check(&self, ctx: &Context<'_>, input: CreateWebsiteInput) -> Result<Checked> {
        let (check, secrets) = service::website::once(input.into())?;
        let probes: &Probes = ctx.data_unchecked();
        let seen = probes.run(&check, &secrets).await;
        let found: &Found = ctx.data_unchecked();
        found.get_or_init(|| (check.url.clone(), seen.clone()));
        Ok(Checked::new(check.url, seen, Utc::now()))
    }
}

/// What one check found: of a tick all but what only a planned one has, and with it what
/// TLS showed.
#[derive(SimpleObject)]
struct Checked {
    url: String,
    checked_at: DateTime<Utc>,
    outcome: Outcome,
    http_status: Option<i32>,
    response_time_ms: Option<f64>,
    phases: Option<Phases>,
    attempts: i32,
    failure: Option<Failure>,
    evidence: Evidence,
    tls: Option<Shown>,
}

/// What the last handshake showed.
#[derive(SimpleObject)]
struct Shown {
    version: Option<String>,
    cipher: Option<String>,
    alpn: Option<String>,
    problem: Option<String>,
    chain: Vec<Certificate>,
}

impl Checked {
    fn new(url: String, seen: Observation, now: DateTime<Utc>) -> Self {
        let now_ms = now.timestamp_millis();
        let mut evidence = seen.evidence;
        let chain = seen.tls.as_ref().map(|facts| facts.chain.clone());
        evidence.certificates = chain.unwrap_or_default();
        Self {
            url,
            // As a tick has it: in milliseconds.
            checked_at: date(now_ms),
            outcome: seen.outcome.into(),
            http_status: seen.http_status.map(i32::from),
            response_time_ms: seen.phases.map(|phases| phases.total_us() as f64 / 1_000.0),
            phases: seen.phases.map(Phases::from),
            attempts: i32::from(seen.attempts),
            failure: seen.failure.map(Failure::from),
            evidence: Evidence::new(evidence, now_ms),
            tls: seen.tls.map(|facts| Shown {
                version: facts.version,
                cipher: facts.cipher,
                alpn: facts.alpn,
                problem: facts.problem,
                chain: facts
                    .chain
                    .into_iter()
                    .map(|certificate| Certificate::new(certificate, now_ms))
                    .collect(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of the fields that a type of the schema has.
    fn fields(sdl: &str, name: &str) -> Vec<String> {
        let begin = format!("\ntype {name} {{\n");
        let body = sdl.split(&begin).nth(1).unwrap_or_default();
        let body = body.split("\n}").next().unwrap_or_default();
        // Every other part stands between quotation marks.
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
        // What only a planned check of a website in a region has.
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
