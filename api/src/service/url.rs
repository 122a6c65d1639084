//! A website's URL: what a person types, strictly parsed.

use url::{Host, Url};

use super::{Error, Result};

/// Longest URL, characters.
const MAX_URL_CHARS: usize = 2_048;

/// A scheme that can be watched.
struct Scheme {
    name: &'static str,
    /// Whether a path and a query mean something.
    path: bool,
    port: Port,
}

/// What a scheme says of ports.
#[derive(Clone, Copy)]
enum Port {
    /// The URL's own rules have a default.
    Known,
    /// Where it is missing, this one is meant.
    Default(u16),
    /// It must be there.
    Needed,
    /// There is none.
    None,
}

const SCHEMES: [Scheme; 10] = [
    scheme("http", true, Port::Known),
    scheme("https", true, Port::Known),
    scheme("ws", true, Port::Known),
    scheme("wss", true, Port::Known),
    scheme("tcp", false, Port::Needed),
    scheme("tls", false, Port::Default(443)),
    scheme("dns", false, Port::None),
    scheme("ping", false, Port::None),
    // Source: RFC 5321, section 4.5.4.2.
    scheme("smtp", false, Port::Default(25)),
    // Source: RFC 8314, section 7.3.
    scheme("smtps", false, Port::Default(465)),
];

const fn scheme(name: &'static str, path: bool, port: Port) -> Scheme {
    Scheme { name, path, port }
}

/// The URL that `text` means: `https://` is put in front where the scheme is
/// missing, then it is parsed by the WHATWG rules, and its host by the rules of
/// the web whatever the scheme is, so that `0x7f.1` is an address in all of them. A
/// fragment is left out, since no server ever sees it; a port that goes without
/// saying is put in where only we would know it.
///
/// # Errors
/// [`Error::Input`] on `url` for another scheme, credentials, no host, parts that
/// the scheme does not have, or what is no URL at all.
pub fn parse(text: &str) -> Result<Url> {
    let text = text.trim();
    if text.is_empty() {
        return fail("is empty");
    }
    if text.chars().count() > MAX_URL_CHARS {
        return fail("is longer than 2,048 characters");
    }
    if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return fail("contains white space or control characters");
    }
    let full = if has_scheme(text) {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let mut url = match Url::parse(&full) {
        Ok(url) => url,
        Err(err) => return fail(&format!("is no URL: {err}")),
    };
    let Some(scheme) = SCHEMES.iter().find(|known| known.name == url.scheme()) else {
        let known: Vec<&str> = SCHEMES.iter().map(|scheme| scheme.name).collect();
        return fail(&format!(
            "has the unknown scheme {}; known are {}",
            url.scheme(),
            known.join(", ")
        ));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return fail("contains credentials");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return fail("has no host");
    }
    if url.port() == Some(0) {
        return fail("has the port 0, which no server has");
    }
    url.set_fragment(None);
    if !scheme.path {
        url = without_path(&url, scheme)?;
    }
    if url.as_str().len() > MAX_URL_CHARS {
        return fail("is longer than 2,048 characters");
    }
    Ok(url)
}

/// Whether a scheme stands in front. What comes later, as in a query, is another
/// URL's.
fn has_scheme(text: &str) -> bool {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let (before, after) = text.split_at(end);
    before.ends_with(':') && after.starts_with("//")
}

/// The URL of a scheme that has nothing but a host, and perhaps a port.
fn without_path(url: &Url, scheme: &Scheme) -> Result<Url> {
    if !matches!(url.path(), "" | "/") || url.query().is_some() {
        return fail(&format!(
            "has a path or a query, which {}:// has not",
            scheme.name
        ));
    }
    let host = match Host::parse(url.host_str().unwrap_or_default()) {
        Ok(host) => host,
        Err(err) => return fail(&format!("is no URL: {err}")),
    };
    if scheme.name == "dns" && !matches!(host, Host::Domain(_)) {
        return fail("has an address where dns:// needs a name");
    }
    let port = match (scheme.port, url.port()) {
        (Port::None, Some(_)) => {
            return fail(&format!("has a port, which {}:// has not", scheme.name));
        }
        (Port::Needed, None) => {
            return fail(&format!("has no port, which {}:// needs", scheme.name));
        }
        (Port::Default(port), None) | (_, Some(port)) => format!(":{port}"),
        (Port::None | Port::Known, None) => String::new(),
    };
    let plain = format!("{}://{host}{port}", scheme.name);
    Url::parse(&plain).or_else(|err| fail(&format!("is no URL: {err}")))
}

fn fail<T>(problem: &str) -> Result<T> {
    Err(Error::input("url", problem))
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
            ("example.org/?u=http://x", "https://example.org/?u=http://x"),
            ("example.org?u=http://x", "https://example.org/?u=http://x"),
            ("wss://Example.org/live?a=b#c", "wss://example.org/live?a=b"),
        ] {
            assert_eq!(parse(text).unwrap().as_str(), url, "{text}");
        }
    }

    #[test]
    fn other_schemes_have_a_host_and_perhaps_a_port() {
        for (text, url) in [
            ("tcp://Example.org:22", "tcp://example.org:22"),
            ("tcp://example.org:80/", "tcp://example.org:80"),
            ("tcp://[::1]:22", "tcp://[::1]:22"),
            ("tls://example.org", "tls://example.org:443"),
            ("tls://example.org:8443", "tls://example.org:8443"),
            ("dns://_dmarc.example.org", "dns://_dmarc.example.org"),
            ("dns://bücher.example", "dns://xn--bcher-kva.example"),
            ("ping://example.org", "ping://example.org"),
            ("smtp://mx.example.org", "smtp://mx.example.org:25"),
            ("smtps://mx.example.org", "smtps://mx.example.org:465"),
            // Each form of an address is that address, as it is with http.
            ("tcp://0x7f.1:22", "tcp://127.0.0.1:22"),
            ("tls://2130706433", "tls://127.0.0.1:443"),
            ("ping://0177.0.0.01", "ping://127.0.0.1"),
            ("ping://１２７.0.0.1", "ping://127.0.0.1"),
            ("smtp://%31%32%37.0.0.1", "smtp://127.0.0.1:25"),
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
                "has the unknown scheme ftp; known are http, https, ws,",
            ),
            ("javascript://a.test/%0aalert(1)", "unknown scheme"),
            ("https://user:pass@a.test", "contains credentials"),
            ("https://user@a.test", "contains credentials"),
            ("https://", "is no URL"),
            ("https://a.test:99999", "is no URL"),
            ("https://a b.test", "contains white space"),
            ("https://a.test/\r\nHost: b", "contains white space"),
            (&long, "is longer than 2,048"),
            ("https://a.test:0", "has the port 0"),
            ("tcp://a.test", "has no port, which tcp:// needs"),
            ("tcp://a.test:0", "has the port 0"),
            ("tcp://a.test:70000", "is no URL"),
            ("tcp://a.test:22/x", "has a path or a query"),
            ("tls://a.test?x", "has a path or a query"),
            ("tcp://ada:hush@a.test:22", "contains credentials"),
            ("tcp://:22", "is no URL"),
            ("ping://", "has no host"),
            ("ping://a.test:7", "has a port, which ping:// has not"),
            ("dns://a.test:53", "has a port, which dns:// has not"),
            (
                "dns://127.0.0.1",
                "has an address where dns:// needs a name",
            ),
            ("ping://999.1.1.1", "is no URL"),
            ("tcp:a.test:22", "is no URL"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(
                error.starts_with("url ") && error.contains(problem),
                "{text}: {error}"
            );
        }
    }
}
