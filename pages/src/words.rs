//! The words of pages, in each language: one file a language, of the same shape. What people wrote
//! is shown as it is.
//!
//! A text with a name in braces, such as `{uptime}`, gets the value in its place.

mod english;
mod french;
mod german;
mod japanese;
mod portuguese;
mod spanish;

use entity::page_component::ComponentStatus;
use entity::page_update::UpdateState;
use entity::status_page::Language;

use crate::view::Overall;

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// Code of the language. Source: RFC 5646.
    pub(crate) code: &'static str,
    /// All components work.
    pub(crate) all_operational: &'static str,
    /// Some are in maintenance, the others work.
    pub(crate) in_maintenance: &'static str,
    /// The state of some is not known.
    pub(crate) impaired: &'static str,
    /// Some work badly.
    pub(crate) some_degraded: &'static str,
    /// Some do not work.
    pub(crate) some_down: &'static str,
    /// None works.
    pub(crate) all_down: &'static str,
    /// The page cannot be read at present; with `{time}`.
    pub(crate) stale: &'static str,
    /// States of a component.
    pub(crate) operational: &'static str,
    pub(crate) degraded: &'static str,
    pub(crate) partial_outage: &'static str,
    pub(crate) major_outage: &'static str,
    pub(crate) maintenance: &'static str,
    pub(crate) unknown: &'static str,
    /// States of an incident.
    pub(crate) investigating: &'static str,
    pub(crate) identified: &'static str,
    pub(crate) monitoring: &'static str,
    pub(crate) resolved: &'static str,
    /// Headings.
    pub(crate) components: &'static str,
    pub(crate) open_incidents: &'static str,
    pub(crate) past_incidents: &'static str,
    pub(crate) scheduled_maintenance: &'static str,
    pub(crate) history: &'static str,
    pub(crate) calendar: &'static str,
    pub(crate) hours: &'static str,
    /// That there was no incident.
    pub(crate) no_incidents: &'static str,
    /// That there was no maintenance.
    pub(crate) no_maintenance: &'static str,
    /// That a page has no components yet.
    pub(crate) no_components: &'static str,
    /// Uptime; with `{uptime}`.
    pub(crate) uptime: &'static str,
    /// How many days of the bars had trouble; with `{n}`.
    pub(crate) days_of_trouble: &'static str,
    /// Ends of the bars.
    pub(crate) days_ago: &'static str,
    pub(crate) today: &'static str,
    /// A day with time down; with `{duration}`.
    pub(crate) down_for: &'static str,
    /// A day of which nothing was measured.
    pub(crate) not_measured: &'static str,
    /// What uptime is; with `{coverage}`.
    pub(crate) method: &'static str,
    /// Median of the response time; with `{ms}`.
    pub(crate) response_time: &'static str,
    /// Before the names of affected components.
    pub(crate) affects: &'static str,
    /// How old the page is; with `{time}`.
    pub(crate) as_of: &'static str,
    /// Links.
    pub(crate) back: &'static str,
    pub(crate) earlier: &'static str,
    pub(crate) later: &'static str,
    /// That the page is not public yet.
    pub(crate) draft: &'static str,
    /// From one instant to another; with `{from}` and `{to}`.
    pub(crate) from_to: &'static str,
    /// Parts of a duration; with `{n}`.
    pub(crate) hours_short: &'static str,
    pub(crate) minutes_short: &'static str,
    pub(crate) seconds_short: &'static str,
    /// A month of a year; with `{month}` and `{year}`.
    pub(crate) month_of_year: &'static str,
    /// What a page writes by itself about an incident of its websites; with `{names}`.
    pub(crate) incident_title: &'static str,
    pub(crate) incident_text: &'static str,
    pub(crate) recovery_text: &'static str,
    /// The gate of a page that is not public.
    pub(crate) asks_for_password: &'static str,
    pub(crate) password: &'static str,
    pub(crate) wrong_password: &'static str,
    pub(crate) open: &'static str,
    pub(crate) not_public: &'static str,
    /// The months, January first.
    pub(crate) months: [&'static str; 12],
    /// Between the integer part of a number and the rest.
    pub(crate) decimal: char,
}

