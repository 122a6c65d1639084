//! Changes to a status page, and what is valid of them.

use entity::status_page::{self, Access, Language, Settings};
use sea_orm::ActiveValue::Set;

use super::settings::{self, GivenComponent, GivenLink, GivenLogo, MAX_TEXT_CHARS};
use crate::service::text::prose;
use crate::service::{Error, Handles, Result};

/// Changes to a status page; `None` keeps the current value.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its part of the address.
    pub slug: Option<String>,
    /// Its own host; `Some(None)` for none.
    pub host: Option<Option<String>>,
    /// Displayed title.
    pub title: Option<String>,
    /// What it says below its title; `Some(None)` for nothing.
    pub text: Option<Option<String>>,
    /// Language of its own words.
    pub language: Option<Language>,
    /// Color of its head and links; `Some(None)` for the usual one.
    pub color: Option<Option<String>>,
    /// Links in its head.
    pub links: Option<Vec<GivenLink>>,
    /// Its logo; `Some(None)` for none.
    pub logo: Option<Option<GivenLogo>>,
    /// Whether sections are folded while everything in them works.
    pub fold_sections: Option<bool>,
    /// Whether it publishes incidents of its websites by itself.
    pub publish_incidents: Option<bool>,
    /// Who may see it.
    pub access: Option<Access>,
    /// Its password.
    pub password: Option<String>,
    /// Networks from which it may be seen.
    pub networks: Option<Vec<String>>,
    /// Its components, in order, and the field that gives them.
    pub components: Option<(&'static str, Vec<GivenComponent>)>,
}

/// Changes that are valid by themselves.
pub(super) struct Valid {
    pub(super) slug: Option<String>,
    pub(super) host: Option<Option<String>>,
    title: Option<String>,
    text: Option<Option<String>>,
    language: Option<Language>,
    color: Option<Option<String>>,
    links: Option<Vec<status_page::Link>>,
    logo: Option<Option<(String, Vec<u8>)>>,
    fold_sections: Option<bool>,
    publish_incidents: Option<bool>,
    access: Option<Access>,
    password_hash: Option<String>,
    networks: Option<status_page::Networks>,
    pub(super) components: Option<(&'static str, Vec<GivenComponent>)>,
}

impl Valid {
    /// Validates `change` of the page `known`, or of a new one.
    pub(super) async fn of(
        handles: &Handles,
        change: Change,
        known: Option<&status_page::Model>,
    ) -> Result<Self> {
        let access = change.access.or(known.map(|row| row.access));
        let has_password = known.is_some_and(|row| row.password_hash.is_some());
        let has_networks = known.is_some_and(|row| row.networks.is_some());
        match access {
            Some(Access::Password) if change.password.is_none() && !has_password => {
                let problem = "is missing: the page asks for it";
                return Err(Error::input("password", problem));
            }
            Some(Access::Networks) if change.networks.is_none() && !has_networks => {
                let problem = "are missing: the page is seen only from them";
                return Err(Error::input("networks", problem));
            }
            _ => {}
        }
        let own_host = handles.alerts.public_url.as_ref();
        let own_host = own_host.and_then(|url| url.host_str()).map(str::to_owned);
        let host = match change.host {
            None => None,
            Some(None) => Some(None),
            Some(Some(text)) => {
                let host = settings::host(&text)?;
                if own_host.is_some_and(|own| own == host) {
                    let problem = "is the host of this installation; a page needs another one";
                    return Err(Error::input("host", problem));
                }
                Some(Some(host))
            }
        };
        let text = change.text.map(|text| match text {
            Some(text) => prose("text", &text, MAX_TEXT_CHARS),
            None => Ok(None),
        });
        let color = change
            .color
            .map(|color| color.as_deref().map(settings::color).transpose());
        let logo = change
            .logo
            .map(|logo| logo.as_ref().map(settings::logo).transpose());
        let components = change
            .components
            .map(|(field, given)| Ok::<_, Error>((field, settings::components(field, given)?)));
        let networks = change.networks.as_deref().map(settings::networks);
        let mut valid = Self {
            slug: change.slug.as_deref().map(settings::slug).transpose()?,
            host,
            title: change.title.as_deref().map(settings::title).transpose()?,
            text: text.transpose()?,
            language: change.language,
            color: color.transpose()?,
            links: change.links.as_deref().map(settings::links).transpose()?,
            logo: logo.transpose()?,
            fold_sections: change.fold_sections,
            publish_incidents: change.publish_incidents,
            access: change.access,
            password_hash: None,
            networks: networks.transpose()?,
            components: components.transpose()?,
        };
        // Last, because it takes longest.
        if let Some(password) = change.password {
            if !(1..=128).contains(&password.chars().count()) {
                let problem = "must be 1 to 128 characters";
                return Err(Error::input("password", problem));
            }
            valid.password_hash = Some(handles.passwords.hash(password).await?);
        }
        Ok(valid)
    }

    /// Sets them on the row, whose settings were `settings`.
    pub(super) fn set(
        &self,
        row: &mut status_page::ActiveModel,
        mut settings: Settings,
        now_ms: i64,
    ) {
        if let Some(text) = &self.text {
            settings.text.clone_from(text);
        }
        if let Some(language) = self.language {
            settings.language = language;
        }
        if let Some(color) = &self.color {
            settings.color.clone_from(color);
        }
        if let Some(links) = &self.links {
            settings.links.clone_from(links);
        }
        if let Some(folds) = self.fold_sections {
            settings.folds_sections = folds;
        }
        match self.publish_incidents {
            None => {}
            Some(false) => settings.publishes_since_ms = None,
            // What opened before is not news.
            Some(true) => {
                settings.publishes_since_ms.get_or_insert(now_ms);
            }
        }
        row.settings = Set(settings);
        row.updated_at_ms = Set(now_ms);
        if let Some(slug) = &self.slug {
            row.slug = Set(slug.clone());
        }
        if let Some(host) = &self.host {
            row.host = Set(host.clone());
        }
        if let Some(title) = &self.title {
            row.title = Set(title.clone());
        }
        if let Some(logo) = &self.logo {
            let (media_type, image) = logo.clone().unzip();
            row.logo_type = Set(media_type);
            row.logo = Set(image);
        }
        if let Some(access) = self.access {
            row.access = Set(access);
        }
        if let Some(hash) = &self.password_hash {
            row.password_hash = Set(Some(hash.clone()));
        }
        if let Some(networks) = &self.networks {
            row.networks = Set(Some(networks.clone()));
        }
    }
}
