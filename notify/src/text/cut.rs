//! Bounds of texts, in the unit of whoever receives them.

/// What is left out is shown by this.
const ELLIPSIS: char = '…';

/// What a receiver counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of UTF-8.
    Bytes,
    /// Characters: Unicode scalar values.
    Chars,
    /// Units of UTF-16, of which emoji have two.
    Utf16,
}

impl Unit {
    /// How many `text` has.
    pub fn count(self, text: &str) -> usize {
        match self {
            Self::Bytes => text.len(),
            Self::Chars => text.chars().count(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }
}

/// `text`, or if it is longer than `max`, its beginning with an ellipsis.
pub fn cut(text: &str, max: usize, unit: Unit) -> String {
    cut_and_escape(text, max, unit, |c, out| out.push(c))
}

/// `text` with each character written by `escape`, or if that is longer than `max`, its
/// beginning with an ellipsis. What `escape` wrote of one character is never cut.
pub fn cut_and_escape(
    text: &str,
    max: usize,
    unit: Unit,
    escape: impl Fn(char, &mut String),
) -> String {
    let ellipsis = unit.count(ELLIPSIS.encode_utf8(&mut [0; 4]));
    let mut out = String::with_capacity(text.len().min(max));
    // The length and what is counted of it, up to where the ellipsis still fits.
    let mut safe_bytes = 0;
    let mut count = 0;
    for c in text.chars() {
        let before = out.len();
        escape(c, &mut out);
        count += unit.count(&out[before..]);
        if count > max {
            out.truncate(safe_bytes);
            if ellipsis <= max {
                out.push(ELLIPSIS);
            }
            return out;
        }
        if count + ellipsis <= max {
            safe_bytes = out.len();
        }
    }
    out
}

/// `text` in one line: white space and control characters are single spaces, and what turns the
/// direction of writing is left out, so that a name cannot rearrange what is around it.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_control() || c.is_whitespace() => {
                if !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c => line.push(c),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// The beginning of `text` in one line of at most `max` characters. However long `text` is, only
/// a part of it is looked at.
pub fn line(text: &str, max: usize) -> String {
    let part = text.char_indices().nth(4 * max + 1);
    let part = part.map_or(text, |(end, _)| &text[..end]);
    cut(&one_line(part), max, Unit::Chars)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_in_the_unit_of_the_receiver() {
        use Unit::{Bytes, Chars, Utf16};
        for (text, max, unit, expected) in [
            ("abc", 3, Chars, "abc"),
            ("abcd", 3, Chars, "ab…"),
            ("abcd", 3, Bytes, "…"),
            ("abcd", 2, Bytes, ""),
            ("abcdef", 5, Bytes, "ab…"),
            ("äöüß", 8, Bytes, "äöüß"),
            ("äöüß", 7, Bytes, "äö…"),
            ("äöüß", 4, Chars, "äöüß"),
            ("😀😀😀", 6, Utf16, "😀😀😀"),
            ("😀😀😀", 5, Utf16, "😀😀…"),
            ("😀😀😀", 4, Utf16, "😀…"),
            ("", 0, Chars, ""),
            ("a", 0, Chars, ""),
        ] {
            let found = cut(text, max, unit);
            assert_eq!(found, expected, "{text} to {max}");
            assert!(unit.count(&found) <= max);
        }
    }

    #[test]
    fn what_stands_for_one_character_stays_whole() {
        let html = |c: char, out: &mut String| match c {
            '<' => out.push_str("&lt;"),
            c => out.push(c),
        };
        for max in 0..20 {
            let found = cut_and_escape("<<<<", max, Unit::Chars, html);
            assert!(found.chars().count() <= max);
            let rest = found.replace("&lt;", "");
            assert!(rest.is_empty() || rest == "…", "{found}");
        }
        assert_eq!(cut_and_escape("a<b", 6, Unit::Chars, html), "a&lt;b");
        assert_eq!(cut_and_escape("a<bc", 6, Unit::Chars, html), "a&lt;…");
    }

    #[test]
    fn names_are_one_line() {
        for (text, expected) in [
            ("Shop", "Shop"),
            ("  a \r\n\t b\0 ", "a b"),
            ("a\u{202e}b\u{2028}c", "ab c"),
            ("\n", ""),
        ] {
            assert_eq!(one_line(text), expected);
        }
    }
}
