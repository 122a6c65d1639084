//! The request of a check, and what becomes of it over redirects.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, COOKIE, HOST, HeaderMap, HeaderName,
    HeaderValue, USER_AGENT,
};
use hyper::{Method, StatusCode};
use queue::{Credentials, HttpCheck, Secrets};
use url::{Position, Url};

use super::Speaks;
use super::body::coding::ENCODINGS;
use crate::probe::fault::Fault;

/// How we introduce ourselves.
const OUR_USER_AGENT: HeaderValue = HeaderValue::from_static("Upbeat/0.1 (+uptime check)");

/// A request, before it is known to whom.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: Method,
    body: Bytes,
    /// Headers of the check's own, among them its credentials.
    own: HeaderMap,
    /// The value of `Cookie` for the next hop.
    pub(super) cookies: Option<String>,
}

impl Request {
    /// The first request of `check`.
    pub(crate) fn of(check: &HttpCheck, secrets: &Secrets) -> Result<Self, Fault> {
        let method = Method::from_bytes(check.method.as_bytes());
        Ok(Self {
            method: method.map_err(|_| unsendable("method"))?,
            body: check.body.clone().unwrap_or_default().into(),
            own: own_headers(&check.headers, secrets)?,
            cookies: None,
        })
    }

    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    /// The request as the next hop gets it: with the check's own headers only
    /// where that is the website that they were given for.
    pub(super) fn on_hop(&self, own: bool) -> Self {
        Self {
            own: if own {
                self.own.clone()
            } else {
                HeaderMap::new()
            },
            ..self.clone_without_headers()
        }
    }

    fn clone_without_headers(&self) -> Self {
        Self {
            method: self.method.clone(),
            body: self.body.clone(),
            own: HeaderMap::new(),
            cookies: self.cookies.clone(),
        }
    }

    /// What the answer `status` makes of method and body. Source: RFC 9110,
    /// section 15.4, and what browsers do (Fetch, "HTTP-redirect fetch").
    pub(super) fn redirected(&mut self, status: StatusCode) {
        let becomes_get = match status.as_u16() {
            301 | 302 => self.method == Method::POST,
            303 => self.method != Method::HEAD,
            _ => false,
        };
        if becomes_get {
            self.method = Method::GET;
            self.body = Bytes::new();
            self.own.remove(hyper::header::CONTENT_TYPE);
        }
    }

    /// The request for `url`.
    pub(crate) fn build(
        self,
        url: &Url,
        speaks: Speaks,
    ) -> Result<hyper::Request<Full<Bytes>>, Fault> {
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
        // What a person says takes the place of what we would say.
        for name in self.own.keys() {
            headers.remove(name);
        }
        headers.extend(self.own);
        if let Some(set) = &self.cookies {
            let cookies = match headers.get(COOKIE) {
                Some(own) => [own.as_bytes(), b"; ", set.as_bytes()].concat(),
                None => set.clone().into_bytes(),
            };
            let mut cookies = value(cookies)?;
            cookies.set_sensitive(true);
            headers.insert(COOKIE, cookies);
        }
        let mut request = hyper::Request::new(Full::new(self.body));
        *request.method_mut() = self.method;
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
        let mut value = value(text)?;
        value.set_sensitive(true);
        headers.append(name.map_err(|_| unsendable("header"))?, value);
    }
    if let Some(credentials) = &secrets.credentials {
        let mut value = value(authorization(credentials))?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
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
