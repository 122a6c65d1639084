//! Who may see a page that is not public: its facts are read from the database for each request,
//! so a page that is private shows nothing while the database is away.

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use pages::{Access, Shown};
use uuid::Uuid;

use super::{PASSWORD, missing, unavailable};
use crate::cookie::Cookie;
use crate::http::bearer;
use crate::http::server::Connection;
use crate::http::state::HttpState;
use crate::service::status_page as service;
use crate::service::throttle::Origin;
use crate::service::{self as services};

/// Name of the cookie of whoever knows the password of a page.
const COOKIE: &str = "upbeat_status";

/// How long such a cookie is good, in seconds: 30 days.
const COOKIE_SECS: i64 = 30 * 86_400;

/// What its value is derived for.
const PURPOSE: &str = "status page password";

type Result<T, E = Box<Response>> = std::result::Result<T, E>;

/// Who asks for a page.
pub(super) struct Visitor<'a> {
    pub(super) shared: &'a HttpState,
    pub(super) headers: &'a HeaderMap,
    origin: Option<Origin>,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(
        shared: &'a HttpState,
        headers: &'a HeaderMap,
        extensions: &Extensions,
    ) -> Self {
        let connection = extensions.get::<Connection>();
        let proxies = &shared.app.proxies;
        Self {
            shared,
            headers,
            origin: connection.map(|it| proxies.origin(headers, it.peer())),
        }
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.shared.app.clock.now_ms()
    }

    /// Whether the page may be shown.
    ///
    /// # Errors
    /// What is shown instead.
    pub(super) async fn admitted(&self, shown: &Shown) -> Result<()> {
        if shown.is_stale() {
            return Err(Box::new(unavailable()));
        }
        // Members see drafts, and what others need a password for.
        if self.is_member(shown).await? {
            return Ok(());
        }
        if !shown.is_published() {
            return Err(Box::new(missing()));
        }
        match shown.access() {
            Access::Public => Ok(()),
            Access::Members => Err(Box::new(self.refused(shown))),
            Access::Password => self.has_password(shown).await,
            Access::Networks => self.is_near(shown).await,
        }
    }

    /// The answer to the form for the password.
    pub(super) async fn entered(&self, shown: &Shown, body: &[u8]) -> Response {
        let is_asked = shown.is_published() && shown.access() == Access::Password;
        let given = url::form_urlencoded::parse(body)
            .find(|(name, _)| name == PASSWORD)
            .map(|(_, value)| value.into_owned());
        let (true, false, Some(given)) = (is_asked, shown.is_stale(), given) else {
            return missing();
        };
        match self.proven(shown, given).await {
            Ok(Some(proof)) => {
                let cookie = self.cookie().set(&proof, COOKIE_SECS);
                let home = shown.home().to_owned();
                let status = StatusCode::SEE_OTHER;
                (status, [(SET_COOKIE, cookie), (LOCATION, home)]).into_response()
            }
            Ok(None) => asked(shown, true),
            Err(services::Error::Busy { .. }) => StatusCode::TOO_MANY_REQUESTS.into_response(),
            Err(_) => unavailable(),
        }
    }

    /// What proves from now on that the visitor knows the password; `None` if it is wrong.
    async fn proven(&self, shown: &Shown, given: String) -> services::Result<Option<String>> {
        let app = &self.shared.app;
        let id = shown.view().id;
        let of_page = format!("status page {id}");
        let attempt = app.throttle.sign_in(&of_page, self.origin, self.now_ms())?;
        let hash = service::gate(&app.front, id).await?.password_hash;
        let is_right = app.passwords.verify(given, hash.clone()).await?;
        if !is_right {
            return Ok(None);
        }
        attempt.undo();
        Ok(hash.map(|hash| self.proof(id, &hash)))
    }

    async fn is_member(&self, shown: &Shown) -> Result<bool> {
        let reader = bearer::reader(self.shared, self.headers).await;
        let reader = reader.map_err(|_| Box::new(unavailable()))?;
        Ok(reader.is_some_and(|reader| {
            let mut organizations = reader.access.organizations();
            organizations.any(|organization| organization == shown.organization())
        }))
    }

    async fn has_password(&self, shown: &Shown) -> Result<()> {
        let id = shown.view().id;
        let gate = service::gate(&self.shared.app.front, id).await;
        let gate = gate.map_err(|_| Box::new(unavailable()))?;
        let held = self.cookie().find(self.headers);
        let proof = gate.password_hash.map(|hash| self.proof(id, &hash));
        match (held, proof) {
            (Some(held), Some(proof)) if held == proof => Ok(()),
            _ => Err(Box::new(asked(shown, false))),
        }
    }

    async fn is_near(&self, shown: &Shown) -> Result<()> {
        let gate = service::gate(&self.shared.app.front, shown.view().id).await;
        let gate = gate.map_err(|_| Box::new(unavailable()))?;
        let is_near = self.origin.is_some_and(|Origin(address)| {
            let address = address.to_canonical();
            gate.networks
                .iter()
                .any(|network| network.contains(&address))
        });
        is_near
            .then_some(())
            .ok_or_else(|| Box::new(self.refused(shown)))
    }

    /// The cookie is good for one page and one password: it is derived from the hash of that.
    fn proof(&self, page: Uuid, hash: &str) -> String {
        let text = [page.as_bytes(), hash.as_bytes()].concat();
        BASE64URL_NOPAD.encode(&self.shared.app.signing.derive(PURPOSE, &text))
    }

    fn cookie(&self) -> Cookie {
        Cookie::new(COOKIE, self.shared.app.web.is_https)
    }

    fn refused(&self, shown: &Shown) -> Response {
        gate_page(StatusCode::FORBIDDEN, shown.refusal())
    }
}

/// The form for the password.
fn asked(shown: &Shown, is_wrong: bool) -> Response {
    gate_page(StatusCode::UNAUTHORIZED, shown.password_form(is_wrong))
}

fn gate_page(status: StatusCode, page: pages::Result<(String, String)>) -> Response {
    let Ok((html, policy)) = page else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_SECURITY_POLICY, policy),
    ];
    (status, headers, html).into_response()
}
