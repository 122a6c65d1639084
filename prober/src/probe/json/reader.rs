//! Reads JSON, and says what is wrong where it is none.

use super::problem::NotJson;
use super::{Json, Kind, Node, Span};

impl<'a> Json<'a> {
    /// The tree of `text`, which may begin with a byte order mark. Of members with
    /// one name the last counts.
    pub(crate) fn parse(text: &'a str) -> Result<Self, NotJson> {
        let mut reader = Reader {
            json: Self {
                text,
                nodes: Vec::new(),
                unescaped: Vec::new(),
            },
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            open: Vec::new(),
            members: Vec::new(),
        };
        match reader.read() {
            Ok(()) => Ok(reader.json),
            Err(expected) => Err(NotJson::at(
                text,
                reader.at,
                reader.json.nodes.is_empty(),
                expected,
            )),
        }
    }
}

/// What was expected where something else stands.
type Expected = &'static str;

const VALUE: Expected = "a value";
const STRING_END: Expected = "the end of a string";
const ESCAPE: Expected = "an escape such as `\\n` or `\\u00e4`";

struct Reader<'a> {
    json: Json<'a>,
    at: usize,
    /// The arrays and objects that have not ended yet.
    open: Vec<usize>,
    /// The members of an object, while its names are compared.
    members: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn read(&mut self) -> Result<(), Expected> {
        let mut name = None;
        loop {
            self.skip_blanks();
            let opened = self.value(name.take())?;
            if opened {
                self.skip_blanks();
                if self.closes() {
                    self.close();
                } else {
                    name = self.name()?;
                    continue;
                }
            }
            // What is whole is followed by a neighbour, or by the end around it.
            loop {
                self.skip_blanks();
                if self.open.is_empty() {
                    return match self.peek() {
                        None => Ok(()),
                        Some(_) => Err("nothing more"),
                    };
                }
                if self.closes() {
                    self.close();
                    continue;
                }
                if self.peek() != Some(b',') {
                    let is_array = self.is_in_array();
                    return Err(if is_array { "`,` or `]`" } else { "`,` or `}`" });
                }
                self.at += 1;
                self.skip_blanks();
                name = self.name()?;
                break;
            }
        }
    }

    /// Reads a scalar, or the begin of what others are in: then it says so.
    fn value(&mut self, name: Option<Span>) -> Result<bool, Expected> {
        let (kind, opens) = match self.peek() {
            Some(b'{') => (Kind::Object(0), true),
            Some(b'[') => (Kind::Array(0), true),
            Some(b'"') => (Kind::String(self.string()?), false),
            Some(b'-' | b'0'..=b'9') => (Kind::Number(self.number()?), false),
            Some(b't') => (self.word("true", Kind::Bool(true))?, false),
            Some(b'f') => (self.word("false", Kind::Bool(false))?, false),
            Some(b'n') => (self.word("null", Kind::Null)?, false),
            _ => return Err(VALUE),
        };
        if let Some(parent) = self.open.last()
            && let Kind::Array(len) | Kind::Object(len) = &mut self.json.nodes[*parent].kind
        {
            *len += 1;
        }
        let index = self.json.nodes.len();
        self.json.nodes.push(Node {
            kind,
            name,
            end: small(index + 1),
            is_replaced: false,
        });
        if opens {
            self.at += 1;
            self.open.push(index);
        }
        Ok(opens)
    }

    /// The name of the next member, if one comes next.
    fn name(&mut self) -> Result<Option<Span>, Expected> {
        if self.is_in_array() {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err("a name in double quotes");
        }
        let name = self.string()?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err("`:`");
        }
        self.at += 1;
        Ok(Some(name))
    }

    fn is_in_array(&self) -> bool {
        let innermost = self.open.last();
        innermost.is_some_and(|node| matches!(self.json.nodes[*node].kind, Kind::Array(_)))
    }

    fn closes(&self) -> bool {
        let bracket = if self.is_in_array() { b']' } else { b'}' };
        self.peek() == Some(bracket)
    }

    fn close(&mut self) {
        self.at += 1;
        if let Some(node) = self.open.pop() {
            self.json.nodes[node].end = small(self.json.nodes.len());
            self.replace_members(node);
        }
    }

    /// Of members with one name, the last replaces those before it.
    fn replace_members(&mut self, object: usize) {
        let Kind::Object(len @ 2..) = self.json.nodes[object].kind else {
            return;
        };
        let json = &mut self.json;
        let mut members = std::mem::take(&mut self.members);
        members.clear();
        members.extend(json.children(object));
        // One name's stay in order.
        members.sort_by(|a, b| json.name(*a).cmp(&json.name(*b)));
        let mut left = len;
        for pair in members.windows(2) {
            if json.name(pair[0]) == json.name(pair[1]) {
                json.nodes[pair[0]].is_replaced = true;
                left -= 1;
            }
        }
        json.nodes[object].kind = Kind::Object(left);
        self.members = members;
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, Expected> {
        if !self.json.text[self.at..].starts_with(word) {
            return Err(VALUE);
        }
        self.at += word.len();
        Ok(kind)
    }

    fn number(&mut self) -> Result<Span, Expected> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(span(start, self.at, false))
    }

    fn digits(&mut self) -> Result<(), Expected> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return Err("a digit");
        }
        Ok(())
    }

    /// What the string at hand says.
    fn string(&mut self) -> Result<Span, Expected> {
        self.at += 1;
        let start = self.at;
        self.plain()?;
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(span(start, self.at - 1, false));
        }
        let unescaped = self.json.unescaped.len();
        let mut from = start;
        loop {
            let plain = &self.json.text.as_bytes()[from..self.at];
            self.json.unescaped.extend_from_slice(plain);
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(span(unescaped, self.json.unescaped.len(), true));
            }
            self.escape()?;
            from = self.at;
            self.plain()?;
        }
    }

    /// Goes on to the next quote or backslash.
    fn plain(&mut self) -> Result<(), Expected> {
        let rest = &self.json.text.as_bytes()[self.at..];
        let special = rest
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
        self.at += special.unwrap_or(rest.len());
        match self.peek() {
            Some(b'"' | b'\\') => Ok(()),
            _ => Err(STRING_END),
        }
    }

    fn escape(&mut self) -> Result<(), Expected> {
        let begin = self.at;
        self.at += 1;
        let plain = match self.peek() {
            Some(b'u') => {
                let code = self.unit().ok_or(ESCAPE).inspect_err(|_| self.at = begin)?;
                push(&mut self.json.unescaped, code);
                return Ok(());
            }
            Some(byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            _ => {
                self.at = begin;
                return Err(ESCAPE);
            }
        };
        self.at += 1;
        self.json.unescaped.push(plain);
        Ok(())
    }

    /// The code that `u0000` at hand says, with the second half of a pair if that
    /// follows.
    fn unit(&mut self) -> Option<u32> {
        let first = hex(self.json.text.as_bytes(), self.at + 1)?;
        self.at += 5;
        let rest = &self.json.text.as_bytes()[self.at..];
        if matches!(first, 0xd800..=0xdbff)
            && rest.starts_with(b"\\u")
            && let Some(second @ 0xdc00..=0xdfff) = hex(rest, 2)
        {
            self.at += 6;
            return Some(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
        }
        Some(first)
    }

    fn peek(&self) -> Option<u8> {
        self.json.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }
}

/// The four hexadecimal digits at `at`.
fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |code, digit| {
        Some(code << 4 | char::from(*digit).to_digit(16)?)
    })
}

/// Appends a code in UTF-8, a lone surrogate by the same rule.
fn push(bytes: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => {
            let [_, _, high, low] = code.to_be_bytes();
            bytes.extend([
                0xe0 | high >> 4,
                0x80 | (high & 0x0f) << 2 | low >> 6,
                0x80 | low & 0x3f,
            ]);
        }
    }
}

fn span(start: usize, end: usize, is_unescaped: bool) -> Span {
    Span {
        start: small(start),
        end: small(end),
        is_unescaped,
    }
}

/// Texts are far shorter than 4 GiB.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
