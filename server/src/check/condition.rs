//! Parses conditions as typed in a terminal: `json $.queue.length at-most 100`.

use anyhow::bail;
use serde_json::{Value, json};

/// The comparisons and their symbols.
const COMPARISONS: [(&str, &str); 12] = [
    ("EXISTS", ""),
    ("NOT_EXISTS", ""),
    ("EQUALS", "="),
    ("NOT_EQUALS", "!="),
    ("CONTAINS", ""),
    ("NOT_CONTAINS", ""),
    ("MATCHES", "~"),
    ("NOT_MATCHES", "!~"),
    ("LESS_THAN", "<"),
    ("AT_MOST", "<="),
    ("GREATER_THAN", ">"),
    ("AT_LEAST", ">="),
];

/// Parses `text` into the API's input of a condition.
pub(super) fn parse(text: &str) -> anyhow::Result<Value> {
    let text = text.trim();
    if text.starts_with('{') {
        return match serde_json::from_str(text) {
            Ok(condition) => Ok(condition),
            Err(err) => bail!("--assert is not valid JSON: {err}"),
        };
    }
    let (subject, rest) = word(text);
    let subject = subject.to_ascii_uppercase();
    if !matches!(subject.as_str(), "HEADER" | "BODY" | "JSON") {
        bail!("--assert must begin with header, body or json: {text:?}");
    }
    let Some((property, comparison, value)) = compared(rest) else {
        bail!(
            "--assert needs a comparison, like equals or contains, with spaces around it: {text:?}"
        );
    };
    let mut condition = json!({ "subject": subject, "comparison": comparison });
    for (name, part) in [("property", property), ("value", value)] {
        if !part.is_empty() {
            condition[name] = part.into();
        }
    }
    Ok(condition)
}

/// Splits `text` at the first comparison into the part before it, the comparison, and the part
/// after it. Comparisons within brackets or quotes of a path belong to the path.
fn compared(text: &str) -> Option<(&str, &'static str, &str)> {
    let mut rest = text;
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    while !rest.trim_start().is_empty() {
        let (found, after) = word(rest);
        if depth == 0
            && quote.is_none()
            && let Some(comparison) = comparison(found)
        {
            let before = &text[..text.len() - rest.trim_start().len()];
            return Some((before.trim(), comparison, after.trim_start()));
        }
        for c in found.chars() {
            if std::mem::take(&mut is_escaped) {
                continue;
            }
            match (quote, c) {
                (Some(_), '\\') => is_escaped = true,
                (Some(end), c) if end == c => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '[' | '(') => depth += 1,
                (None, ']' | ')') => depth = depth.saturating_sub(1),
                (None, _) => {}
            }
        }
        rest = after;
    }
    None
}

fn comparison(word: &str) -> Option<&'static str> {
    let name = word.to_ascii_uppercase().replace('-', "_");
    let known = COMPARISONS.iter();
    let mut known = known.filter(|(known, sign)| {
        *known == name || (!sign.is_empty() && (*sign == word || (*sign == "=" && word == "==")))
    });
    known.next().map(|(known, _)| *known)
}

/// The first word and the rest.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        for (text, expected) in [
            (
                "body contains ok",
                json!({ "subject": "BODY", "comparison": "CONTAINS", "value": "ok" }),
            ),
            (
                "BODY not-contains fatal error: 1",
                json!({ "subject": "BODY", "comparison": "NOT_CONTAINS", "value": "fatal error: 1" }),
            ),
            (
                "header Content-Type equals text/html",
                json!({ "subject": "HEADER", "property": "Content-Type", "comparison": "EQUALS", "value": "text/html" }),
            ),
            (
                "header x-key exists",
                json!({ "subject": "HEADER", "property": "x-key", "comparison": "EXISTS" }),
            ),
            (
                "json $.queue.length at-most 100",
                json!({ "subject": "JSON", "property": "$.queue.length", "comparison": "AT_MOST", "value": "100" }),
            ),
            (
                "json $.a[?@.b == 'x y'].c = z",
                json!({ "subject": "JSON", "property": "$.a[?@.b == 'x y'].c", "comparison": "EQUALS", "value": "z" }),
            ),
            (
                "json $['a equals b'] >= 3",
                json!({ "subject": "JSON", "property": "$['a equals b']", "comparison": "AT_LEAST", "value": "3" }),
            ),
            (
                "json $[' [ '] != ]",
                json!({ "subject": "JSON", "property": "$[' [ ']", "comparison": "NOT_EQUALS", "value": "]" }),
            ),
            (
                r#"json $["a\" = b"] = 1"#,
                json!({ "subject": "JSON", "property": r#"$["a\" = b"]"#, "comparison": "EQUALS", "value": "1" }),
            ),
            (
                "body ~ (?i)a b",
                json!({ "subject": "BODY", "comparison": "MATCHES", "value": "(?i)a b" }),
            ),
            (
                "body not_exists",
                json!({ "subject": "BODY", "comparison": "NOT_EXISTS" }),
            ),
            ("{\"subject\":\"BODY\"}", json!({ "subject": "BODY" })),
        ] {
            assert_eq!(parse(text).unwrap(), expected, "{text}");
        }
        for (text, problem) in [
            ("", "must begin with header, body or json"),
            ("status is 200", "must begin with header, body or json"),
            ("body", "needs a comparison"),
            ("json $.a==1", "needs a comparison"),
            ("{oops", "is not valid JSON"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
