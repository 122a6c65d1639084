//! Evidence and TLS facts of ticks.
//!
//! Both are stored as JSON text, whose strings may contain anything: JSON escapes the NUL that
//! PostgreSQL rejects. Probers are the least trusted part, so sizes are bounded here again.

use std::collections::HashMap;

use entity::feed::TickKey;
use entity::{RegionKey, WebsiteKey, evidence, tls_facts};
use queue::{Certificate, Evidence, Origin, Outcome, Report, TlsFacts, codec};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect,
};
use sha2::{Digest, Sha256};

use super::convert::bounded;
use crate::Result;

/// Most certificates stored of a chain.
const MAX_CHAIN: usize = 10;

/// Most names stored of a certificate.
const MAX_NAMES: usize = 100;

/// Longest text of a certificate, in bytes; a DNS name has at most 253 (RFC 1035).
const MAX_TEXT_BYTES: usize = 256;

/// Longest text of a handshake, in bytes.
const MAX_WORD_BYTES: usize = 64;

/// Rows in one statement; keeps their JSON within a few MiB.
const REPORTS_A_STATEMENT: usize = 200;

/// A report and the key of its tick.
pub(super) type KeyedReport<'a> = (TickKey, &'a Report);

/// Stores the evidence of new ticks. Returns how many were stored without it because it was
/// too large.
pub(super) async fn store_evidence(
    transaction: &DatabaseTransaction,
    new: &[KeyedReport<'_>],
) -> Result<usize> {
    let mut too_big = 0;
    let mut rows = Vec::new();
    for (key, report) in new {
        let Some(found) = &report.evidence else {
            continue;
        };
        // Of what is up only checks beside the schedule keep it: they are few.
        if report.outcome == Outcome::Up && report.key.origin == Origin::Schedule {
            continue;
        }
        match evidence_body(found) {
            Some(body) => rows.push(evidence::ActiveModel {
                website_key: Set(key.website_key),
                region_key: Set(key.region_key),
                slot_ms: Set(key.slot_ms),
                body: Set(body),
            }),
            None => too_big += 1,
        }
    }
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        evidence::Entity::insert_many(rows.by_ref().take(REPORTS_A_STATEMENT))
            .on_conflict_do_nothing_on([
                evidence::Column::WebsiteKey,
                evidence::Column::RegionKey,
                evidence::Column::SlotMs,
            ])
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(too_big)
}

/// The evidence as JSON, unless it exceeds the size a prober may send.
fn evidence_body(found: &Evidence) -> Option<String> {
    if codec::size(found) > Evidence::LIMIT_BYTES {
        return None;
    }
    serde_json::to_string(found).ok()
}

/// Stores the TLS facts of these checks, each the newest of its website and region, if they
/// differ from the stored ones.
pub(super) async fn store_tls(
    transaction: &DatabaseTransaction,
    newest: &[KeyedReport<'_>],
) -> Result<()> {
    let found: Vec<tls_facts::Model> = newest
        .iter()
        .filter_map(|(key, report)| tls_row(*key, report))
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    let website_keys = found.iter().map(|row| row.website_key);
    let stored: HashMap<(WebsiteKey, RegionKey), i64> = tls_facts::Entity::find()
        .select_only()
        .columns([
            tls_facts::Column::WebsiteKey,
            tls_facts::Column::RegionKey,
            tls_facts::Column::Hash,
        ])
        .filter(tls_facts::Column::WebsiteKey.is_in(website_keys))
        .into_tuple::<(WebsiteKey, RegionKey, i64)>()
        .all(transaction)
        .await?
        .into_iter()
        .map(|(website_key, region_key, hash)| ((website_key, region_key), hash))
        .collect();
    let mut changed = found
        .into_iter()
        .filter(|row| stored.get(&(row.website_key, row.region_key)) != Some(&row.hash))
        .map(IntoActiveModel::into_active_model)
        .map(ActiveModelTrait::reset_all)
        .peekable();
    while changed.peek().is_some() {
        tls_facts::Entity::insert_many(changed.by_ref().take(REPORTS_A_STATEMENT))
            .on_conflict(
                OnConflict::columns([tls_facts::Column::WebsiteKey, tls_facts::Column::RegionKey])
                    .update_columns([
                        tls_facts::Column::Hash,
                        tls_facts::Column::ChangedAtMs,
                        tls_facts::Column::Body,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

fn tls_row(key: TickKey, report: &Report) -> Option<tls_facts::Model> {
    let facts = bounded_facts(report.tls.as_ref()?);
    let body = serde_json::to_string(&facts).ok()?;
    let digest: [u8; 32] = Sha256::digest(&body).into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    Some(tls_facts::Model {
        website_key: key.website_key,
        region_key: key.region_key,
        hash: i64::from_be_bytes([a, b, c, d, e, f, g, h]),
        changed_at_ms: report.checked_at_ms,
        body,
    })
}

fn bounded_facts(facts: &TlsFacts) -> TlsFacts {
    let word = |text: &Option<String>| text.as_deref().map(|text| bounded(text, MAX_WORD_BYTES));
    TlsFacts {
        version: word(&facts.version),
        cipher: word(&facts.cipher),
        alpn: word(&facts.alpn),
        problem: word(&facts.problem),
        chain: facts
            .chain
            .iter()
            .take(MAX_CHAIN)
            .map(bounded_certificate)
            .collect(),
    }
}

fn bounded_certificate(certificate: &Certificate) -> Certificate {
    let text = |text: &String| bounded(text, MAX_TEXT_BYTES);
    Certificate {
        subject: text(&certificate.subject),
        names: certificate.names.iter().take(MAX_NAMES).map(text).collect(),
        issuer: text(&certificate.issuer),
        key: text(&certificate.key),
        not_before_secs: certificate.not_before_secs,
        not_after_secs: certificate.not_after_secs,
        fingerprint: certificate.fingerprint,
    }
}
