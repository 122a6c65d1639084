//! Whether an export may start: for whom, of what, and how.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use status::history::Window;

use super::query::Query;
use super::stream::{Session, Terms};
use super::{Asked, Refused, file};
use crate::app::App;
use crate::code::Code;
use crate::export::Format;
use crate::http::accept::{self, Media};
use crate::http::{answer, bearer};
use crate::service::identity::Identity;
use crate::service::region::Region;
use crate::service::website::WebsiteSummary;
use crate::service::{self, Error};

/// A valid request of a known caller.
pub(super) struct Admitted {
    pub(super) app: App,
    pub(super) identity: Identity,
    pub(super) query: Query,
    pub(super) format: Format,
    pub(super) now: DateTime<Utc>,
}

/// An export of a website that may start.
pub(super) struct Granted {
    pub(super) app: App,
    pub(super) website: WebsiteSummary,
    pub(super) regions: Vec<Region>,
    pub(super) query: Query,
    pub(super) format: Format,
    pub(super) now: DateTime<Utc>,
    pub(super) terms: Terms,
}

impl Asked<'_> {
    /// Authenticates the caller, and validates the form of the request.
    pub(super) async fn admit(
        &self,
        known: &[&str],
        formats: &[Format],
    ) -> Result<Admitted, Refused> {
        let caller = bearer::caller(self.shared, self.headers, Media::Json).await;
        let caller = caller.map_err(Refused::Answered)?;
        let identity = caller.ok_or(Error::Unauthenticated)?.identity;
        if let Some(connection) = &self.connection {
            connection.belongs_to_member();
        }
        let query = Query::parse(&self.query, known)?;
        let format = self.format(&query, formats)?;
        let app = self.shared.app.clone();
        let now = DateTime::from_timestamp_millis(app.clock.now_ms()).unwrap_or_default();
        Ok(Admitted {
            app,
            identity,
            query,
            format,
            now,
        })
    }

    /// Takes a slot.
    pub(super) async fn terms(&self, app: &App, identity: Identity) -> Result<Terms, Refused> {
        Ok(Terms {
            place: self.shared.exports.take(identity.user.id).await?,
            connection: self.connection.clone(),
            session: session(app, identity),
        })
    }

    /// An export of a website, which every role may read.
    pub(super) async fn grant(
        &self,
        known: &[&str],
        formats: &[Format],
    ) -> Result<Granted, Refused> {
        let Admitted {
            app,
            identity,
            query,
            format,
            now,
        } = self.admit(known, formats).await?;
        let id = query.id("website")?;
        let id = id.ok_or_else(|| Error::input("website", "must be given"))?;
        let found = service::website::get(&app.db, &identity.access, id).await?;
        let website = found.website;
        let regions = status::region::all(&app.db).await?;
        let terms = self.terms(&app, identity).await?;
        Ok(Granted {
            terms,
            app,
            website,
            regions,
            query,
            format,
            now,
        })
    }

    /// The format in the `format` parameter, otherwise by `Accept`.
    fn format(&self, query: &Query, formats: &[Format]) -> Result<Format, Refused> {
        let names = || formats.iter().map(|format| format.name());
        if let Some(named) = query.text("format") {
            let found = formats.iter().find(|format| format.name() == named);
            let names: Vec<&str> = names().collect();
            let wrong = || Error::input("format", format!("must be {}", names.join(" or ")));
            return Ok(*found.ok_or_else(wrong)?);
        }
        let offered: Vec<(&str, Format)> = formats
            .iter()
            .map(|format| (format.essence(), *format))
            .collect();
        accept::prefer(self.headers, &offered).ok_or_else(|| {
            let types: Vec<&str> = offered.iter().map(|(essence, _)| *essence).collect();
            let text = format!("responses are {}", types.join(" or "));
            let status = StatusCode::NOT_ACCEPTABLE;
            let answer = answer::refusal(status, Media::Json, Code::BadUserInput, text);
            Refused::Answered(Box::new(answer))
        })
    }
}

impl Granted {
    /// The window from `from` to `to`, both required.
    pub(super) fn window(&self) -> service::Result<Window> {
        let (from, to) = (self.query.instant("from")?, self.query.instant("to")?);
        service::uptime::window(None, Some(from), Some(to), self.now)
    }

    /// The region, if one is given.
    pub(super) fn region(&self) -> service::Result<Option<Region>> {
        let name = self.query.text("region");
        name.map(|name| service::region::named(name, &self.regions))
            .transpose()
    }

    /// Name of the file, without the extension.
    pub(super) fn file(&self, what: &str, window: Window) -> String {
        file(what, self.website.id, window)
    }
}

/// Checks whether `identity` still has the access that it had. If the database fails it counts as
/// such, since nothing can be read then.
fn session(app: &App, identity: Identity) -> Session {
    let (app, identity) = (app.clone(), Arc::new(identity));
    Box::new(move || {
        let (app, identity) = (app.clone(), Arc::clone(&identity));
        Box::pin(async move {
            let now = DateTime::from_timestamp_millis(app.clock.now_ms()).unwrap_or_default();
            let lasts = service::session::lasts(&app.front, &identity, now);
            lasts.await.unwrap_or(true)
        })
    })
}
