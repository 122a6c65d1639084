//! Reads what a page says. The number of statements does not depend on the number of its
//! components.

mod history;
mod incidents;
mod maintenance;
mod measured;

use std::collections::HashMap;

use entity::page_component;
use entity::status_page::{self, Access};
use entity::{OrganizationId, WebsiteKey, organization};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, StreamTrait,
};
use uuid::Uuid;

pub use self::history::{Hour, Hours, Month, hours, incident, month};
use self::measured::Measured;
pub(crate) use self::measured::worse;
use crate::Result;
use crate::view::{Component, Section, View};

/// Number of days that bars and uptime cover.
pub const DAYS: u16 = 90;

/// How long incidents stay on the page itself, in milliseconds: 14 days.
const RECENT_MS: i64 = 14 * 86_400_000;

/// How a page is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// By its slug, under `/status/`.
    Slug(String),
    /// By its own host.
    Host(String),
}

impl Address {
    /// What comes before the addresses below the page.
    pub(crate) fn base(&self) -> String {
        match self {
            Self::Slug(slug) => format!("/status/{slug}"),
            Self::Host(_) => String::new(),
        }
    }
}

impl Address {
    /// The same with scheme and host, as far as those are known: an installation without a public
    /// URL knows none of them.
    pub(crate) fn url(&self, public_url: Option<&str>) -> String {
        let public_url = public_url.map(|url| url.trim_end_matches('/'));
        match (self, public_url) {
            (Self::Slug(_), Some(url)) => format!("{url}{}", self.base()),
            (Self::Host(host), Some(url)) => {
                let scheme = url.split_once(':').map_or("https", |(scheme, _)| scheme);
                format!("{scheme}://{host}")
            }
            (_, None) => self.base(),
        }
    }
}

/// A page as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// What it says.
    pub view: View,
    /// Organization that owns it.
    pub organization: OrganizationId,
    /// Who may see it.
    pub access: Access,
    /// Whether it is published.
    pub is_published: bool,
}

impl Loaded {
    /// Whether everybody may see it.
    pub(crate) fn is_public(&self) -> bool {
        self.is_published && self.access == Access::Public
    }
}

/// The page at `address`, or `None` if there is none.
///
/// # Errors
/// If the database fails.
pub async fn load(
    db: &(impl ConnectionTrait + StreamTrait),
    address: &Address,
    now_ms: i64,
) -> Result<Option<Loaded>> {
    let Some(page) = row(db, address).await? else {
        return Ok(None);
    };
    let components = components(db, page.id).await?;
    let measured = Measured::read(db, page.organization_id, &components, now_ms).await?;
    let named: HashMap<Uuid, &str> = components
        .iter()
        .map(|component| (component.id, component.name.as_str()))
        .collect();
    let incidents = incidents::recent(db, page.id, &named, now_ms - RECENT_MS).await?;
    let oldest = incidents::oldest(db, page.id).await?;
    let of_components: Vec<(Uuid, &str, &[WebsiteKey])> = components
        .iter()
        .map(|component| {
            let keys = measured.keys_of(component);
            (component.id, component.name.as_str(), keys)
        })
        .collect();
    let maintenance =
        maintenance::current(db, page.organization_id, &of_components, now_ms).await?;

    let mut shown: Vec<(Option<String>, Component)> = Vec::with_capacity(components.len());
    for row in &components {
        let Some(mut component) = measured.component(row) else {
            continue;
        };
        let said = incidents.iter().filter(|it| it.resolved_at_ms.is_none());
        for affected in said.flat_map(|incident| &incident.affected) {
            // People know more than what is measured, but nothing gets better by what they say.
            if affected.id == row.id {
                component.status = component.status.or_worse(affected.status);
            }
        }
        shown.push((row.section.clone(), component));
    }
    let written = incidents.iter().map(|incident| incident.updated_at_ms());
    let changed_at_ms = written.max().unwrap_or(0).max(page.updated_at_ms);
    let is_published = page.published_at_ms.is_some();
    let settings = page.settings;
    Ok(Some(Loaded {
        organization: page.organization_id,
        access: page.access,
        is_published,
        view: View {
            made_at_ms: now_ms,
            id: page.id,
            slug: page.slug,
            host: page.host,
            title: page.title,
            text: settings.text,
            language: settings.language,
            color: settings.color,
            links: settings.links,
            logo: page.logo_type.map(|_| format!("{:x}", page.updated_at_ms)),
            folds_sections: settings.folds_sections,
            since_ms: oldest.unwrap_or(i64::MAX).min(page.created_at_ms),
            changed_at_ms,
            first_day: measured.first_day(),
            sections: sections(shown),
            incidents,
            maintenance,
        },
    }))
}

