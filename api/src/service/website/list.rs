//! An organization's websites, page by page.

use entity::website;
use entity::website_status::{self, WebsiteStatus};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::Lean;
use crate::service::page::Page;
use crate::service::{Error, OrganizationId, Result};

/// Which websites.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or the URL, in any case.
    pub search: Option<String>,
    /// One of these statuses; empty for any.
    pub status: Vec<WebsiteStatus>,
}

/// A page of `organization`'s websites in the order in which they were made.
///
/// # Errors
/// [`Error::Input`] on `search` for control characters, or where the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    filter: &Filter,
    first: u64,
    after: Option<Uuid>,
) -> Result<Page<Lean>> {
    let mut query = website::Entity::find_lean()
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::DeletedAt.is_null())
        .order_by_asc(website::Column::Id)
        .limit(first + 1);
    if let Some(after) = after {
        query = query.filter(website::Column::Id.gt(after));
    }
    if let Some(search) = filter
        .search
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        if search.contains(char::is_control) {
            return Err(Error::input("search", "contains control characters"));
        }
        let pattern = format!("%{}%", escaped(&search.to_lowercase()));
        let like = |column| {
            Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(&pattern).escape('\\'))
        };
        query = query.filter(
            Condition::any()
                .add(like(website::Column::Name))
                .add(like(website::Column::Url)),
        );
    }
    if !filter.status.is_empty() {
        let standing = website_status::Entity::find()
            .select_only()
            .column(website_status::Column::WebsiteKey)
            .filter(website_status::Column::Status.is_in(filter.status.iter().copied()))
            .into_query();
        query = query.filter(website::Column::Key.in_subquery(standing));
    }
    Ok(Page::of(query.into_model::<Lean>().all(db).await?, first))
}

/// `text` with the wildcards of LIKE taken as themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}
