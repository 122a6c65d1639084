//! The character encoding that an answer's head or its text names.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;

/// How far a text is looked at for what it says of itself.
const LOOKED_AT_BYTES: usize = 1_024;

/// How far it is where it must say something.
const LATE_BYTES: usize = 64 * 1_024;

/// What a head says that a body is, as far as its encoding depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// HTML, XML, or nothing that is said.
    Markup,
    Json,
    Other,
}

impl Kind {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let kind = media_type(headers);
        if has(&kind, b"json") {
            Self::Json
        } else if has(&kind, b"html") || has(&kind, b"xml") || kind.is_empty() {
            Self::Markup
        } else {
            Self::Other
        }
    }
}

/// Whether a head says that a body is text.
pub(super) fn is_text(headers: &HeaderMap) -> bool {
    let kind = media_type(headers);
    kind.starts_with(b"text/") || has(&kind, b"html") || has(&kind, b"xml")
}

/// The last media type that is named, without its parameters.
fn media_type(headers: &HeaderMap) -> Vec<u8> {
    let line = headers.get_all(CONTENT_TYPE).iter().next_back();
    let line = line.map_or(&[][..], |line| line.as_bytes());
    let kind = line.split(|&byte| byte == b';').next();
    kind.unwrap_or_default().trim_ascii().to_ascii_lowercase()
}

fn has(kind: &[u8], part: &[u8]) -> bool {
    kind.windows(part.len()).any(|window| window == part)
}

/// The encoding that the last line of `Content-Type` to name one that is known says.
pub(super) fn by_head(headers: &HeaderMap) -> Option<&'static Encoding> {
    let mut lines = headers.get_all(CONTENT_TYPE).iter().rev();
    lines.find_map(|line| parameters(line.as_bytes()).find_map(Encoding::for_label_no_replacement))
}

/// The values of `charset` among the parameters of a media type, in order.
fn parameters(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            // What stands before the next `;`, which may stand in quotes too.
            let mut in_quotes = false;
            let end = rest.iter().position(|&byte| {
                in_quotes ^= byte == b'"';
                byte == b';' && !in_quotes
            });
            rest = &rest[end? + 1..];
            let equals = rest.iter().position(|&byte| byte == b'=' || byte == b';');
            let (name, value) = rest.split_at(equals?);
            if name.trim_ascii().eq_ignore_ascii_case(b"charset") && value[0] == b'=' {
                return Some(label(&value[1..]));
            }
        }
    })
}

/// The label that `text` begins with, in quotes or not.
fn label(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_start();
    let (text, ends): (_, fn(u8) -> bool) = match text {
        [b'"', text @ ..] => (text, |byte| byte == b'"'),
        [b'\'', text @ ..] => (text, |byte| byte == b'\''),
        text => (text, |byte| {
            byte.is_ascii_whitespace() || matches!(byte, b';' | b',' | b'>' | b'/')
        }),
    };
    let end = text.iter().position(|&byte| ends(byte));
    &text[..end.unwrap_or(text.len())]
}

/// The encoding that a head names where browsers do not look: without a `;` before it.
pub(super) fn loosely(headers: &HeaderMap) -> Option<&'static Encoding> {
    let mut lines = headers.get_all(CONTENT_TYPE).iter().rev();
    lines.find_map(|line| in_content(line.as_bytes()).and_then(named))
}

/// The encoding that a text names in its begin: in its XML declaration, as a style sheet,
/// or in a `<meta>`.
pub(super) fn by_itself(body: &[u8]) -> Option<&'static Encoding> {
    let begin = &body[..body.len().min(LOOKED_AT_BYTES)];
    let by_text = by_xml(begin).or_else(|| by_css(begin));
    by_text.or_else(|| Prescan { text: begin, at: 0 }.run())
}

/// The encoding of a `<meta>` that stands further behind, as browsers look for it.
pub(super) fn late(body: &[u8]) -> Option<&'static Encoding> {
    let text = &body[..body.len().min(LATE_BYTES)];
    Prescan { text, at: 0 }.run()
}

/// Source: CSS Syntax, section 3.2.
fn by_css(text: &[u8]) -> Option<&'static Encoding> {
    let value = text.strip_prefix(b"@charset \"")?;
    let end = value.windows(2).position(|window| window == b"\";")?;
    named(&value[..end])
}

fn by_xml(text: &[u8]) -> Option<&'static Encoding> {
    let declaration = text.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = declaration.iter().position(|&byte| byte == b'>')?;
    let value = after(&declaration[..end], b"encoding")?.trim_ascii_start();
    named(label(value.strip_prefix(b"=")?))
}

/// What follows the first `word`, in any case.
fn after<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let mut windows = text.windows(word.len());
    let at = windows.position(|window| window.eq_ignore_ascii_case(word))?;
    Some(&text[at + word.len()..])
}

/// The encoding of a label that was read as ASCII, so that it is none of wide
/// characters.
fn named(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    })
}

