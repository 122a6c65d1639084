//! User and password of URLs that servers name: whoever sees evidence is not to see
//! them.

use std::borrow::Cow;

use url::Url;

const HIDDEN: &str = "***";

/// `url` for a person.
pub(crate) fn without(url: &Url) -> String {
    hide(url.as_str()).into_owned()
}

/// `text` with `***` in the place of each user and password of a URL in it.
pub(crate) fn hide(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    // A password may hold further signs of the kind that ends it.
    let mut hiding = false;
    while let Some((before, after)) = rest.split_once('@') {
        let begin = before.rfind(ends_authority);
        let begin = begin.map_or(0, |at| before.ceil_char_boundary(at + 1));
        let (head, user) = before.split_at(begin);
        shown.push_str(head);
        if hiding && head.is_empty() {
            // It is hidden already.
        } else if is_begin(head) || is_begin(user.split_inclusive(':').next().unwrap_or_default()) {
            let scheme = if is_begin(head) {
                0
            } else {
                user.find(':').map_or(0, |at| at + 1)
            };
            shown.push_str(&user[..scheme]);
            shown.push_str(HIDDEN);
            shown.push('@');
            hiding = true;
        } else {
            shown.push_str(user);
            shown.push('@');
            hiding = false;
        }
        rest = after;
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// What can stand neither in a user nor in a password.
fn ends_authority(c: char) -> bool {
    matches!(c, '/' | '\\' | '?' | '#' | '"' | '\'' | '<' | '>') || c.is_whitespace()
}

/// Whether a host, or who asks it, may follow: browsers take slashes of either kind, and
/// go without them.
fn is_begin(text: &str) -> bool {
    let scheme = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.ends_with("http:") || text.ends_with("https:")
    };
    let slashes = text
        .bytes()
        .rev()
        .take_while(|byte| matches!(byte, b'/' | b'\\'))
        .count();
    slashes >= 2 || scheme(text.trim_end_matches(['/', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_passwords_of_urls_are_hidden() {
        for (text, shown) in [
            ("http://ada:hush@a.test/x?y", "http://***@a.test/x?y"),
            ("https://ada@a.test", "https://***@a.test"),
            ("https://ada:hu%40sh@a.test", "https://***@a.test"),
            ("https://ada:hu@sh@a.test/@x", "https://***@a.test/@x"),
            ("//ada:hush@a.test/", "//***@a.test/"),
            ("\\\\ada:hush@a.test/", "\\\\***@a.test/"),
            ("https:ada:hush@a.test/", "https:***@a.test/"),
            ("HTTP:/ada:hush@a.test/", "HTTP:/***@a.test/"),
            (
                "location: ftp://u:p@h/\nlink: <//ü:p@h>",
                "location: ftp://***@h/\nlink: <//***@h>",
            ),
            (
                "/go?to=https://u:p@h&b=//u:p@h",
                "/go?to=https://***@h&b=//***@h",
            ),
            (
                "ada@a.test, https://a.test/@ada",
                "ada@a.test, https://a.test/@ada",
            ),
            ("https://a.test/ ada@a.test", "https://a.test/ ada@a.test"),
            ("mailto:ada@a.test", "mailto:ada@a.test"),
            ("@", "@"),
            ("ü@ü", "ü@ü"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(hide(text), shown, "{text}");
        }
    }
}
