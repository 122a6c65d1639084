//! Text that people write: one line, without invisible and misleading characters.

use std::borrow::Cow;

use super::{Error, Result};

/// A line of text without the blanks around it, of 1 to `most_chars` characters.
///
/// # Errors
/// [`Error::Input`] on `field` for other text.
pub fn line(field: &'static str, text: &str, most_chars: usize) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > most_chars || !is_one_line(text) {
        let problem = format!(
            "must be 1 to {most_chars} characters on one line, without characters that change \
             the direction of writing"
        );
        return Err(Error::input(field, problem));
    }
    Ok(text.to_owned())
}

/// A text of several lines, such as Markdown, without the blanks around it, of at most
/// `most_chars` characters; `None` if it is blank.
///
/// # Errors
/// [`Error::Input`] on `field` for other text.
pub fn prose(
    field: impl Into<Cow<'static, str>>,
    text: &str,
    most_chars: usize,
) -> Result<Option<String>> {
    let text = text.trim();
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().count() > most_chars || text.contains(is_odd) {
        let problem =
            format!("must be at most {most_chars} characters, without control characters");
        return Err(Error::input(field, problem));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A time of day such as `07:30`, of a minute that is counted from midnight.
pub fn time_of_day(minute: i16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Whether `c` is invisible and does not belong in a URL: zero-width spaces, soft hyphens,
/// byte order marks, and direction marks. Joiners (U+200C, U+200D) are excluded: Persian words
/// and emoji need them.
pub fn is_invisible(c: char) -> bool {
    is_direction(c)
        || matches!(
            c,
            '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

/// Whether `c` reorders the text around it, so that it can be misread. Source: UAX #9, section
/// 2, embeddings, overrides and isolates; and the marks.
fn is_direction(c: char) -> bool {
    is_reordering(c) || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
}

/// Whether `c` starts or ends an embedding, an override or an isolate. Source: UAX #9.
fn is_reordering(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether `text` can be displayed as one line that reads as written: it has visible
/// characters, but no control characters, line breaks or reordering.
pub fn is_one_line(text: &str) -> bool {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let seen = |c: char| !(c.is_whitespace() || is_invisible(c) || is_joiner(c) || is_blank(c));
    !text.contains(|c: char| breaks(c) || is_reordering(c)) && text.contains(seen)
}

/// Letters and signs without a visible shape, and characters that only modify others.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'
            ..='\u{e007f}'
    )
}

/// Joiners and variation selectors, which shape their neighbours.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_as_it_is_written() {
        for text in [
            "Shop",
            "Ärzte Köln",
            "می\u{200c}خواهم",
            "👩\u{200d}💻",
            "❤\u{fe0f}",
            "שלום \u{200e}(1)",
        ] {
            assert!(is_one_line(text), "{text:?}");
        }
        for text in [
            "",
            "\u{3164}",
            "\u{2800}\u{2800}",
            " ",
            "a\nb",
            "a\u{1b}[31mb",
            "a\u{85}b",
            "a\u{2028}b",
            "\u{200b}",
            "\u{200d}\u{fe0f}",
            "bank\u{202e}moc.live",
            "\u{2067}abc\u{2069}",
            "\u{202a}abc",
        ] {
            assert!(!is_one_line(text), "{text:?}");
        }
    }
}
