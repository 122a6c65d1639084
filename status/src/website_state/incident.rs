//! Incidents: follows each website's judgements, and writes what happens.
//!
//! `save` is the only caller, so an incident, its timeline, the verdict that explains it and the
//! deliveries that tell of it are written in the transaction of the ticks, of the sweep or of the
//! person's change.

mod facts;
pub(crate) mod rows;
pub(crate) mod tell;

use std::collections::HashMap;

use entity::feed::{IncidentStep, StepKind};
use entity::maintenance_window::{self, Periods};
use entity::{WebsiteKey, WebsiteStatus, website};
use sea_orm::DatabaseTransaction;
use sha2::{Digest, Sha256};
use tracing::error;
use uuid::{Builder, Uuid};

use super::WebsiteState;
use crate::Result;
use crate::domain::incident::{Event, Rules, Watch, What};
use crate::domain::judgement::Seen;

/// What a person does to a website, besides what it does to the votes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Act {
    /// Nothing.
    #[default]
    None,
    /// Changes what is checked.
    Edit,
    /// Pauses or deletes the website: in words, and who does.
    End(&'static str, Option<Uuid>),
    /// Resolves this incident, if it is the open one.
    Resolve {
        /// The incident.
        incident: Uuid,
        /// Who does so.
        user: Uuid,
    },
}

/// Something that happened to a website.
#[derive(Clone, Debug)]
struct Happened {
    event: Event,
    /// The votes that the judgement saw.
    seen: Seen,
    /// The incident that it is about: the open one, or the one that resolved.
    incident_id: Option<Uuid>,
    /// Who did it, and why, if a person did.
    user: Option<Uuid>,
    why: Option<&'static str>,
}

/// What happened to one website in a batch.
#[derive(Clone, Debug, Default)]
pub(super) struct Followed {
    happened: Vec<Happened>,
    /// The incident that was open before.
    was_open: Option<Uuid>,
    /// Whether what must be remembered has changed.
    has_changed: bool,
}

impl Followed {
    /// The openings and resolutions among what happened to the website.
    pub(super) fn steps(&self, website_key: WebsiteKey) -> impl Iterator<Item = IncidentStep> {
        self.happened.iter().filter_map(move |happened| {
            let kind = match happened.event.what {
                What::Opened { .. } => StepKind::Opened,
                What::Resolved => StepKind::Resolved,
                What::Partial | What::Degraded | What::Held(_) => return None,
            };
            Some(IncidentStep {
                website_key,
                incident_id: happened.incident_id?,
                at_ms: happened.event.at_ms,
                kind,
            })
        })
    }

    /// The incident that was open before `at_ms`.
    fn open_before(&self, at_ms: i64) -> Option<Uuid> {
        let mut open = self.was_open;
        for happened in self.happened.iter().filter(|it| it.event.at_ms < at_ms) {
            match happened.event.what {
                What::Opened { .. } => open = happened.incident_id,
                What::Resolved => open = None,
                What::Partial | What::Degraded | What::Held(_) => {}
            }
        }
        open
    }
}

/// How far maintenance is looked for: an incident is confirmed within a day.
const MAINTENANCE_AHEAD_MS: i64 = 2 * 86_400_000;

/// Longest time until a website in maintenance is looked at again, in milliseconds: a batch that
/// was under way did not see windows that a person changed meanwhile.
const LOOK_AGAIN_MS: i64 = 60_000;

/// Follows the judgements of the votes of each website, and time as far as it is certain.
pub(super) async fn follow(
    transaction: &DatabaseTransaction,
    states: &mut [WebsiteState],
    now_ms: i64,
) -> Result<Vec<Followed>> {
    // Most websites are calm, and nothing is read for them.
    let watches: Vec<Option<Watch>> = states.iter().map(recall).collect();
    let maintenance = maintenance(transaction, states, &watches, now_ms).await?;
    let of_website = states.iter_mut().zip(watches);
    let followed = of_website.map(|(state, watch)| {
        let Some(watch) = watch else {
            return Followed::default();
        };
        let periods = maintenance.get(&state.website.key);
        let periods = periods.map_or(&[][..], |periods| &periods[..]);
        follow_one(state, watch, periods, now_ms)
    });
    Ok(followed.collect())
}

/// What is remembered of the website, if it is to be followed.
fn recall(state: &WebsiteState) -> Option<Watch> {
    let is_calm = state.votes.judgements.is_empty() && state.row.watch.is_none();
    (!is_calm).then(|| recalled(&state.website, state.row.watch.as_deref()))
}

/// When the websites that are followed are in maintenance, from the first instant that matters.
async fn maintenance(
    transaction: &DatabaseTransaction,
    states: &[WebsiteState],
    watches: &[Option<Watch>],
    now_ms: i64,
) -> Result<HashMap<WebsiteKey, Periods>> {
    let (mut from_ms, mut keys) = (now_ms, Vec::new());
    for (state, watch) in states.iter().zip(watches) {
        if let Some(watch) = watch {
            let judged_ms = state.votes.judgements.first().map(|first| first.at_ms);
            let since_ms = [watch.since_ms(), judged_ms, state.certain_to_ms];
            from_ms = since_ms.into_iter().flatten().fold(from_ms, Ord::min);
            keys.push(state.website.key);
        }
    }
    let ranges = [(from_ms, now_ms + MAINTENANCE_AHEAD_MS)];
    Ok(maintenance_window::of_websites(transaction, &keys, &ranges).await?)
}

