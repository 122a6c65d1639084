//! Badges: a name and a state, or a figure, as a small picture.

use entity::page_component::ComponentStatus;

use crate::html::{escaped, worst_of};
use crate::view::{Component, View};
use crate::words::Words;

/// What a badge tells of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Its state.
    Status,
    /// Its uptime of the last 90 days.
    Uptime,
    /// Its median response time of the last 24 hours.
    Latency,
}

impl Figure {
    /// The figure in the file of this name, such as `uptime.svg`.
    pub(crate) fn at(name: &str) -> Option<Self> {
        Some(match name {
            "status.svg" => Self::Status,
            "uptime.svg" => Self::Uptime,
            "latency.svg" => Self::Latency,
            _ => return None,
        })
    }
}

/// The state of the whole page.
pub(crate) fn of_page(view: &View) -> String {
    let overall = view.overall();
    let text = Words::of(view.language).overall(overall);
    svg(&view.title, text, color(worst_of(overall)))
}

/// A figure of a component; `None` if the page does not show it.
pub(crate) fn of_component(view: &View, component: &Component, figure: Figure) -> Option<String> {
    let words = Words::of(view.language);
    let (text, color) = match figure {
        Figure::Status => {
            let text = words.status(component.status).to_owned();
            (text, color(component.status))
        }
        Figure::Uptime => match component.uptime?.ratio {
            Some(ratio) => {
                let text = words.uptime.replace("{uptime}", &words.percent(ratio));
                (text, GREY)
            }
            None => (words.not_measured.to_owned(), GREY),
        },
        Figure::Latency => (format!("{:.0} ms", component.latency_ms?), GREY),
    };
    Some(svg(&component.name, &text, color))
}

/// A figure has no color: what is good or bad is not ours to say.
const GREY: &str = "#3d4653";

/// Dark enough for white text, as the design's states are on paper.
fn color(status: ComponentStatus) -> &'static str {
    match status {
        ComponentStatus::Operational => "#08734f",
        ComponentStatus::Degraded => "#8a6300",
        ComponentStatus::PartialOutage => "#b34a09",
        ComponentStatus::MajorOutage => "#9f0d1f",
        ComponentStatus::Maintenance => "#2140b0",
        ComponentStatus::Unknown => "#7a3bd9",
    }
}

/// Most characters of either text.
const MOST_CHARS: usize = 60;

fn svg(name: &str, text: &str, color: &str) -> String {
    let (name, text) = (cut(name), cut(text));
    let (left, right) = (width(&name) + 12, width(&text) + 12);
    let (all, middle) = (left + right, left / 2);
    let (end, wide) = (left + right / 2, right - 12);
    let narrow = left - 12;
    let (name, text) = (escaped(&name), escaped(&text));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" aria-label=\"{name}: {text}\">\
         <title>{name}: {text}</title>\
         <clipPath id=\"r\"><rect width=\"{all}\" height=\"20\" rx=\"4\"/></clipPath>\
         <g clip-path=\"url(#r)\"><path fill=\"#20262e\" d=\"M0 0h{left}v20H0z\"/><path fill=\"{color}\" d=\"M{left} 0h{right}v20H{left}z\"/></g>\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"system-ui,Verdana,sans-serif\" font-size=\"11\">\
         <text x=\"{middle}\" y=\"14\" textLength=\"{narrow}\">{name}</text><text x=\"{end}\" y=\"14\" textLength=\"{wide}\">{text}</text></g></svg>"
    )
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// About how wide a text is in pixels, at 11 pixels: `textLength` makes it exactly so.
fn width(text: &str) -> usize {
    let tenths = text.chars().map(|char| match char {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '|' | '!' | '\'' | ' ' => 40,
        'm' | 'w' | 'M' | 'W' | '%' => 95,
        'A'..='Z' => 75,
        '\u{2e80}'.. => 110,
        _ => 64,
    });
    tenths.sum::<usize>().div_ceil(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_text_whatever_it_is() {
        let svg = svg("<script>alert(1)</script>", &"x".repeat(500), GREY);
        assert!(!svg.contains("<script>"), "{svg}");
        assert!(svg.len() < 2_000);
    }
}
