//! Paths into JSON (RFC 9535), without those that cost more than their answer.
//!
//! A path is looked at within a check's own thread and cannot be interrupted, and
//! what it is looked at in comes from a stranger. What multiplies the nodes that
//! are visited is bounded by the path's text.

use serde_json_path::JsonPath;

/// What visits nodes again for each node, how often it may be in a path, and what
/// is said of more. Each `..` multiplies by the depth of the body, each list of
/// selectors by its length, and a second `$` by the whole body; `match` and
/// `search` compile their expression for each node.
const COSTLY: [(&str, usize, &str); 5] = [
    ("..", 1, "has more than one `..`"),
    ("$", 1, "has more than one `$`"),
    (",", 3, "has more than three commas"),
    (
        "match(",
        0,
        "has a `match(…)`, which is a comparison of its own",
    ),
    (
        "search(",
        0,
        "has a `search(…)`, which is a comparison of its own",
    ),
];

/// The path that `text` says.
///
/// # Errors
/// Why there is none, as the rest of a sentence.
pub(super) fn parse(text: &str) -> Result<JsonPath, String> {
    for (part, most, problem) in COSTLY {
        if text.matches(part).count() > most {
            return Err(problem.to_owned());
        }
    }
    JsonPath::parse(text).map_err(|err| format!("is no JSONPath: {err}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_multiply_are_refused() {
        for path in [
            "$.a.b[0]",
            "$..a",
            "$.list[?@.up == true].name",
            "$['a','b']",
            "$.a[?length(@.b) > 2]",
        ] {
            assert!(parse(path).is_ok(), "{path}");
        }
        for path in [
            "$..*..*",
            "$[?$[*]]",
            "$[?@..a]..b",
            "$[*,*][*,*][*,*][*,*]",
            "$[?match(@.a, 'x')]",
            "$..[?search(@, '(a{1000}){1000}')]",
        ] {
            assert!(parse(path).is_err(), "{path}");
        }
    }
}
