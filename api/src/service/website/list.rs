//! An organization's websites, page by page.

use entity::{OrganizationId, WebsiteStatus, website_status, website_text};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use status::sql::Params;
use uuid::Uuid;

use super::{WebsiteAndStatus, text};
use crate::service::Result;
use crate::service::page::Page;

/// Filter of a list of websites.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or URL, ignoring case and Unicode form.
    pub search: Option<String>,
    /// Any of these statuses; empty for all.
    pub status: Vec<WebsiteStatus>,
}

/// A page of `organization`'s websites in order of creation.
///
/// # Errors
/// [`Error::Input`](crate::service::Error::Input) on `search` for more than 200 characters or
/// control characters, or if the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    filter: &Filter,
    first: u64,
    after: Option<Uuid>,
) -> Result<Page<WebsiteAndStatus>> {
    let wanted = filter.search.as_deref().map(text::wanted).transpose()?;
    let mut params = Params::on(db);
    let mut limits = vec![format!(
        "w.organization_id = {}",
        params.value(organization)
    )];
    if let Some(wanted) = wanted.flatten() {
        let found = found(db, organization, wanted, filter, first, after).await?;
        if found.rows.is_empty() {
            return Ok(Page {
                rows: Vec::new(),
                has_next: found.has_next,
            });
        }
        let ids: Vec<String> = found.rows.iter().map(|id| params.value(*id)).collect();
        limits.push(format!("w.id IN ({})", ids.join(", ")));
        let limits = format!("{} ORDER BY w.id", limits.join(" AND "));
        let rows = WebsiteAndStatus::select(db, params, &limits).await?;
        return Ok(Page {
            rows,
            has_next: found.has_next,
        });
    }
    if let Some(after) = after {
        limits.push(format!("w.id > {}", params.value(after)));
    }
    if !filter.status.is_empty() {
        let statuses = filter.status.iter();
        let statuses: Vec<String> = statuses.map(|it| params.value(it.to_value())).collect();
        limits.push(format!("s.status IN ({})", statuses.join(", ")));
    }
    let rows = i64::try_from(first + 1).unwrap_or(i64::MAX);
    let limits = format!(
        "{} ORDER BY w.id LIMIT {}",
        limits.join(" AND "),
        params.value(rows)
    );
    let rows = WebsiteAndStatus::select(db, params, &limits).await?;
    Ok(Page::of(rows, first))
}

/// Ids of the websites with `wanted` in their text. The texts of an organization are stored
/// together, so only matching websites need to be read.
async fn found(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    wanted: String,
    filter: &Filter,
    first: u64,
    after: Option<Uuid>,
) -> Result<Page<Uuid>> {
    let place = Expr::expr(text::place_of(db, wanted));
    let mut query = website_text::Entity::find()
        .select_only()
        .column(website_text::Column::WebsiteId)
        .filter(website_text::Column::OrganizationId.eq(organization))
        .filter(place.gt(0))
        .order_by_asc(website_text::Column::WebsiteId)
        .limit(first + 1);
    if let Some(after) = after {
        query = query.filter(website_text::Column::WebsiteId.gt(after));
    }
    if let Some(standing) = standing(filter) {
        query = query.filter(website_text::Column::WebsiteKey.in_subquery(standing));
    }
    let ids = query.into_tuple().all(db).await?;
    Ok(Page::of(ids, first))
}

/// Keys of the websites with the statuses of `filter`; `None` for any status.
fn standing(filter: &Filter) -> Option<SelectStatement> {
    let standing = website_status::Entity::find()
        .select_only()
        .column(website_status::Column::WebsiteKey)
        .filter(website_status::Column::Status.is_in(filter.status.iter().copied()));
    (!filter.status.is_empty()).then(|| standing.into_query())
}
