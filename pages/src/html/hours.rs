//! The hours of a day of a component: a page of their own, and what a script shows over the bars.

use askama::Template;
use serde::Serialize;

use super::parts::day_text;
use super::{Head, Setting, bars, class};
use crate::load::Hours;
use crate::view::{Day, View};
use crate::words::Words;
use crate::{Result, time};

#[derive(Template)]
#[template(path = "hours.html")]
struct HoursTemplate<'a> {
    head: Head<'a>,
    name: &'a str,
    date: String,
    hours: Vec<HourPart>,
}

struct HourPart {
    name: String,
    state: &'static str,
    text: String,
}

/// The hours as a page.
pub(crate) fn hours(view: &View, setting: Setting<'_>, hours: &Hours) -> Result<String> {
    let words = Words::of(view.language);
    let date = time::day(hours.day);
    let parts = hours.hours.iter().enumerate().map(|(at, hour)| HourPart {
        name: format!("{at:02}:00"),
        state: class(hour.worst),
        text: day_text(words, hour),
    });
    let title = format!("{}, {date}", hours.name);
    let template = HoursTemplate {
        head: Head::of(view, setting, &title),
        name: &hours.name,
        date,
        hours: parts.collect(),
    };
    Ok(template.render()?)
}

#[derive(Serialize)]
struct HoursJson<'a> {
    component: &'a str,
    date: String,
    /// The day in words.
    text: String,
    hours: Vec<HourJson>,
}

#[derive(Serialize)]
struct HourJson {
    status: entity::page_component::ComponentStatus,
    ratio: Option<f64>,
    down_secs: i64,
    /// How it is drawn, by the style sheet of the page.
    shape: &'static str,
    path: &'static str,
}

/// The hours as JSON.
pub(crate) fn hours_json(view: &View, hours: &Hours) -> Result<String> {
    let words = Words::of(view.language);
    let down_ms = hours.hours.iter().map(|hour| hour.down_ms).sum();
    let together = hours.hours.iter().copied().reduce(crate::load::worse);
    let together = together.map(|day| Day { down_ms, ..day });
    let of_hour = |hour: &Day| HourJson {
        status: hour.worst,
        ratio: hour.ratio,
        down_secs: hour.down_secs(),
        shape: bars::class(hour.worst),
        path: bars::shape(hour.worst),
    };
    let json = HoursJson {
        component: &hours.name,
        date: time::day(hours.day),
        text: together.map_or_else(String::new, |day| day_text(words, &day)),
        hours: hours.hours.iter().map(of_hour).collect(),
    };
    Ok(serde_json::to_string(&json)?)
}
