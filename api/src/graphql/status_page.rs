//! Status pages: what an organization shows the public.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::page_component::{self, Shows};
use entity::status_page as row;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;
use super::serial::{AtHand, Page};
use super::status_page_incident::StatusPageIncident;
use super::tag::Tag;
use crate::service::status_page::{self as service};
use crate::service::{page, tag, website};

/// Who may see a status page.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "row::Access")]
pub(super) enum StatusPageAccess {
    /// Everybody.
    Public,
    /// Whoever knows its password.
    Password,
    /// Members of the organization who are signed in.
    Members,
    /// Whoever comes from one of its networks.
    Networks,
}

/// A language that status pages speak.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "row::Language")]
pub(super) enum StatusPageLanguage {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// Japanese.
    Japanese,
}

/// The state of a component, as the public reads it.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "page_component::ComponentStatus")]
pub(super) enum ComponentStatus {
    /// It works.
    Operational,
    /// It works, but not as well as it should.
    Degraded,
    /// It works for some.
    PartialOutage,
    /// It does not work.
    MajorOutage,
    /// It is being worked on.
    Maintenance,
    /// Nobody knows: it is not measured at present.
    Unknown,
}

/// A link in the head of a status page.
#[derive(SimpleObject)]
pub(super) struct StatusPageLink {
    /// Its text.
    label: String,
    /// Where it leads to.
    url: String,
}

pub(super) struct StatusPage(Arc<service::StatusPage>);

/// What an organization shows the public of some of its websites. It is at `/status/{slug}`.
#[Object]
impl StatusPage {
    /// Identifier of the status page.
    async fn id(&self) -> ID {
        self.0.row.id.into()
    }

    /// Its part of the address, unique in the installation.
    async fn slug(&self) -> &str {
        &self.0.row.slug
    }

    /// Where people reach it; null if the installation does not know its own address.
    async fn url(&self, ctx: &Context<'_>) -> Option<String> {
        let base = ctx.app().alerts.public_url.as_ref()?;
        if let Some(host) = &self.0.row.host {
            return Some(format!("{}://{host}/", base.scheme()));
        }
        let url = base.join(&format!("/status/{}", self.0.row.slug)).ok()?;
        Some(url.into())
    }

    /// A host of its own, such as `status.example.org`.
    async fn host(&self) -> Option<&str> {
        self.0.row.host.as_deref()
    }

    /// Displayed title.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// What it says below its title, in Markdown.
    async fn text(&self) -> Option<&str> {
        self.0.row.settings.text.as_deref()
    }

    /// Language of its own words.
    async fn language(&self) -> StatusPageLanguage {
        self.0.row.settings.language.into()
    }

    /// Color of its head and links, as `#rrggbb`.
    async fn color(&self) -> Option<&str> {
        self.0.row.settings.color.as_deref()
    }

    /// Links in its head.
    async fn links(&self) -> Vec<StatusPageLink> {
        let links = self.0.row.settings.links.iter().cloned();
        links
            .map(|link| StatusPageLink {
                label: link.label,
                url: link.url,
            })
            .collect()
    }

    /// Whether it has a logo, which is at `/status/{slug}/logo`.
    async fn has_logo(&self) -> bool {
        self.0.row.logo_type.is_some()
    }

    /// Whether sections are folded while everything in them works.
    async fn fold_sections(&self) -> bool {
        self.0.row.settings.folds_sections
    }

    /// Whether it publishes incidents of its websites by itself.
    async fn publish_incidents(&self) -> bool {
        self.0.row.settings.publishes_since_ms.is_some()
    }

    /// Who may see it.
    async fn access(&self) -> StatusPageAccess {
        self.0.row.access.into()
    }

    /// Networks from which it is seen where `access` is NETWORKS.
    async fn networks(&self) -> Option<&[String]> {
        let networks = self.0.row.networks.as_ref();
        networks.map(|networks| networks.0.as_slice())
    }

    /// Identifier of the organization that owns it.
    async fn organization_id(&self) -> ID {
        self.0.row.organization_id.0.into()
    }

    /// When it was published; null while it is a draft, which only members see.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.published_at_ms.map(date)
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime<Utc> {
        date(self.0.row.created_at_ms)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        date(self.0.row.updated_at_ms)
    }

    /// What it shows the state of, in order.
    #[graphql(complexity = "cost::WEBSITES + 10 * child_complexity")]
    async fn components(&self, ctx: &Context<'_>) -> Result<Vec<StatusPageComponent>> {
        let db = &ctx.app().db;
        let components = &self.0.components;
        let keys: Vec<_> = components.iter().filter_map(|it| it.website_key).collect();
        let websites = ctx.read(website::present_of_keys(db, &keys)).await?;
        let keys: Vec<_> = components.iter().filter_map(|it| it.tag_key).collect();
        let tags = match keys.is_empty() {
            true => Vec::new(),
            false => ctx.read(tag::of_keys(db, &keys)).await?,
        };
        let component = |row: &page_component::Model| {
            let website = websites.iter().find(|it| Some(it.key) == row.website_key);
            let tag = tags.iter().find(|it| Some(it.key) == row.tag_key);
            StatusPageComponent {
                id: row.id.into(),
                name: row.name.clone(),
                description: row.description.clone(),
                section: row.section.clone(),
                website_id: website.map(|website| website.id.into()),
                website_name: website.map(|website| website.name.clone()),
                tag: tag.cloned().map(Tag::from),
                status: row.status.map(Into::into),
                shows: row.shows.into(),
            }
        };
        Ok(components.iter().map(component).collect())
    }

    /// What people told of troubles, newest first, drafts included.
    #[graphql(complexity = "cost::TIMELINE + page::weight(first) * child_complexity")]
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Only those that are open, or only those that are not; all by default.")]
        open: Option<bool>,
    ) -> Result<Page<StatusPageIncident>> {
        StatusPageIncident::page(ctx, self.0.row.id, open, first, after.as_deref()).await
    }
}

/// What a status page shows the state of: a website, all websites with a tag, or something whose
/// state people set.
#[derive(SimpleObject)]
pub(super) struct StatusPageComponent {
    /// Identifier of the component.
    id: ID,
    /// Displayed name.
    name: String,
    /// What it is, in plain text.
    description: Option<String>,
    /// Section of the page in which it stands.
    section: Option<String>,
    /// The website that it shows; null if it shows none, or the website was deleted.
    website_id: Option<ID>,
    /// What that website is called in the organization; the public does not see it.
    website_name: Option<String>,
    /// The tag whose websites it shows together.
    tag: Option<Tag>,
    /// The state that people set, if it shows no website.
    status: Option<ComponentStatus>,
    /// What is shown of it.
    shows: ComponentShows,
}

/// What is shown of a component that is measured.
#[derive(SimpleObject)]
pub(super) struct ComponentShows {
    /// Its last 90 days, as bars.
    bars: bool,
    /// Its uptime in them, as a number.
    uptime: bool,
    /// Its median response time of the last 24 hours.
    latency: bool,
    /// What each region says of it.
    regions: bool,
}

impl From<Shows> for ComponentShows {
    fn from(shows: Shows) -> Self {
        Self {
            bars: shows.bars,
            uptime: shows.uptime,
            latency: shows.latency,
            regions: shows.regions,
        }
    }
}

impl From<service::StatusPage> for StatusPage {
    fn from(page: service::StatusPage) -> Self {
        Self(Arc::new(page))
    }
}

impl AtHand for StatusPage {
    const READING: &'static [&'static str] = &["components", "incidents"];
}
