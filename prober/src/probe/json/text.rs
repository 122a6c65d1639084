//! A node as text: a string as what it says, all else as compact JSON in which
//! numbers stand as they were sent.

use std::borrow::Cow;
use std::fmt::Write;

use super::{Json, Kind};

impl Json<'_> {
    /// What `node` says; a lone surrogate is replaced.
    pub(crate) fn text(&self, node: usize) -> Cow<'_, str> {
        let Kind::String(span) = self.nodes[node].kind else {
            return Cow::Owned(self.compact(node));
        };
        let bytes = self.bytes(span);
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                let mut text = String::with_capacity(bytes.len());
                pieces(bytes, |piece| match piece {
                    Piece::Text(piece) => text.push_str(piece),
                    Piece::Surrogate(_) => text.push(char::REPLACEMENT_CHARACTER),
                });
                Cow::Owned(text)
            }
        }
    }

    /// `node` as JSON without blanks.
    fn compact(&self, node: usize) -> String {
        let mut text = String::new();
        // What is open: where each ends, and what closes it.
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut is_first = true;
        for next in self.descendants(node) {
            is_first &= !close(&mut text, &mut open, next);
            if next != node {
                if !is_first {
                    text.push(',');
                }
                if let Some(name) = self.name(next) {
                    quote(&mut text, name);
                    text.push(':');
                }
            }
            is_first = false;
            match self.nodes[next].kind {
                Kind::Null => text.push_str("null"),
                Kind::Bool(value) => text.push_str(if value { "true" } else { "false" }),
                Kind::Number(span) => text.push_str(&self.text[span.range()]),
                Kind::String(span) => quote(&mut text, self.bytes(span)),
                Kind::Array(_) | Kind::Object(_) => {
                    let is_array = matches!(self.nodes[next].kind, Kind::Array(_));
                    text.push(if is_array { '[' } else { '{' });
                    open.push((self.end(next), if is_array { ']' } else { '}' }));
                    is_first = true;
                }
            }
        }
        close(&mut text, &mut open, usize::MAX);
        text
    }
}

/// Closes what ends before the node `next`, and says whether anything did.
fn close(text: &mut String, open: &mut Vec<(usize, char)>, next: usize) -> bool {
    let mut closed = false;
    while let Some((_, bracket)) = open.pop_if(|(end, _)| *end <= next) {
        text.push(bracket);
        closed = true;
    }
    closed
}

fn quote(text: &mut String, bytes: &[u8]) {
    text.push('"');
    pieces(bytes, |piece| match piece {
        Piece::Text(piece) => {
            for c in piece.chars() {
                match c {
                    '"' => text.push_str("\\\""),
                    '\\' => text.push_str("\\\\"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    '\t' => text.push_str("\\t"),
                    '\u{8}' => text.push_str("\\b"),
                    '\u{c}' => text.push_str("\\f"),
                    '\0'..='\x1f' => escape(text, u32::from(c)),
                    _ => text.push(c),
                }
            }
        }
        Piece::Surrogate(unit) => escape(text, unit),
    });
    text.push('"');
}

fn escape(text: &mut String, unit: u32) {
    let _ = write!(text, "\\u{unit:04x}");
}

enum Piece<'a> {
    Text(&'a str),
    Surrogate(u32),
}

/// What `bytes` are made of: UTF-8, and lone surrogates of three bytes each.
fn pieces<'a>(mut bytes: &'a [u8], mut each: impl FnMut(Piece<'a>)) {
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_empty() {
            each(Piece::Text(chunk.valid()));
        }
        bytes = &bytes[chunk.valid().len()..];
        if let [0xed, second, third, ..] = *bytes
            && !chunk.invalid().is_empty()
        {
            let low = (u32::from(second & 0x3f) << 6) | u32::from(third & 0x3f);
            each(Piece::Surrogate(0xd000 | low));
        }
        bytes = &bytes[chunk.invalid().len()..];
    }
}
