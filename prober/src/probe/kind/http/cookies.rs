//! Cookies within one attempt: what a hop sets, the next ones send back, as browsers do.
//!
//! Many websites redirect to themselves once to set or to delete a cookie, and for ever
//! where that has no effect. Source: RFC 6265, and where browsers go further
//! draft-ietf-httpbis-rfc6265bis (prefixes, secure cookies, cookies without a name).
//! Nothing outlives the attempt, so lists of public suffixes are not looked at: a name
//! without a dot is one.

use std::cmp::Reverse;

use hyper::HeaderMap;
use hyper::header::SET_COOKIE;
use url::{Host, Url};

use super::cookie_date;

/// Most cookies that are kept, and bytes of all of them: no server takes a larger head.
const COOKIES: usize = 180;
const COOKIES_BYTES: usize = 64 * 1024;

/// Most bytes of a cookie's name and value together, and of an attribute's value.
const COOKIE_BYTES: usize = 4_096;
const ATTRIBUTE_BYTES: usize = 1_024;

/// The cookies of an attempt.
#[derive(Debug, Default)]
pub(super) struct Cookies {
    /// The host of the check's own website.
    home: String,
    /// What the check's own header says, a pair each, for its own website alone.
    own: Vec<Vec<u8>>,
    /// What was set, the oldest first.
    kept: Vec<Cookie>,
}

#[derive(Debug)]
struct Cookie {
    name: Vec<u8>,
    value: Vec<u8>,
    domain: String,
    /// Whether no subdomain gets it.
    host_only: bool,
    path: Vec<u8>,
    secure: bool,
    /// Seconds of Unix time.
    expires: Option<i64>,
}

/// What a line says behind the pair; of an attribute that is there twice, the last one.
#[derive(Default)]
struct Attributes<'a> {
    expires: Option<i64>,
    max_age: Option<i64>,
    domain: &'a [u8],
    path: Option<&'a [u8]>,
    secure: bool,
}

impl Cookies {
    /// None but those in `own`, the value of a header for the website `home`.
    pub(super) fn of(home: &Url, own: &[u8]) -> Self {
        let pairs = own.split(|byte| *byte == b';').map(trim);
        Self {
            home: home.host_str().unwrap_or_default().to_owned(),
            own: pairs
                .filter(|pair| !pair.is_empty())
                .map(<[u8]>::to_vec)
                .collect(),
            kept: Vec::new(),
        }
    }

    /// Takes what the answer of `url` sets.
    pub(super) fn take(&mut self, url: &Url, headers: &HeaderMap, now_secs: i64) {
        for line in headers.get_all(SET_COOKIE) {
            if let Some(cookie) = Cookie::parse(url, line.as_bytes(), now_secs) {
                self.keep(cookie, url.scheme() == "https", now_secs);
            }
        }
    }

    /// The value of `Cookie` for a request to `url`, which is the check's `own` website
    /// or another one.
    pub(super) fn header(&self, url: &Url, own: bool, now_secs: i64) -> Option<Vec<u8>> {
        let mut sent: Vec<&Cookie> = self
            .kept
            .iter()
            .filter(|cookie| cookie.is_for(url) && !cookie.has_expired(now_secs))
            .collect();
        // The oldest first among those of one length.
        sent.sort_by_key(|cookie| Reverse(cookie.path.len()));
        let own = self.own.iter().filter(|_| own).cloned();
        let pairs: Vec<_> = own.chain(sent.into_iter().map(Cookie::pair)).collect();
        (!pairs.is_empty()).then(|| pairs.join(&b"; "[..]))
    }

    /// Keeps `cookie`, which takes the place of the one of its name, domain and path, or
    /// deletes it.
    fn keep(&mut self, cookie: Cookie, from_secure: bool, now_secs: i64) {
        if !from_secure && self.kept.iter().any(|old| cookie.overlays_secure(old)) {
            return;
        }
        // What the server says of a name counts more than what was said before the check.
        if cookie.reaches(&self.home) {
            self.own
                .retain(|pair| name_and_value(pair).0 != cookie.name.as_slice());
        }
        let at = self.kept.iter().position(|old| old.is_same(&cookie));
        match (at, cookie.has_expired(now_secs)) {
            (Some(at), true) => drop(self.kept.remove(at)),
            (None, true) => {}
            (Some(at), false) => self.kept[at] = cookie,
            (None, false) => self.kept.push(cookie),
        }
        let mut bytes: usize = self.kept.iter().map(Cookie::len).sum();
        while self.kept.len() > COOKIES || bytes > COOKIES_BYTES {
            bytes -= self.kept.remove(0).len();
        }
    }
}

