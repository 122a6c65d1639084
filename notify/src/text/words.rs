//! From facts to words.

use entity::WebsiteStatus;
use entity::alert::{Alert, AlertKind, AlertRegion};

use super::title::{self, lasted_ms};
use super::{
    DETAIL_CHARS, DETAILS, Fact, NAME_CHARS, SENTENCE_CHARS, Text, Tone, URL_CHARS, duration,
    instant, line,
};
use crate::message::Message;

/// How late a message may be without saying so, in milliseconds.
const LATE_MS: i64 = 120_000;

/// The words of `message`.
pub(super) fn of(message: &Message<'_>) -> Text {
    let alert = message.alert;
    let sentence = match (&alert.incident, &alert.summary) {
        (Some(incident), _) => Some(&incident.cause),
        (None, summary) => summary.as_ref(),
    };
    let url = alert.website.as_ref().map(|website| &website.url);
    Text {
        tone: tone(alert),
        title: title::of(message),
        lead: sentence.map(|text| line(text, SENTENCE_CHARS)),
        facts: facts(message),
        url: url.map(|url| line(url, URL_CHARS)),
        link: message.link.clone(),
        details: details(alert),
    }
}

fn tone(alert: &Alert) -> Tone {
    match alert.kind {
        AlertKind::IncidentOpened => Tone::Bad,
        // That the website was paused or deleted does not make it well.
        AlertKind::IncidentResolved if alert.summary.is_some() => Tone::Neutral,
        AlertKind::IncidentResolved => Tone::Good,
        AlertKind::IncidentAcknowledged | AlertKind::Test => Tone::Neutral,
        _ if alert.is_over() => Tone::Good,
        AlertKind::Partial
        | AlertKind::Degraded
        | AlertKind::CertificateExpiring
        | AlertKind::RegionTrouble
        | AlertKind::InstanceTrouble
        | AlertKind::ChannelTrouble => Tone::Warning,
        AlertKind::Summary => match &alert.listed {
            Some(listed) if listed.opened > 0 => Tone::Bad,
            Some(listed) if listed.others > 0 => Tone::Warning,
            Some(_) => Tone::Good,
            None => Tone::Neutral,
        },
    }
}

fn facts(message: &Message<'_>) -> Vec<Fact> {
    let Message {
        alert,
        now_ms,
        zone,
        ..
    } = message;
    let fact = |label, value| Fact { label, value };
    let mut facts = Vec::new();
    match &alert.incident {
        None => facts.push(fact("At", instant(alert.at_ms, zone))),
        Some(incident) => {
            facts.push(fact("Since", instant(incident.opened_at_ms, zone)));
            match alert.kind {
                AlertKind::IncidentResolved => {
                    if let (Some(at), Some(ms)) = (incident.resolved_at_ms, lasted_ms(incident)) {
                        facts.push(fact("Until", instant(at, zone)));
                        facts.push(fact("Duration", duration(ms)));
                    }
                    if let Some(by) = &incident.by {
                        facts.push(fact("Resolved by", line(by, NAME_CHARS)));
                    }
                }
                AlertKind::IncidentAcknowledged => {
                    let at = incident.acknowledged_at_ms.unwrap_or(alert.at_ms);
                    facts.push(fact("Acknowledged", instant(at, zone)));
                    facts.push(fact("Duration", duration(at - incident.opened_at_ms)));
                }
                _ if incident.is_repeated => {
                    facts.push(fact("Duration", duration(now_ms - incident.opened_at_ms)));
                }
                _ => {}
            }
            if incident.is_flapping {
                facts.push(fact(
                    "Flapping",
                    "one incident follows the other".to_owned(),
                ));
            }
        }
    }
    let late_ms = now_ms - alert.at_ms;
    if late_ms > LATE_MS {
        facts.push(fact("Late", format!("delayed by {}", duration(late_ms))));
    }
    facts
}

fn details(alert: &Alert) -> Vec<String> {
    let listed = alert.listed.iter().flat_map(|listed| &listed.worst);
    let listed = listed.map(|it| line(it, DETAIL_CHARS));
    let lines = alert.regions.iter().map(region).chain(listed);
    let mut details: Vec<_> = lines.take(DETAILS).collect();
    let count = alert.regions.len() + alert.listed.as_ref().map_or(0, |it| it.worst.len());
    let more = count.saturating_sub(DETAILS);
    if more > 0 {
        details.push(format!("and {more} more"));
    }
    details
}

/// What a region says: `frankfurt: down, connection refused by 192.0.2.1:443`.
fn region(region: &AlertRegion) -> String {
    let name = line(&region.name, NAME_CHARS);
    let status = status(region.status);
    match &region.reason {
        Some(reason) => line(&format!("{name}: {status}, {reason}"), DETAIL_CHARS),
        None => format!("{name}: {status}"),
    }
}

