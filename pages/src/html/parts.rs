//! Parts of pages, in the words of their language.

use entity::page_component::ComponentStatus;
use uuid::Uuid;

use super::{bars, class};
use crate::view::{Component, Day, Incident, Maintenance, Section, View};
use crate::words::Words;
use crate::{markdown, time};

/// An incident, in words.
pub(super) struct IncidentPart {
    pub(super) id: Uuid,
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) period: String,
    pub(super) affected: String,
    pub(super) updates: Vec<UpdatePart>,
}

/// An update of it.
pub(super) struct UpdatePart {
    pub(super) state: &'static str,
    pub(super) at: String,
    pub(super) html: String,
}

impl IncidentPart {
    pub(super) fn of(incident: &Incident, words: &'static Words) -> Self {
        let names = incident.affected.iter().map(|it| it.name.as_str());
        let updates = incident.updates.iter().map(|update| UpdatePart {
            state: words.state(update.state),
            at: time::html(update.at_ms),
            html: markdown::html(&update.text),
        });
        Self {
            id: incident.id,
            title: incident.title.clone(),
            state: words.state(incident.state()),
            period: period(words, incident.began_at_ms, incident.resolved_at_ms),
            affected: names.collect::<Vec<_>>().join(", "),
            updates: updates.collect(),
        }
    }
}

/// A window of maintenance, in words.
pub(super) struct WindowPart {
    pub(super) title: String,
    pub(super) period: String,
    pub(super) components: String,
    pub(super) html: Option<String>,
}

impl WindowPart {
    pub(super) fn of(window: &Maintenance, words: &'static Words) -> Self {
        let names = window.components.iter().map(|(_, name)| name.as_str());
        let title = window.title.as_deref();
        Self {
            title: title.unwrap_or(words.maintenance).to_owned(),
            period: period(words, window.from_ms, Some(window.to_ms)),
            components: names.collect::<Vec<_>>().join(", "),
            html: window.text.as_deref().map(markdown::html),
        }
    }
}

/// Components that stand together.
pub(super) struct SectionPart {
    pub(super) name: String,
    pub(super) folds: bool,
    pub(super) is_open: bool,
    pub(super) components: Vec<ComponentPart>,
}

impl SectionPart {
    pub(super) fn of(section: &Section, view: &View, words: &'static Words) -> Self {
        let mut statuses = section.components.iter().map(|it| it.status);
        let is_open = statuses.any(|status| status != ComponentStatus::Operational);
        let name = section.name.as_deref().unwrap_or(words.components);
        let components = section.components.iter();
        Self {
            name: name.to_owned(),
            folds: view.folds_sections && section.name.is_some(),
            is_open,
            components: components
                .map(|component| ComponentPart::of(component, view.first_day, words))
                .collect(),
        }
    }
}

/// A component, in words.
pub(super) struct ComponentPart {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) state: &'static str,
    pub(super) status: &'static str,
    pub(super) uptime: Option<String>,
    pub(super) bars: Option<String>,
    pub(super) summary: String,
    pub(super) troubles: Vec<DayPart>,
    pub(super) latency: Option<String>,
    pub(super) regions: Vec<RegionPart>,
}

/// A day on which something was wrong.
pub(super) struct DayPart {
    pub(super) date: String,
    pub(super) text: String,
}

/// What a region says.
pub(super) struct RegionPart {
    pub(super) name: String,
    pub(super) state: &'static str,
    pub(super) status: &'static str,
}

impl ComponentPart {
    fn of(component: &Component, first_day: i32, words: &'static Words) -> Self {
        let date = |at: usize| time::day(first_day + i32::try_from(at).unwrap_or_default());
        let title = |at: usize, day: &Day| format!("{}: {}", date(at), day_text(words, day));
        let is_trouble = |day: &Day| {
            !matches!(
                day.worst,
                ComponentStatus::Operational | ComponentStatus::Unknown
            )
        };
        let days = component.days.iter().enumerate().rev();
        let troubles = days.filter(|(_, day)| is_trouble(day));
        let troubles: Vec<DayPart> = troubles
            .map(|(at, day)| DayPart {
                date: date(at),
                text: day_text(words, day),
            })
            .collect();
        let uptime = component.uptime.map(|uptime| match uptime.ratio {
            Some(ratio) => words.uptime.replace("{uptime}", &words.percent(ratio)),
            None => words.not_measured.to_owned(),
        });
        let summary = words
            .days_of_trouble
            .replace("{n}", &troubles.len().to_string());
        let regions = component.regions.iter().map(|region| RegionPart {
            name: region.name.clone(),
            state: class(region.status),
            status: words.status(region.status),
        });
        let latency = component.latency_ms.map(|ms| format!("{ms:.0}"));
        Self {
            id: component.id,
            name: component.name.clone(),
            description: component.description.clone(),
            state: class(component.status),
            status: words.status(component.status),
            uptime,
            bars: (!component.days.is_empty()).then(|| bars::paths(&component.days, title)),
            summary,
            troubles,
            latency: latency.map(|ms| words.response_time.replace("{ms}", &ms)),
            regions: regions.collect(),
        }
    }
}

/// What was wrong on a day, or in an hour.
pub(super) fn day_text(words: &Words, day: &Day) -> String {
    match day {
        Day {
            worst: ComponentStatus::Unknown,
            ..
        } => words.not_measured.to_owned(),
        Day { down_ms: 1.., .. } => {
            let duration = words.duration(day.down_ms);
            words.down_for.replace("{duration}", &duration)
        }
        _ => words.status(day.worst).to_owned(),
    }
}

/// From one instant to another, or until now, as HTML.
fn period(words: &Words, from_ms: i64, to_ms: Option<i64>) -> String {
    let from = time::html(from_ms);
    match to_ms {
        Some(to_ms) => words
            .from_to
            .replace("{from}", &from)
            .replace("{to}", &time::html(to_ms)),
        None => from,
    }
}
