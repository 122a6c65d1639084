//! `GET /export/…`: the ticks and status changes of a window, a month's report, and an audit log,
//! as files (`docs/exports.md`).
//!
//! Authentication works as at `/graphql`, and errors have the same form and codes, with the
//! status of the code.

mod grant;
mod query;
mod slots;
mod stream;

use axum::extract::{RawQuery, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Extensions, HeaderMap};
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use status::history::Window;
use uuid::Uuid;

use super::answer;
use super::server::Connection;
use super::state::HttpState;
use crate::export::{self as lines, Format};
use crate::graphql::error::Failure;
use crate::service::Handles;
use crate::service::access::Permission;
use crate::service::region::{Region, RegionKey};
use crate::service::{self, Error};

use grant::{Admitted, Granted};
pub(super) use slots::ExportSlots;

/// Formats of tables of one kind; the first is the default.
const BOTH: &[Format] = &[Format::Csv, Format::Ndjson];

/// Formats of a table of several kinds.
const TABLE: &[Format] = &[Format::Csv];

/// Parameters: `website`, `from`, `to`, and optionally `region` and `format`.
const OF_WINDOW: &[&str] = &["website", "from", "to", "region", "format"];

/// Parameters: `from`, `to`, and optionally `organization` and `format`.
const OF_ORGANIZATION: &[&str] = &["organization", "from", "to", "format"];

/// Parameters: `website`, `month`, and optionally `format`.
const OF_MONTH: &[&str] = &["website", "month", "format"];

/// Exports the ticks of a window.
pub(super) async fn ticks(
    State(shared): State<HttpState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let asked = Asked::new(&shared, &headers, &extensions, query);
    told(asked.ticks().await)
}

/// Exports the status changes of a window.
pub(super) async fn changes(
    State(shared): State<HttpState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let asked = Asked::new(&shared, &headers, &extensions, query);
    told(asked.changes().await)
}

/// Exports the report of a month.
pub(super) async fn report(
    State(shared): State<HttpState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let asked = Asked::new(&shared, &headers, &extensions, query);
    told(asked.report().await)
}

/// Exports the audit log of an organization in a window.
pub(super) async fn audit(
    State(shared): State<HttpState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let asked = Asked::new(&shared, &headers, &extensions, query);
    told(asked.audit().await)
}

/// A request for an export.
struct Asked<'a> {
    shared: &'a HttpState,
    headers: &'a HeaderMap,
    connection: Option<Connection>,
    query: String,
}

/// Why an export cannot start.
enum Refused {
    /// A service's error.
    Failed(Error),
    /// A complete response.
    Answered(Box<Response>),
}

impl<E: Into<Error>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn told(outcome: Result<Response, Refused>) -> Response {
    match outcome {
        Ok(response) => response,
        Err(Refused::Answered(response)) => *response,
        Err(Refused::Failed(error)) => answer::failed(Failure::from(error).into()),
    }
}

impl<'a> Asked<'a> {
    fn new(
        shared: &'a HttpState,
        headers: &'a HeaderMap,
        extensions: &Extensions,
        query: Option<String>,
    ) -> Self {
        Self {
            shared,
            headers,
            connection: extensions.get::<Connection>().cloned(),
            query: query.unwrap_or_default(),
        }
    }

    async fn ticks(self) -> Result<Response, Refused> {
        let granted = self.grant(OF_WINDOW, BOTH).await?;
        let window = granted.window()?;
        let keys = match granted.region()? {
            Some(region) => vec![region.key],
            None => granted.regions.iter().map(|region| region.key).collect(),
        };
        let name = granted.file("ticks", window);
        let Granted {
            app,
            website,
            regions,
            format,
            terms,
            ..
        } = granted;
        let body = stream::body(terms, move |outlet| async move {
            outlet
                .send(lines::head(format, &lines::TICK_COLUMNS)?)
                .await?;
            let mut ticks = service::export::ticks(website.key, &keys, window);
            while let Some(page) = ticks.next(&app.db).await? {
                let page = lines::ticks(format, &page, |key| name_of(&regions, key))?;
                outlet.send(page).await?;
            }
            Ok(())
        });
        Ok(attachment(format, &name, body))
    }