impl Cookie {
    /// The cookie that the answer of `url` sets in `line`, if it may.
    fn parse(url: &Url, line: &[u8], now_secs: i64) -> Option<Self> {
        let host = url.host_str()?;
        if line
            .iter()
            .any(|byte| byte.is_ascii_control() && *byte != b'\t')
        {
            return None;
        }
        let mut parts = line.split(|byte| *byte == b';');
        let (name, value) = name_and_value(parts.next()?);
        let len = name.len() + value.len();
        let ambiguous = name.is_empty() && value.contains(&b'=');
        if len == 0 || len > COOKIE_BYTES || ambiguous {
            return None;
        }
        let said = Attributes::parse(parts);
        let (domain, host_only) = said.domain(url, host)?;
        let from_secure = url.scheme() == "https";
        let prefixed = if name.is_empty() { value } else { name }.to_ascii_lowercase();
        let needs_host = prefixed.starts_with(b"__host-");
        let needs_secure = needs_host || prefixed.starts_with(b"__secure-");
        if (said.secure && !from_secure)
            || (needs_secure && !said.secure)
            || (needs_host && !(host_only && said.path == Some(&b"/"[..])))
        {
            return None;
        }
        let max_age = said.max_age.map(|secs| now_secs.saturating_add(secs));
        Some(Self {
            name: name.to_vec(),
            value: value.to_vec(),
            domain,
            host_only,
            path: said.path.unwrap_or(default_path(url)).to_vec(),
            secure: said.secure,
            expires: max_age.or(said.expires),
        })
    }

    fn is_for(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| self.reaches(host))
            && is_below(url.path().as_bytes(), &self.path)
            && (!self.secure || url.scheme() == "https")
    }

    /// Whether `host` gets it.
    fn reaches(&self, host: &str) -> bool {
        if self.host_only {
            host == self.domain
        } else {
            is_within(host, &self.domain)
        }
    }

    fn has_expired(&self, now_secs: i64) -> bool {
        self.expires.is_some_and(|at_secs| at_secs <= now_secs)
    }

    fn is_same(&self, other: &Self) -> bool {
        let domains = (&self.domain, self.host_only) == (&other.domain, other.host_only);
        domains && self.name == other.name && self.path == other.path
    }

    /// Whether it would be sent in the place of `old`, which nobody in the clear may
    /// change.
    fn overlays_secure(&self, old: &Self) -> bool {
        let (a, b) = (&self.domain, &old.domain);
        old.secure
            && self.name == old.name
            && (is_within(a, b) || is_within(b, a))
            && is_below(&self.path, &old.path)
    }

    /// As it is sent.
    fn pair(&self) -> Vec<u8> {
        if self.name.is_empty() {
            self.value.clone()
        } else {
            [self.name.as_slice(), b"=", &self.value].concat()
        }
    }

    fn len(&self) -> usize {
        self.name.len() + self.value.len() + self.domain.len() + self.path.len()
    }
}

impl<'a> Attributes<'a> {
    fn parse(parts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut said = Self::default();
        for part in parts {
            let mut sides = part.splitn(2, |byte| *byte == b'=').map(trim);
            let key = sides.next().unwrap_or_default();
            let value = sides.next().unwrap_or_default();
            if value.len() > ATTRIBUTE_BYTES {
                continue;
            }
            match key.to_ascii_lowercase().as_slice() {
                b"expires" => said.expires = cookie_date::parse(value).or(said.expires),
                b"max-age" => said.max_age = max_age(value).or(said.max_age),
                b"domain" => said.domain = value.strip_prefix(b".").unwrap_or(value),
                b"path" => said.path = Some(value).filter(|path| path.starts_with(b"/")),
                b"secure" => said.secure = true,
                _ => {}
            }
        }
        said
    }

    /// The domain of a cookie that the answer of `url` on `host` sets, and whether no
    /// subdomain gets it; nothing where it may not be set.
    fn domain(&self, url: &Url, host: &str) -> Option<(String, bool)> {
        if self.domain.is_empty() {
            return Some((host.to_owned(), true));
        }
        let domain = Host::parse(std::str::from_utf8(self.domain).ok()?).ok()?;
        let domain = domain.to_string();
        // Nobody is below an address, or below a name without a dot.
        let is_name = url.domain().is_some() && domain.trim_end_matches('.').contains('.');
        if domain == host {
            Some((domain, !is_name))
        } else {
            (is_name && is_within(host, &domain)).then_some((domain, false))
        }
    }
}

/// Seconds; none or fewer delete the cookie.
fn max_age(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let secs = std::str::from_utf8(digits)
        .ok()?
        .parse()
        .unwrap_or(i64::MAX);
    Some(if text.starts_with(b"-") { 0 } else { secs })
}

/// Without `=`, the whole is the value of a cookie without a name.
fn name_and_value(pair: &[u8]) -> (&[u8], &[u8]) {
    let at = pair.iter().position(|byte| *byte == b'=');
    let (name, value) = at.map_or((&[][..], pair), |at| (&pair[..at], &pair[at + 1..]));
    (trim(name), trim(value))
}

/// Source: RFC 6265, section 5.1.4.
fn default_path(url: &Url) -> &[u8] {
    let path = url.path().as_bytes();
    match path.iter().rposition(|byte| *byte == b'/') {
        None | Some(0) => b"/",
        Some(end) => &path[..end],
    }
}

/// Whether the path is `of`, or lies below it. Source: as above.
fn is_below(path: &[u8], of: &[u8]) -> bool {
    path.strip_prefix(of)
        .is_some_and(|rest| rest.is_empty() || of.ends_with(b"/") || rest.starts_with(b"/"))
}

/// Whether `host` is `domain` or lies below it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn trim(text: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let begin = text.iter().take_while(|byte| blank(byte)).count();
    let text = &text[begin..];
    let end = text.iter().rev().take_while(|byte| blank(byte)).count();
    &text[..text.len() - end]
}

#[cfg(test)]
#[path = "cookies_tests.rs"]
mod tests;
