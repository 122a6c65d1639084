//! Inputs that make and change status pages.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::page_component::Shows;
use uuid::Uuid;

use super::error::Result;
use super::id;
use super::status_page::{ComponentStatus, StatusPageAccess, StatusPageLanguage};
use super::status_page_incident::StatusUpdateState;
use super::website_input::said;
use crate::service::Error;
use crate::service::input::{item, within};
use crate::service::status_page::{
    Change, GivenComponent, GivenLink, GivenLogo, IncidentChange, NewIncident, NewUpdate,
};

/// A website that a status page shows.
#[derive(InputObject)]
pub(super) struct StatusPageWebsiteInput {
    /// The website.
    website_id: ID,
    /// What the public reads as its name.
    name: String,
}

/// A component of a status page: exactly one of `websiteId`, `tag` and `status` is given.
#[derive(InputObject)]
pub(super) struct StatusPageComponentInput {
    /// The component that it changes; a new one by default.
    id: Option<ID>,
    /// The website that it shows.
    website_id: Option<ID>,
    /// The tag whose websites it shows together, with the worst of their states.
    tag: Option<String>,
    /// The state that people set.
    status: Option<ComponentStatus>,
    /// What the public reads as its name.
    name: String,
    /// What it is, in plain text.
    description: Option<String>,
    /// Section of the page in which it stands.
    section: Option<String>,
    /// Whether its last 90 days are shown as bars; true by default.
    bars: Option<bool>,
    /// Whether its uptime in them is shown as a number; true by default.
    uptime: Option<bool>,
    /// Whether its median response time of the last 24 hours is shown; false by default.
    latency: Option<bool>,
    /// Whether it is shown what each region says of it; false by default.
    regions: Option<bool>,
}

/// A link in the head of a status page.
#[derive(InputObject)]
pub(super) struct StatusPageLinkInput {
    /// Its text.
    label: String,
    /// Where it leads to, by `https://`, `http://` or `mailto:`.
    url: String,
}

/// The logo of a status page.
#[derive(InputObject)]
pub(super) struct StatusPageLogoInput {
    /// Its media type: `image/png`, `image/jpeg`, `image/webp` or `image/svg+xml`.
    media_type: String,
    /// The image in Base64, at most 64 KiB.
    base64: String,
}

/// A new status page.
#[derive(InputObject)]
pub(super) struct CreateStatusPageInput {
    /// Organization that owns it; your personal one by default.
    pub(super) organization_id: Option<ID>,
    /// Its part of the address `/status/{slug}`: lower-case letters, digits and hyphens; unique in
    /// the installation.
    slug: String,
    /// Displayed title.
    title: String,
    /// Websites that it shows, in order; short for `components`.
    websites: Option<Vec<StatusPageWebsiteInput>>,
    /// What it shows the state of, in order.
    components: Option<Vec<StatusPageComponentInput>>,
    /// What it says below its title, in Markdown.
    text: Option<String>,
    /// Language of its own words; English by default.
    language: Option<StatusPageLanguage>,
    /// Color of its head and links, as `#rrggbb`.
    color: Option<String>,
    /// Links in its head, at most 10.
    links: Option<Vec<StatusPageLinkInput>>,
    /// Its logo.
    logo: Option<StatusPageLogoInput>,
    /// Whether sections are folded while everything in them works; false by default.
    fold_sections: Option<bool>,
    /// Whether it publishes incidents of its websites by itself; false by default.
    publish_incidents: Option<bool>,
    /// A host of its own, such as `status.example.org`, which leads to this installation.
    host: Option<String>,
    /// Who may see it; everybody by default.
    access: Option<StatusPageAccess>,
    /// Its password, where `access` is PASSWORD.
    password: Option<String>,
    /// Networks from which it is seen, where `access` is NETWORKS, such as `192.0.2.0/24`.
    networks: Option<Vec<String>>,
    /// Whether it is published at once; true by default. Only members see a draft.
    #[graphql(default = true)]
    pub(super) published: bool,
}

