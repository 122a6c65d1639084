//! A page as JSON for programs, of the shape in `pages/status.schema.json`.

use serde_json::{Value, json};

use crate::html::Setting;
use crate::time::{self, rfc3339};
use crate::view::{Component, Incident, Maintenance, View};
use crate::words::Words;

/// The shape, as JSON schema.
pub(crate) const SCHEMA: &str = include_str!("../../status.schema.json");

/// The page as JSON.
pub(crate) fn json(view: &View, setting: Setting<'_>) -> Value {
    let overall = view.overall();
    let url = |path: &str| format!("{}{path}", setting.url);
    let components = view.sections.iter().flat_map(|section| {
        let name = section.name.as_deref();
        let components = section.components.iter();
        components.map(move |it| component(it, name, view.first_day))
    });
    json!({
        "$schema": url("/status.schema.json"),
        "page": {
            "id": view.id,
            "title": view.title,
            "url": url("/"),
            "changedAt": rfc3339(view.changed_at_ms),
        },
        "asOf": rfc3339(view.made_at_ms),
        "isStale": setting.is_stale,
        "status": overall,
        "description": Words::of(view.language).overall(overall),
        "components": components.collect::<Vec<_>>(),
        "incidents": view.incidents.iter().map(|it| incident(it, url)).collect::<Vec<_>>(),
        "maintenance": view.maintenance.iter().map(window).collect::<Vec<_>>(),
    })
}

fn component(component: &Component, section: Option<&str>, first_day: i32) -> Value {
    let days = component.days.iter().zip(first_day..).map(|(day, number)| {
        json!({
            "date": time::day(number),
            "status": day.worst,
            "uptime": day.ratio,
            "downSecs": day.down_secs(),
        })
    });
    let regions = component.regions.iter();
    let regions = regions.map(|it| json!({ "name": it.name, "status": it.status }));
    json!({
        "id": component.id,
        "name": component.name,
        "description": component.description,
        "section": section,
        "status": component.status,
        "since": component.since_ms.map(rfc3339),
        "uptime": component.uptime.map(|it| json!({ "ratio": it.ratio, "coverage": it.coverage })),
        "latencyMs": component.latency_ms,
        "regions": regions.collect::<Vec<_>>(),
        "days": days.collect::<Vec<_>>(),
    })
}

fn incident(incident: &Incident, url: impl Fn(&str) -> String) -> Value {
    let affected = incident.affected.iter();
    let affected = affected.map(|it| json!({ "id": it.id, "name": it.name, "status": it.status }));
    let updates = incident.updates.iter().map(
        |it| json!({ "id": it.id, "state": it.state, "text": it.text, "at": rfc3339(it.at_ms) }),
    );
    json!({
        "id": incident.id,
        "title": incident.title,
        "url": url(&format!("/incidents/{}", incident.id)),
        "state": incident.state(),
        "beganAt": rfc3339(incident.began_at_ms),
        "resolvedAt": incident.resolved_at_ms.map(rfc3339),
        "affected": affected.collect::<Vec<_>>(),
        "updates": updates.collect::<Vec<_>>(),
    })
}

fn window(window: &Maintenance) -> Value {
    let components = window.components.iter();
    let components = components.map(|(id, name)| json!({ "id": id, "name": name }));
    json!({
        "id": window.id,
        "title": window.title,
        "text": window.text,
        "from": rfc3339(window.from_ms),
        "to": rfc3339(window.to_ms),
        "components": components.collect::<Vec<_>>(),
    })
}
