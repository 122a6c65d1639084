//! Details of HTTP checks.

use std::ops::RangeInclusive;

use queue::{AuthScheme, ClientIdentity, Credentials, HttpCheck, HttpVersion, Kind, Secrets};

use super::assertion::{self, Assertion};
use super::header::{self, Header, MAX_VALUE_BYTES};
use super::{Elsewhere, SecretStore, statuses};
use crate::service::{Error, Result, input};

const METHOD: &str = "check.http.method";
const BODY: &str = "check.http.body";
const HEADERS: &str = "check.http.headers";
const USER: &str = "check.http.basicAuth.user";
const PASSWORD: &str = "check.http.basicAuth.password";
const TOKEN: &str = "check.http.bearerToken";

/// Longest method, in characters.
const MAX_METHOD_CHARS: usize = 20;

/// Largest request body, in bytes.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Longest user name or password, in bytes.
const MAX_CREDENTIAL_BYTES: usize = 1024;

/// Largest certificate chain or key, in bytes of PEM.
const MAX_PEM_BYTES: usize = 64 * 1024;

/// Range of the largest response body to read, in bytes.
const BODY_LIMIT_BYTES: RangeInclusive<i32> = 1024..=10 * 1024 * 1024;

/// Details of an HTTP check; `None` takes the default. They contain secrets, so they are never
/// printed.
#[derive(Clone, Default)]
pub struct Http {
    /// Request method; `GET` by default.
    pub method: Option<String>,
    /// Additional request headers.
    pub headers: Vec<Header>,
    /// Request body.
    pub body: Option<String>,
    /// User and password.
    pub basic_auth: Option<BasicAuth>,
    /// Bearer token.
    pub bearer_token: Secret<String>,
    /// Client certificate and key.
    pub client_certificate: Secret<ClientIdentity>,
    /// Required HTTP version.
    pub version: HttpVersion,
    /// Maximum number of redirects to follow; 10 by default.
    pub max_redirects: Option<i32>,
    /// Most bytes to read of the response body; 1 MiB by default.
    pub body_limit_bytes: Option<i32>,
    /// Accepted statuses; `200-399` by default.
    pub statuses: Option<String>,
    /// Conditions on the response.
    pub assertions: Vec<Assertion>,
    /// Detour to another host.
    pub elsewhere: Elsewhere,
}

/// User and password for basic authentication.
#[derive(Clone)]
pub struct BasicAuth {
    /// Name of the user.
    pub user: String,
    /// Password; `None` keeps the stored one.
    pub password: Option<String>,
}

/// An optional secret.
#[derive(Clone, Default)]
pub enum Secret<T> {
    /// No secret.
    #[default]
    Absent,
    /// Keeps the stored secret, if there is one.
    Stored,
    /// Replaces the stored secret.
    New(T),
}

impl Http {
    /// Validates the check on top of `before`, and returns it with its secrets.
    pub(super) fn check(
        self,
        before: &Kind,
        vault: &SecretStore<'_>,
    ) -> Result<(HttpCheck, Secrets)> {
        let default = HttpCheck::default();
        let before = match before {
            Kind::Http(http) => http,
            _ => &default,
        };
        let method = method(self.method)?;
        check_body(self.body.as_deref(), &method)?;
        let (headers, values) =
            header::check(HEADERS, self.headers, &before.headers, || vault.open())?;
        let credentials = credentials(self.basic_auth, self.bearer_token, vault)?;
        if credentials.is_some() && headers.iter().any(|name| name == "authorization") {
            let problem = "must not contain authorization; use basicAuth or bearerToken";
            return Err(Error::input(HEADERS, problem));
        }
        let client = client(self.client_certificate, vault)?;
        let number = |field, value: Option<i32>, range: &_| {
            let value = value.map(|value| input::in_range(field, value, range));
            value.transpose()
        };
        let redirects = 0..=i32::from(HttpCheck::MAX_REDIRECTS);
        let max_redirects = number("check.http.maxRedirects", self.max_redirects, &redirects)?;
        let limit = number(
            "check.http.bodyLimitBytes",
            self.body_limit_bytes,
            &BODY_LIMIT_BYTES,
        )?;
        let statuses = self
            .statuses
            .map(|text| statuses::parse("check.http.statuses", &text));
        let check = HttpCheck {
            method,
            headers,
            auth: credentials.as_ref().map(|credentials| match credentials {
                Credentials::Basic { .. } => AuthScheme::Basic,
                Credentials::Bearer { .. } => AuthScheme::Bearer,
            }),
            client_certificate: client.is_some(),
            body: self.body,
            version: self.version,
            max_redirects: max_redirects
                .and_then(|number| u8::try_from(number).ok())
                .unwrap_or(default.max_redirects),
            body_limit_bytes: limit
                .and_then(|bytes| u32::try_from(bytes).ok())
                .unwrap_or(default.body_limit_bytes),
            statuses: statuses.transpose()?.unwrap_or(default.statuses.clone()),
            assertions: assertion::check(self.assertions)?,
        };
        let secrets = Secrets {
            headers: values,
            credentials,
            client,
        };
        Ok((check, secrets))
    }
}

