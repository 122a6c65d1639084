//! Pages as HTML: complete without any script, styles within, nothing of another host.

mod bars;
mod hours;
mod parts;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::page_component::ComponentStatus;
use entity::status_page::{Language, Link};
use sha2::{Digest, Sha256};

pub(crate) use self::hours::{hours, hours_json};
use self::parts::{IncidentPart, SectionPart, WindowPart};
use crate::load::Month;
use crate::view::{Incident, Overall, View};
use crate::words::Words;
use crate::{Result, markdown, time};

const STYLE: &str = include_str!("../templates/style.css");
const SCRIPT: &str = include_str!("../templates/script.js");

/// How a page is rendered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    /// What comes before the addresses below the page: `/status/{slug}`, or nothing on its own
    /// host.
    pub(crate) base: &'a str,
    /// The same with scheme and host, if the installation knows its own address.
    pub(crate) url: &'a str,
    /// Whether it is not published.
    pub(crate) is_draft: bool,
    /// Whether it is an old view because no new one can be read.
    pub(crate) is_stale: bool,
}

impl<'a> Setting<'a> {
    /// Address of the page itself.
    pub(crate) fn home(&self) -> &'a str {
        if self.base.is_empty() { "/" } else { self.base }
    }
}

/// What all pages have in common.
struct Head<'a> {
    words: &'static Words,
    title: String,
    page_title: &'a str,
    style: &'static str,
    accent: Option<String>,
    script: &'static str,
    base: &'a str,
    home: &'a str,
    logo: Option<&'a str>,
    links: &'a [Link],
    is_draft: bool,
    stale: Option<String>,
    as_of: String,
}

impl<'a> Head<'a> {
    fn of(view: &'a View, setting: Setting<'a>, title: &str) -> Self {
        let words = Words::of(view.language);
        let title = match title {
            "" => view.title.clone(),
            title => format!("{title} – {}", view.title),
        };
        let at = time::html(view.made_at_ms);
        let stale = setting.is_stale.then(|| words.stale.replace("{time}", &at));
        Self {
            words,
            title,
            page_title: &view.title,
            style: STYLE,
            accent: view.color.as_deref().map(accent),
            script: SCRIPT,
            base: setting.base,
            home: setting.home(),
            logo: view.logo.as_deref(),
            links: &view.links,
            is_draft: setting.is_draft,
            stale,
            as_of: words.as_of.replace("{time}", &at),
        }
    }
}

/// The style of a page's color, which the API has checked.
fn accent(color: &str) -> String {
    format!(":root{{--accent:{color}}}")
}

/// The source of an inline style or script, in a content security policy.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// What a page may load and do: its own style and script, by their hashes, its own images, and
/// requests to its own host.
pub(crate) fn policy(view: &View) -> String {
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
        styles(view),
        hash(SCRIPT)
    )
}

/// The sources of the styles of a page.
fn styles(view: &View) -> String {
    let accent = view.color.as_deref().map(accent);
    let accent = accent.map_or_else(String::new, |style| format!(" {}", hash(&style)));
    format!("{}{accent}", hash(STYLE))
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageTemplate<'a> {
    head: Head<'a>,
    state: &'static str,
    sentence: &'static str,
    text: Option<String>,
    open: Vec<IncidentPart>,
    maintenance: Vec<WindowPart>,
    first_day: i32,
    sections: Vec<SectionPart>,
    past: Vec<IncidentPart>,
    method: Option<String>,
}

/// The page itself.
pub(crate) fn page(view: &View, setting: Setting<'_>) -> Result<String> {
    let words = Words::of(view.language);
    let overall = view.overall();
    let resolved = view
        .incidents
        .iter()
        .filter(|it| it.resolved_at_ms.is_some());
    let part = |incident: &Incident| IncidentPart::of(incident, words);
    let uptimes = view.components().filter_map(|component| component.uptime);
    let coverage = uptimes.map(|uptime| uptime.coverage).reduce(f64::min);
    let template = PageTemplate {
        head: Head::of(view, setting, ""),
        state: class(worst_of(overall)),
        sentence: words.overall(overall),
        text: view.text.as_deref().map(markdown::html),
        open: view.open_incidents().map(part).collect(),
        maintenance: view
            .maintenance
            .iter()
            .map(|window| WindowPart::of(window, words))
            .collect(),
        first_day: view.first_day,
        sections: view
            .sections
            .iter()
            .map(|section| SectionPart::of(section, view, words))
            .collect(),
        past: resolved.map(part).collect(),
        method: coverage.map(|share| words.method.replace("{coverage}", &words.percent(share))),
    };
    Ok(template.render()?)
}

