//! Verdicts: why an incident opened or resolved, and why none did.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::verdict;
use sea_orm::ActiveEnum;

use super::context::ContextExt;
use super::error::Result;
use super::scalar::date;
use super::serial::{AtHand, Page, Serial};
use super::tick::Outcome;
use crate::service::page;

/// What a verdict says.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "verdict::VerdictKind", name = "IncidentVerdictKind")]
pub(super) enum VerdictKind {
    /// An incident opened.
    Opened,
    /// An incident resolved.
    Resolved,
    /// Regions failed, but fewer than the quorum.
    BelowQuorum,
    /// The website was down, but for less time than its confirmation takes.
    Unconfirmed,
    /// The website was down while in maintenance.
    Maintenance,
    /// The website was down after a person had resolved its incident.
    ResolvedByHand,
}

/// One judgement of a website's votes that opened or resolved an incident, or a run of the same
/// ones that saw a region fail and opened none.
#[derive(SimpleObject)]
#[graphql(name = "IncidentVerdict")]
pub(super) struct Verdict {
    /// What it says.
    kind: VerdictKind,
    /// Instant of the first judgement.
    first_at: DateTime<Utc>,
    /// Instant of the last judgement.
    last_at: DateTime<Utc>,
    /// Number of judgements.
    count: i32,
    /// Number of down votes that an incident needed.
    needed: i32,
    /// The votes of the regions that counted, as the last judgement saw them.
    votes: Vec<Serial<VerdictVote>>,
    /// Identifier of the incident that opened or resolved.
    incident_id: Option<ID>,
}

/// The vote of a region that a judgement saw.
#[derive(SimpleObject)]
#[graphql(name = "IncidentVerdictVote")]
pub(super) struct VerdictVote {
    /// Name of the region.
    region: String,
    /// Slot of the tick that it voted with; null without a vote.
    slot: Option<DateTime<Utc>>,
    /// What it said; null if its vote had expired, or was a single failure after none.
    say: Option<Outcome>,
    /// Number of consecutive failed attempts, at most 2: down is said only of two.
    failures: i32,
}

impl AtHand for Verdict {}

impl AtHand for VerdictVote {}

impl Verdict {
    /// The page of these verdicts.
    pub(super) async fn page(
        ctx: &Context<'_>,
        found: page::Page<verdict::Model>,
        has_previous: bool,
    ) -> Result<Page<Self>> {
        let mut connection = Connection::new(has_previous, found.has_next);
        for row in found.rows {
            let cursor = Self::cursor(&row);
            let mut votes = Vec::with_capacity(row.votes.0.len());
            for vote in row.votes.0 {
                votes.push(Serial(VerdictVote {
                    region: ctx.region_name(vote.region_key).await?.to_string(),
                    slot: vote.slot_ms.map(date),
                    say: vote.say.map(Into::into),
                    failures: vote.failures.into(),
                }));
            }
            let verdict = Self {
                kind: row.kind.into(),
                first_at: date(row.first_ms),
                last_at: date(row.last_ms),
                count: row.count,
                needed: row.needed.into(),
                votes,
                incident_id: row.incident_id.map(Into::into),
            };
            let edge = Edge::<_, _, EmptyFields>::new(cursor, Serial(verdict));
            connection.edges.push(edge);
        }
        Ok(Page(connection))
    }

    fn cursor(row: &verdict::Model) -> String {
        let kind = row.kind.to_value().to_be_bytes();
        page::cursor(&[row.first_ms.to_be_bytes().as_slice(), &kind].concat())
    }

    /// First instant and kind of the verdict at `cursor`.
    pub(super) fn position(cursor: Option<&str>) -> Result<Option<(i64, i16)>> {
        let Some([a, b, c, d, e, f, g, h, kind @ ..]) = page::after::<10>(cursor)? else {
            return Ok(None);
        };
        let first_ms = page::instant(i64::from_be_bytes([a, b, c, d, e, f, g, h]))?;
        Ok(Some((first_ms, i16::from_be_bytes(kind))))
    }
}
