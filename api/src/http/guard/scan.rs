//! Counts tokens and brackets in a document that nobody has parsed yet.
//!
//! The parser recurses over brackets before it counts them, so ten thousand of them would be the
//! end of the process. This scan follows the lexical grammar (GraphQL, October 2021, section 2.1)
//! as far as it takes to tell brackets from those in strings and comments.

/// What a document holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Names, numbers, strings and signs.
    pub(super) tokens: usize,
    /// The most brackets that are open at once.
    pub(super) brackets: usize,
    /// A block string has no end. The parser would go back and read its quotes as an empty string
    /// and the rest as something else, so nothing behind it can be counted.
    pub(super) endless: bool,
}

/// A word or sign of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a number.
    Word,
    /// A string that stands on one line.
    Text,
    /// A string of three quotes.
    Block,
    /// One that has no end.
    Endless,
    /// A bracket that opens.
    Open,
    /// A bracket that closes.
    Close,
    /// Another sign.
    Sign,
}

/// One of them, and where it stands: from its first byte to behind its last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The words and signs of `text`, in order.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        bytes: text.as_bytes(),
        at: 0,
    }
}

pub(super) struct Tokens<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let bytes = self.bytes;
            let from = self.at;
            let (kind, to) = match *bytes.get(from)? {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.at = skip_while(bytes, from, |byte| byte != b'\n' && byte != b'\r');
                    continue;
                }
                b'"' if bytes[from..].starts_with(b"\"\"\"") => {
                    match block_string(bytes, from + 3) {
                        Some(end) => (Kind::Block, end),
                        None => (Kind::Endless, bytes.len()),
                    }
                }
                b'"' => (Kind::Text, string(bytes, from + 1)),
                b'{' | b'(' | b'[' => (Kind::Open, from + 1),
                b'}' | b')' | b']' => (Kind::Close, from + 1),
                byte if is_word(byte) => (Kind::Word, skip_while(bytes, from, is_word)),
                _ => (Kind::Sign, from + 1),
            };
            self.at = to;
            return Some(Token { kind, from, to });
        }
    }
}

/// One pass over `text`.
pub(super) fn scan(text: &str) -> Found {
    let mut found = Found::default();
    let mut open = 0_usize;
    for token in tokens(text) {
        match token.kind {
            Kind::Endless => found.endless = true,
            Kind::Open => {
                open += 1;
                found.brackets = found.brackets.max(open);
            }
            Kind::Close => open = open.saturating_sub(1),
            Kind::Word | Kind::Text | Kind::Block | Kind::Sign => {}
        }
        found.tokens += 1;
    }
    found
}

/// Behind the closing quote, or where the line ends without one.
fn string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Behind the closing quotes, if there are any.
fn block_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"\\\"\"\"") {
            at += 4;
        } else if rest.starts_with(b"\"\"\"") {
            return Some(at + 3);
        } else {
            at += 1;
        }
    }
    None
}

fn skip_while(bytes: &[u8], at: usize, keep: impl Fn(u8) -> bool) -> usize {
    let length = bytes[at..].iter().take_while(|byte| keep(**byte)).count();
    at + length
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_told_from_those_in_strings_and_comments() {
        for (text, tokens, brackets) in [
            ("", 0, 0),
            ("{ a }", 3, 1),
            ("{a{b(c:[1,2.5e-3])}}", 14, 4),
            ("{ a } # {{{{\n{ b }", 6, 1),
            ("{ a } # {{{{\r{ b }", 6, 1),
            (r#"{ a(b: "{{{{") }"#, 8, 2),
            (r#"{ a(b: "\"{{{") }"#, 8, 2),
            (r#"{ a(b: "\\") { c } }"#, 11, 2),
            (r#"{ a(b: """{{ " {{ \""" {{""") }"#, 8, 2),
            (r#"{ a(b: "") { c } }"#, 11, 2),
            ("{ a(b: \"{{\n{{{{", 10, 6),
            ("\u{feff}{ é }", 7, 1),
            ("}}}{", 4, 1),
            ("\"\\", 1, 0),
            ("...", 1, 0),
        ] {
            assert_eq!(
                scan(text),
                Found {
                    tokens,
                    brackets,
                    endless: false
                },
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_block_string_without_an_end_hides_nothing() {
        for text in [
            "\"\"\"",
            r#"{ a(b: [""" x" [[[[ ]]]]) }"#,
            r#"{ a(b: """ \""") }"#,
        ] {
            assert!(scan(text).endless, "{text:?}");
        }
    }

    #[test]
    fn any_number_of_brackets_is_counted() {
        assert_eq!(scan(&"[".repeat(60_000)).brackets, 60_000);
    }
}
