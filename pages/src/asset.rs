//! What there is below the address of a page.

use uuid::Uuid;

use crate::badge::Figure;
use crate::feed::Part;
use crate::time;

/// Something below the address of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Asset {
    /// The page itself.
    Page,
    /// What was told in a month.
    Month(i16, i8),
    /// One incident.
    Incident(Uuid),
    /// The hours of a day of a component, as a page.
    Hours(Uuid, i32),
    /// The same as JSON.
    HoursJson(Uuid, i32),
    /// The logo.
    Logo,
    /// What was written, as Atom.
    Atom,
    /// The same as RSS.
    Rss,
    /// Maintenance as a calendar.
    Calendar,
    /// The page as JSON.
    Json,
    /// The shape of that.
    Schema,
    /// The page for clients of Statuspage.
    Statuspage(Part),
    /// The state of the page as a small picture.
    Badge,
    /// A figure of a component as a small picture.
    ComponentBadge(Uuid, Figure),
    /// The state of the page, to be embedded in pages of other hosts.
    Widget,
}

impl Asset {
    /// What is at `path` below a page, such as `history/2026-11`, at `now_ms`.
    pub fn at(path: &str, now_ms: i64) -> Option<Self> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts[..] {
            [""] => Self::Page,
            ["history"] => {
                let (year, month) = time::month_of(now_ms);
                Self::Month(year, month)
            }
            ["history", month] => {
                let (year, month) = time::month_from(month)?;
                // Nothing was told in a month to come.
                ((year, month) <= time::month_of(now_ms)).then_some(Self::Month(year, month))?
            }
            ["incidents", id] => Self::Incident(id.parse().ok()?),
            ["days", component, day] => {
                let component = component.parse().ok()?;
                match day.strip_suffix(".json") {
                    Some(day) => Self::HoursJson(component, time::day_of(day)?),
                    None => Self::Hours(component, time::day_of(day)?),
                }
            }
            ["logo"] => Self::Logo,
            ["feed.atom"] => Self::Atom,
            ["feed.rss"] => Self::Rss,
            ["maintenance.ics"] => Self::Calendar,
            ["status.json"] => Self::Json,
            ["status.schema.json"] => Self::Schema,
            ["api", "v2", ref part @ ..] => Self::Statuspage(Part::at(part)?),
            ["badge.svg"] => Self::Badge,
            ["badges", component, figure] => {
                Self::ComponentBadge(component.parse().ok()?, Figure::at(figure)?)
            }
            ["widget"] => Self::Widget,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_what_there_is() {
        let now_ms = 1_796_083_200_000; // 2026-12-01
        let id = Uuid::from_u128(7);
        for (path, asset) in [
            ("", Some(Asset::Page)),
            ("/", Some(Asset::Page)),
            ("history", Some(Asset::Month(2026, 12))),
            ("history/2026-11", Some(Asset::Month(2026, 11))),
            ("history/2027-01", None),
            ("history/2026-11/x", None),
            ("nothing", None),
            ("feed.atom", Some(Asset::Atom)),
            (
                "api/v2/summary.json",
                Some(Asset::Statuspage(Part::Summary)),
            ),
            (
                "api/v2/incidents/unresolved.json",
                Some(Asset::Statuspage(Part::Unresolved)),
            ),
            ("api/v2/", None),
        ] {
            assert_eq!(Asset::at(path, now_ms), asset, "{path}");
        }
        let path = format!("days/{id}/2026-11-30.json");
        assert_eq!(Asset::at(&path, now_ms), Some(Asset::HoursJson(id, 20_787)));
        let badge = Asset::at(&format!("badges/{id}/uptime.svg"), now_ms);
        assert_eq!(badge, Some(Asset::ComponentBadge(id, Figure::Uptime)));
    }
}