#[derive(Template)]
#[template(path = "widget.html")]
struct WidgetTemplate<'a> {
    head: Head<'a>,
    url: &'a str,
    state: &'static str,
    sentence: &'static str,
}

/// The state of the page, to be embedded in pages of other hosts, and what it may load and do.
pub(crate) fn widget(view: &View, setting: Setting<'_>) -> Result<(String, String)> {
    let overall = view.overall();
    let template = WidgetTemplate {
        head: Head::of(view, setting, ""),
        url: setting.url,
        state: class(worst_of(overall)),
        sentence: Words::of(view.language).overall(overall),
    };
    let policy = format!(
        "default-src 'none'; style-src {}; base-uri 'none'; frame-ancestors *",
        styles(view)
    );
    Ok((template.render()?, policy))
}

#[derive(Template)]
#[template(path = "month.html")]
struct MonthTemplate<'a> {
    head: Head<'a>,
    heading: String,
    incidents: Vec<IncidentPart>,
    maintenance: Vec<WindowPart>,
    earlier: Option<String>,
    later: Option<String>,
}

/// What was told in `at`, a year and month.
pub(crate) fn month(
    view: &View,
    setting: Setting<'_>,
    at: (i16, i8),
    month: &Month,
) -> Result<String> {
    let words = Words::of(view.language);
    let heading = words.month(at.0, at.1);
    let now = time::month_of(view.made_at_ms);
    let later = (at < now).then(|| time::month_text(time::month_after(at, 1)));
    let template = MonthTemplate {
        head: Head::of(view, setting, &heading),
        heading,
        incidents: month
            .incidents
            .iter()
            .map(|incident| IncidentPart::of(incident, words))
            .collect(),
        maintenance: month
            .maintenance
            .iter()
            .map(|window| WindowPart::of(window, words))
            .collect(),
        earlier: (at > time::month_of(view.since_ms))
            .then(|| time::month_text(time::month_after(at, -1))),
        later,
    };
    Ok(template.render()?)
}

#[derive(Template)]
#[template(path = "incident.html")]
struct IncidentTemplate<'a> {
    head: Head<'a>,
    it: IncidentPart,
}

/// One incident.
pub(crate) fn incident(view: &View, setting: Setting<'_>, incident: &Incident) -> Result<String> {
    let words = Words::of(view.language);
    let template = IncidentTemplate {
        head: Head::of(view, setting, &incident.title),
        it: IncidentPart::of(incident, words),
    };
    Ok(template.render()?)
}

#[derive(Template)]
#[template(path = "gate.html")]
struct GateTemplate<'a> {
    words: &'static Words,
    style: &'static str,
    base: &'a str,
    is_form: bool,
    is_wrong: bool,
}

/// The form for the password of a page, and what it may load and do.
pub(crate) fn password_form(
    language: Language,
    base: &str,
    is_wrong: bool,
) -> Result<(String, String)> {
    gate(GateTemplate {
        words: Words::of(language),
        style: STYLE,
        base,
        is_form: true,
        is_wrong,
    })
}

/// That a page is not public, and what that may load and do.
pub(crate) fn refusal(language: Language) -> Result<(String, String)> {
    gate(GateTemplate {
        words: Words::of(language),
        style: STYLE,
        base: "",
        is_form: false,
        is_wrong: false,
    })
}

fn gate(template: GateTemplate<'_>) -> Result<(String, String)> {
    let policy = format!(
        "default-src 'none'; style-src {}; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
        hash(STYLE)
    );
    Ok((template.render()?, policy))
}

/// The state of a component that stands for that of a page.
pub(crate) fn worst_of(overall: Overall) -> ComponentStatus {
    match overall {
        Overall::Operational => ComponentStatus::Operational,
        Overall::Maintenance => ComponentStatus::Maintenance,
        Overall::Impaired => ComponentStatus::Unknown,
        Overall::Degraded => ComponentStatus::Degraded,
        Overall::PartialOutage => ComponentStatus::PartialOutage,
        Overall::MajorOutage => ComponentStatus::MajorOutage,
    }
}

/// Class and icon of a state.
pub(crate) fn class(status: ComponentStatus) -> &'static str {
    match status {
        ComponentStatus::Operational => "operational",
        ComponentStatus::Degraded => "degraded",
        ComponentStatus::PartialOutage => "partial",
        ComponentStatus::MajorOutage => "down",
        ComponentStatus::Maintenance => "maintenance",
        ComponentStatus::Unknown => "unknown",
    }
}

/// `text` as HTML or XML.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '<' => escaped.push_str("&#60;"),
            '>' => escaped.push_str("&#62;"),
            '&' => escaped.push_str("&#38;"),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            char => escaped.push(char),
        }
    }
    escaped
}