    async fn changes(self) -> Result<Response, Refused> {
        let granted = self.grant(OF_WINDOW, BOTH).await?;
        let window = granted.window()?;
        let views = match granted.region()? {
            Some(region) => vec![region.key],
            None => service::export::all_views(&granted.regions),
        };
        let name = granted.file("changes", window);
        let Granted {
            app,
            website,
            regions,
            format,
            terms,
            ..
        } = granted;
        let body = stream::body(terms, move |outlet| async move {
            outlet
                .send(lines::head(format, &lines::SPAN_COLUMNS)?)
                .await?;
            let mut spans = service::export::spans(website.key, &views, window);
            while let Some(page) = spans.next(&app.db).await? {
                let bare: Vec<_> = page.iter().map(|of_view| of_view.span).collect();
                let now_ms = app.clock.now_ms();
                let maintenance =
                    service::changes::maintenance_ms(&app.db, website.key, &bare, now_ms).await?;
                let rows = page.into_iter().zip(maintenance);
                let page = lines::spans(format, rows, |key| name_of(&regions, key))?;
                outlet.send(page).await?;
            }
            Ok(())
        });
        Ok(attachment(format, &name, body))
    }

    async fn report(self) -> Result<Response, Refused> {
        let granted = self.grant(OF_MONTH, TABLE).await?;
        let month = service::report::month(granted.query.required("month")?, granted.now)?;
        let window = month.window;
        let name = format!("upbeat-report-{}-{}", granted.website.id, month.name);
        let Granted {
            app,
            website,
            regions,
            format,
            terms,
            now,
            ..
        } = granted;
        let now_ms = now.timestamp_millis();
        let body = stream::body(terms, move |outlet| async move {
            let Handles { db, keep, .. } = &app.handles;
            let planned = service::report::planned(db, website.key, window).await?;
            let checked = service::report::regions_of(&planned, &regions, window);
            let found = service::report::lines(db, website.key, &checked, window, keep, now_ms);
            let beginning = lines::report::beginning(&website, &month, &found.await?)?;
            outlet.send(beginning).await?;
            let keys: Vec<_> = regions.iter().map(|region| region.key).collect();
            let mut downtimes = service::report::downtimes(website.key, window);
            while let Some(mut page) = downtimes.next(db).await? {
                service::report::explain(db, website.key, &keys, &mut page).await?;
                outlet.send(lines::report::downtimes(&page)?).await?;
            }
            let method = service::report::method(&planned, &regions, window, keep);
            outlet.send(lines::report::end(&method)?).await
        });
        Ok(attachment(format, &name, body))
    }

    async fn audit(self) -> Result<Response, Refused> {
        let admitted = self.admit(OF_ORGANIZATION, BOTH).await?;
        let Admitted {
            app,
            identity,
            query,
            format,
            now,
        } = admitted;
        let id = query.id("organization")?;
        let organization = identity.access.to(Permission::ReadAuditLog, id);
        let organization = organization.map_err(|error| match error {
            Error::Unknown { what, .. } => Error::Unknown {
                field: "organization".into(),
                what,
            },
            other => other,
        })?;
        let (from, to) = (query.instant("from")?, query.instant("to")?);
        let window = service::uptime::window(None, Some(from), Some(to), now)?;
        let terms = self.terms(&app, identity).await?;
        let name = file("audit", organization.0, window);
        let body = stream::body(terms, move |outlet| async move {
            outlet
                .send(lines::head(format, &lines::AUDIT_COLUMNS)?)
                .await?;
            let mut entries = service::audit::entries(organization, from, to);
            while let Some(page) = entries.next(&app.db).await? {
                outlet.send(lines::audit(format, &page)?).await?;
            }
            Ok(())
        });
        Ok(attachment(format, &name, body))
    }
}

/// Name of a file about `id` in a window, without the extension.
fn file(what: &str, id: Uuid, window: Window) -> String {
    let time = |ms| {
        let at = DateTime::from_timestamp_millis(ms).unwrap_or_default();
        at.format("%Y%m%dT%H%M%SZ")
    };
    let (from, to) = (time(window.from_ms), time(window.to_ms));
    format!("upbeat-{what}-{id}-{from}-{to}")
}

fn name_of(regions: &[Region], key: RegionKey) -> &str {
    let region = regions.iter().find(|region| region.key == key);
    region.map_or("", |region| &region.name)
}

/// A response to be saved as a file. `name` must be valid in a header.
fn attachment(format: Format, name: &str, body: axum::body::Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.name());
    let headers = [
        (CONTENT_TYPE, format.content_type().to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-store".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, body).into_response()
}
