//! Websites of one answer, whose fields are read for all of them at once.
//!
//! The first resolver that needs a field reads it for all websites; the others wait for the
//! same answer. So the number of statements depends on the document alone, not on the number
//! of websites or on timing.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use async_graphql::Context;
use entity::feed::TickKey;
use entity::{RegionKey, WebsiteKey, region, schedule, tag, tick, tls_facts, vote, website};
use queue::{Family, How, TlsRules};
use status::domain::uptime::Tally;
use status::history::{self, RecentTick, Series, Slots, Step, Window};
use status::rollup::RollupProgress;

use super::asked::Asked;
use super::context::ContextExt;
use super::error::Result;
use crate::service;
use crate::service::Handles;
use crate::service::tick::Strip;
use crate::service::website::CurrentStatus;

/// What is read for these websites together.
#[derive(Default)]
pub(super) struct WebsiteBatch {
    keys: Vec<WebsiteKey>,
    /// Whether one of the websites has begun to be resolved.
    is_begun: AtomicBool,
    now_ms: OnceLock<i64>,
    hows: Asked<(), HashMap<WebsiteKey, Told<How>>>,
    rules: Asked<(), HashMap<WebsiteKey, Told<Rules>>>,
    plans: Asked<(WebsiteKey, Window), Vec<schedule::Model>>,
    statuses: Asked<(), HashMap<WebsiteKey, CurrentStatus>>,
    last_ticks: Asked<(), HashMap<WebsiteKey, tick::Model>>,
    tls: Asked<(), HashMap<WebsiteKey, Vec<tls_facts::Model>>>,
    votes: Asked<(), HashMap<WebsiteKey, Vec<vote::Model>>>,
    in_maintenance: Asked<(), BTreeSet<WebsiteKey>>,
    tags: Asked<(), HashMap<WebsiteKey, Vec<tag::Model>>>,
    recent: Asked<Strip, HashMap<WebsiteKey, Vec<RecentTick>>>,
    tallies: Asked<(Option<RegionKey>, Window), HashMap<WebsiteKey, Tally>>,
    ledgers: Asked<(Option<RegionKey>, Window), HashMap<WebsiteKey, Slots>>,
    series: Asked<(Option<RegionKey>, Step, u16), Series>,
}

/// Part of a website's check, or why it cannot be read.
type Told<T> = Result<Arc<T>>;

/// Settings that every kind of check has. The rest may take 64 KiB and is not kept for callers
/// that only need these.
pub(super) struct Rules {
    pub(super) family: Family,
    pub(super) degraded_above_ms: Option<u32>,
    pub(super) down_above_ms: Option<u32>,
    pub(super) tls: TlsRules,
}

impl WebsiteBatch {
    /// The batch of the websites with these keys.
    pub(super) fn new(keys: Vec<WebsiteKey>) -> Arc<Self> {
        Arc::new(Self {
            keys,
            ..Self::default()
        })
    }

    /// The batch of websites whose statuses have been read.
    pub(super) fn with_statuses(statuses: HashMap<WebsiteKey, CurrentStatus>) -> Arc<Self> {
        Arc::new(Self {
            keys: statuses.keys().copied().collect(),
            statuses: Asked::given((), statuses),
            ..Self::default()
        })
    }

    /// The batch of a single website whose row has been read in full.
    pub(super) fn of(row: &website::Model) -> Arc<Self> {
        let how = row.how.as_deref();
        let (whole, rules) = (told(how, |how| how), told(how, Rules::from));
        Arc::new(Self {
            keys: vec![row.key],
            hows: Asked::given((), HashMap::from([(row.key, whole)])),
            rules: Asked::given((), HashMap::from([(row.key, rules)])),
            ..Self::default()
        })
    }

    /// Whether nobody has called this before.
    pub(super) fn is_first(&self) -> bool {
        !self.is_begun.swap(true, Ordering::Relaxed)
    }

    /// How the website `key` is checked.
    pub(super) async fn how(&self, ctx: &Context<'_>, key: WebsiteKey) -> Told<How> {
        let read = self.of_hows(ctx, |how| how);
        let hows = self.hows.answer(ctx, (), read).await?;
        one_of(&hows, key)
    }

    /// Settings of the website `key` that every kind of check has.
    pub(super) async fn rules(&self, ctx: &Context<'_>, key: WebsiteKey) -> Told<Rules> {
        let read = self.of_hows(ctx, Rules::from);
        let rules = self.rules.answer(ctx, (), read).await?;
        one_of(&rules, key)
    }

    async fn of_hows<T>(
        &self,
        ctx: &Context<'_>,
        tell: fn(How) -> T,
    ) -> service::Result<HashMap<WebsiteKey, Told<T>>> {
        let rows = service::website::hows(&ctx.app().db, &self.keys).await?;
        let tell = |(key, how): (WebsiteKey, Option<String>)| (key, told(how.as_deref(), tell));
        Ok(rows.into_iter().map(tell).collect())
    }

    /// Schedule rows of the website `key` in `window`.
    pub(super) async fn plan(
        &self,
        ctx: &Context<'_>,
        key: WebsiteKey,
        window: Window,
    ) -> Result<Arc<Vec<schedule::Model>>> {
        let read = service::report::planned(&ctx.app().db, key, window);
        self.plans.answer(ctx, (key, window), read).await
    }

    /// Now, in milliseconds: the same instant for the whole batch.
    pub(super) fn now_ms(&self, ctx: &Context<'_>) -> i64 {
        *self.now_ms.get_or_init(|| ctx.now_ms())
    }

