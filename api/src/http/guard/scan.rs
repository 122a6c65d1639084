//! Counts tokens and brackets in a document before it is parsed.
//!
//! The parser recurses over brackets before it counts them, so ten thousand of them would
//! crash the process. This scan follows the lexical grammar (GraphQL, October 2021, section
//! 2.1) as far as needed to distinguish brackets from those in strings and comments.

/// Result of a scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Number of names, numbers, strings and punctuators.
    pub(super) tokens: usize,
    /// Most brackets open at once.
    pub(super) brackets: usize,
    /// Whether a block string is not terminated. The parser would backtrack and read its
    /// quotes as an empty string and the rest as something else, so nothing after it can be
    /// counted.
    pub(super) endless: bool,
}

/// Kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a number.
    Word,
    /// A string on one line.
    Text,
    /// A block string, in triple quotes.
    Block,
    /// A string that is not terminated.
    Endless,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Another punctuator.
    Sign,
}

/// A token and its position, from its first byte to after its last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The tokens of `text`, in order.
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

/// Scans `text` once.
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

/// The position after the closing quote, or the end of the line if there is none.
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

/// The position after the closing quotes, if there are any.
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