/// Looks for a `<meta>` that names an encoding. Source: the HTML standard, "prescan
/// a byte stream to determine its encoding".
struct Prescan<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Prescan<'a> {
    fn run(mut self) -> Option<&'static Encoding> {
        while let Some(found) = memchr::memchr(b'<', self.text.get(self.at..)?) {
            self.at += found;
            let rest = &self.text[self.at..];
            match rest {
                [b'<', b'!', b'-', b'-', ..] => self.skip_past(2, b"-->")?,
                [b'<', b'!' | b'?', ..] => self.skip_past(1, b">")?,
                [b'<', b'/', c, ..] if !c.is_ascii_alphabetic() => self.skip_past(1, b">")?,
                [b'<', b'/', ..] => self.skip_tag(2),
                [b'<', c, ..] if c.is_ascii_alphabetic() => {
                    let is_meta = rest.len() > 5
                        && rest[1..5].eq_ignore_ascii_case(b"meta")
                        && (rest[5].is_ascii_whitespace() || rest[5] == b'/');
                    if !is_meta {
                        self.skip_tag(1);
                    } else if let Some(encoding) = self.meta() {
                        return Some(encoding);
                    }
                }
                _ => self.at += 1,
            }
        }
        None
    }

    fn skip_past(&mut self, by: usize, end: &[u8]) -> Option<()> {
        let rest = &self.text[self.at + by..];
        let found = rest.windows(end.len()).position(|window| window == end)?;
        self.at += by + found + end.len();
        Some(())
    }

    /// Skips a tag with its attributes, in which `>` may stand in quotes.
    fn skip_tag(&mut self, by: usize) {
        self.at += by;
        while let Some(&byte) = self.text.get(self.at)
            && !byte.is_ascii_whitespace()
            && byte != b'>'
        {
            self.at += 1;
        }
        while self.attribute().is_some() {}
    }

    /// The encoding that the `<meta>` here names.
    fn meta(&mut self) -> Option<&'static Encoding> {
        self.at += 5;
        let (mut by_charset, mut by_content, mut is_pragma) = (None, None, false);
        while let Some((name, value)) = self.attribute() {
            if name.eq_ignore_ascii_case(b"http-equiv") {
                is_pragma |= value.eq_ignore_ascii_case(b"content-type");
            } else if name.eq_ignore_ascii_case(b"charset") {
                by_charset = by_charset.or(Some(value));
            } else if name.eq_ignore_ascii_case(b"content") {
                by_content = by_content.or_else(|| in_content(value));
            }
        }
        match by_charset {
            Some(label) => named(label),
            None => by_content.filter(|_| is_pragma).and_then(named),
        }
    }

    /// The next attribute of the tag here, its name and its value.
    fn attribute(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        self.skip(|byte| byte.is_ascii_whitespace() || byte == b'/');
        let begin = self.at;
        if *self.text.get(begin)? == b'>' {
            return None;
        }
        // A name may begin with `=`.
        self.at += 1;
        self.skip(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'/' | b'>'));
        let name = &self.text[begin..self.at];
        self.skip(|byte| byte.is_ascii_whitespace());
        if self.text.get(self.at) != Some(&b'=') {
            return Some((name, b""));
        }
        self.at += 1;
        self.skip(|byte| byte.is_ascii_whitespace());
        let quote = self.text.get(self.at).copied();
        if let Some(quote @ (b'"' | b'\'')) = quote {
            self.at += 1;
            let begin = self.at;
            self.skip(|byte| byte != quote);
            let value = &self.text[begin..self.at];
            self.at += 1;
            return Some((name, value));
        }
        let begin = self.at;
        self.skip(|byte| !byte.is_ascii_whitespace() && byte != b'>');
        Some((name, &self.text[begin..self.at]))
    }

    fn skip(&mut self, test: impl Fn(u8) -> bool) {
        while self.text.get(self.at).is_some_and(|&byte| test(byte)) {
            self.at += 1;
        }
    }
}

/// The label in the `content` of a `<meta>`.
fn in_content(content: &[u8]) -> Option<&[u8]> {
    let mut rest = content;
    loop {
        rest = after(rest, b"charset")?;
        if let Some(value) = rest.trim_ascii_start().strip_prefix(b"=") {
            return Some(label(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<&'static str> {
        by_itself(text.as_bytes()).map(Encoding::name)
    }

    #[test]
    fn a_text_says_of_itself_how_it_is_encoded() {
        let cyrillic = Some("windows-1251");
        for (text, expected) in [
            ("<meta charset=windows-1251>", cyrillic),
            ("<html><head><META CharSet = 'windows-1251' />", cyrillic),
            ("<meta charset=\"cp1251\">", cyrillic),
            ("<meta/charset=cp1251>", cyrillic),
            (
                "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
                cyrillic,
            ),
            (
                "<meta content=\"text/html;charset = 'windows-1251'\" http-equiv=\"content-type\">",
                cyrillic,
            ),
            (
                "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>",
                cyrillic,
            ),
            (
                "<!doctype html>\n<title>a</title><meta charset=windows-1251>",
                cyrillic,
            ),
            (
                "<p title='<meta charset=koi8-r>'><meta charset=windows-1251>",
                cyrillic,
            ),
            ("<meta charset=none><meta charset=windows-1251>", cyrillic),
            (
                "<?xml version='1.0' encoding='windows-1251'?><a/>",
                cyrillic,
            ),
            (
                "\n<?xml version=\"1.0\" encoding = \"windows-1251\" ?>",
                cyrillic,
            ),
            (
                "<?xml version='1.0'?><html><meta charset=windows-1251>",
                cyrillic,
            ),
            ("<meta charset=utf-16>", Some("UTF-8")),
            ("<meta charset=x-user-defined>", Some("windows-1252")),
            ("<?xml encoding='utf-16'?>", Some("UTF-8")),
            // A content without its pragma, other tags, no tags.
            ("<meta content='text/html; charset=windows-1251'>", None),
            ("<metal charset=windows-1251>", None),
            ("<p charset=windows-1251>", None),
            ("charset=windows-1251", None),
            ("<!-- <meta charset=windows-1251>", None),
            ("<meta charset", None),
            ("<meta charset=", None),
            ("<meta charset='windows-1251", cyrillic),
            ("<", None),
            ("</", None),
            ("<meta", None),
            ("<?xml encoding", None),
            ("", None),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
        let late = format!("{}<meta charset=windows-1251>", " ".repeat(1_024));
        assert_eq!(name(&late), None);
    }
}
