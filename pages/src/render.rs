//! Renders what is below the address of a page: from its view, and the past from the database.

use sea_orm::{ConnectionTrait, DatabaseConnection, StreamTrait};

use crate::asset::Asset;
use crate::html::{self, Setting};
use crate::rendered::Rendered;
use crate::shown::Shown;
use crate::{Address, Error, Result, badge, feed, load, time};

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const ATOM: &str = "application/atom+xml; charset=utf-8";
const RSS: &str = "application/rss+xml; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Renders `asset`; `None` if there is nothing. `db` is missing while it is away: then only what
/// the view says can be rendered.
pub(crate) async fn render(
    db: Option<&DatabaseConnection>,
    shown: &Shown,
    asset: &Asset,
    now_ms: i64,
) -> Result<Option<Rendered>> {
    let view = shown.view();
    let setting = Setting {
        base: shown.base(),
        url: shown.url(),
        is_draft: !shown.is_published(),
        is_stale: shown.is_stale(),
    };
    let page = |body: String| {
        let mut rendered = Rendered::new(HTML, body);
        rendered.policy = Some(html::policy(view));
        rendered
    };
    // What is for programs and other pages than ours.
    let others = |media_type, body: String| {
        let mut rendered = Rendered::new(media_type, body);
        rendered.is_for_others = true;
        rendered
    };
    let rendered = match asset {
        Asset::Atom => Some(others(ATOM, feed::atom(view, setting)?)),
        Asset::Rss => Some(others(RSS, feed::rss(view, setting)?)),
        Asset::Calendar => Some(others(CALENDAR, feed::calendar(view, setting))),
        Asset::Json => Some(others(JSON, feed::json(view, setting).to_string())),
        Asset::Schema => Some(others(JSON, feed::SCHEMA.to_owned())),
        Asset::Statuspage(part) => {
            let json = feed::statuspage(view, setting, *part);
            Some(others(JSON, json.to_string()))
        }
        Asset::Badge => Some(others(SVG, badge::of_page(view))),
        Asset::ComponentBadge(id, figure) => {
            let component = view.components().find(|component| component.id == *id);
            let badge = component.and_then(|it| badge::of_component(view, it, *figure));
            badge.map(|badge| others(SVG, badge))
        }
        Asset::Widget => {
            let (html, policy) = html::widget(view, setting)?;
            let mut rendered = others(HTML, html);
            rendered.policy = Some(policy);
            Some(rendered)
        }
        Asset::Page => {
            let page = page(html::page(view, setting)?);
            page.compress();
            Some(page)
        }
        Asset::Month(year, month) => {
            let at = (*year, *month);
            let Some(span) = time::span_of_month(at) else {
                return Ok(None);
            };
            // Crawlers follow each month to the one before, so there is a first one.
            if span.1 <= view.since_ms {
                return Ok(None);
            }
            let month = load::month(there(db)?, shown.loaded(), span).await?;
            Some(page(html::month(view, setting, at, &month)?))
        }
        Asset::Incident(id) => {
            let known = view.incidents.iter().find(|incident| incident.id == *id);
            let incident = match known {
                Some(incident) => Some(incident.clone()),
                None => load::incident(there(db)?, shown.loaded(), *id).await?,
            };
            let html = incident.map(|incident| html::incident(view, setting, &incident));
            html.transpose()?.map(page)
        }
        Asset::Hours(component, day) | Asset::HoursJson(component, day) => {
            let hours = load::hours(there(db)?, shown.loaded(), *component, *day, now_ms).await?;
            match (hours, asset) {
                (None, _) => None,
                (Some(hours), Asset::Hours(..)) => Some(page(html::hours(view, setting, &hours)?)),
                (Some(hours), _) => Some(Rendered::new(JSON, html::hours_json(view, &hours)?)),
            }
        }
        Asset::Logo => {
            let logo = load::logo(there(db)?, view.id).await?;
            logo.and_then(|(media_type, image)| {
                let types = ["image/png", "image/jpeg", "image/webp", "image/svg+xml"];
                let media_type = types.into_iter().find(|known| *known == media_type)?;
                let mut rendered = Rendered::new(media_type, image);
                // An SVG that is opened by itself runs no script.
                rendered.policy =
                    Some("default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned());
                rendered.is_lasting = true;
                Some(rendered)
            })
        }
    };
    Ok(rendered)
}

/// What the page of `slug` says, as HTML, in the view of `db`: a transaction, perhaps, that is never
/// committed.
///
/// # Errors
/// If it cannot be read or rendered.
pub async fn preview(
    db: &(impl ConnectionTrait + StreamTrait),
    slug: &str,
    now_ms: i64,
) -> Result<String> {
    let address = Address::Slug(slug.to_owned());
    let loaded = load::load(db, &address, now_ms).await?;
    let view = loaded.ok_or(Error::Silent)?.view;
    let setting = Setting {
        base: &address.base(),
        url: &address.base(),
        is_draft: false,
        is_stale: false,
    };
    html::page(&view, setting)
}

/// The database, if it is there.
fn there(db: Option<&DatabaseConnection>) -> Result<&DatabaseConnection> {
    db.ok_or(Error::Silent)
}
