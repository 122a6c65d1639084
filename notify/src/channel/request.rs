//! The request of a channel.

use std::fmt;

use hyper::Method;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;
use url::form_urlencoded::Serializer;

/// What a segment of a path may contain as it is. Source: RFC 3986, section 2.3.
const SEGMENT: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One request. `Debug` shows neither its path, its headers nor its body.
#[derive(Clone)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Its URL.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(&self.url).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        let len = self.body.len();
        write!(f, "{} {host}/*** with {len} bytes", self.method)
    }
}

impl Request {
    fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn post(url: impl Into<String>) -> Self {
        Self::new(Method::POST, url)
    }

    pub(super) fn put(url: impl Into<String>) -> Self {
        Self::new(Method::PUT, url)
    }

    pub(super) fn patch(url: impl Into<String>) -> Self {
        Self::new(Method::PATCH, url)
    }

    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Shows `token` to the receiver.
    pub(super) fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    pub(super) fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header(CONTENT_TYPE.as_str(), content_type)
    }

    pub(super) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// What it shows to be let in, as it is sent: encoded, perhaps.
    pub(super) fn credentials(&self) -> Vec<String> {
        let shown = self
            .headers
            .iter()
            .filter(|(name, _)| name == AUTHORIZATION.as_str());
        let last = shown.filter_map(|(_, value)| value.rsplit(' ').next());
        last.filter(|value| value.len() >= 6)
            .map(str::to_owned)
            .collect()
    }

    /// The request as it is sent; of its reply, `reply_bytes` are read.
    ///
    /// # Errors
    /// What is wrong with it, without saying what it contains.
    pub(super) fn into_fetched(self, reply_bytes: usize) -> Result<net::fetch::Request, String> {
        let url = Url::parse(&self.url).map_err(|_| "its URL is not valid".to_owned())?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let unfit = || format!("the header {name} cannot be sent");
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?;
            let value = HeaderValue::from_str(value).map_err(|_| unfit())?;
            headers.insert(header, value);
        }
        Ok(net::fetch::Request {
            method: self.method,
            url,
            headers,
            body: self.body.into(),
            reply_bytes,
        })
    }
}

/// `base` and below it `path`, whose parts were made by [`segment`].
pub(super) fn below(base: &str, path: &str) -> String {
    format!("{}/{path}", base.trim_end_matches('/'))
}

/// `text` as one segment of a path or a value in a query.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, &SEGMENT).to_string()
}

/// `url` with `key` set to `value` in its query; as it is if it is no URL.
pub(super) fn with_query(url: &str, key: &str, value: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    let kept: Vec<(String, String)> = parsed
        .query_pairs()
        .filter(|(name, _)| name != key)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut pairs = parsed.query_pairs_mut();
    pairs.clear().extend_pairs(kept).append_pair(key, value);
    drop(pairs);
    parsed.into()
}

/// The body of a form.
pub(super) fn form(fields: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_a_path_stays_in_its_place() {
        assert_eq!(segment("!a/b?c#d..:e"), "%21a%2Fb%3Fc%23d..%3Ae");
        assert_eq!(below("https://a.test/x/", "y"), "https://a.test/x/y");
        assert_eq!(
            with_query("https://a.test/x?wait=false&a=b", "wait", "true"),
            "https://a.test/x?a=b&wait=true"
        );
        assert_eq!(form(&[("a", "b&c=d"), ("e", "ä")]), "a=b%26c%3Dd&e=%C3%A4");
    }

    #[test]
    fn a_header_that_would_become_two_is_not_sent() {
        let request = Request::post("https://a.test").header("x-a", "b\r\nx-c: d");
        let problem = request.into_fetched(0).unwrap_err();
        assert_eq!(problem, "the header x-a cannot be sent");
    }
}
