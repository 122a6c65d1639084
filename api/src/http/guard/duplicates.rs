//! Finds fields given twice in one object. The parser keeps the last one, and afterwards the
//! others cannot be detected (GraphQL, October 2021, 5.6.3).

use std::collections::HashSet;

use async_graphql::Pos;

use super::scan::{Kind, tokens};

/// The first field in `text` that is given twice in one object, and its position.
pub(in crate::http) fn given_twice(text: &str) -> Option<(&str, Pos)> {
    // Open brackets: the names so far for an object, `None` for others.
    let mut open: Vec<Option<HashSet<&str>>> = Vec::new();
    let mut parentheses = 0_usize;
    let mut before = None;
    for token in tokens(text) {
        let written = text.get(token.from..token.to).unwrap_or_default();
        match (token.kind, written) {
            // Selection sets are not within parentheses.
            (Kind::Open, "{") if parentheses > 0 => open.push(Some(HashSet::new())),
            (Kind::Open, _) => {
                parentheses += usize::from(written == "(");
                open.push(None);
            }
            (Kind::Close, _) => {
                parentheses = parentheses.saturating_sub(usize::from(written == ")"));
                open.pop();
            }
            (Kind::Sign, ":") => {
                let names = open.last_mut().and_then(Option::as_mut);
                if let (Some(names), Some((name, at))) = (names, before)
                    && !names.insert(name)
                {
                    return Some((name, place(text, at)));
                }
            }
            _ => {}
        }
        before = (token.kind == Kind::Word).then_some((written, token.from));
    }
    None
}

/// Line and column of a byte, both counted from 1.
fn place(text: &str, at: usize) -> Pos {
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    Pos {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_given_twice_is_found() {
        for (text, name, line, column) in [
            ("{ a(b: { c: 1, c: 2 }) }", "c", 1, 16),
            ("{ a(b: { c: { d: 1 }\n d: [2] c: 3 }) }", "c", 2, 9),
            ("{ a(b: [{ c: 1 }, { d: $c, d: 1 }]) }", "d", 1, 28),
            ("query($a: A = { b: 1 b: 1 }) { c }", "b", 1, 22),
            ("{ a(b: { c: \"{c:\" c: 2 }) }", "c", 1, 19),
        ] {
            let found = given_twice(text);
            assert_eq!(found, Some((name, Pos { line, column })), "{text}");
        }
        for text in [
            "{ a: b a: b }",
            "{ a(b: { c: 1, d: { c: 1 } }) { c: d c: d } }",
            "{ a(b: [{ c: 1 }, { c: 1 }]) b(b: { c: $c }) }",
            "{ a(b: { c: \"c: c: c:\" }) } # c: c:",
            "query($a: A = { b: 1 }, $b: A = { b: 1 }) { c: d c: d }",
            "{ a(b: 1, b: 2) }",
            ")}]:{",
        ] {
            assert_eq!(given_twice(text), None, "{text}");
        }
    }
}
