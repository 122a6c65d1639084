//! What TLS shows of a website.

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use entity::tls_facts;

use super::context::ContextExt;
use super::error::Result;
use super::scalar::date;
use crate::service;

const SECOND_MS: i64 = 1_000;
const DAY_MS: i64 = 86_400 * SECOND_MS;

/// What TLS shows of a website in one region, as it was seen last.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct RegionTls {
    #[graphql(skip)]
    region_key: i16,
    /// `TLS 1.3`.
    version: Option<String>,
    /// The cipher suite, as IANA names it.
    cipher: Option<String>,
    /// The protocol chosen by ALPN: `h2`.
    alpn: Option<String>,
    /// What is wrong with the certificate: `tls.expired`.
    problem: Option<String>,
    /// When it was first seen so.
    changed_at: DateTime<Utc>,
    /// The certificates as they were sent, the website's own first.
    chain: Vec<Certificate>,
}

/// A certificate.
#[derive(SimpleObject)]
pub(super) struct Certificate {
    /// Whose: `CN=example.org`.
    subject: String,
    /// The names it is valid for.
    names: Vec<String>,
    /// By whom.
    issuer: String,
    /// From when on it is valid.
    not_before: DateTime<Utc>,
    /// Until when it is valid.
    not_after: DateTime<Utc>,
    /// Whole days until it expires; negative once it has.
    days_left: i64,
    /// Type and size of its key: `ECDSA P-256`.
    key: String,
    /// SHA-256 of its DER form, in hex.
    fingerprint: String,
}

#[ComplexObject]
impl RegionTls {
    /// Where it was seen.
    async fn region(&self, ctx: &Context<'_>) -> Result<String> {
        ctx.region_name(self.region_key).await
    }
}

impl RegionTls {
    /// What the row says, as of `now_ms`.
    pub(super) fn new(row: tls_facts::Model, now_ms: i64) -> service::Result<Self> {
        let facts: queue::TlsFacts = serde_json::from_str(&row.body)?;
        let chain = facts.chain.into_iter();
        Ok(Self {
            region_key: row.region_key,
            version: facts.version,
            cipher: facts.cipher,
            alpn: facts.alpn,
            problem: facts.problem,
            changed_at: date(row.changed_at_ms),
            chain: chain
                .map(|certificate| Certificate::new(certificate, now_ms))
                .collect(),
        })
    }
}

impl Certificate {
    /// The certificate, as of `now_ms`.
    pub(super) fn new(seen: queue::Certificate, now_ms: i64) -> Self {
        let ms = |secs: i64| secs.saturating_mul(SECOND_MS);
        let left_ms = ms(seen.not_after_secs).saturating_sub(now_ms);
        Self {
            subject: seen.subject,
            names: seen.names,
            issuer: seen.issuer,
            not_before: date(ms(seen.not_before_secs)),
            not_after: date(ms(seen.not_after_secs)),
            days_left: left_ms.div_euclid(DAY_MS),
            key: seen.key,
            fingerprint: seen
                .fingerprint
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }
}
