//! Cookies within one attempt: what a hop sets, the next ones send back.
//!
//! Many websites redirect to themselves once to set a cookie, and for ever where
//! it does not come back. Only what decides on who gets a cookie is looked at:
//! its host, `Domain`, and `Secure`; nothing outlives the attempt.

use hyper::HeaderMap;
use hyper::header::SET_COOKIE;
use url::Url;

/// Most cookies that are kept, and bytes of each.
const COOKIES: usize = 50;
const COOKIE_BYTES: usize = 4_096;

/// The cookies of an attempt.
#[derive(Debug, Default)]
pub(super) struct Cookies(Vec<Cookie>);

#[derive(Debug)]
struct Cookie {
    name: String,
    value: String,
    domain: String,
    /// Whether the domain's subdomains get it too.
    wide: bool,
    secure: bool,
}

impl Cookies {
    /// Takes what the answer of `url` sets.
    pub(super) fn take(&mut self, url: &Url, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            let text = line.to_str().ok().filter(|text| text.len() <= COOKIE_BYTES);
            let Some(cookie) = text.and_then(|text| Cookie::parse(url, text)) else {
                continue;
            };
            self.0
                .retain(|old| (&old.name, &old.domain) != (&cookie.name, &cookie.domain));
            if self.0.len() < COOKIES {
                self.0.push(cookie);
            }
        }
    }

    /// The value of `Cookie` for a request to `url`.
    pub(super) fn header(&self, url: &Url) -> Option<String> {
        let host = url.host_str()?;
        let sent: Vec<_> = self
            .0
            .iter()
            .filter(|cookie| cookie.is_for(host, url.scheme() == "https"))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!sent.is_empty()).then(|| sent.join("; "))
    }
}

impl Cookie {
    fn parse(url: &Url, text: &str) -> Option<Self> {
        let host = url.host_str()?;
        let mut parts = text.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let mut cookie = Self {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            domain: host.to_owned(),
            wide: false,
            secure: false,
        };
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let key = key.trim().to_ascii_lowercase();
            if key == "secure" {
                cookie.secure = true;
            } else if key == "domain" {
                let domain = value.trim().trim_start_matches('.').to_ascii_lowercase();
                // Nobody is below an address.
                let is_name = url.domain().is_some() || domain == host;
                if !is_name || !is_within(host, &domain) || !domain.contains('.') {
                    return None;
                }
                cookie.domain = domain;
                cookie.wide = true;
            }
        }
        Some(cookie)
    }

    fn is_for(&self, host: &str, secure: bool) -> bool {
        let fits = if self.wide {
            is_within(host, &self.domain)
        } else {
            host == self.domain
        };
        fits && (secure || !self.secure)
    }
}

/// Whether `host` is `domain` or lies below it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_go_back_to_those_who_set_them() {
        let mut cookies = Cookies::default();
        let mut headers = HeaderMap::new();
        for line in [
            "a=1; Path=/; HttpOnly",
            "b=2; Domain=.shop.test",
            "c=3; Secure",
            "d=4; Domain=other.test",
            "e=5; Domain=test",
            "a=6",
        ] {
            headers.append(SET_COOKIE, line.parse().unwrap());
        }
        cookies.take(&"http://www.shop.test/".parse().unwrap(), &headers);
        let sent = |url: &str| cookies.header(&url.parse().unwrap());
        assert_eq!(sent("http://www.shop.test/x").as_deref(), Some("b=2; a=6"));
        assert_eq!(
            sent("https://www.shop.test/").as_deref(),
            Some("b=2; c=3; a=6")
        );
        assert_eq!(sent("http://m.shop.test/").as_deref(), Some("b=2"));
        assert_eq!(sent("http://notshop.test/"), None);
        assert_eq!(sent("http://other.test/"), None);
    }

    #[test]
    fn nobody_is_below_an_address() {
        let mut cookies = Cookies::default();
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, "a=1; Domain=2.3.4".parse().unwrap());
        headers.append(SET_COOKIE, "b=2; Domain=1.2.3.4".parse().unwrap());
        cookies.take(&"http://1.2.3.4/".parse().unwrap(), &headers);
        let sent = |url: &str| cookies.header(&url.parse().unwrap());
        assert_eq!(sent("http://9.2.3.4/"), None);
        assert_eq!(sent("http://1.2.3.4/").as_deref(), Some("b=2"));
    }
}
