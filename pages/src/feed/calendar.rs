//! Maintenance as a calendar. Source: RFC 5545.

use std::fmt::Write;

use crate::html::Setting;
use crate::time;
use crate::view::View;
use crate::words::Words;

/// Longest line in bytes, without its end. Source: RFC 5545, 3.1.
const LINE_BYTES: usize = 75;

/// The maintenance of the page as a calendar.
pub(crate) fn calendar(view: &View, setting: Setting<'_>) -> String {
    let words = Words::of(view.language);
    let mut calendar = String::new();
    let mut line = |name: &str, value: &str| fold(&mut calendar, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Upbeat//Status pages//EN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(&view.title));
    for window in &view.maintenance {
        let title = window.title.as_deref().unwrap_or(words.maintenance);
        let names = window.components.iter().map(|(_, name)| name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        let mut description = format!("{} {names}", words.affects);
        if let Some(text) = &window.text {
            let _ = write!(description, "\n\n{text}");
        }
        line("BEGIN", "VEVENT");
        line("UID", &format!("{}@upbeat", window.id));
        line("DTSTAMP", &time::basic(window.announced_at_ms));
        line("DTSTART", &time::basic(window.from_ms));
        line("DTEND", &time::basic(window.to_ms));
        line("SUMMARY", &escaped(&format!("{}: {title}", view.title)));
        line("DESCRIPTION", &escaped(&description));
        if setting.url.starts_with("http") {
            line("URL", setting.url);
        }
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    calendar
}

/// A text as a value. Source: RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\\' | ';' | ',' => escaped.extend(['\\', char]),
            '\n' => escaped.push_str("\\n"),
            char if char.is_control() => {}
            char => escaped.push(char),
        }
    }
    escaped
}

/// Adds a line, folded where it is too long, but never within a character.
fn fold(calendar: &mut String, line: &str) {
    let mut length = 0;
    for char in line.chars() {
        if length + char.len_utf8() > LINE_BYTES {
            calendar.push_str("\r\n ");
            length = 1;
        }
        calendar.push(char);
        length += char.len_utf8();
    }
    calendar.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut calendar = String::new();
        fold(&mut calendar, &format!("SUMMARY:{}", "字".repeat(40)));
        let lines: Vec<&str> = calendar.trim_end().split("\r\n").collect();
        assert!(lines.len() > 1 && lines.iter().all(|line| line.len() <= LINE_BYTES));
        let unfolded = calendar.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{}\r\n", "字".repeat(40)));
    }

    #[test]
    fn values_end_no_line() {
        assert_eq!(
            escaped("a\r\nEND:VEVENT; b, c\\"),
            "a\\nEND:VEVENT\\; b\\, c\\\\"
        );
    }
}