/// A status in a word.
fn status(status: WebsiteStatus) -> &'static str {
    match status {
        WebsiteStatus::Pending => "pending",
        WebsiteStatus::Up => "up",
        WebsiteStatus::Degraded => "degraded",
        WebsiteStatus::Partial => "partial",
        WebsiteStatus::Down => "down",
        WebsiteStatus::Unmeasured => "unmeasured",
        WebsiteStatus::Paused => "paused",
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use uuid::Uuid;

    use super::*;
    use crate::sample;

    const AT_MS: i64 = 1_796_029_925_000;

    fn words(alert: &Alert, late_ms: i64) -> Text {
        Text::of(&Message {
            id: Uuid::nil(),
            alert,
            now_ms: AT_MS + late_ms,
            zone: &TimeZone::get("Europe/Berlin").unwrap(),
            link: Some("https://upbeat.test/incidents/1".to_owned()),
            thread: None,
            taken: None,
            is_plain: false,
        })
    }

    #[test]
    fn titles_say_what_happened_to_whom() {
        for (kind, expected, tone) in [
            (AlertKind::IncidentOpened, "DOWN: Shop", Tone::Bad),
            (
                AlertKind::IncidentAcknowledged,
                "ACKNOWLEDGED: Shop by ada@example.org",
                Tone::Neutral,
            ),
            (
                AlertKind::IncidentResolved,
                "RESOLVED: Shop after 12 min",
                Tone::Good,
            ),
            (AlertKind::Partial, "PARTIAL: Shop", Tone::Warning),
            (AlertKind::Degraded, "DEGRADED: Shop", Tone::Warning),
            (
                AlertKind::CertificateExpiring,
                "CERTIFICATE: Shop",
                Tone::Warning,
            ),
            (
                AlertKind::RegionTrouble,
                "REGION: tokyo is silent",
                Tone::Warning,
            ),
            (
                AlertKind::InstanceTrouble,
                "UPBEAT: it has trouble of its own",
                Tone::Warning,
            ),
            (
                AlertKind::ChannelTrouble,
                "CHANNEL: one cannot deliver",
                Tone::Warning,
            ),
            (
                AlertKind::Summary,
                "SUMMARY: 12 down, 3 resolved",
                Tone::Bad,
            ),
            (AlertKind::Test, "TEST: this channel works", Tone::Neutral),
        ] {
            let text = words(&sample::alert(kind, AT_MS), 0);
            assert_eq!((text.title.as_str(), text.tone), (expected, tone));
        }
    }

    #[test]
    fn the_end_of_a_trouble_says_that_it_is_over() {
        for (kind, title) in [
            (
                AlertKind::RegionTrouble,
                "REGION: tokyo is no longer silent",
            ),
            (
                AlertKind::InstanceTrouble,
                "UPBEAT: a trouble of its own is over",
            ),
        ] {
            let mut alert = sample::alert(kind, AT_MS);
            alert.trouble.as_mut().unwrap().is_over = true;
            let text = words(&alert, 0);
            assert_eq!((text.title.as_str(), text.tone), (title, Tone::Good));
        }
    }

    #[test]
    fn lines_say_why_since_when_and_where() {
        let opened = sample::alert(AlertKind::IncidentOpened, AT_MS);
        let expected = "connection refused by 192.0.2.1:443 in 2 of 3 regions
Since: 2026-11-30 10:12:05 CET
https://shop.example.org/
https://upbeat.test/incidents/1
- frankfurt: down, connection refused by 192.0.2.1:443
- tokyo: down, connection refused by 192.0.2.1:443
- virginia: up";
        assert_eq!(words(&opened, 0).body(), expected);

        let resolved = sample::alert(AlertKind::IncidentResolved, AT_MS);
        let expected = "connection refused by 192.0.2.1:443 in 2 of 3 regions
Since: 2026-11-30 10:00:05 CET
Until: 2026-11-30 10:12:05 CET
Duration: 12 min
Late: delayed by 4 min
https://shop.example.org/
https://upbeat.test/incidents/1";
        assert_eq!(words(&resolved, 240_000).body(), expected);

        let summary = sample::alert(AlertKind::Summary, AT_MS);
        let expected = "At: 2026-11-30 10:12:05 CET
https://upbeat.test/incidents/1
- DOWN: Shop
- DOWN: Blog";
        assert_eq!(words(&summary, 120_000).body(), expected);
    }

    #[test]
    fn a_repeated_alert_says_how_long_it_lasts() {
        let mut alert = sample::alert(AlertKind::IncidentOpened, AT_MS);
        let incident = alert.incident.as_mut().unwrap();
        incident.is_repeated = true;
        incident.is_flapping = true;
        incident.opened_at_ms -= 7_500_000;
        let text = words(&alert, 0);
        assert_eq!(text.title, "STILL DOWN: Shop for 2 h 5 min");
        let body = text.body();
        assert!(
            body.contains("\nDuration: 2 h 5 min\nFlapping: one incident"),
            "{body}"
        );
    }

    #[test]
    fn a_resolve_says_that_the_website_was_paused_and_by_whom() {
        let mut alert = sample::alert(AlertKind::IncidentResolved, AT_MS);
        alert.summary = Some("the website was paused".to_owned());
        let text = words(&alert, 0);
        let title = "RESOLVED: Shop after 12 min: the website was paused";
        assert_eq!((text.title.as_str(), text.tone), (title, Tone::Neutral));
        let incident = alert.incident.as_mut().unwrap();
        incident.by = Some("ada@example.org".to_owned());
        let text = words(&alert, 0);
        assert_eq!(text.title, format!("{title} by ada@example.org"));
    }

    #[test]
    fn whatever_users_and_websites_write_is_bounded() {
        let mut alert = sample::alert(AlertKind::IncidentAcknowledged, AT_MS);
        let long = "a\n\u{202e}😀".repeat(10_000);
        let website = alert.website.as_mut().unwrap();
        (website.name, website.url) = (long.clone(), long.clone());
        let incident = alert.incident.as_mut().unwrap();
        (incident.cause, incident.by) = (long.clone(), Some(long.clone()));
        let region = AlertRegion {
            name: long.clone(),
            status: WebsiteStatus::Down,
            reason: Some(long),
        };
        alert.regions = vec![region; 30];
        let text = words(&alert, 0);
        assert!(text.title.chars().count() < 250);
        assert!(
            text.lines()
                .iter()
                .all(|line| !line.contains(['\n', '\u{202e}']))
        );
        assert!(text.body().chars().count() < 4_000);
        assert_eq!(text.details.last().unwrap(), "and 20 more");
    }
}
