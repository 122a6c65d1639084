//! Bars of days and hours, as SVG. Each state has a shape of its own, so that no color is needed.
//!
//! A bar is 4 wide, 5 with its gap, between 5 and 31 of a height of 36. Equal days beside each other
//! that are up, or were not measured, are one dashed line: a page has thousands of them.

use std::fmt::Write;

use entity::page_component::ComponentStatus;

use crate::view::Day;

/// The paths of `days`, oldest first, with `title` for those that are not simply up.
pub(crate) fn paths(days: &[Day], title: impl Fn(usize, &Day) -> String) -> String {
    let mut svg = String::new();
    let mut at = 0;
    while at < days.len() {
        let class = class(days[at].worst);
        let x = 5 * at;
        if !matches!(class, "o" | "x") {
            let d = shape(days[at].worst).replace('X', &x.to_string());
            let title = super::escaped(&title(at, &days[at]));
            let _ = write!(
                svg,
                "<g><title>{title}</title><path class=\"{class}\" d=\"{d}\"/></g>"
            );
            at += 1;
            continue;
        }
        let same = days[at..].iter();
        let run = same
            .take_while(|day| self::class(day.worst) == class)
            .count();
        let width = 5 * run - 1;
        let _ = match class {
            "o" => write!(svg, "<path class=\"o\" d=\"M{x} 18h{width}\"/>"),
            _ => write!(
                svg,
                "<path class=\"x\" d=\"M{x} 6h{width}M{x} 30h{width}\"/>"
            ),
        };
        at += run;
    }
    svg
}

/// Class of a bar in the style sheet.
pub(crate) fn class(status: ComponentStatus) -> &'static str {
    match status {
        ComponentStatus::Operational => "o",
        ComponentStatus::Degraded => "g",
        ComponentStatus::PartialOutage => "p",
        ComponentStatus::MajorOutage => "d",
        ComponentStatus::Maintenance => "m",
        ComponentStatus::Unknown => "x",
    }
}

/// The path of one bar whose left side is at `X`.
pub(crate) fn shape(status: ComponentStatus) -> &'static str {
    match status {
        ComponentStatus::Operational => "MX 18h4",
        // A notch on top.
        ComponentStatus::Degraded => "MX 5l2 6l2-6v26h-4z",
        // The lower half full, the upper one outlined.
        ComponentStatus::PartialOutage => "MX 18v-13h4v26h-4zm1 0h2v-12h-2z",
        // A foot below the line.
        ComponentStatus::MajorOutage => "MX 5h4v31h-4z",
        ComponentStatus::Maintenance => "MX 5h4v8h-4zm0 9h4v8h-4zm0 9h4v8h-4z",
        ComponentStatus::Unknown => "MX 6h4m0 24h-4",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(worst: ComponentStatus) -> Day {
        Day {
            worst,
            ratio: Some(1.0),
            down_ms: 0,
        }
    }

    #[test]
    fn equal_days_are_one_line_and_others_have_a_title() {
        let mut days = vec![day(ComponentStatus::Unknown); 2];
        days.extend([day(ComponentStatus::Operational); 3]);
        days.push(day(ComponentStatus::MajorOutage));
        let svg = paths(&days, |at, _| format!("<day {at}>"));
        assert_eq!(
            svg,
            "<path class=\"x\" d=\"M0 6h9M0 30h9\"/><path class=\"o\" d=\"M10 18h14\"/>\
             <g><title>&#60;day 5&#62;</title><path class=\"d\" d=\"M25 5h4v31h-4z\"/></g>"
        );
    }
}
