//! The grammar of RFC 9535, section 2 and appendix A.

use super::{Comparable, Logical, Operator, Query, Segment, Selector};

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

/// What stands in a filter where a comparison or a test may begin.
enum Operand {
    Query(Query),
    Comparable(Comparable),
}

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

    fn logical(&mut self) -> Parsed<Logical> {
        self.deeper(|parser| {
            let mut any = Vec::new();
            loop {
                let mut all = Vec::new();
                loop {
                    all.push(parser.basic()?);
                    if !parser.takes_after_blanks("&&") {
                        break;
                    }
                }
                any.push(one_or(all, Logical::All));
                if !parser.takes_after_blanks("||") {
                    return Ok(one_or(any, Logical::Any));
                }
            }
        })
    }

    /// What is neither `&&` nor `||`.
    fn basic(&mut self) -> Parsed<Logical> {
        self.skip_blanks();
        if self.takes("!") {
            self.skip_blanks();
            let negated = if self.peek() == Some('(') {
                self.parenthesis()?
            } else {
                match self.operand()? {
                    Operand::Query(query) => Logical::Finds(query),
                    Operand::Comparable(_) => {
                        return Err(self.expected("a path or `(` after `!`"));
                    }
                }
            };
            return Ok(Logical::Not(Box::new(negated)));
        }
        if self.peek() == Some('(') {
            return self.parenthesis();
        }
        let left = self.operand()?;
        let before = self.at;
        self.skip_blanks();
        let Some(operator) = self.operator() else {
            self.at = before;
            return match left {
                Operand::Query(query) => Ok(Logical::Finds(query)),
                Operand::Comparable(_) => Err(self.expected("a comparison such as `==`")),
            };
        };
        self.skip_blanks();
        let left = self.comparable(left)?;
        let right = self.operand()?;
        Ok(Logical::Compare(left, operator, self.comparable(right)?))
    }

    fn parenthesis(&mut self) -> Parsed<Logical> {
        self.at += 1;
        self.skip_blanks();
        let inner = self.logical()?;
        self.skip_blanks();
        if self.takes(")") {
            return Ok(inner);
        }
        Err(self.expected("`)`"))
    }

    fn operator(&mut self) -> Option<Operator> {
        let all = [
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        all.into_iter()
            .find(|(text, _)| self.takes(text))
            .map(|(_, operator)| operator)
    }

    fn operand(&mut self) -> Parsed<Operand> {
        let comparable = match self.peek() {
            Some('@' | '$') => return self.query().map(Operand::Query),
            Some('\'' | '"') => Comparable::String(self.string()?),
            Some('-' | '0'..='9') => Comparable::Number(self.number()?),
            Some('a'..='z') => self.word()?,
            _ => return Err(self.expected("a path that begins with `@`, or a value")),
        };
        Ok(Operand::Comparable(comparable))
    }

    fn query(&mut self) -> Parsed<Query> {
        let from_root = self.next() == Some('$');
        let segments = self.segments()?;
        Ok(Query {
            from_root,
            segments,
        })
    }

    fn number(&mut self) -> Parsed<String> {
        let begin = self.at;
        self.takes("-");
        let whole = self.digits();
        if whole.is_empty() || (whole.starts_with('0') && whole != "0") {
            return Err(self.expected("a number without leading zeros"));
        }
        if self.takes(".") && self.digits().is_empty() {
            return Err(self.expected("a digit"));
        }
        if self.takes("e") || self.takes("E") {
            let _ = self.takes("-") || self.takes("+");
            if self.digits().is_empty() {
                return Err(self.expected("a digit"));
            }
        }
        Ok(self.text[begin..self.at].to_owned())
    }

    /// A word: a literal or a function.
    fn word(&mut self) -> Parsed<Comparable> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !matches!(c, 'a'..='z' | '0'..='9' | '_'))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let is_function = rest[end..].starts_with('(');
        let literal = match word {
            "true" => Some(Comparable::Bool(true)),
            "false" => Some(Comparable::Bool(false)),
            "null" => Some(Comparable::Null),
            _ => None,
        };
        if let Some(literal) = literal.filter(|_| !is_function) {
            self.at += end;
            return Ok(literal);
        }
        if let ("match" | "search", true) = (word, is_function) {
            return Err(format!(
                "has a `{word}(…)`, which is a comparison of its own: use MATCHES"
            ));
        }
        if !is_function || !matches!(word, "length" | "count" | "value") {
            return Err(self.expected("`length(`, `count(` or `value(`"));
        }
        self.at += end;
        self.deeper(|parser| {
            parser.at += 1;
            parser.skip_blanks();
            let operand = parser.operand()?;
            let function = match (word, operand) {
                ("length", operand) => Comparable::Length(Box::new(parser.comparable(operand)?)),
                ("count", Operand::Query(query)) => Comparable::Count(query),
                (_, Operand::Query(query)) => Comparable::Value(query),
                _ => return Err(parser.expected(&format!("a path in `{word}(…)`"))),
            };
            parser.skip_blanks();
            if parser.takes(")") {
                return Ok(function);
            }
            Err(parser.expected("`)`"))
        })
    }

    /// What can be compared: of paths those that find one node at most.
    fn comparable(&self, operand: Operand) -> Parsed<Comparable> {
        match operand {
            Operand::Comparable(comparable) => Ok(comparable),
            Operand::Query(query) if query.is_single() => Ok(Comparable::Single(query)),
            Operand::Query(_) => Err(format!(
                "compares a path that may find several nodes, before character {}",
                self.text[..self.at].chars().count() + 1
            )),
        }
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

impl Query {
    /// Whether it finds one node at most.
    pub(super) fn is_single(&self) -> bool {
        self.segments.iter().all(|segment| {
            let is_one = matches!(
                segment.selectors[..],
                [Selector::Name(_) | Selector::Index(_)]
            );
            is_one && !segment.is_deep
        })
    }
}

fn one_or(mut all: Vec<Logical>, together: fn(Vec<Logical>) -> Logical) -> Logical {
    match (all.len(), all.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            all.extend(last);
            together(all)
        }
    }
}

/// A code of four hexadecimal digits.
fn low_bits(code: u32) -> u16 {
    u16::try_from(code).unwrap_or(u16::MAX)
}
