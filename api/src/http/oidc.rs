//! `/auth/oidc/…`: sends browsers to the sign-in provider, and signs in those that come back.

use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tracing::{error, warn};
use url::{Url, form_urlencoded};

use super::bearer;
use super::graphql::device;
use super::server::Connection;
use super::state::HttpState;
use crate::code::Code;
use crate::cookie::Cookie;
use crate::service::account::{self, SignedIn};
use crate::service::identity::Identity;
use crate::service::oidc::{Answer, Attempt, Error, Oidc, Result, Visitor};
use crate::service::throttle::Origin;

/// Name of the cookie that binds a sign-in to the browser which started it.
const COOKIE: &str = "upbeat_oidc";

/// How long a person may take at the provider, in seconds.
const LASTS_SECS: i64 = 600;

/// A request of a browser.
struct Visit<'a> {
    shared: &'a HttpState,
    headers: &'a HeaderMap,
    origin: Option<Origin>,
    oidc: &'a Oidc,
    /// Where people reach this installation.
    home: &'a Url,
    now_ms: i64,
}

impl<'a> Visit<'a> {
    /// The visit, if there is a provider, and the address has not been here too often.
    fn new(
        shared: &'a HttpState,
        headers: &'a HeaderMap,
        extensions: &Extensions,
    ) -> std::result::Result<Self, Box<Response>> {
        let (app, now_ms) = (&shared.app, shared.app.clock.now_ms());
        let (Some(oidc), Some(home)) = (&app.oidc, &app.alerts.public_url) else {
            let text = "single sign-on is not set up here";
            return Err(Box::new(page(Code::NotFound.status(), text, None)));
        };
        let connection = extensions.get::<Connection>();
        let origin = connection.map(|it| app.proxies.origin(headers, it.peer()));
        let admitted = app.throttle.attempt(origin, now_ms).map_err(Error::from);
        admitted.map_err(|err| Box::new(failed(&err, home)))?;
        Ok(Self {
            shared,
            headers,
            origin,
            oidc,
            home,
            now_ms,
        })
    }

    fn cookie(&self) -> Cookie {
        Cookie::new(COOKIE, self.shared.app.web.is_https)
    }

    async fn sign_in(&self, query: &str) -> Result<(SignedIn, Url)> {
        let attempt = self
            .cookie()
            .find(self.headers)
            .and_then(Attempt::of_cookie);
        let attempt = attempt.ok_or(Error::Unbound)?;
        let app = &self.shared.app;
        let before = self.session().await?;
        let device = device(self.headers);
        let visitor = Visitor {
            origin: self.origin,
            device: device.as_ref(),
            user: before.as_ref().map(|identity| identity.user.id),
        };
        let now = crate::service::date(self.now_ms);
        let handles = &app.handles;
        let signed_in = self
            .oidc
            .sign_in(handles, &attempt, answer(query), visitor, now)
            .await?;
        if let Some(before) = before {
            account::sign_out(app, &before).await?;
        }
        Ok((signed_in, landing(self.home, attempt.return_to())))
    }

    /// The session that the browser has already.
    async fn session(&self) -> Result<Option<Identity>> {
        match self.shared.app.cookie().token(self.headers) {
            Some(token) => Ok(bearer::identify(self.shared, token).await?),
            None => Ok(None),
        }
    }
}

/// `GET /auth/oidc/start?return=/PATH`: sends the browser to the provider.
pub(super) async fn start(
    State(shared): State<HttpState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let visit = match Visit::new(&shared, &headers, &extensions) {
        Ok(visit) => visit,
        Err(response) => return *response,
    };
    let query = query.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let return_to = pairs.find(|(name, _)| name == "return");
    let attempt = Attempt::new(&return_to.map(|(_, path)| path).unwrap_or_default());
    match visit.oidc.authorization_url(&attempt, visit.now_ms).await {
        Ok(url) => {
            let cookie = visit.cookie().set(&attempt.cookie(), LASTS_SECS);
            redirect(&url, cookie)
        }
        Err(err) => failed(&err, visit.home),
    }
}

/// `GET /auth/oidc/callback`: signs in the browser that the provider has sent back.
pub(super) async fn callback(
    State(shared): State<HttpState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let visit = match Visit::new(&shared, &headers, &extensions) {
        Ok(visit) => visit,
        Err(response) => return *response,
    };
    let mut response = match visit.sign_in(&query.unwrap_or_default()).await {
        Ok((signed_in, url)) => {
            let now = crate::service::date(visit.now_ms);
            let cookie = shared.app.cookie().set(&signed_in, now);
            redirect(&url, cookie)
        }
        Err(err) => failed(&err, visit.home),
    };
    // An attempt is used up, whatever became of it.
    if let Ok(removed) = visit.cookie().remove().parse() {
        response.headers_mut().append(SET_COOKIE, removed);
    }
    response
}

fn answer(query: &str) -> Answer {
    let mut answer = Answer::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let part = match &*name {
            "code" => &mut answer.code,
            "state" => &mut answer.state,
            "iss" => &mut answer.issuer,
            "error" => &mut answer.error,
            _ => continue,
        };
        *part = Some(value.into_owned());
    }
    answer
}

/// Where a browser goes once it is signed in: to a path of this installation, and nowhere else.
fn landing(home: &Url, path: &str) -> Url {
    let url = home.join(path).ok().filter(|_| path.starts_with('/'));
    let is_here = |url: &Url| {
        url.origin() == home.origin() && url.username().is_empty() && url.password().is_none()
    };
    url.filter(is_here).unwrap_or_else(|| home.clone())
}

fn redirect(url: &Url, cookie: String) -> Response {
    let headers = [
        (LOCATION, url.to_string()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (SET_COOKIE, cookie),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn failed(err: &Error, home: &Url) -> Response {
    let text = match err {
        Error::Provider { reason } => {
            warn!("A sign-in failed at the provider: {reason}");
            err.to_string()
        }
        Error::Service(inner) if matches!(err.code(), Code::Internal | Code::Unavailable) => {
            error!(error = inner as &dyn std::error::Error, "A sign-in failed");
            "the sign-in failed here".to_owned()
        }
        _ => err.to_string(),
    };
    page(err.code().status(), &text, Some(home))
}

/// A page for people, without anything that a browser could execute.
fn page(status: StatusCode, text: &str, home: Option<&Url>) -> Response {
    let again = home.map(|home| format!("Try again: {home}\n"));
    let body = format!(
        "You are not signed in: {text}.\n{}",
        again.unwrap_or_default()
    );
    (status, [(CACHE_CONTROL, "no-store")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_stays_on_this_host() {
        let home = Url::parse("https://up.test/upbeat/").unwrap();
        for (path, expected) in [
            ("/", "https://up.test/"),
            ("/websites?a=b#c", "https://up.test/websites?a=b#c"),
            ("/.//evil.test", "https://up.test//evil.test"),
            ("/a\r\nb", "https://up.test/ab"),
            ("", "https://up.test/upbeat/"),
            ("websites", "https://up.test/upbeat/"),
            ("//evil.test/", "https://up.test/upbeat/"),
            ("/\\evil.test/", "https://up.test/upbeat/"),
            ("/\t/evil.test/", "https://up.test/upbeat/"),
            ("//a:b@up.test/", "https://up.test/upbeat/"),
            ("https://evil.test/", "https://up.test/upbeat/"),
            ("javascript:alert(1)", "https://up.test/upbeat/"),
        ] {
            assert_eq!(landing(&home, path).as_str(), expected, "{path:?}");
        }
    }
}