    /// Key of the region called `name`, if a name is given.
    pub(super) async fn view(
        &self,
        ctx: &Context<'_>,
        name: Option<&str>,
    ) -> Result<Option<RegionKey>> {
        let Some(name) = name else { return Ok(None) };
        let regions = self.regions(ctx).await?;
        Ok(Some(service::region::named(name, &regions)?.key))
    }

    /// All regions.
    pub(super) async fn regions(&self, ctx: &Context<'_>) -> Result<Arc<Vec<region::Model>>> {
        let handles = &ctx.app().handles;
        ctx.read(handles.region_cache.all(&handles.front)).await
    }

    /// How far the rollup of days has progressed.
    async fn made(&self, ctx: &Context<'_>) -> Result<RollupProgress> {
        let handles = &ctx.app().handles;
        let look = async { Ok(status::rollup::made(&handles.front).await?) };
        Ok(*ctx.read(handles.rollup_progress.get(look)).await?)
    }

    /// Statuses by website.
    pub(super) async fn statuses(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Arc<HashMap<WebsiteKey, CurrentStatus>>> {
        let read = service::website::statuses(&ctx.app().db, &self.keys);
        self.statuses.answer(ctx, (), read).await
    }

    /// Tick with the newest slot of each website.
    pub(super) async fn last_ticks(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Arc<HashMap<WebsiteKey, tick::Model>>> {
        let statuses = self.statuses(ctx).await?;
        let read = async {
            let keys: Vec<TickKey> = statuses.values().filter_map(|it| it.last_tick).collect();
            let rows = service::tick::exactly(&ctx.app().db, &keys).await?;
            Ok(rows.into_iter().map(|row| (row.website_key, row)).collect())
        };
        self.last_ticks.answer(ctx, (), read).await
    }

    /// TLS facts of each website by region.
    pub(super) async fn tls(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Arc<HashMap<WebsiteKey, Vec<tls_facts::Model>>>> {
        let read = service::website::tls_facts(&ctx.app().db, &self.keys);
        self.tls.answer(ctx, (), read).await
    }

    /// Votes of each website by region.
    pub(super) async fn votes(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Arc<HashMap<WebsiteKey, Vec<vote::Model>>>> {
        let read = service::website::votes(&ctx.app().db, &self.keys);
        self.votes.answer(ctx, (), read).await
    }

    /// Which of the websites are in maintenance.
    pub(super) async fn in_maintenance(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Arc<BTreeSet<WebsiteKey>>> {
        let now_ms = self.now_ms(ctx);
        let read = service::maintenance::in_maintenance(&ctx.app().db, &self.keys, now_ms);
        self.in_maintenance.answer(ctx, (), read).await
    }

    /// Tags of each website, by name.
    pub(super) async fn tags(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Arc<HashMap<WebsiteKey, Vec<tag::Model>>>> {
        let read = service::tag::of_websites(&ctx.app().db, &self.keys);
        self.tags.answer(ctx, (), read).await
    }

    /// The newest ticks of each website, oldest first.
    pub(super) async fn recent(
        &self,
        ctx: &Context<'_>,
        strip: Strip,
    ) -> Result<Arc<HashMap<WebsiteKey, Vec<RecentTick>>>> {
        let (regions, now_ms) = (self.regions(ctx).await?, self.now_ms(ctx));
        let read = async {
            let regions: Vec<RegionKey> = regions.iter().map(|region| region.key).collect();
            service::tick::strip(&ctx.app().db, &self.keys, &regions, strip, now_ms).await
        };
        self.recent.answer(ctx, strip, read).await
    }

    /// Time in each status, by website.
    pub(super) async fn tallies(
        &self,
        ctx: &Context<'_>,
        view: Option<RegionKey>,
        window: Window,
    ) -> Result<Arc<HashMap<WebsiteKey, Tally>>> {
        let (made, now_ms) = (self.made(ctx).await?, self.now_ms(ctx));
        let read = async {
            let db = &ctx.app().db;
            Ok(history::tallies(db, &self.keys, view, window, made, now_ms).await?)
        };
        self.tallies.answer(ctx, (view, window), read).await
    }

    /// Ledger of each website.
    pub(super) async fn ledgers(
        &self,
        ctx: &Context<'_>,
        view: Option<RegionKey>,
        window: Window,
    ) -> Result<Arc<HashMap<WebsiteKey, Slots>>> {
        let now_ms = self.now_ms(ctx);
        let read = async {
            let Handles { db, keep, .. } = &ctx.app().handles;
            Ok(history::ledgers(db, &self.keys, view, window, keep, now_ms).await?)
        };
        self.ledgers.answer(ctx, (view, window), read).await
    }

    /// Uptime in steps, by website.
    pub(super) async fn series(
        &self,
        ctx: &Context<'_>,
        view: Option<RegionKey>,
        step: Step,
        steps: u16,
    ) -> Result<Arc<Series>> {
        let (made, now_ms) = (self.made(ctx).await?, self.now_ms(ctx));
        let read = async {
            let db = &ctx.app().db;
            Ok(history::series(db, &self.keys, view, step, steps, made, now_ms).await?)
        };
        self.series.answer(ctx, (view, step, steps), read).await
    }
}

fn told<T>(how: Option<&str>, tell: impl Fn(How) -> T) -> Told<T> {
    Ok(Arc::new(tell(service::check::read(how)?)))
}

fn one_of<T>(all: &HashMap<WebsiteKey, Told<T>>, key: WebsiteKey) -> Told<T> {
    let one = all.get(&key).cloned();
    one.unwrap_or_else(|| Err(service::Error::NotFound("website").into()))
}

impl From<How> for Rules {
    fn from(how: How) -> Self {
        Self {
            family: how.family,
            degraded_above_ms: how.degraded_above_ms,
            down_above_ms: how.down_above_ms,
            tls: how.tls,
        }
    }
}
