//! Rewords the GraphQL library's error messages so that they say what to do.

/// The message to return instead of the library's `message`.
pub fn reword(message: &str) -> String {
    let (message, _) = message
        .split_once(" (occurred while parsing ")
        .unwrap_or((message, ""));
    if let Some(drawing) = message.strip_prefix(" --> ") {
        return syntax(drawing);
    }
    if message.starts_with("Failed to parse \"DateTime\"") {
        return "a DateTime is an RFC 3339 timestamp such as 2026-11-29T17:15:00Z".to_owned();
    }
    if let Some((place, _)) = message.split_once(", Oneof ") {
        return format!("{place}, exactly one field must be given, and it must not be null");
    }
    match (message, message.split_once(" of type \"")) {
        ("Query is too complex.", _) => {
            "the document is too complex: request less, with a smaller first, shorter \
             windows or fewer fields, or split it into several documents"
                .to_owned()
        }
        ("Query is nested too deep.", _) => {
            "the document is nested too deeply: split it into several documents".to_owned()
        }
        // The library names the object's type here instead of the argument's.
        (_, Some((argument, rest)))
            if message.starts_with("Field \"")
                && rest.ends_with("\" is required but not provided") =>
        {
            format!("{argument} is required but not provided")
        }
        _ => message.to_owned(),
    }
}

/// The library draws the offending line over several lines. Its position and what was expected
/// there are enough.
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
            assert_eq!(reword(&error.message), expected, "{text}");
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
                "Invalid value for argument \"input.check\", exactly one field must be given, and it must not be null",
            ),
            (
                "Expected input type \"String\", found null. (occurred while parsing \"CheckInput\")",
                "Expected input type \"String\", found null.",
            ),
            (
                "Failed to parse \"DateTime\": premature end of input",
                "a DateTime is an RFC 3339 timestamp such as 2026-11-29T17:15:00Z",
            ),
            (
                "Unknown field \"a\" on type \"Query\".",
                "Unknown field \"a\" on type \"Query\".",
            ),
        ] {
            assert_eq!(reword(message), expected);
        }
        assert!(reword("Query is too complex.").contains("smaller first"));
        assert!(reword("Query is nested too deep.").contains("several documents"));
    }
}
