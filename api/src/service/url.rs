//! Strict parsing of a website's URL as typed by a person.

mod host;
mod scheme;
mod typed;

use url::{Host, ParseError, Url};

use self::scheme::{Port, SCHEMES, Scheme};
pub use self::scheme::{kind_field, kind_of, schemes_of};

use super::text::is_invisible;
use super::{Error, Result};

/// Longest URL, in characters.
const MAX_URL_CHARS: usize = 2_048;

/// Parses a URL. `https://` is prepended if the scheme is missing; then the URL is parsed by
/// the WHATWG rules, and its host by the rules of the web whatever the scheme, so that
/// `0x7f.1` is an address in all of them. The fragment is removed, since it is never sent to a
/// server; a default port that only Upbeat knows is added.
///
/// The WHATWG rules repair many typing errors: `http:/a.test`, `http:\\a.test` and
/// `https//a.test` all lead to some host. Such text is rejected, because that host may not be
/// the intended one.
///
/// # Errors
/// [`Error::Input`] on `url` for an unsupported scheme, credentials, no host, a host that DNS
/// cannot represent, parts that the scheme does not allow, or an invalid URL.
pub fn parse(text: &str) -> Result<Url> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if text.is_empty() {
        return fail("is empty");
    }
    if text.chars().count() > MAX_URL_CHARS {
        return fail("is longer than 2,048 characters");
    }
    if text.contains(|c: char| c.is_control() || c.is_whitespace() || is_invisible(c)) {
        return fail("contains white space, control characters or invisible characters");
    }
    let full = typed::with_scheme(text)?;
    let mut url = match Url::parse(&full) {
        Ok(url) => url,
        Err(err) => return fail(invalid(err)),
    };
    let Some(scheme) = SCHEMES.iter().find(|known| known.name == url.scheme()) else {
        return fail(&unknown_scheme(url.scheme()));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return fail("contains credentials: give them in check instead");
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
    host::check(&url)?;
    if url.as_str().len() > MAX_URL_CHARS {
        return fail("is longer than 2,048 characters");
    }
    Ok(url)
}

/// Rejects a typed `host` that would be rejected in a URL: one with characters that no name
/// has, or a partial address.
///
/// # Errors
/// The problem, as the rest of a sentence.
pub(in crate::service) fn check_host(typed: &str, host: &Host) -> std::result::Result<(), String> {
    typed::check_host(typed::host_of(typed))?;
    match host {
        Host::Domain(name) => host::check_name(name),
        Host::Ipv4(_) | Host::Ipv6(_) => Ok(()),
    }
}

/// Error message for an unknown scheme.
fn unknown_scheme(name: &str) -> String {
    let known: Vec<&str> = SCHEMES.iter().map(|scheme| scheme.name).collect();
    format!(
        "has the unknown scheme {name}; supported are {}",
        known.join(", ")
    )
}

/// Error message of the URL parser's error, as the rest of a sentence.
fn invalid(err: ParseError) -> &'static str {
    match err {
        ParseError::EmptyHost => "has no host",
        ParseError::InvalidPort => "has an invalid port: it must be a number from 1 to 65535",
        ParseError::InvalidIpv4Address => "has an invalid IPv4 address",
        ParseError::InvalidIpv6Address => "has an invalid IPv6 address",
        ParseError::IdnaError | ParseError::InvalidDomainCharacter => {
            "has a host with characters that no host name has"
        }
        _ => "is not a valid URL",
    }
}

