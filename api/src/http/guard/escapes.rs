//! Escapes that the parser does not support: surrogate pairs for characters beyond U+FFFF, as
//! in JSON, and code points in braces (GraphQL, September 2025, 2.1.8). They are replaced by
//! their characters.

use std::borrow::Cow;

use super::scan::{Kind, tokens};

/// `text` with these escapes replaced. Invalid ones are left to the parser.
pub(in crate::http) fn written_out(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut written = String::new();
    let mut copied_to = 0;
    for token in tokens(text).filter(|token| token.kind == Kind::Text) {
        let mut at = token.from;
        while let Some(found) = text.get(at..token.to).and_then(|rest| rest.find('\\')) {
            at += found;
            let Some((letter, length)) = text.get(at..token.to).and_then(escaped) else {
                // Skips the escaped character, which may be a backslash.
                at += 2;
                continue;
            };
            written.push_str(&text[copied_to..at]);
            match letter {
                '"' | '\\' | '\0'..='\u{1f}' => written += &format!("\\u{:04x}", u32::from(letter)),
                _ => written.push(letter),
            }
            at += length;
            copied_to = at;
        }
    }
    written.push_str(&text[copied_to..]);
    Cow::Owned(written)
}

/// The character of an escape at the start of `text`, and the length of the escape.
fn escaped(text: &str) -> Option<(char, usize)> {
    let rest = text.strip_prefix("\\u")?;
    if let Some(rest) = rest.strip_prefix('{') {
        let digits = rest.split_once('}')?.0;
        let code = u32::from_str_radix(hex(digits)?, 16).ok()?;
        return Some((char::from_u32(code)?, "\\u{}".len() + digits.len()));
    }
    let half = |text: &str| u16::from_str_radix(hex(text.get(..4)?)?, 16).ok();
    let first = half(rest)?;
    let second = half(rest.get(4..)?.strip_prefix("\\u")?)?;
    let letter = char::decode_utf16([first, second]).next()?.ok()?;
    (letter > '\u{ffff}').then_some((letter, "\\u0000\\u0000".len()))
}

fn hex(text: &str) -> Option<&str> {
    let is_hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_parser_does_not_know_is_written_out() {
        for (text, expected) in [
            (r#"{ a(b: "\ud83d\ude00") }"#, "{ a(b: \"\u{1f600}\") }"),
            (r#"{ a(b: "x\uD83D\uDE00y") }"#, "{ a(b: \"x\u{1f600}y\") }"),
            (r#"{ a(b: "\u{1F600}\u{e9}") }"#, "{ a(b: \"\u{1f600}é\") }"),
            (r#"{ a(b: "\u{000041}") }"#, r#"{ a(b: "A") }"#),
            (
                r#"{ a(b: "\u{22}\u{5c}\u{A}") }"#,
                r#"{ a(b: "\u0022\u005c\u000a") }"#,
            ),
        ] {
            assert_eq!(written_out(text), expected, "{text}");
            assert!(async_graphql::parser::parse_query(&*written_out(text)).is_ok());
        }
        for text in [
            "{ a }",
            r#"{ a(b: "\u0041") }"#,
            r#"{ a(b: "\\ud83d\\ude00") }"#,
            r#"{ a(b: "\\\\u{41}") }"#,
            r#"{ a(b: """\ud83d\ude00""") } # \ud83d\ude00"#,
            r#"{ a(b: "\ud83d") }"#,
            r#"{ a(b: "\ude00\ud83d") }"#,
            r#"{ a(b: "\u{}") }"#,
            r#"{ a(b: "\u{d83d}") }"#,
            r#"{ a(b: "\u{110000}") }"#,
            r#"{ a(b: "\u{+41}") }"#,
            r#"{ a(b: "\u{4"#,
            "{ a(b: \"\\uä\u{1f600}\") }",
            "\"\\",
            "\\u",
        ] {
            assert_eq!(written_out(text), text);
        }
    }
}
