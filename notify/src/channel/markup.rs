//! What markups of services give a meaning, written so that it has none. Each function writes
//! one character, for [`cut_and_escape`](crate::text::cut_and_escape).

/// A space without width: it keeps apart what would be a mention together.
const APART: char = '\u{200b}';

/// HTML, also within the quotes of an attribute.
pub(super) fn html(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        c => out.push(c),
    }
}

/// HTML in a service that also looks for `@name`.
pub(super) fn html_without_mentions(c: char, out: &mut String) {
    html(c, out);
    if c == '@' {
        out.push(APART);
    }
}

/// Markdown as in chats.
pub(super) fn markdown(c: char, out: &mut String) {
    if matches!(
        c,
        '\\' | '*' | '_' | '~' | '`' | '|' | '>' | '<' | '#' | '[' | ']' | '(' | ')'
    ) {
        out.push('\\');
    }
    out.push(c);
}

/// Markdown in a service that also looks for `@name`, `<!name>` and `~name`.
pub(super) fn markdown_without_mentions(c: char, out: &mut String) {
    markdown(c, out);
    without_mentions_mark(c, out);
}

/// Plain text in a service that also looks for `@name` and `<users/name>`.
pub(super) fn plain_without_mentions(c: char, out: &mut String) {
    out.push(c);
    without_mentions_mark(c, out);
}

fn without_mentions_mark(c: char, out: &mut String) {
    if matches!(c, '@' | '<') {
        out.push(APART);
    }
}

/// A URL within text of a markup: what could end it or mean something is percent-encoded, which
/// does not change where it leads.
pub(super) fn url(c: char, out: &mut String) {
    match c {
        ' ' | '"' | '\'' | '(' | ')' | '*' | '<' | '>' | '@' | '[' | '\\' | ']' | '_' | '`'
        | '{' | '|' | '}' | '~' => {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        }
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(escape: fn(char, &mut String), text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| escape(c, &mut out));
        out
    }

    #[test]
    fn nothing_has_a_meaning_any_more() {
        let text = "<b>\"&amp;\" *a* [x](y) @all";
        let expected = "&lt;b&gt;&quot;&amp;amp;&quot; *a* [x](y) @all";
        assert_eq!(each(html, text), expected);
        let expected = "\\<b\\>\"&amp;\" \\*a\\* \\[x\\]\\(y\\) @all";
        assert_eq!(each(markdown, text), expected);
        assert_eq!(
            each(plain_without_mentions, "<users/all>@all"),
            "<\u{200b}users/all>@\u{200b}all"
        );
        assert!(!each(markdown_without_mentions, "<!all> @all").contains("@all"));
        assert_eq!(
            each(url, "https://a.test/@x_(y)?a|b"),
            "https://a.test/%40x%5F%28y%29?a%7Cb"
        );
    }
}
