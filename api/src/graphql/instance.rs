//! How this installation does, for its operators.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use status::trouble;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;

/// How this installation of Upbeat does, as the replica that answers observes it.
#[derive(SimpleObject)]
pub(super) struct Instance {
    /// Version of Upbeat that the replica runs.
    version: &'static str,
    /// When it last observed the installation, which it does every two seconds; null before the
    /// first time.
    observed_at: Option<DateTime<Utc>>,
    /// What is wrong with the installation, the longest first.
    troubles: Vec<Trouble>,
    /// Longest time from a planned check to its job in the queue in the last second, in
    /// milliseconds; null if another replica schedules.
    scheduler_lateness_ms: Option<i64>,
}

/// Something that is wrong with the installation.
#[derive(SimpleObject)]
struct Trouble {
    /// Its kind, such as `silent_region`, as in the metric `upbeat_trouble`.
    kind: String,
    /// Name of the region that it is about; null if it is about the whole installation.
    region: Option<String>,
    /// What is wrong, in one sentence.
    text: String,
    /// Since when.
    since: DateTime<Utc>,
}

impl From<trouble::Trouble> for Trouble {
    fn from(trouble: trouble::Trouble) -> Self {
        Self {
            kind: trouble.kind,
            region: trouble.region,
            text: trouble.text,
            since: date(trouble.since_ms),
        }
    }
}

#[derive(Default, Debug)]
pub(super) struct InstanceQuery;

#[Object]
impl InstanceQuery {
    /// How this installation does. Only its operators see it.
    #[graphql(complexity = "cost::INSTANCE + child_complexity")]
    async fn instance(&self, ctx: &Context<'_>) -> Result<Instance> {
        ctx.operator().await?;
        let last = ctx.app().observed.last();
        let observed_at = last.as_ref().map(|last| date(last.at_ms));
        let scheduler_lateness_ms = last.as_ref().and_then(|last| last.scheduler_lateness_ms);
        let mut troubles = last.map(|last| last.troubles).unwrap_or_default();
        troubles.sort_by_key(|trouble| trouble.since_ms);
        Ok(Instance {
            version: env!("CARGO_PKG_VERSION"),
            observed_at,
            troubles: troubles.into_iter().map(Trouble::from).collect(),
            scheduler_lateness_ms,
        })
    }
}
