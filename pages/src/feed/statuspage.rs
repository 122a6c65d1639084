//! The JSON that clients of Atlassian Statuspage read at `/api/v2`. Source:
//! <https://metastatuspage.com/api>, read in December 2026.

use entity::page_component::ComponentStatus;
use entity::page_update::UpdateState;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::html::Setting;
use crate::time::{rfc3339, rfc3339_ms};
use crate::view::{Component, Incident, Maintenance, Overall, View, opaque};
use crate::words::Words;

/// A document of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Everything.
    Summary,
    /// The state of the page as a whole.
    Status,
    /// Its components.
    Components,
    /// Incidents of the last 14 days, and those that are open.
    Incidents,
    /// Incidents that are open.
    Unresolved,
    /// Maintenance that goes on or is announced.
    ScheduledMaintenances,
    /// Maintenance that is announced.
    Upcoming,
    /// Maintenance that goes on.
    Active,
}

impl Part {
    /// What is at `path` below `api/v2`.
    pub(crate) fn at(path: &[&str]) -> Option<Self> {
        Some(match path {
            ["summary.json"] => Self::Summary,
            ["status.json"] => Self::Status,
            ["components.json"] => Self::Components,
            ["incidents.json"] => Self::Incidents,
            ["incidents", "unresolved.json"] => Self::Unresolved,
            ["scheduled-maintenances.json"] => Self::ScheduledMaintenances,
            ["scheduled-maintenances", "upcoming.json"] => Self::Upcoming,
            ["scheduled-maintenances", "active.json"] => Self::Active,
            _ => return None,
        })
    }
}

/// A document about the page.
pub(crate) fn statuspage(view: &View, setting: Setting<'_>, part: Part) -> Value {
    let page = json!({
        "id": view.id,
        "name": view.title,
        "url": setting.url,
        "time_zone": "Etc/UTC",
        "updated_at": rfc3339_ms(view.changed_at_ms),
    });
    let now_ms = view.made_at_ms;
    let unresolved = |incident: &&Incident| incident.resolved_at_ms.is_none();
    let active = |window: &&Maintenance| window.from_ms <= now_ms;
    let upcoming = |window: &&Maintenance| window.from_ms > now_ms;
    let incidents = |chosen: &dyn Fn(&&Incident) -> bool| {
        let chosen = view.incidents.iter().filter(chosen);
        Value::from_iter(chosen.map(|it| incident(it, view, setting)))
    };
    let windows = |chosen: &dyn Fn(&&Maintenance) -> bool| {
        let chosen = view.maintenance.iter().filter(chosen);
        Value::from_iter(chosen.map(|it| window(it, view, setting)))
    };
    match part {
        Part::Summary => json!({
            "page": page,
            "components": components(view),
            "incidents": incidents(&unresolved),
            "scheduled_maintenances": windows(&|_| true),
            "status": status(view),
        }),
        Part::Status => json!({ "page": page, "status": status(view) }),
        Part::Components => json!({ "page": page, "components": components(view) }),
        Part::Incidents => json!({ "page": page, "incidents": incidents(&|_| true) }),
        Part::Unresolved => json!({ "page": page, "incidents": incidents(&unresolved) }),
        Part::ScheduledMaintenances => {
            json!({ "page": page, "scheduled_maintenances": windows(&|_| true) })
        }
        Part::Upcoming => json!({ "page": page, "scheduled_maintenances": windows(&upcoming) }),
        Part::Active => json!({ "page": page, "scheduled_maintenances": windows(&active) }),
    }
}

fn status(view: &View) -> Value {
    let overall = view.overall();
    let indicator = match overall {
        Overall::Operational => "none",
        Overall::Maintenance => "maintenance",
        // There is no word for what is not known; it is no green.
        Overall::Impaired | Overall::Degraded => "minor",
        Overall::PartialOutage => "major",
        Overall::MajorOutage => "critical",
    };
    let description = Words::of(view.language).overall(overall);
    json!({ "indicator": indicator, "description": description })
}

fn components(view: &View) -> Value {
    let mut all = Vec::new();
    for section in &view.sections {
        let group = section.name.as_deref().map(|name| {
            let id = opaque(&[view.id.as_bytes(), name.as_bytes()]);
            (id, name)
        });
        if let Some((id, name)) = group {
            let statuses = section.components.iter().map(|it| it.status);
            let worst = statuses.reduce(ComponentStatus::or_worse);
            let ids: Vec<Uuid> = section.components.iter().map(|it| it.id).collect();
            let mut group = json!({
                "id": id,
                "name": name,
                "status": status_name(worst.unwrap_or(ComponentStatus::Operational)),
                "created_at": rfc3339_ms(view.since_ms),
                "updated_at": rfc3339_ms(view.changed_at_ms),
                "position": all.len() + 1,
                "description": null,
                "showcase": false,
                "start_date": null,
                "group_id": null,
                "page_id": view.id,
                "group": true,
                "only_show_if_degraded": false,
            });
            group["components"] = json!(ids);
            all.push(group);
        }
        for it in &section.components {
            let position = all.len() + 1;
            all.push(component(it, view, group.map(|(id, _)| id), position));
        }
    }
    Value::Array(all)
}

