//! Rows of incidents: what is remembered of each website, incidents, timelines and verdicts.

use std::collections::BTreeMap;

use entity::alert::{Alert, AlertIncident, AlertKind};
use entity::incident::Shown;
use entity::incident_event::{self, IncidentEventKind};
use entity::verdict::{self, VerdictKind, VoteSeen, VotesSeen};
use entity::{Outcome, WebsiteKey, WebsiteStatus, incident, website_status};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::facts::Facts;
use super::tell::{self, News};
use super::{Act, Followed, Happened, WebsiteState};
use crate::Result;
use crate::domain::cause;
use crate::domain::incident::What;
use crate::domain::judgement::Seen;
use crate::sql::{Params, ROWS_A_STATEMENT, postgres_bulk};

/// Writes what must be remembered of each website.
pub(super) async fn save_watches(
    transaction: &DatabaseTransaction,
    states: &[&WebsiteState],
) -> Result<()> {
    let rows: Vec<&website_status::Model> = states.iter().map(|state| &state.row).collect();
    if postgres_bulk::understood_by(transaction) {
        return Ok(postgres_bulk::save_watches(transaction, &rows).await?);
    }
    for row in rows {
        website_status::Entity::update_many()
            .col_expr(
                website_status::Column::Watch,
                Expr::value(row.watch.clone()),
            )
            .col_expr(
                website_status::Column::IncidentDueMs,
                Expr::value(row.incident_due_ms),
            )
            .filter(website_status::Column::WebsiteKey.eq(row.website_key))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

/// Writes what happened to these websites.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    of_website: &[(&WebsiteState, &Followed)],
    now_ms: i64,
) -> Result<()> {
    if of_website.is_empty() {
        return Ok(());
    }
    let facts = Facts::read(transaction, of_website).await?;
    let mut written = Written::default();
    for (state, followed) in of_website {
        written.take(state, followed, &facts);
    }
    written.incidents(transaction).await?;
    written.timelines(transaction).await?;
    written.verdicts(transaction).await?;
    tell::write(transaction, written.news, now_ms).await
}

#[derive(Default)]
struct Written {
    opened: BTreeMap<Uuid, incident::Model>,
    /// Resolved incidents that were open before, with the instant and who resolved them.
    resolved: Vec<(WebsiteKey, i64, Option<Uuid>)>,
    timeline: Vec<incident_event::ActiveModel>,
    verdicts: BTreeMap<(WebsiteKey, i64, i16), verdict::Model>,
    news: Vec<News>,
}

impl Written {
    fn take(&mut self, state: &WebsiteState, followed: &Followed, facts: &Facts) {
        // What regions said while an incident was open.
        let is_act = state.act != Act::None;
        for (region_key, change) in state.new_region_changes().filter(|_| !is_act) {
            if let Some(incident_id) = followed.open_before(change.at_ms) {
                self.timeline.push(incident_event::ActiveModel {
                    region_key: Set(Some(region_key)),
                    status: Set(Some(change.status)),
                    ..entry(incident_id, change.at_ms, IncidentEventKind::Region)
                });
            }
        }
        let website_key = state.website.key;
        for happened in &followed.happened {
            let at_ms = happened.event.at_ms;
            match happened.event.what {
                What::Opened { is_flapping } => {
                    self.open(state, happened, is_flapping, facts);
                }
                What::Resolved => self.resolve(state, happened, facts),
                What::Partial => self.tell(state, happened, AlertKind::Partial, None, facts),
                What::Degraded => self.tell(state, happened, AlertKind::Degraded, None, facts),
                What::Held(run) => {
                    let verdict = verdict::Model {
                        first_ms: run.first_ms,
                        count: run.count,
                        ..verdict_of(website_key, run.kind, at_ms, happened)
                    };
                    self.verdict(verdict);
                }
            }
        }
    }

    fn open(
        &mut self,
        state: &WebsiteState,
        happened: &Happened,
        is_flapping: bool,
        facts: &Facts,
    ) {
        let Some(id) = happened.incident_id else {
            return;
        };
        let at_ms = happened.event.at_ms;
        let website = &state.website;
        let row = incident::Model {
            id,
            website_key: website.key,
            organization_id: website.organization_id,
            opened_at_ms: at_ms,
            acknowledged_at_ms: None,
            acknowledged_by: None,
            resolved_at_ms: None,
            resolved_by: None,
            is_flapping,
            cause: cause::sentence(&facts.said(website.key, &happened.seen)),
            shown: shown(&happened.seen),
        };
        for (region_key, vote) in &happened.seen.votes {
            if let Some(vote) = vote.filter(|vote| vote.say == Some(Outcome::Down)) {
                self.timeline.push(incident_event::ActiveModel {
                    region_key: Set(Some(*region_key)),
                    status: Set(Some(WebsiteStatus::Down)),
                    ..entry(id, vote.checked_at_ms, IncidentEventKind::Region)
                });
            }
        }
        self.timeline
            .push(entry(id, at_ms, IncidentEventKind::Opened));
        let kind = VerdictKind::Opened;
        self.verdict(verdict_of(website.key, kind, at_ms, happened));
        let about = about(&row);
        self.tell(
            state,
            happened,
            AlertKind::IncidentOpened,
            Some(about),
            facts,
        );
        self.opened.insert(id, row);
    }

    fn resolve(&mut self, state: &WebsiteState, happened: &Happened, facts: &Facts) {
        let Some(id) = happened.incident_id else {
            return;
        };
        let at_ms = happened.event.at_ms;
        let website_key = state.website.key;
        let about = if let Some(row) = self.opened.get_mut(&id) {
            row.resolved_at_ms = Some(at_ms);
            Some(about(row))
        } else {
            self.resolved.push((website_key, at_ms, happened.user));
            None
        };
        self.timeline.push(incident_event::ActiveModel {
            user_id: Set(happened.user),
            text: Set(happened.why.map(str::to_owned)),
            ..entry(id, at_ms, IncidentEventKind::Resolved)
        });
        let kind = VerdictKind::Resolved;
        self.verdict(verdict_of(website_key, kind, at_ms, happened));
        self.tell(state, happened, AlertKind::IncidentResolved, about, facts);
    }

    fn verdict(&mut self, verdict: verdict::Model) {
        use sea_orm::ActiveEnum;
        let key = (
            verdict.website_key,
            verdict.first_ms,
            verdict.kind.to_value(),
        );
        self.verdicts.insert(key, verdict);
    }

    fn tell(
        &mut self,
        state: &WebsiteState,
        happened: &Happened,
        kind: AlertKind,
        incident: Option<AlertIncident>,
        facts: &Facts,
    ) {
        let website = &state.website;
        self.news.push(News {
            organization_id: website.organization_id,
            website_key: website.key,
            incident_id: happened.incident_id,
            user: happened.user,
            alert: Alert {
                kind,
                at_ms: happened.event.at_ms,
                website: Some(website.into()),
                incident,
                regions: facts.regions(website.key, &happened.seen),
                summary: match kind {
                    AlertKind::Partial | AlertKind::Degraded => {
                        Some(cause::sentence(&facts.said(website.key, &happened.seen)))
                    }
                    _ => happened.why.map(str::to_owned),
                },
                listed: None,
                trouble: None,
            },
        });
    }

    async fn incidents(&self, transaction: &DatabaseTransaction) -> Result<()> {
        let resolved: Vec<[i64; 2]> = (self.resolved.iter())
            .map(|(website_key, at_ms, _)| [website_key.0.into(), *at_ms])
            .collect();
        if !resolved.is_empty() {
            let mut params = Params::on(transaction);
            let columns = [("website_key", "integer"), ("at_ms", "bigint")];
            let rows = params.table("r", columns, &resolved);
            let sql = format!(
                "UPDATE incident SET resolved_at_ms = r.at_ms FROM {rows}
                 WHERE incident.website_key = r.website_key AND incident.resolved_at_ms IS NULL"
            );
            transaction.execute_raw(params.statement(sql)).await?;
        }
        let by: Vec<_> = (self.news.iter())
            .filter_map(|news| Some((news.incident_id?, news.user?)))
            .collect();
        for (incident_id, user) in by {
            incident::Entity::update_many()
                .col_expr(incident::Column::ResolvedBy, Expr::value(user))
                .filter(incident::Column::Id.eq(incident_id))
                .exec(transaction)
                .await?;
        }
        // There is none that is open still, unless what was remembered of it was lost.
        let websites = self.opened.values().map(|row| row.website_key);
        if !self.opened.is_empty() {
            let keys: Vec<WebsiteKey> = websites.collect();
            incident::Entity::update_many()
                .col_expr(
                    incident::Column::ResolvedAtMs,
                    Expr::col(incident::Column::OpenedAtMs),
                )
                .filter(postgres_bulk::among(
                    transaction,
                    incident::Column::WebsiteKey,
                    &keys,
                ))
                .filter(incident::Column::ResolvedAtMs.is_null())
                .exec(transaction)
                .await?;
        }
        let opened: Vec<_> = (self.opened.values())
            .map(|row| row.clone().into_active_model().reset_all())
            .collect();
        for rows in opened.chunks(ROWS_A_STATEMENT) {
            incident::Entity::insert_many(rows.to_vec())
                .on_conflict_do_nothing_on([incident::Column::Id])
                .exec_without_returning(transaction)
                .await?;
        }
        Ok(())
    }

    async fn timelines(&mut self, transaction: &DatabaseTransaction) -> Result<()> {
        self.timeline.sort_by_key(|row| row.at_ms.clone().take());
        for rows in self.timeline.chunks(ROWS_A_STATEMENT) {
            incident_event::Entity::insert_many(rows.to_vec())
                .exec_without_returning(transaction)
                .await?;
        }
        Ok(())
    }

    async fn verdicts(&self, transaction: &DatabaseTransaction) -> Result<()> {
        let rows: Vec<_> = (self.verdicts.values())
            .map(|row| row.clone().into_active_model().reset_all())
            .collect();
        for rows in rows.chunks(ROWS_A_STATEMENT) {
            verdict::Entity::insert_many(rows.to_vec())
                .on_conflict(
                    OnConflict::columns([
                        verdict::Column::WebsiteKey,
                        verdict::Column::FirstMs,
                        verdict::Column::Kind,
                    ])
                    .update_columns([
                        verdict::Column::LastMs,
                        verdict::Column::Count,
                        verdict::Column::Needed,
                        verdict::Column::Regions,
                        verdict::Column::Votes,
                    ])
                    .to_owned(),
                )
                .exec_without_returning(transaction)
                .await?;
        }
        Ok(())
    }
}

/// An entry of a timeline.
pub(crate) fn entry(
    incident_id: Uuid,
    at_ms: i64,
    kind: IncidentEventKind,
) -> incident_event::ActiveModel {
    incident_event::ActiveModel {
        incident_id: Set(incident_id),
        at_ms: Set(at_ms),
        kind: Set(kind),
        region_key: Set(None),
        status: Set(None),
        user_id: Set(None),
        text: Set(None),
        ..Default::default()
    }
}

/// What an alert tells of an incident.
pub(crate) fn about(row: &incident::Model) -> AlertIncident {
    AlertIncident {
        id: row.id,
        opened_at_ms: row.opened_at_ms,
        acknowledged_at_ms: row.acknowledged_at_ms,
        resolved_at_ms: row.resolved_at_ms,
        by: None,
        cause: row.cause.clone(),
        is_flapping: row.is_flapping,
        is_repeated: false,
    }
}

fn verdict_of(
    website_key: WebsiteKey,
    kind: VerdictKind,
    at_ms: i64,
    happened: &Happened,
) -> verdict::Model {
    let seen = &happened.seen;
    let votes = seen.votes.iter().map(|(region_key, vote)| VoteSeen {
        region_key: *region_key,
        slot_ms: vote.map(|vote| vote.slot_ms),
        say: vote.and_then(|vote| vote.say),
        failures: vote.map_or(0, |vote| vote.failures),
    });
    let small = |number: usize| i16::try_from(number).unwrap_or(i16::MAX);
    verdict::Model {
        website_key,
        first_ms: at_ms,
        kind,
        last_ms: at_ms,
        count: 1,
        needed: small(seen.needed),
        regions: small(seen.votes.len()),
        votes: VotesSeen(votes.collect()),
        incident_id: happened.incident_id,
    }
}

/// The checks that show best what was seen: the newest that failed, and the newest that did
/// not.
fn shown(seen: &Seen) -> Shown {
    let newest = |is_down: bool| {
        let votes = seen.votes.iter().filter_map(|(region_key, vote)| {
            let vote = vote.filter(|vote| vote.say.is_some())?;
            let is = vote.say == Some(Outcome::Down);
            (is == is_down).then_some((*region_key, vote.slot_ms))
        });
        votes.max_by_key(|(_, slot_ms)| *slot_ms)
    };
    Shown {
        failing: newest(true),
        healthy: newest(false),
    }
}
