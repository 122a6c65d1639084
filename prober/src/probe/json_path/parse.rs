//! The grammar of RFC 9535, section 2 and appendix A.

mod filter;

use super::{Segment, Selector};

/// How deep brackets may be nested.
const DEPTH: usize = 64;

/// The largest index. Source: RFC 7493, section 2.2.
const INDEX: i64 = (1 << 53) - 1;

/// What `text` says.
pub(super) fn path(text: &str) -> Result<Vec<Segment>, String> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
    };
    if !parser.takes("$") {
        return Err(parser.expected("`$`"));
    }
    let segments = parser.segments()?;
    if parser.at < text.len() {
        return Err(parser.expected("`.`, `[` or the end"));
    }
    Ok(segments)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, String>;

impl<'a> Parser<'a> {
    fn segments(&mut self) -> Parsed<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.skip_blanks();
            let is_deep = self.takes("..");
            let selectors = if self.peek() == Some('[') {
                self.brackets()?
            } else if is_deep || self.takes(".") {
                vec![self.dotted()?]
            } else {
                // Blanks behind the last one belong to whatever is around.
                self.at = before;
                return Ok(segments);
            };
            segments.push(Segment { is_deep, selectors });
        }
    }

    /// What may follow a point.
    fn dotted(&mut self) -> Parsed<Selector> {
        if self.takes("*") {
            return Ok(Selector::Wildcard);
        }
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()))
            .unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.expected("a name or `*`"));
        }
        self.at += end;
        Ok(Selector::Name(name.to_owned()))
    }

    fn brackets(&mut self) -> Parsed<Vec<Selector>> {
        self.deeper(|parser| {
            parser.at += 1;
            let mut selectors = Vec::new();
            loop {
                parser.skip_blanks();
                selectors.push(parser.selector()?);
                parser.skip_blanks();
                if parser.takes("]") {
                    return Ok(selectors);
                }
                if !parser.takes(",") {
                    return Err(parser.expected("`,` or `]`"));
                }
            }
        })
    }

    fn selector(&mut self) -> Parsed<Selector> {
        match self.peek() {
            Some('\'' | '"') => Ok(Selector::Name(self.string()?)),
            Some('*') => {
                self.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.at += 1;
                self.skip_blanks();
                Ok(Selector::Filter(self.logical()?))
            }
            Some('-' | ':' | '0'..='9') => self.index_or_slice(),
            _ => Err(self.expected("a name in quotes, a number, `*` or `?`")),
        }
    }

    fn index_or_slice(&mut self) -> Parsed<Selector> {
        let start = self.index()?;
        let before = self.at;
        self.skip_blanks();
        if !self.takes(":") {
            self.at = before;
            let index = start.ok_or_else(|| self.expected("a number"))?;
            return Ok(Selector::Index(index));
        }
        self.skip_blanks();
        let end = self.index()?;
        let before = self.at;
        self.skip_blanks();
        let mut step = 1;
        if self.takes(":") {
            let before = self.at;
            self.skip_blanks();
            match self.index()? {
                Some(index) => step = index,
                None => self.at = before,
            }
        } else {
            self.at = before;
        }
        Ok(Selector::Slice { start, end, step })
    }

    /// A whole number, if one comes.
    fn index(&mut self) -> Parsed<Option<i64>> {
        let begin = self.at;
        let is_negative = self.takes("-");
        let digits = self.digits();
        let plain = match digits {
            "" if !is_negative => return Ok(None),
            "0" => !is_negative,
            _ => !digits.is_empty() && !digits.starts_with('0'),
        };
        let number = self.text[begin..self.at].parse().ok();
        match number.filter(|number: &i64| plain && number.abs() <= INDEX) {
            Some(number) => Ok(Some(number)),
            None => {
                self.at = begin;
                Err(self.expected("a whole number without leading zeros, up to 2^53"))
            }
        }
    }

    fn digits(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn string(&mut self) -> Parsed<String> {
        let mut text = String::new();
        let quote = self.next();
        loop {
            let begin = self.at;
            match self.next() {
                next if next == quote && next.is_some() => return Ok(text),
                Some('\\') => match self.escape(quote) {
                    Some(c) => text.push(c),
                    None => {
                        self.at = begin;
                        return Err(self.expected("an escape such as `\\n` or `\\u00e4`"));
                    }
                },
                Some(c) if c >= ' ' => text.push(c),
                _ => {
                    self.at = begin;
                    return Err(self.expected("the end of a string"));
                }
            }
        }
    }

    fn escape(&mut self, quote: Option<char>) -> Option<char> {
        match self.next()? {
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            c @ ('/' | '\\') => Some(c),
            'u' => {
                let first = self.unit()?;
                if !matches!(first, 0xd800..=0xdbff) {
                    return char::from_u32(first);
                }
                if !self.takes("\\u") {
                    return None;
                }
                let mut pair = char::decode_utf16([first, self.unit()?].map(low_bits));
                pair.next()?.ok()
            }
            c if Some(c) == quote => Some(c),
            _ => None,
        }
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.at += 4;
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEPTH {
            return Err(format!("is nested deeper than {DEPTH}"));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn takes(&mut self, text: &str) -> bool {
        let is_there = self.rest().starts_with(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    fn takes_after_blanks(&mut self, text: &str) -> bool {
        let before = self.at;
        self.skip_blanks();
        let is_there = self.takes(text);
        if !is_there {
            self.at = before;
        }
        is_there
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        let blank = [' ', '\t', '\n', '\r'];
        self.at += rest.len() - rest.trim_start_matches(blank).len();
    }

    fn expected(&self, what: &str) -> String {
        let place = self.text[..self.at].chars().count() + 1;
        match self.peek() {
            Some(c) => format!("needs {what} at character {place}, found `{c}`"),
            None => format!("needs {what} at its end"),
        }
    }
}

/// A code of four hexadecimal digits.
fn low_bits(code: u32) -> u16 {
    u16::try_from(code).unwrap_or(u16::MAX)
}