impl Words {
    /// The words of `language`.
    pub(crate) const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &english::WORDS,
            Language::German => &german::WORDS,
            Language::French => &french::WORDS,
            Language::Spanish => &spanish::WORDS,
            Language::Portuguese => &portuguese::WORDS,
            Language::Japanese => &japanese::WORDS,
        }
    }

    /// The state of a page, in a sentence.
    pub(crate) fn overall(&self, overall: Overall) -> &'static str {
        match overall {
            Overall::Operational => self.all_operational,
            Overall::Maintenance => self.in_maintenance,
            Overall::Impaired => self.impaired,
            Overall::Degraded => self.some_degraded,
            Overall::PartialOutage => self.some_down,
            Overall::MajorOutage => self.all_down,
        }
    }

    /// The state of a component.
    pub(crate) fn status(&self, status: ComponentStatus) -> &'static str {
        match status {
            ComponentStatus::Operational => self.operational,
            ComponentStatus::Degraded => self.degraded,
            ComponentStatus::PartialOutage => self.partial_outage,
            ComponentStatus::MajorOutage => self.major_outage,
            ComponentStatus::Maintenance => self.maintenance,
            ComponentStatus::Unknown => self.unknown,
        }
    }

    /// The state of an incident.
    pub(crate) fn state(&self, state: UpdateState) -> &'static str {
        match state {
            UpdateState::Investigating => self.investigating,
            UpdateState::Identified => self.identified,
            UpdateState::Monitoring => self.monitoring,
            UpdateState::Resolved => self.resolved,
        }
    }

    /// A share of 1 in percent, cut after two digits, so that less than everything is never 100 %.
    pub(crate) fn percent(&self, share: f64) -> String {
        let hundredths = (share * 10_000.0).floor().clamp(0.0, 10_000.0);
        let text = format!("{:.2}", hundredths / 100.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        format!("{}\u{a0}%", text.replace('.', &self.decimal.to_string()))
    }

    /// A duration in its two largest units.
    pub(crate) fn duration(&self, ms: i64) -> String {
        let secs = (ms + 999) / 1_000;
        let part = |text: &str, n: i64| text.replace("{n}", &n.to_string());
        let (hours, minutes) = (secs / 3_600, secs / 60 % 60);
        match (hours, minutes) {
            (0, 0) => part(self.seconds_short, secs),
            (0, _) => part(self.minutes_short, minutes),
            (_, 0) => part(self.hours_short, hours),
            _ => format!(
                "{} {}",
                part(self.hours_short, hours),
                part(self.minutes_short, minutes)
            ),
        }
    }

    /// A month, 1 to 12, of a year.
    pub(crate) fn month(&self, year: i16, month: i8) -> String {
        let at = usize::try_from(month - 1).unwrap_or_default();
        let name = self.months.get(at).copied().unwrap_or_default();
        let text = self.month_of_year.replace("{month}", name);
        text.replace("{year}", &year.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Language; 6] = [
        Language::English,
        Language::German,
        Language::French,
        Language::Spanish,
        Language::Portuguese,
        Language::Japanese,
    ];

    #[test]
    fn texts_name_the_same_values_in_every_language() {
        let english = Words::of(Language::English);
        for language in ALL {
            let words = Words::of(language);
            let texts = |words: &Words| {
                [
                    (words.stale, "{time}"),
                    (words.uptime, "{uptime}"),
                    (words.days_of_trouble, "{n}"),
                    (words.incident_title, "{names}"),
                    (words.incident_text, "{names}"),
                    (words.recovery_text, "{names}"),
                    (words.down_for, "{duration}"),
                    (words.method, "{coverage}"),
                    (words.response_time, "{ms}"),
                    (words.as_of, "{time}"),
                    (words.hours_short, "{n}"),
                    (words.minutes_short, "{n}"),
                    (words.seconds_short, "{n}"),
                    (words.month_of_year, "{month}"),
                    (words.month_of_year, "{year}"),
                    (words.from_to, "{from}"),
                    (words.from_to, "{to}"),
                ]
            };
            for ((text, value), (_, same)) in texts(words).into_iter().zip(texts(english)) {
                assert_eq!(value, same);
                assert!(text.contains(value), "{language:?}: {text:?} lacks {value}");
            }
            assert!(words.months.iter().all(|month| !month.is_empty()));
        }
    }

    #[test]
    fn less_than_everything_is_never_a_hundred_percent() {
        let words = Words::of(Language::German);
        assert_eq!(words.percent(1.0), "100\u{a0}%");
        assert_eq!(words.percent(0.999_999), "99,99\u{a0}%");
        assert_eq!(words.percent(0.5), "50\u{a0}%");
        assert_eq!(words.percent(0.0), "0\u{a0}%");
    }

    #[test]
    fn durations_are_told_in_their_largest_units() {
        let words = Words::of(Language::English);
        assert_eq!(words.duration(1), "1 s");
        assert_eq!(words.duration(59_999), "1 min");
        assert_eq!(words.duration(3_600_000), "1 h");
        assert_eq!(words.duration(5_640_000), "1 h 34 min");
    }

    #[test]
    fn a_month_is_named_as_the_language_does() {
        assert_eq!(Words::of(Language::Japanese).month(2026, 11), "2026年11月");
        assert_eq!(Words::of(Language::French).month(2026, 2), "février 2026");
    }
}