fn follow_one(
    state: &mut WebsiteState,
    mut watch: Watch,
    maintenance: &[(i64, i64)],
    now_ms: i64,
) -> Followed {
    let judgements = std::mem::take(&mut state.votes.judgements);
    let before = state.row.watch.clone();
    let rules = Rules {
        confirmation_ms: state.website.confirmation_ms,
        recovery_ms: state.website.recovery_ms,
        maintenance,
    };
    let website_id = state.website.id;
    let mut open = (watch.open).map(|open| incident_id(website_id, open.opened_ms));
    let mut followed = Followed {
        was_open: open,
        ..Followed::default()
    };
    let mut events = Vec::new();
    // An event before a judgement saw the votes of the one before it.
    let mut take = |events: &mut Vec<Event>, before: &Seen, at_ms: i64, seen: &Seen| {
        for event in events.drain(..) {
            if let What::Opened { .. } = event.what {
                open = Some(incident_id(website_id, event.at_ms));
            }
            let seen = if event.at_ms < at_ms { before } else { seen };
            let incident_id = open;
            if event.what == What::Resolved {
                open = None;
            }
            followed.happened.push(Happened {
                event,
                seen: seen.clone(),
                incident_id,
                user: None,
                why: None,
            });
        }
    };
    let mut seen = state.seen_before();
    for judgement in judgements {
        watch.judged(&judgement, rules, &mut events);
        take(&mut events, &seen, judgement.at_ms, &judgement.seen);
        seen = judgement.seen;
    }
    if let Some(to_ms) = state.certain_to_ms {
        watch.advance(to_ms, rules, &mut events);
        take(&mut events, &seen, i64::MAX, &seen);
    }
    let is_down = state.votes.status == WebsiteStatus::Down;
    let (ended, user, why) = match state.act {
        Act::None => (false, None, None),
        Act::Edit => {
            watch.restart();
            (false, None, None)
        }
        Act::End(why, user) => (watch.end(), user, Some(why)),
        Act::Resolve { incident, user } if open == Some(incident) => {
            (watch.resolve(is_down), Some(user), None)
        }
        // It has resolved; what is open now is another one.
        Act::Resolve { .. } => (false, None, None),
    };
    if ended {
        followed.happened.push(Happened {
            event: Event {
                at_ms: now_ms,
                what: What::Resolved,
            },
            seen,
            incident_id: open,
            user,
            why,
        });
    }
    let due_ms = watch.due_ms(rules);
    let latest_ms = if maintenance.is_empty() {
        i64::MAX
    } else {
        now_ms + LOOK_AGAIN_MS
    };
    state.row.incident_due_ms = due_ms.map(|due_ms| due_ms.min(latest_ms));
    state.row.watch = kept(&watch, now_ms);
    let is_due_as_before = state.row.incident_due_ms == state.stored.row.incident_due_ms;
    followed.has_changed = state.row.watch != before || !is_due_as_before;
    followed
}

/// Writes what happened, after the states.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    states: &[WebsiteState],
    followed: &[Followed],
    now_ms: i64,
) -> Result<()> {
    let of_website = || states.iter().zip(followed);
    let changed: Vec<&WebsiteState> = of_website()
        .filter(|(_, followed)| followed.has_changed)
        .map(|(state, _)| state)
        .collect();
    if !changed.is_empty() {
        rows::save_watches(transaction, &changed).await?;
    }
    let happened = of_website()
        .filter(|(_, followed)| !followed.happened.is_empty() || followed.was_open.is_some());
    rows::write(transaction, &happened.collect::<Vec<_>>(), now_ms).await
}

/// Public id of the incident of `website` that opened at `opened_ms`: a UUIDv7 of that instant,
/// which is the same however often it is computed.
fn incident_id(website: Uuid, opened_ms: i64) -> Uuid {
    let digest = Sha256::new()
        .chain_update(website.as_bytes())
        .chain_update(opened_ms.to_be_bytes())
        .finalize();
    let digest: [u8; 32] = digest.into();
    let mut rest = [0; 10];
    for (rest, byte) in rest.iter_mut().zip(digest) {
        *rest = byte;
    }
    let opened_ms = u64::try_from(opened_ms).unwrap_or_default();
    Builder::from_unix_timestamp_millis(opened_ms, &rest).into_uuid()
}

/// What was remembered of the website.
fn recalled(website: &website::Model, stored: Option<&str>) -> Watch {
    let Some(stored) = stored else {
        return Watch::default();
    };
    serde_json::from_str(stored).unwrap_or_else(|err| {
        let error = &err as &dyn std::error::Error;
        let website = website.id;
        error!(error, %website, "What is known of incidents of {website} cannot be read");
        Watch::default()
    })
}

/// What must be remembered of the website.
fn kept(watch: &Watch, now_ms: i64) -> Option<String> {
    if watch.is_calm(now_ms) {
        return None;
    }
    // A structure of numbers always has a text.
    serde_json::to_string(watch).ok()
}