/// A URL that consists only of a host and, depending on the scheme, a port.
fn without_path(url: &Url, scheme: &Scheme) -> Result<Url> {
    if !matches!(url.path(), "" | "/") || url.query().is_some() {
        return fail(&format!(
            "has a path or a query, which {}:// does not have",
            scheme.name
        ));
    }
    let host = match Host::parse(url.host_str().unwrap_or_default()) {
        Ok(host) => host,
        Err(err) => return fail(invalid(err)),
    };
    if scheme.name == "dns" && !matches!(host, Host::Domain(_)) {
        return fail("has an address where dns:// needs a name");
    }
    let port = match (scheme.port, url.port()) {
        (Port::None, Some(_)) => {
            return fail(&format!(
                "has a port, which {}:// does not have",
                scheme.name
            ));
        }
        (Port::Needed, None) => {
            return fail(&format!("has no port, which {}:// needs", scheme.name));
        }
        (Port::Default(port), None) | (_, Some(port)) => format!(":{port}"),
        (Port::None | Port::Known, None) => String::new(),
    };
    let plain = format!("{}://{host}{port}", scheme.name);
    Url::parse(&plain).or_else(|err| fail(invalid(err)))
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
            // Every form of an address is that address, as with http.
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
    fn what_surrounds_a_pasted_url_is_cut_off() {
        for text in [
            "\u{a0}https://a.test/\u{a0}",
            "\u{feff}https://a.test/",
            "\u{200b}https://a.test/\u{200e}",
            "\r\nhttps://a.test/\t",
        ] {
            assert_eq!(parse(text).unwrap().as_str(), "https://a.test/", "{text:?}");
        }
    }

    #[test]
    fn hosts_that_exist_are_taken() {
        let longest = format!("{0}.{0}.{0}.{1}", "x".repeat(63), "y".repeat(61));
        for (text, host) in [
            ("a.test.", "a.test."),
            ("i❤.ws", "xn--i-7iq.ws"),
            ("l·l.example", "xn--ll-0ea.example"),
            ("https.example", "https.example"),
            ("https://example.org:/x", "example.org"),
            ("my_host.example.org", "my_host.example.org"),
            ("r3---sn-1.example.org", "r3---sn-1.example.org"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("http.example.org", "http.example.org"),
            ("https://http.cat", "http.cat"),
            ("dns://*.example.org", "*.example.org"),
            ("[::1]:8080", "[::1]"),
            ("localhost:8080", "localhost"),
            ("example.org//double/slash", "example.org"),
            (&longest, &longest),
        ] {
            assert_eq!(parse(text).unwrap().host_str(), Some(host), "{text}");
        }
        let persian = parse("https://a.test/می\u{200c}خواهم").unwrap();
        assert!(persian.path().contains("%E2%80%8C"));
    }

    #[test]
    fn what_cannot_be_watched_is_refused() {
        let long = format!("https://a.test/{}", "x".repeat(2_048));
        let label = format!("{}.test", "x".repeat(64));
        let name = format!("{}test", "x.".repeat(125));
        for (text, problem) in [
            ("", "is empty"),
            (
                "ftp://a.test",
                "has the unknown scheme ftp; supported are http, https, ws,",
            ),
            ("javascript://a.test/%0aalert(1)", "unknown scheme"),
            ("https://user:pass@a.test", "contains credentials"),
            ("https://user@a.test", "contains credentials"),
            ("ada:hush@a.test", "contains credentials"),
            ("ada@a.test", "is an email address"),
            ("mailto:ada@a.test", "is an email address"),
            ("https://", "has no host"),
            ("https://a.test:99999", "has an invalid port"),
            ("https://a b.test", "contains white space"),
            ("https://a.test/\r\nHost: b", "contains white space"),
            ("https://a.test/\u{202e}moc", "invisible characters"),
            ("https://a\u{200b}.test/", "invisible characters"),
            (&long, "is longer than 2,048"),
            ("https://a.test:0", "has the port 0"),
            ("tcp://a.test", "has no port, which tcp:// needs"),
            ("tcp://a.test:0", "has the port 0"),
            ("tcp://a.test:70000", "has an invalid port"),
            ("tcp://a.test:22/x", "has a path or a query"),
            ("tls://a.test?x", "has a path or a query"),
            ("tcp://ada:hush@a.test:22", "contains credentials"),
            ("tcp://:22", "has no host"),
            ("ping://", "has no host"),
            ("ping://a.test:7", "has a port, which ping:// does not have"),
            ("dns://a.test:53", "has a port, which dns:// does not have"),
            (
                "dns://127.0.0.1",
                "has an address where dns:// needs a name",
            ),
            ("ping://999.1.1.1", "has an invalid IPv4 address"),
            // Typing errors are rejected.
            (
                "tcp:a.test:22",
                "has tcp: without two slashes: write tcp://",
            ),
            ("unix:/var/run/docker.sock", "has the unknown scheme unix"),
            ("file:///etc/passwd", "has the unknown scheme file"),
            ("unix:///run/a.sock", "has the unknown scheme unix"),
            (
                "http:/127.0.0.1/",
                "has http: without two slashes: write http://",
            ),
            ("HTTP:a.test", "has HTTP: without two slashes"),
            (
                "http:\\\\127.0.0.1\\",
                "contains a backslash: write / instead",
            ),
            ("https://a.test\\b", "contains a backslash"),
            ("https:///a.test", "has more than two slashes after https:"),
            ("https//example.org", "has https// where its host should be"),
            (
                "https.//example.org",
                "has https.// where its host should be",
            ),
            (
                "https;//example.org",
                "has https;// where its host should be",
            ),
            (
                "http://https://a.test",
                "has https:// where its host should be",
            ),
            (
                "https://http//a.test",
                "has http// where its host should be",
            ),
            ("http/a.test", "has http where its host should be"),
            ("http", "has http where its host should be"),
            ("//a.test", "has no host"),
            ("/status", "has no host"),
            ("?a=b", "has no host"),
            ("#a", "has no host"),
            ("http://..", "empty part between its dots"),
            (".", "empty part between its dots"),
            (".a.test", "empty part between its dots"),
            ("a..b.test", "empty part between its dots"),
            ("a.test..", "empty part between its dots"),
            ("tcp://a..b.test:22", "empty part between its dots"),
            ("ping://a..test", "empty part between its dots"),
            ("www.example.org,", "has the character , in its host"),
            ("www,example.org", "has the character , in its host"),
            ("ping://www.example.org;", "has the character ; in its host"),
            ("'a.test'", "has the character ' in its host"),
            ("(a.test)", "has the character ( in its host"),
            ("\"https://a.test\"", "is not a scheme"),
            ("<https://a.test>", "is not a scheme"),
            ("https://*.a.test", "has the character * in its host"),
            ("https://a%2Fb.test", "characters that no host name has"),
            ("a–b.test", "has the character – in its host"),
            ("‘a.test’", "has the character ‘ in its host"),
            ("http://a.test’/", "has the character ’ in its host"),
            ("„a.test“", "has the character „ in its host"),
            ("«a.test»", "has the character « in its host"),
            ("tcp://my—site.test:22", "has the character — in its host"),
            (
                "http://www.http://a.test",
                "has http at the end of its host, which is a scheme",
            ),
            ("https://www.https//a.test", "has https at the end"),
            ("a.http", "has http at the end of its host"),
            ("a.test-", "begins or ends with a hyphen"),
            ("http://abc.onion/", "is an address in Tor"),
            (&label, "a part of more than 63 characters"),
            (&name, "a host of more than 253 characters"),
            ("a.test:80:80", "has an invalid port"),
            ("a.test:https", "has an invalid port"),
            ("a.test:80x/b", "has an invalid port"),
            ("2001:db8::1", "without brackets: write [2001:db8::1]"),
            ("http://::1/", "without brackets: write [::1]"),
            ("tcp://2001:db8::1:22", "without brackets"),
            ("8080", "not a whole IPv4 address"),
            ("https://80/", "not a whole IPv4 address"),
            ("443:443", "not a whole IPv4 address"),
            ("::1", "without brackets: write [::1]"),
            ("https://[::1", "has an invalid IPv6 address"),
            ("https://[fe80::1%25eth0]/", "has an invalid IPv6 address"),
            ("192.168.1", "not a whole IPv4 address"),
            ("https://10.1:8080/", "not a whole IPv4 address"),
            ("tcp://1.2.3:80", "not a whole IPv4 address"),
            ("1.2.3.4.5", "has an invalid IPv4 address"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(
                error.starts_with("url ") && error.contains(problem),
                "{text}: {error}"
            );
        }
    }
}
