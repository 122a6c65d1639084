//! Parses a host with or without a port, as people write it.

use std::num::NonZeroU16;

use url::Host;

/// The host and the port in `text`: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`,
/// `[2001:db8::1]:80`, `www.example.org`; `None` if it is not a valid host. As in URLs,
/// `0x7f.1` is an IPv4 address.
pub fn host_and_port(text: &str) -> Option<(Host, Option<u16>)> {
    if let Ok(address) = text.parse() {
        return Some((Host::Ipv6(address), None));
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => {
            let digits = port.bytes().all(|byte| byte.is_ascii_digit());
            let port: NonZeroU16 = port.parse().ok().filter(|_| digits)?;
            (host, Some(port.get()))
        }
        _ => (text, None),
    };
    let host = Host::parse(host).ok()?;
    let whole = match &host {
        Host::Domain(name) => name
            .strip_suffix('.')
            .unwrap_or(name)
            .split('.')
            .all(|label| (1..=63).contains(&label.len())),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    (whole && host.to_string().len() <= 255).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_a_port_or_none() {
        for (text, host, port) in [
            ("192.0.2.1", "192.0.2.1", None),
            ("192.0.2.1:80", "192.0.2.1", Some(80)),
            ("2001:db8::1", "[2001:db8::1]", None),
            ("[2001:db8::1]", "[2001:db8::1]", None),
            ("[2001:db8::1]:80", "[2001:db8::1]", Some(80)),
            ("WWW.Example.org:443", "www.example.org", Some(443)),
            ("bücher.test.", "xn--bcher-kva.test.", None),
            ("0x7f.1", "127.0.0.1", None),
        ] {
            let found = host_and_port(text).map(|(host, port)| (host.to_string(), port));
            assert_eq!(found, Some((host.to_owned(), port)), "{text}");
        }
        let long = format!("{}.test", "a".repeat(64));
        for text in [
            "",
            ":80",
            "a.test:",
            "a.test:0",
            "a.test:65536",
            "a.test:+80",
            "a.test:x",
            "a b",
            "u@a.test",
            "a.test/x",
            "http://a.test",
            "a..test",
            ".",
            "[::1",
            "a.test:80:90",
            "a\r\nb",
            &long,
        ] {
            assert_eq!(host_and_port(text), None, "{text:?}");
        }
    }
}