/// The method in upper case. Methods that turn the server into a proxy or an echo are
/// rejected.
fn method(text: Option<String>) -> Result<String> {
    let Some(text) = text else {
        return Ok("GET".to_owned());
    };
    let method = text.to_ascii_uppercase();
    if method.len() > MAX_METHOD_CHARS || hyper::Method::from_bytes(method.as_bytes()).is_err() {
        let problem = format!("must be a method of at most {MAX_METHOD_CHARS} characters");
        return Err(Error::input(METHOD, problem));
    }
    if matches!(method.as_str(), "CONNECT" | "TRACE") {
        return Err(Error::input(METHOD, format!("must not be {method}")));
    }
    Ok(method)
}

fn check_body(body: Option<&str>, method: &str) -> Result<()> {
    let Some(body) = body else { return Ok(()) };
    if body.len() > MAX_BODY_BYTES {
        let problem = format!("is longer than {MAX_BODY_BYTES} bytes");
        return Err(Error::input(BODY, problem));
    }
    if matches!(method, "GET" | "HEAD") {
        return Err(Error::input(BODY, format!("is not allowed for {method}")));
    }
    Ok(())
}

fn credentials(
    basic: Option<BasicAuth>,
    token: Secret<String>,
    vault: &SecretStore<'_>,
) -> Result<Option<Credentials>> {
    match (basic, token) {
        (Some(_), Secret::New(_)) => {
            let problem = "cannot be combined with basicAuth";
            Err(Error::input(TOKEN, problem))
        }
        (Some(basic), Secret::Absent | Secret::Stored) => check_basic(basic, vault).map(Some),
        (None, Secret::New(token)) => {
            input::sized(TOKEN, &token, MAX_VALUE_BYTES)?;
            header::check_value(TOKEN, &token)?;
            Ok(Some(Credentials::Bearer { token }))
        }
        (None, Secret::Stored) => {
            let stored = vault.open()?.credentials;
            Ok(stored.filter(|stored| matches!(stored, Credentials::Bearer { .. })))
        }
        (None, Secret::Absent) => Ok(None),
    }
}

/// Source: RFC 7617, section 2.
fn check_basic(basic: BasicAuth, vault: &SecretStore<'_>) -> Result<Credentials> {
    let BasicAuth { user, password } = basic;
    if user.contains(':') {
        return Err(Error::input(USER, "contains a colon"));
    }
    let password = match password {
        Some(password) => password,
        None => match vault.open()?.credentials {
            Some(Credentials::Basic { password, .. }) => password,
            Some(Credentials::Bearer { .. }) | None => {
                return Err(Error::input(PASSWORD, "is required: none is stored"));
            }
        },
    };
    for (field, text) in [(USER, &user), (PASSWORD, &password)] {
        if text.len() > MAX_CREDENTIAL_BYTES || text.contains(char::is_control) {
            let problem = format!("must have at most {MAX_CREDENTIAL_BYTES} bytes on one line");
            return Err(Error::input(field, problem));
        }
    }
    Ok(Credentials::Basic { user, password })
}

fn client(
    client: Secret<ClientIdentity>,
    vault: &SecretStore<'_>,
) -> Result<Option<ClientIdentity>> {
    let identity = match client {
        Secret::Absent => return Ok(None),
        Secret::Stored => return Ok(vault.open()?.client),
        Secret::New(identity) => identity,
    };
    let field = "check.http.clientCertificate";
    for (part, pem) in [
        ("certificatePem", &identity.certificate_pem),
        ("keyPem", &identity.key_pem),
    ] {
        input::sized(input::within(field, part), pem, MAX_PEM_BYTES)?;
    }
    prober::check_identity(&identity).map_err(|problem| Error::input(field, problem))?;
    Ok(Some(identity))
}