fn component(component: &Component, view: &View, group: Option<Uuid>, position: usize) -> Value {
    let created_at = rfc3339_ms(component.created_at_ms);
    let updated_at = component.since_ms.map_or(created_at.clone(), rfc3339_ms);
    json!({
        "id": component.id,
        "name": component.name,
        "status": status_name(component.status),
        "created_at": created_at,
        "updated_at": updated_at,
        "position": position,
        "description": component.description,
        "showcase": component.uptime.is_some(),
        "start_date": rfc3339(component.created_at_ms).get(..10),
        "group_id": group,
        "page_id": view.id,
        "group": false,
        "only_show_if_degraded": false,
    })
}

fn status_name(status: ComponentStatus) -> &'static str {
    match status {
        ComponentStatus::Operational => "operational",
        // There is no word for what is not known; it is no green.
        ComponentStatus::Degraded | ComponentStatus::Unknown => "degraded_performance",
        ComponentStatus::PartialOutage => "partial_outage",
        ComponentStatus::MajorOutage => "major_outage",
        ComponentStatus::Maintenance => "under_maintenance",
    }
}

/// The components of the page with these ids.
fn named<'a>(view: &View, ids: impl Iterator<Item = &'a Uuid> + Clone) -> Value {
    let all = components(view);
    let all = all.as_array().into_iter().flatten();
    let ids: Vec<Value> = ids.map(|id| json!(id)).collect();
    Value::from_iter(all.filter(|it| ids.contains(&it["id"])).cloned())
}

fn incident(incident: &Incident, view: &View, setting: Setting<'_>) -> Value {
    let affected = incident.affected.iter();
    let worst = affected
        .clone()
        .map(|it| it.status)
        .reduce(ComponentStatus::or_worse);
    let impact = match worst {
        None | Some(ComponentStatus::Operational) => "none",
        Some(ComponentStatus::Maintenance) => "maintenance",
        Some(ComponentStatus::Degraded | ComponentStatus::Unknown) => "minor",
        Some(ComponentStatus::PartialOutage) => "major",
        Some(ComponentStatus::MajorOutage) => "critical",
    };
    let mut monitoring = incident.updates.iter();
    let monitoring = monitoring.rfind(|it| it.state == UpdateState::Monitoring);
    let updates = incident
        .updates
        .iter()
        .map(|it| update(incident.id, it.id, &json!(it.state), &it.text, it.at_ms));
    json!({
        "id": incident.id,
        "name": incident.title,
        "status": incident.state(),
        "created_at": rfc3339_ms(incident.published_at_ms),
        "updated_at": rfc3339_ms(incident.updated_at_ms()),
        "monitoring_at": monitoring.map(|it| rfc3339_ms(it.at_ms)),
        "resolved_at": incident.resolved_at_ms.map(rfc3339_ms),
        "impact": impact,
        "shortlink": format!("{}/incidents/{}", setting.url, incident.id),
        "started_at": rfc3339_ms(incident.began_at_ms),
        "page_id": view.id,
        "incident_updates": updates.collect::<Vec<_>>(),
        "components": named(view, affected.map(|it| &it.id)),
    })
}

fn window(window: &Maintenance, view: &View, setting: Setting<'_>) -> Value {
    let words = Words::of(view.language);
    let state = if window.from_ms <= view.made_at_ms {
        "in_progress"
    } else {
        "scheduled"
    };
    let announced = window.announced_at_ms;
    let text = window.text.as_deref().unwrap_or_default();
    json!({
        "id": window.id,
        "name": window.title.as_deref().unwrap_or(words.maintenance),
        "status": state,
        "created_at": rfc3339_ms(announced),
        "updated_at": rfc3339_ms(announced),
        "monitoring_at": null,
        "resolved_at": null,
        "impact": "maintenance",
        "shortlink": setting.url,
        "started_at": rfc3339_ms(announced),
        "page_id": view.id,
        "incident_updates": [update(window.id, window.id, &json!(state), text, announced)],
        "components": named(view, window.components.iter().map(|(id, _)| id)),
        "scheduled_for": rfc3339_ms(window.from_ms),
        "scheduled_until": rfc3339_ms(window.to_ms),
    })
}

fn update(incident: Uuid, id: Uuid, state: &Value, text: &str, at_ms: i64) -> Value {
    let at = rfc3339_ms(at_ms);
    json!({
        "id": id,
        "status": state,
        "body": text,
        "incident_id": incident,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": null,
        "deliver_notifications": true,
        "custom_tweet": null,
        "tweet_id": null,
    })
}