/// Changes to a status page. Omitted fields keep their values.
#[derive(InputObject)]
pub(super) struct UpdateStatusPageInput {
    /// Identifier of the status page.
    pub(super) id: ID,
    /// Its part of the address `/status/{slug}`.
    slug: Option<String>,
    /// Displayed title.
    title: Option<String>,
    /// What it shows the state of, in order; it replaces the list. Those with an `id` stay who they
    /// are.
    components: Option<Vec<StatusPageComponentInput>>,
    /// What it says below its title, in Markdown; null for nothing.
    text: MaybeUndefined<String>,
    /// Language of its own words.
    language: Option<StatusPageLanguage>,
    /// Color of its head and links; null for the usual one.
    color: MaybeUndefined<String>,
    /// Links in its head, at most 10.
    links: Option<Vec<StatusPageLinkInput>>,
    /// Its logo; null for none.
    logo: MaybeUndefined<StatusPageLogoInput>,
    /// Whether sections are folded while everything in them works.
    fold_sections: Option<bool>,
    /// Whether it publishes incidents of its websites by itself.
    publish_incidents: Option<bool>,
    /// A host of its own; null for none.
    host: MaybeUndefined<String>,
    /// Who may see it.
    access: Option<StatusPageAccess>,
    /// Its password.
    password: Option<String>,
    /// Networks from which it is seen.
    networks: Option<Vec<String>>,
}

/// A component that a trouble affects.
#[derive(InputObject)]
pub(super) struct AffectedComponentInput {
    /// The component.
    component_id: ID,
    /// How it is affected.
    status: ComponentStatus,
}

/// A new incident of a status page, with its first update.
#[derive(InputObject)]
pub(super) struct CreateStatusPageIncidentInput {
    /// The page.
    status_page_id: ID,
    /// Displayed title.
    title: String,
    /// When the trouble began; now by default.
    began_at: Option<DateTime<Utc>>,
    /// How far the work is; INVESTIGATING by default.
    state: Option<StatusUpdateState>,
    /// What is known, in Markdown.
    text: String,
    /// Components of the page that the trouble affects.
    affected: Option<Vec<AffectedComponentInput>>,
    /// Whether it is published at once; false by default.
    #[graphql(default)]
    published: bool,
}

/// Changes to an incident of a status page. Omitted fields keep their values.
#[derive(InputObject)]
pub(super) struct UpdateStatusPageIncidentInput {
    /// Identifier of the incident of the page.
    pub(super) id: ID,
    /// Displayed title.
    title: Option<String>,
    /// When the trouble began.
    began_at: Option<DateTime<Utc>>,
}

/// An update of an incident of a status page.
#[derive(InputObject)]
pub(super) struct PostStatusUpdateInput {
    /// Identifier of the incident of the page.
    pub(super) status_page_incident_id: ID,
    /// How far the work is.
    state: StatusUpdateState,
    /// What is new, in Markdown.
    text: String,
    /// Components that the trouble affects from now on; those of the update before by default.
    affected: Option<Vec<AffectedComponentInput>>,
}

impl CreateStatusPageInput {
    pub(super) fn into_change(self) -> Result<Change> {
        let components = match (self.websites, self.components) {
            (Some(_), Some(_)) => {
                let problem = "must not be given together with components";
                return Err(Error::input("websites", problem).into());
            }
            (Some(websites), None) => {
                let given = websites.into_iter().enumerate().map(|(at, it)| {
                    let field = within(item("websites", at), "websiteId");
                    Ok(GivenComponent {
                        id: None,
                        website: Some(id::parse(field, &it.website_id)?),
                        tag: None,
                        status: None,
                        name: it.name,
                        description: None,
                        section: None,
                        shows: Shows::default(),
                    })
                });
                Some(("websites", given.collect::<Result<_>>()?))
            }
            (None, components) => components.map(given).transpose()?,
        };
        Ok(Change {
            slug: Some(self.slug),
            host: self.host.map(Some),
            title: Some(self.title),
            text: self.text.map(Some),
            language: self.language.map(Into::into),
            color: self.color.map(Some),
            links: self.links.map(links),
            logo: self.logo.map(|it| Some(logo(it))),
            fold_sections: self.fold_sections,
            publish_incidents: self.publish_incidents,
            access: self.access.map(Into::into),
            password: self.password,
            networks: self.networks,
            components,
        })
    }
}

