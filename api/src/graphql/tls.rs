//! TLS facts of a website.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{RegionKey, tls_facts};

use super::context::ContextExt;
use super::error::Result;
use super::scalar::date;
use crate::service;

const SECOND_MS: i64 = 1_000;
const DAY_MS: i64 = 86_400 * SECOND_MS;

/// The latest TLS handshake of a website from one region.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct RegionTls {
    #[graphql(skip)]
    region_key: RegionKey,
    /// Protocol version, such as `TLS 1.3`.
    version: Option<String>,
    /// IANA name of the cipher suite.
    cipher: Option<String>,
    /// Protocol negotiated by ALPN, such as `h2`.
    alpn: Option<String>,
    /// Problem with the certificate, such as `tls.expired`; null if there is none.
    problem: Option<String>,
    /// When these facts were first observed.
    changed_at: DateTime<Utc>,
    /// Certificates in the order sent, the website's own first.
    chain: Vec<Certificate>,
}

/// A certificate.
#[derive(SimpleObject)]
pub(super) struct Certificate {
    /// Subject of the certificate, such as `CN=example.org`.
    subject: String,
    /// Names that the certificate is valid for.
    names: Vec<String>,
    /// Issuer of the certificate.
    issuer: String,
    /// Start of the certificate's validity.
    not_before: DateTime<Utc>,
    /// End of the certificate's validity.
    not_after: DateTime<Utc>,
    /// Whole days until the certificate expires; negative once it has expired.
    days_left: i64,
    /// Type and size of the certificate's key, such as `ECDSA P-256`.
    key: String,
    /// SHA-256 of the certificate's DER encoding, in hexadecimal.
    fingerprint: String,
}

#[ComplexObject]
impl RegionTls {
    /// Name of the region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Arc<str>> {
        ctx.region_name(self.region_key).await
    }
}

impl RegionTls {
    /// The facts in the row; `now_ms` determines the remaining days.
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
    /// The certificate; `now_ms` determines its remaining days.
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
