//! The request of a check, and what becomes of it over redirects.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, COOKIE, HOST, HeaderMap,
    HeaderName, HeaderValue, USER_AGENT,
};
use hyper::{Method, StatusCode};
use queue::{Credentials, HttpCheck, Secrets};
use url::{Position, Url};

use super::Speaks;
use super::body::coding::ENCODINGS;
use crate::probe::fault::Fault;

/// How we introduce ourselves.
const OUR_USER_AGENT: HeaderValue = HeaderValue::from_static("Upbeat/0.1 (+uptime check)");

/// Headers that say what is asked for and nothing of who asks: other websites get them
/// too, as they do from browsers. All others may hold a secret.
const HARMLESS: [&str; 15] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-type",
    "dnt",
    "pragma",
    "range",
    "save-data",
    "sec-gpc",
    "upgrade-insecure-requests",
    "user-agent",
];

/// A request, before it is known to whom.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: Method,
    body: Bytes,
    /// Headers of the check's own, among them its credentials.
    own: HeaderMap,
}

impl Request {
    /// The first request of `check`.
    pub(crate) fn of(check: &HttpCheck, secrets: &Secrets) -> Result<Self, Fault> {
        let method = Method::from_bytes(check.method.as_bytes());
        Ok(Self {
            method: method.map_err(|_| unsendable("method"))?,
            body: check.body.clone().unwrap_or_default().into(),
            own: own_headers(&check.headers, secrets)?,
        })
    }

    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    /// Takes out what the check says of cookies, all lines in one.
    pub(super) fn take_cookies(&mut self) -> Vec<u8> {
        let lines: Vec<_> = self
            .own
            .get_all(COOKIE)
            .iter()
            .map(HeaderValue::as_bytes)
            .collect();
        let cookies = lines.join(&b"; "[..]);
        self.own.remove(COOKIE);
        cookies
    }

    /// The request as the hop to `url` gets it, with `cookies`: with all of the check's
    /// own headers only where that is the `own` website that they were given for.
    pub(super) fn on_hop(
        &self,
        url: &Url,
        own: bool,
        cookies: Option<Vec<u8>>,
    ) -> Result<Self, Fault> {
        let mut hop = self.clone();
        if !own {
            let headers = self
                .own
                .iter()
                .filter(|(name, _)| HARMLESS.contains(&name.as_str()));
            hop.own = headers
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
        }
        if let Some(credentials) = userinfo(url).filter(|_| !hop.own.contains_key(AUTHORIZATION)) {
            hop.own.insert(AUTHORIZATION, secret(credentials)?);
        }
        if let Some(cookies) = cookies {
            hop.own.insert(COOKIE, secret(cookies)?);
        }
        Ok(hop)
    }

    /// What the answer `status` makes of method and body. Source: RFC 9110,
    /// section 15.4, and what browsers do (Fetch, "HTTP-redirect fetch").
    pub(super) fn redirected(&mut self, status: StatusCode) {
        let becomes_get = match status.as_u16() {
            301 | 302 => self.method == Method::POST,
            303 => !matches!(self.method, Method::GET | Method::HEAD),
            _ => false,
        };
        if becomes_get {
            self.method = Method::GET;
            self.body = Bytes::new();
            for name in [
                "content-encoding",
                "content-language",
                "content-location",
                "content-type",
            ] {
                self.own.remove(name);
            }
        }
    }

    /// The request for `url`.
    pub(crate) fn build(&self, url: &Url, speaks: Speaks) -> Result<hyper::Request<Bytes>, Fault> {
        let mut headers = HeaderMap::with_capacity(self.own.len() + 6);
        let uri = match speaks {
            Speaks::Http1 => {
                let host = &url[Position::BeforeHost..Position::AfterPort];
                headers.insert(HOST, value(host)?);
                headers.insert(CONNECTION, HeaderValue::from_static("close"));
                url[Position::BeforePath..Position::AfterQuery].to_owned()
            }
            // A user and password are no part of it (RFC 9113, section 8.3.1).
            Speaks::Http2 => format!(
                "{}://{}",
                url.scheme(),
                &url[Position::BeforeHost..Position::AfterQuery]
            ),
        };
        headers.insert(USER_AGENT, OUR_USER_AGENT);
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(ENCODINGS));
        // Methods that mean something by a body say that there is none (RFC 9110,
        // section 8.6): many servers answer 411 where they do not.
        if self.body.is_empty() && matches!(self.method, Method::POST | Method::PUT | Method::PATCH)
        {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        // What a person says takes the place of what we would say.
        for name in self.own.keys() {
            headers.remove(name);
        }
        headers.extend(
            self.own
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        let mut request = hyper::Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri.parse().map_err(|_| unsendable("URL"))?;
        *request.headers_mut() = headers;
        Ok(request)
    }
}

/// The check's own headers with their secret values, and its credentials.
pub(crate) fn own_headers(names: &[String], secrets: &Secrets) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    for (name, text) in names.iter().zip(&secrets.headers) {
        let name = HeaderName::from_bytes(name.as_bytes());
        headers.append(name.map_err(|_| unsendable("header"))?, secret(text)?);
    }
    if let Some(credentials) = &secrets.credentials {
        headers.insert(AUTHORIZATION, secret(authorization(credentials))?);
    }
    Ok(headers)
}

/// User and password as a request says them (RFC 7617).
pub(crate) fn basic_pair(user: &str, password: &str) -> String {
    BASE64_STANDARD.encode(format!("{user}:{password}"))
}

fn authorization(credentials: &Credentials) -> String {
    match credentials {
        Credentials::Basic { user, password } => {
            format!("Basic {}", basic_pair(user, password))
        }
        Credentials::Bearer { token } => format!("Bearer {token}"),
    }
}

/// User and password of a URL that a server redirects to, as a browser sends them.
fn userinfo(url: &Url) -> Option<String> {
    let (user, password) = user_and_password(url)?;
    let pair = [&*user, b":", &*password].concat();
    Some(format!("Basic {}", BASE64_STANDARD.encode(pair)))
}

/// User and password of `url`, if there are any.
pub(super) fn user_and_password(url: &Url) -> Option<(Vec<u8>, Vec<u8>)> {
    let (user, password) = (url.username(), url.password().unwrap_or_default());
    let is_there = !(user.is_empty() && password.is_empty());
    is_there.then(|| (decoded(user), decoded(password)))
}

/// `text` without its percent-encoding.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .filter(|digits| *byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    bytes
}

fn secret(text: impl AsRef<[u8]>) -> Result<HeaderValue, Fault> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Ok(value)
}

fn value(text: impl AsRef<[u8]>) -> Result<HeaderValue, Fault> {
    HeaderValue::from_bytes(text.as_ref()).map_err(|_| unsendable("header"))
}

/// What was let through when the website was saved cannot be sent.
fn unsendable(what: &str) -> Fault {
    Fault::internal(
        "internal.check",
        format!("the check's {what} cannot be sent"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_digits_are_an_escape() {
        for (text, expected) in [
            ("a%2Bb%3a", &b"a+b:"[..]),
            ("a%+5b", b"a%+5b"),
            ("a%-5% 5%5", b"a%-5% 5%5"),
            ("%C3%B6%", b"\xc3\xb6%"),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }
}
