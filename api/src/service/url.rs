//! A website's URL: what a person types, strictly parsed.

use url::Url;

use super::{Error, Result};

/// Longest URL, characters.
const MAX_URL_CHARS: usize = 2_048;

/// The URL that `text` means: `https://` is put in front where the scheme is
/// missing, then it is parsed by the WHATWG rules. A fragment is left out, since
/// no server ever sees it.
///
/// # Errors
/// [`Error::Input`] on `url` for another scheme, credentials, no host, or what
/// is no URL at all.
pub fn parse(text: &str) -> Result<Url> {
    let text = text.trim();
    let fail = |problem: &str| Err(Error::input("url", problem));
    if text.is_empty() {
        return fail("is empty");
    }
    if text.chars().count() > MAX_URL_CHARS {
        return fail("is longer than 2,048 characters");
    }
    if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return fail("contains white space or control characters");
    }
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let mut url = match Url::parse(&full) {
        Ok(url) => url,
        Err(err) => return fail(&format!("is no URL: {err}")),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return fail(&format!(
            "has the unknown scheme {}; known are http and https",
            url.scheme()
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return fail("contains credentials");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return fail("has no host");
    }
    url.set_fragment(None);
    if url.as_str().len() > MAX_URL_CHARS {
        return fail("is longer than 2,048 characters");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_scheme_is_https() {
        for (text, url) in [
            ("example.org", "https://example.org/"),
            ("example.org:8443/x", "https://example.org:8443/x"),
            (" http://Example.org ", "http://example.org/"),
            ("https://example.org/a?b=c#d", "https://example.org/a?b=c"),
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
            ("http://[::1]/", "http://[::1]/"),
            ("bücher.example", "https://xn--bcher-kva.example/"),
        ] {
            assert_eq!(parse(text).unwrap().as_str(), url, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_watched_is_refused() {
        let long = format!("https://a.test/{}", "x".repeat(2_048));
        for (text, problem) in [
            ("", "is empty"),
            (
                "ftp://a.test",
                "has the unknown scheme ftp; known are http and https",
            ),
            ("javascript://a.test/%0aalert(1)", "unknown scheme"),
            ("https://user:pass@a.test", "contains credentials"),
            ("https://user@a.test", "contains credentials"),
            ("https://", "is no URL"),
            ("https://a.test:99999", "is no URL"),
            ("https://a b.test", "contains white space"),
            ("https://a.test/\r\nHost: b", "contains white space"),
            (&long, "is longer than 2,048"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(
                error.starts_with("url ") && error.contains(problem),
                "{text}: {error}"
            );
        }
    }
}
