//! What the GraphQL library says of a document, in words that say what to do.

/// What to say instead of `message`, which is the library's own.
pub(super) fn plain(message: &str) -> String {
    let (message, _) = message
        .split_once(" (occurred while parsing ")
        .unwrap_or((message, ""));
    if let Some(drawing) = message.strip_prefix(" --> ") {
        return syntax(drawing);
    }
    if message.starts_with("Failed to parse \"DateTime\"") {
        return "a DateTime is an instant as RFC 3339 has it, like 2026-11-29T17:15:00Z".to_owned();
    }
    if let Some((place, _)) = message.split_once(", Oneof ") {
        return format!("{place}, exactly one field must be given, and that not null");
    }
    match (message, message.split_once(" of type \"")) {
        ("Query is too complex.", _) => {
            "the document asks for too much at once: ask for less, by a smaller first, shorter \
             windows or fewer fields, or in several documents"
                .to_owned()
        }
        ("Query is nested too deep.", _) => {
            "the document is nested too deep: ask in several documents".to_owned()
        }
        // The type that it names is that of the object, not of the argument.
        (_, Some((argument, rest)))
            if message.starts_with("Field \"")
                && rest.ends_with("\" is required but not provided") =>
        {
            format!("{argument} is required but not provided")
        }
        _ => message.to_owned(),
    }
}

/// The library draws the line in question over several lines: where it is and what was
/// expected there is enough.
fn syntax(drawing: &str) -> String {
    let place = drawing.lines().next().unwrap_or_default();
    let (line, column) = place.split_once(':').unwrap_or((place, "1"));
    let expected = drawing.lines().last().unwrap_or_default();
    let expected = expected.trim_start_matches([' ', '=']);
    let expected = expected.replace("EOI", "the end").replace('_', " ");
    format!("syntax error at line {line}, column {column}: {expected}")
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn syntax_errors_say_where_and_what() {
        for (text, expected) in [
            (
                "{ }",
                "syntax error at line 1, column 3: expected selection",
            ),
            (
                "",
                "syntax error at line 1, column 1: expected executable definition",
            ),
            (
                "{ a }\n}",
                "syntax error at line 2, column 1: expected the end or executable definition",
            ),
        ] {
            let error = parse_query(text).unwrap_err();
            let error = async_graphql::ServerError::from(error);
            assert_eq!(plain(&error.message), expected, "{text}");
        }
    }

    #[test]
    fn what_the_library_says_is_said_plainly() {
        for (message, expected) in [
            (
                "Field \"website\" argument \"id\" of type \"Query\" is required but not provided",
                "Field \"website\" argument \"id\" is required but not provided",
            ),
            (
                "Invalid value for argument \"input.check\", Oneof input objects requires have exactly one field",
                "Invalid value for argument \"input.check\", exactly one field must be given, and that not null",
            ),
            (
                "Expected input type \"String\", found null. (occurred while parsing \"CheckInput\")",
                "Expected input type \"String\", found null.",
            ),
            (
                "Failed to parse \"DateTime\": premature end of input",
                "a DateTime is an instant as RFC 3339 has it, like 2026-11-29T17:15:00Z",
            ),
            (
                "Unknown field \"a\" on type \"Query\".",
                "Unknown field \"a\" on type \"Query\".",
            ),
        ] {
            assert_eq!(plain(message), expected);
        }
        assert!(plain("Query is too complex.").contains("smaller first"));
        assert!(plain("Query is nested too deep.").contains("several documents"));
    }
}
