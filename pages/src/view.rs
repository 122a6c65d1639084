//! What a page says: plain data, read once and shown in many forms. Everything in it may be
//! published.

use entity::page_component::ComponentStatus;
use entity::page_update::UpdateState;
use entity::status_page::{Language, Link};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A status page at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// When it was read, in milliseconds of Unix time.
    pub made_at_ms: i64,
    /// Public id of the page.
    pub id: Uuid,
    /// Its part of the address `/status/{slug}`.
    pub slug: String,
    /// Its own host, if it has one.
    pub host: Option<String>,
    /// Its title.
    pub title: String,
    /// What it says below its title, in Markdown.
    pub text: Option<String>,
    /// Language of its own words.
    pub language: Language,
    /// Color of its head and links, as `#rrggbb`.
    pub color: Option<String>,
    /// Links in its head.
    pub links: Vec<Link>,
    /// Changes with its logo; `None` if it has none.
    pub logo: Option<String>,
    /// Whether sections are folded while everything in them works.
    pub folds_sections: bool,
    /// When its history begins, in milliseconds of Unix time.
    pub since_ms: i64,
    /// When it was last changed or something was written on it, in milliseconds of Unix time.
    pub changed_at_ms: i64,
    /// The first day of the bars, counted from 1970 in UTC.
    pub first_day: i32,
    /// Its components by section, in order.
    pub sections: Vec<Section>,
    /// Incidents that are open, or began within the last 14 days, newest first.
    pub incidents: Vec<Incident>,
    /// Maintenance that goes on, and the next of each that is announced, in order of time.
    pub maintenance: Vec<Maintenance>,
}

/// Components that stand together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its name; `None` for the components that are in no section.
    pub name: Option<String>,
    /// Its components, at least one.
    pub components: Vec<Component>,
}

/// A component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Its public id, which is no website's.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is, in plain text.
    pub description: Option<String>,
    /// Its state now.
    pub status: ComponentStatus,
    /// Since when, in milliseconds of Unix time, if that is known.
    pub since_ms: Option<i64>,
    /// When it was added, in milliseconds of Unix time.
    pub created_at_ms: i64,
    /// Its last 90 days, oldest first, the last one today; empty if they are not shown.
    pub days: Vec<Day>,
    /// Its uptime in them, if it is shown.
    pub uptime: Option<Uptime>,
    /// Its median response time of the last 24 hours, in milliseconds, if it is shown and known.
    pub latency_ms: Option<f64>,
    /// What each region says of it, if that is shown.
    pub regions: Vec<Region>,
}

/// One day, or hour, of a component.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// The worst measured state; unknown if nothing was measured.
    pub worst: ComponentStatus,
    /// Share of the measured time in which it was not down; `None` if nothing was measured.
    pub ratio: Option<f64>,
    /// Time down, in milliseconds.
    pub down_ms: i64,
}

impl Day {
    /// Time down, in whole seconds.
    pub(crate) fn down_secs(&self) -> i64 {
        (self.down_ms + 500) / 1_000
    }
}

/// Uptime, with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uptime {
    /// Share of the measured time in which it was not down; `None` if nothing was measured.
    pub ratio: Option<f64>,
    /// Share of the time that was measured.
    pub coverage: f64,
}

/// What a region says of a component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Name of the region.
    pub name: String,
    /// The worst that it says.
    pub status: ComponentStatus,
}

/// A trouble, as people tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Its public id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// When the trouble began, in milliseconds of Unix time.
    pub began_at_ms: i64,
    /// When it was resolved, in milliseconds of Unix time.
    pub resolved_at_ms: Option<i64>,
    /// When it was published, in milliseconds of Unix time.
    pub published_at_ms: i64,
    /// The components that it affects, or affected before it was resolved.
    pub affected: Vec<Affected>,
    /// What was written, newest first, at least one.
    pub updates: Vec<Update>,
}

impl Incident {
    /// How far the work on it is.
    pub fn state(&self) -> UpdateState {
        self.updates
            .first()
            .map_or(UpdateState::Investigating, |update| update.state)
    }

    /// When something was last written, in milliseconds of Unix time.
    pub fn updated_at_ms(&self) -> i64 {
        self.updates
            .first()
            .map_or(self.published_at_ms, |update| update.at_ms)
    }
}

/// A component that is affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Affected {
    /// Public id of the component.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// How it is affected.
    pub status: ComponentStatus,
}

/// Something written about an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Its public id.
    pub id: Uuid,
    /// How far the work is.
    pub state: UpdateState,
    /// What it says, in Markdown.
    pub text: String,
    /// When it was written, in milliseconds of Unix time.
    pub at_ms: i64,
}

/// A window of maintenance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Maintenance {
    /// Identifies the window, and tells nothing.
    pub id: Uuid,
    /// What it is called in public, if anything.
    pub title: Option<String>,
    /// What is said of it, in Markdown.
    pub text: Option<String>,
    /// Its beginning, in milliseconds of Unix time.
    pub from_ms: i64,
    /// Its end, exclusive, in milliseconds of Unix time.
    pub to_ms: i64,
    /// When it was announced, in milliseconds of Unix time.
    pub announced_at_ms: i64,
    /// Public ids and names of the components that it is for.
    pub components: Vec<(Uuid, String)>,
}

/// An id that is always the same for `parts`, and from which they cannot be told.
pub(crate) fn opaque(parts: &[&[u8]]) -> Uuid {
    let hash = Sha256::digest(parts.concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The state of a page as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Overall {
    /// Everything works.
    Operational,
    /// Something is being worked on, the rest works.
    Maintenance,
    /// Upbeat itself does not know of something.
    Impaired,
    /// Something works badly.
    Degraded,
    /// Something does not work, or only for some.
    PartialOutage,
    /// Nothing works.
    MajorOutage,
}

impl View {
    /// All components, in order.
    pub fn components(&self) -> impl Iterator<Item = &Component> {
        self.sections.iter().flat_map(|section| &section.components)
    }

    /// The state of the page as a whole. What is not known makes nothing better.
    pub fn overall(&self) -> Overall {
        let worst = self.components().map(|component| component.status);
        let worst = worst.reduce(ComponentStatus::or_worse);
        let is_all = || {
            let mut all = self.components();
            all.all(|component| component.status == ComponentStatus::MajorOutage)
        };
        match worst {
            None | Some(ComponentStatus::Operational) => Overall::Operational,
            Some(ComponentStatus::Maintenance) => Overall::Maintenance,
            Some(ComponentStatus::Unknown) => Overall::Impaired,
            Some(ComponentStatus::Degraded) => Overall::Degraded,
            Some(ComponentStatus::MajorOutage) if is_all() => Overall::MajorOutage,
            Some(ComponentStatus::MajorOutage | ComponentStatus::PartialOutage) => {
                Overall::PartialOutage
            }
        }
    }

    /// Incidents that are not resolved, newest first.
    pub fn open_incidents(&self) -> impl Iterator<Item = &Incident> {
        self.incidents
            .iter()
            .filter(|incident| incident.resolved_at_ms.is_none())
    }

    /// Whether it says the same as `other`, which was read at another time.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let at_the_same_time = Self {
            made_at_ms: self.made_at_ms,
            ..other.clone()
        };
        *self == at_the_same_time
    }
}
