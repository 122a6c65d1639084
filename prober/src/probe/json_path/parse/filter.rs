//! Filters: what stands behind `?` in a path.

use super::{Parsed, Parser};
use crate::probe::json_path::{Comparable, Logical, Operator, Query, Selector};

/// What stands in a filter where a comparison or a test may begin.
enum Operand {
    Query(Query),
    Comparable(Comparable),
}

impl<'a> Parser<'a> {
    pub(super) fn logical(&mut self) -> Parsed<Logical> {
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
}

impl Query {
    /// Whether it finds one node at most.
    pub(in crate::probe::json_path) fn is_single(&self) -> bool {
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
