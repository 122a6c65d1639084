//! What was written, as Atom (RFC 4287) and RSS 2.0: an entry for each update, so that each is new to
//! a reader, and one for each announced window of maintenance.

use askama::Template;

use crate::html::Setting;
use crate::view::{Incident, Maintenance, Update, View};
use crate::words::Words;
use crate::{Result, markdown, time};

/// Most entries of a feed.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "atom.xml")]
struct AtomTemplate<'a> {
    view: &'a View,
    words: &'static Words,
    url: &'a str,
    updated: String,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "rss.xml")]
struct RssTemplate<'a> {
    view: &'a View,
    words: &'static Words,
    url: &'a str,
    updated: String,
    description: &'static str,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    /// Below the address of the page.
    path: String,
    at_ms: i64,
    at: String,
    html: String,
}

/// The page as Atom.
pub(crate) fn atom(view: &View, setting: Setting<'_>) -> Result<String> {
    let template = AtomTemplate {
        view,
        words: Words::of(view.language),
        url: setting.url,
        updated: time::rfc3339(view.changed_at_ms),
        entries: entries(view, time::rfc3339),
    };
    Ok(template.render()?)
}

/// The page as RSS.
pub(crate) fn rss(view: &View, setting: Setting<'_>) -> Result<String> {
    let words = Words::of(view.language);
    let template = RssTemplate {
        view,
        words,
        url: setting.url,
        updated: time::rfc2822(view.changed_at_ms),
        description: words.overall(view.overall()),
        entries: entries(view, time::rfc2822),
    };
    Ok(template.render()?)
}

/// All entries, newest first, with their times as `written` writes them.
fn entries(view: &View, written: fn(i64) -> String) -> Vec<Entry> {
    let words = Words::of(view.language);
    let updates = view.incidents.iter().flat_map(|incident| {
        let updates = incident.updates.iter();
        updates.map(move |update| update_entry(incident, update, words))
    });
    let windows = view.maintenance.iter();
    let windows = windows.map(|window| window_entry(window, words));
    let mut entries: Vec<Entry> = updates.chain(windows).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at_ms));
    entries.truncate(MOST);
    for entry in &mut entries {
        entry.at = written(entry.at_ms);
    }
    entries
}

fn update_entry(incident: &Incident, update: &Update, words: &Words) -> Entry {
    Entry {
        id: format!("urn:uuid:{}", update.id),
        title: format!("{}: {}", words.state(update.state), incident.title),
        path: format!("/incidents/{}", incident.id),
        at_ms: update.at_ms.max(incident.published_at_ms),
        at: String::new(),
        html: markdown::html(&update.text),
    }
}

fn window_entry(window: &Maintenance, words: &Words) -> Entry {
    let title = window.title.as_deref().unwrap_or(words.maintenance);
    let period = words
        .from_to
        .replace("{from}", &time::utc(window.from_ms))
        .replace("{to}", &time::utc(window.to_ms));
    let text = window.text.as_deref().unwrap_or_default();
    Entry {
        id: format!("urn:uuid:{}", window.id),
        title: format!("{title}: {period}"),
        path: String::new(),
        at_ms: window.announced_at_ms,
        at: String::new(),
        html: markdown::html(text),
    }
}