/// The logo of the page: its media type, and the image.
///
/// # Errors
/// If the database fails.
pub async fn logo(db: &impl ConnectionTrait, page_id: Uuid) -> Result<Option<(String, Vec<u8>)>> {
    let row: Option<(Option<String>, Option<Vec<u8>>)> = status_page::Entity::find_by_id(page_id)
        .select_only()
        .columns([status_page::Column::LogoType, status_page::Column::Logo])
        .into_tuple()
        .one(db)
        .await?;
    Ok(row.and_then(|(media_type, image)| Some((media_type?, image?))))
}

/// The own hosts of all published pages.
///
/// # Errors
/// If the database fails.
pub async fn hosts(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let hosts = status_page::Entity::find()
        .select_only()
        .column(status_page::Column::Host)
        .filter(status_page::Column::Host.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(hosts)
}

/// The row of the page, without its logo, unless its organization is deleted.
async fn row(db: &impl ConnectionTrait, address: &Address) -> Result<Option<PageRow>> {
    let is_asked = match address {
        Address::Slug(slug) => status_page::Column::Slug.eq(slug),
        Address::Host(host) => status_page::Column::Host.eq(host),
    };
    let row = status_page::Entity::find()
        .select_only()
        .columns([
            status_page::Column::Id,
            status_page::Column::OrganizationId,
            status_page::Column::Slug,
            status_page::Column::Host,
            status_page::Column::Title,
            status_page::Column::Settings,
            status_page::Column::Access,
            status_page::Column::LogoType,
            status_page::Column::PublishedAtMs,
            status_page::Column::CreatedAtMs,
            status_page::Column::UpdatedAtMs,
        ])
        .filter(is_asked)
        .filter(
            status_page::Column::OrganizationId.in_subquery(sea_orm::QueryTrait::into_query(
                organization::Entity::find()
                    .select_only()
                    .column(organization::Column::Id)
                    .filter(organization::Column::DeletedAt.is_null()),
            )),
        )
        .into_model::<PageRow>()
        .one(db)
        .await?;
    Ok(row)
}

/// What is read of a page's row.
#[derive(Debug, sea_orm::FromQueryResult)]
struct PageRow {
    id: Uuid,
    organization_id: OrganizationId,
    slug: String,
    host: Option<String>,
    title: String,
    settings: status_page::Settings,
    access: Access,
    logo_type: Option<String>,
    published_at_ms: Option<i64>,
    created_at_ms: i64,
    updated_at_ms: i64,
}

async fn components(
    db: &impl ConnectionTrait,
    page_id: Uuid,
) -> Result<Vec<page_component::Model>> {
    let rows = page_component::Entity::find()
        .filter(page_component::Column::PageId.eq(page_id))
        .order_by_asc(page_component::Column::Position)
        .order_by_asc(page_component::Column::Id)
        .all(db)
        .await?;
    Ok(rows)
}

/// The components by section: a section stands where its first component does.
fn sections(components: Vec<(Option<String>, Component)>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (name, component) in components {
        match sections.iter_mut().find(|section| section.name == name) {
            Some(section) => section.components.push(component),
            None => sections.push(Section {
                name,
                components: vec![component],
            }),
        }
    }
    sections
}
