//! Websites: reading and changing them.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{ComplexObject, Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::feed::TickKey;
use entity::member::Role;
use entity::website;

use super::check::{Check, TlsRules};
use super::check_input::IpVersion;
use super::context::ContextExt;
use super::error::Result;
use super::id;
use super::loader::{RegionOf, StatusOf, TlsOf, VotesOf};
use super::region_status::RegionStatus;
use super::tick::Tick;
use super::tls::RegionTls;
use super::uptime::{Uptime, Window};
use super::website_input::{CreateWebsiteInput, UpdateWebsiteInput};
use crate::service::tick::Position;
use crate::service::{self, Error, page};

/// The status of a website.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "entity::website_status::WebsiteStatus")]
pub(super) enum WebsiteStatus {
    /// Not judged yet.
    Pending,
    /// Up.
    Up,
    /// Degraded, by quorum.
    Degraded,
    /// Some regions say down, fewer than the quorum.
    Partial,
    /// Down, by quorum.
    Down,
    /// No fresh vote, or too few to say.
    Unmeasured,
    /// Not checked at present.
    Paused,
}

/// A thing that is watched.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Website {
    #[graphql(skip)]
    row: website::Model,
    id: ID,
    name: String,
    url: String,
    /// Seconds between checks.
    interval_secs: i64,
    /// Time limit of one attempt, milliseconds.
    timeout_ms: i32,
    /// Further attempts after a failing one.
    retries: i32,
    /// How many regions must say down: `any`, `majority`, `all`, or a number.
    quorum: String,
    created_at: DateTime<Utc>,
}

#[ComplexObject]
impl Website {
    /// The status now.
    async fn status(&self, ctx: &Context<'_>) -> Result<WebsiteStatus> {
        let status = ctx
            .loader()
            .load_one(StatusOf(self.row.key))
            .await
            .map_err(Error::Shared)?;
        Ok(status.map_or(WebsiteStatus::Pending, |row| row.status.into()))
    }

    /// What each region says of it that has measured it since what is checked was
    /// changed last.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn region_statuses(&self, ctx: &Context<'_>) -> Result<Vec<RegionStatus>> {
        let votes = ctx.loader().load_one(VotesOf(self.row.key)).await;
        let votes = votes.map_err(Error::Shared)?.unwrap_or_default();
        Ok(votes.into_iter().map(RegionStatus::from).collect())
    }

    /// Names of the regions it is checked from; null for all, later ones too.
    async fn regions(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        let Some(keys) = &self.row.regions else {
            return Ok(None);
        };
        let keys = keys.0.iter().copied().map(RegionOf);
        let regions = ctx.loader().load_many(keys).await.map_err(Error::Shared)?;
        let mut names: Vec<String> = regions.into_values().map(|region| region.name).collect();
        names.sort();
        Ok(Some(names))
    }

    /// How it is checked. Its secrets are not returned.
    async fn check(&self) -> Result<Check> {
        Ok(service::check::of(&self.row)?.into())
    }

    /// Which addresses of a name are tried.
    async fn ip_version(&self) -> Result<IpVersion> {
        Ok(service::check::of(&self.row)?.family.into())
    }

    /// Degraded where the response time is above this, milliseconds; null for
    /// never.
    async fn degraded_above_ms(&self) -> Result<Option<i64>> {
        let how = service::check::of(&self.row)?;
        Ok(how.degraded_above_ms.map(i64::from))
    }

    /// Down where the response time is above this, milliseconds; null for never.
    async fn down_above_ms(&self) -> Result<Option<i64>> {
        let how = service::check::of(&self.row)?;
        Ok(how.down_above_ms.map(i64::from))
    }

    /// What is expected of TLS, where it is spoken.
    async fn tls_rules(&self) -> Result<TlsRules> {
        Ok(service::check::of(&self.row)?.tls.into())
    }

    /// What TLS shows in each region where it was spoken, as it was seen last.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn tls(&self, ctx: &Context<'_>) -> Result<Vec<RegionTls>> {
        let rows = ctx.loader().load_one(TlsOf(self.row.key)).await;
        let rows = rows.map_err(Error::Shared)?.unwrap_or_default();
        let now_ms = ctx.now_ms();
        let shown = rows.into_iter().map(|row| RegionTls::new(row, now_ms));
        Ok(shown.collect::<service::Result<_>>()?)
    }

    /// The newest tick by slot, of whichever region.
    async fn last_tick(&self, ctx: &Context<'_>) -> Result<Option<Tick>> {
        let status = ctx
            .loader()
            .load_one(StatusOf(self.row.key))
            .await
            .map_err(Error::Shared)?;
        let key = status.and_then(|row| {
            Some(TickKey {
                website_key: row.website_key,
                region_key: row.last_region_key?,
                slot_ms: row.last_slot_ms?,
            })
        });
        let Some(key) = key else { return Ok(None) };
        let tick = ctx.loader().load_one(key).await.map_err(Error::Shared)?;
        Ok(tick.map(Tick::from))
    }

    /// Its ticks, newest slot first, from one region or all. `first` is at most
    /// 100, 50 by default.
    #[graphql(complexity = "service::page::weight(first) * child_complexity + 1")]
    async fn ticks(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        region: Option<String>,
    ) -> Result<Connection<String, Tick>> {
        let first = page::first(first)?;
        let after = Position::parse(after.as_deref())?;
        let db = &ctx.app().db;
        let mut regions = status::region::all(db).await?;
        if let Some(name) = region {
            regions = vec![service::region::named(&name, &regions)?];
        }
        let page = service::tick::page(db, self.row.key, &regions, first, after).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        connection.edges.extend(page.rows.into_iter().map(|row| {
            let cursor = Position::from(&row).cursor();
            Edge::<_, _, EmptyFields>::new(cursor, row.into())
        }));
        Ok(connection)
    }

    /// Uptime and ledger of a rolling window (a day by default) or of any time
    /// `from` … `to`, over all regions or as one sees it.
    #[graphql(complexity = "50")]
    async fn uptime(
        &self,
        ctx: &Context<'_>,
        window: Option<Window>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        region: Option<String>,
    ) -> Result<Uptime> {
        let db = &ctx.app().db;
        let window = service::uptime::window(window.map(Window::days), from, to, ctx.now())?;
        let region = match region {
            Some(name) => Some(service::region::named(
                &name,
                &status::region::all(db).await?,
            )?),
            None => None,
        };
        let uptime = service::uptime::of(db, &self.row, region, window, ctx.now_ms()).await?;
        Ok(uptime.into())
    }
}