impl UpdateStatusPageInput {
    pub(super) fn into_change(self) -> Result<Change> {
        Ok(Change {
            slug: self.slug,
            host: said(self.host),
            title: self.title,
            text: said(self.text),
            language: self.language.map(Into::into),
            color: said(self.color),
            links: self.links.map(links),
            logo: said(self.logo).map(|it| it.map(logo)),
            fold_sections: self.fold_sections,
            publish_incidents: self.publish_incidents,
            access: self.access.map(Into::into),
            password: self.password,
            networks: self.networks,
            components: self.components.map(given).transpose()?,
        })
    }
}

impl CreateStatusPageIncidentInput {
    pub(super) fn into_new(self) -> Result<NewIncident> {
        let state = self.state.unwrap_or(StatusUpdateState::Investigating);
        let affected = self.affected.unwrap_or_default();
        Ok(NewIncident {
            page: id::parse("statusPageId", &self.status_page_id)?,
            title: self.title,
            began_at_ms: self.began_at.map(|at| at.timestamp_millis()),
            update: NewUpdate {
                state: state.into(),
                text: self.text,
                affected: Some(self::affected(affected)?),
            },
            is_published: self.published,
        })
    }
}

impl UpdateStatusPageIncidentInput {
    pub(super) fn into_change(self) -> IncidentChange {
        IncidentChange {
            title: self.title,
            began_at_ms: self.began_at.map(|at| at.timestamp_millis()),
        }
    }
}

impl PostStatusUpdateInput {
    pub(super) fn into_update(self) -> Result<NewUpdate> {
        Ok(NewUpdate {
            state: self.state.into(),
            text: self.text,
            affected: self.affected.map(affected).transpose()?,
        })
    }
}

type Given = (&'static str, Vec<GivenComponent>);

fn given(components: Vec<StatusPageComponentInput>) -> Result<Given> {
    let given = components.into_iter().enumerate().map(|(at, it)| {
        let named = |field: &str, id: &Option<ID>| {
            let field = within(item("components", at), field);
            id.as_ref().map(|id| id::parse(field, id)).transpose()
        };
        let usual = Shows::default();
        Ok(GivenComponent {
            id: named("id", &it.id)?,
            website: named("websiteId", &it.website_id)?,
            tag: it.tag,
            status: it.status.map(Into::into),
            name: it.name,
            description: it.description,
            section: it.section,
            shows: Shows {
                bars: it.bars.unwrap_or(usual.bars),
                uptime: it.uptime.unwrap_or(usual.uptime),
                latency: it.latency.unwrap_or(usual.latency),
                regions: it.regions.unwrap_or(usual.regions),
            },
        })
    });
    Ok(("components", given.collect::<Result<_>>()?))
}

fn affected(
    given: Vec<AffectedComponentInput>,
) -> Result<Vec<(Uuid, entity::page_component::ComponentStatus)>> {
    let affected = given.into_iter().enumerate().map(|(at, it)| {
        let field = within(item("affected", at), "componentId");
        Ok((id::parse(field, &it.component_id)?, it.status.into()))
    });
    affected.collect()
}

fn links(given: Vec<StatusPageLinkInput>) -> Vec<GivenLink> {
    let links = given.into_iter().map(|link| GivenLink {
        label: link.label,
        url: link.url,
    });
    links.collect()
}

fn logo(given: StatusPageLogoInput) -> GivenLogo {
    GivenLogo {
        media_type: given.media_type,
        base64: given.base64,
    }
}
