//! Renders what is below the address of a page: from its view, and the past from the database.

use sea_orm::{ConnectionTrait, DatabaseConnection, StreamTrait};

use crate::asset::Asset;
use crate::html::{self, Setting};
use crate::rendered::Rendered;
use crate::shown::Shown;
use crate::view::View;
use crate::{Address, Error, Result, badge, feed, load, time};

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const ATOM: &str = "application/atom+xml; charset=utf-8";
const RSS: &str = "application/rss+xml; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// What is rendered, or `None` if there is nothing.
pub(crate) type Outcome = Result<Option<Rendered>>;

/// Renders `asset` where the view says all of it; `None` if the past must be read.
pub(crate) fn of_view(shown: &Shown, asset: &Asset) -> Option<Outcome> {
    let view = shown.view();
    let setting = setting(shown);
    Some(match asset {
        Asset::Page => html::page(view, setting).map(|html| {
            let page = page(view, html);
            page.compress();
            Some(page)
        }),
        Asset::Incident(id) => {
            let incident = view.incidents.iter().find(|incident| incident.id == *id)?;
            html::incident(view, setting, incident).map(|html| Some(page(view, html)))
        }
        Asset::Atom => feed::atom(view, setting).map(|feed| Some(for_others(ATOM, feed))),
        Asset::Rss => feed::rss(view, setting).map(|feed| Some(for_others(RSS, feed))),
        Asset::Calendar => Ok(Some(for_others(CALENDAR, feed::calendar(view, setting)))),
        Asset::Json => Ok(Some(for_others(
            JSON,
            feed::json(view, setting).to_string(),
        ))),
        Asset::Schema => Ok(Some(for_others(JSON, feed::SCHEMA.to_owned()))),
        Asset::Statuspage(part) => {
            let json = feed::statuspage(view, setting, *part);
            Ok(Some(for_others(JSON, json.to_string())))
        }
        Asset::Badge => Ok(Some(for_others(SVG, badge::of_page(view)))),
        Asset::ComponentBadge(id, figure) => {
            let component = view.components().find(|component| component.id == *id);
            let badge = component.and_then(|it| badge::of_component(view, it, *figure));
            Ok(badge.map(|badge| for_others(SVG, badge)))
        }
        Asset::Widget => html::widget(view, setting).map(|(html, policy)| {
            let mut widget = for_others(HTML, html);
            widget.policy = Some(policy);
            Some(widget)
        }),
        Asset::Month(..) | Asset::Hours(..) | Asset::HoursJson(..) | Asset::Logo => return None,
    })
}

/// Renders `asset` of the past, which is read from `db`.
pub(crate) async fn of_past(
    db: &DatabaseConnection,
    shown: &Shown,
    asset: &Asset,
    now_ms: i64,
) -> Outcome {
    let (view, loaded) = (shown.view(), shown.loaded());
    let setting = setting(shown);
    let html = match asset {
        Asset::Month(year, month) => {
            let at = (*year, *month);
            // Crawlers follow each month to the one before, so there is a first one.
            let span = time::span_of_month(at).filter(|(_, to_ms)| *to_ms > view.since_ms);
            let Some(span) = span else { return Ok(None) };
            let month = load::month(db, loaded, span).await?;
            Some(html::month(view, setting, at, &month)?)
        }
        Asset::Incident(id) => {
            let incident = load::incident(db, loaded, *id).await?;
            let html = incident.map(|incident| html::incident(view, setting, &incident));
            html.transpose()?
        }
        Asset::Hours(component, day) => {
            let hours = load::hours(db, loaded, *component, *day, now_ms).await?;
            let html = hours.map(|hours| html::hours(view, setting, &hours));
            html.transpose()?
        }
        Asset::HoursJson(component, day) => {
            let hours = load::hours(db, loaded, *component, *day, now_ms).await?;
            let json = hours.map(|hours| html::hours_json(view, &hours));
            return Ok(json.transpose()?.map(|json| Rendered::new(JSON, json)));
        }
        Asset::Logo => {
            let logo = load::logo(db, view.id).await?;
            return Ok(logo.and_then(|(media_type, image)| self::logo(&media_type, image)));
        }
        _ => None,
    };
    Ok(html.map(|html| page(view, html)))
}

fn setting(shown: &Shown) -> Setting<'_> {
    Setting {
        base: shown.base(),
        url: shown.url(),
        is_draft: !shown.is_published(),
        is_stale: shown.is_stale(),
    }
}

fn page(view: &View, html: String) -> Rendered {
    let mut rendered = Rendered::new(HTML, html);
    rendered.policy = Some(html::policy(view));
    rendered
}

/// What is for programs, and for other pages than ours.
fn for_others(media_type: &'static str, body: String) -> Rendered {
    let mut rendered = Rendered::new(media_type, body);
    rendered.is_for_others = true;
    rendered
}

fn logo(media_type: &str, image: Vec<u8>) -> Option<Rendered> {
    let types = ["image/png", "image/jpeg", "image/webp", "image/svg+xml"];
    let media_type = types.into_iter().find(|known| *known == media_type)?;
    let mut rendered = Rendered::new(media_type, image);
    // An SVG that is opened by itself runs no script.
    rendered.policy = Some("default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned());
    rendered.is_lasting = true;
    Some(rendered)
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