#[derive(Default, Debug)]
pub(super) struct WebsiteQuery;

#[Object]
impl WebsiteQuery {
    /// One of your websites.
    async fn website(&self, ctx: &Context<'_>, id: ID) -> Result<Website> {
        let member = ctx.member(Role::Viewer)?;
        let id = id::parse("id", &id)?;
        Ok(
            service::website::get(&ctx.app().db, member.organization, id)
                .await?
                .into(),
        )
    }

    /// Your websites in the order in which they were made; `search` looks into
    /// name and URL. `first` is at most 100, 50 by default.
    #[graphql(complexity = "service::page::weight(first) * child_complexity + 1")]
    async fn websites(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        search: Option<String>,
        status: Option<Vec<WebsiteStatus>>,
    ) -> Result<Connection<String, Website>> {
        let member = ctx.member(Role::Viewer)?;
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(uuid::Uuid::from_bytes);
        let status = status
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect();
        let filter = service::website::Filter { search, status };
        let db = &ctx.app().db;
        let page = service::website::list(db, member.organization, &filter, first, after).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        connection.edges.extend(page.rows.into_iter().map(|row| {
            let cursor = page::cursor(row.id.as_bytes());
            Edge::<_, _, EmptyFields>::new(cursor, row.into())
        }));
        Ok(connection)
    }
}

#[derive(Default, Debug)]
pub(super) struct WebsiteMutation;

#[Object]
impl WebsiteMutation {
    /// Starts watching a website; its first checks run at once.
    async fn create_website(
        &self,
        ctx: &Context<'_>,
        input: CreateWebsiteInput,
    ) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let created = service::website::create(ctx.app(), organization, input.into());
        Ok(created.await?.into())
    }

    /// Changes a website, and has it checked at once unless only its name has
    /// changed. Another URL, check, timeout, retries or choice of regions voids what
    /// was seen before.
    async fn update_website(
        &self,
        ctx: &Context<'_>,
        input: UpdateWebsiteInput,
    ) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let id = id::parse("id", &input.id)?;
        let updated = service::website::update(ctx.app(), organization, id, input.into());
        Ok(updated.await?.into())
    }

    /// Stops checking a website until it is resumed.
    async fn pause_website(&self, ctx: &Context<'_>, id: ID) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let id = id::parse("id", &id)?;
        Ok(service::website::pause(ctx.app(), organization, id)
            .await?
            .into())
    }

    /// Checks a paused website again, at once and then by its rhythm.
    async fn resume_website(&self, ctx: &Context<'_>, id: ID) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let id = id::parse("id", &id)?;
        Ok(service::website::resume(ctx.app(), organization, id)
            .await?
            .into())
    }

    /// Stops watching a website for good; answers its id.
    async fn delete_website(&self, ctx: &Context<'_>, id: ID) -> Result<ID> {
        let organization = ctx.member(Role::Member)?.organization;
        let website = id::parse("id", &id)?;
        service::website::delete(ctx.app(), organization, website).await?;
        Ok(website.into())
    }

    /// Asks every region of the website to check it at once; the ticks arrive like
    /// all others.
    async fn check_now(&self, ctx: &Context<'_>, id: ID) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let id = id::parse("id", &id)?;
        Ok(service::website::check_now(ctx.app(), organization, id)
            .await?
            .into())
    }
}

impl From<website::Model> for Website {
    fn from(row: website::Model) -> Self {
        Self {
            id: row.id.into(),
            name: row.name.clone(),
            url: row.url.clone(),
            interval_secs: row.interval_ms / 1_000,
            timeout_ms: row.timeout_ms,
            retries: i32::from(row.retries),
            quorum: row.quorum.clone(),
            created_at: row.created_at,
            row,
        }
    }
}
