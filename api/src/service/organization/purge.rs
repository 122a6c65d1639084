//! Removes what is left of deleted organizations, piece by piece.

use std::time::Duration;

use entity::{organization, status_page, website};
use runtime::Passes;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use tokio_util::sync::CancellationToken;

use crate::service::website::remove;
use crate::service::{Handles, Result};

/// Interval between looks for what a process that died left.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Websites read at a time; each is removed in a transaction of its own.
const AT_A_TIME: u64 = 500;

/// Removes what is left until `shutdown`.
pub async fn run(handles: Handles, shutdown: CancellationToken) {
    let mut passes = Passes::new("Removing deleted organizations", LOOK_EVERY, shutdown);
    while passes.next().await {
        passes.end(pass(&handles).await);
    }
}

/// Removes the status pages and the websites of deleted organizations.
///
/// # Errors
/// If the database fails.
pub async fn pass(handles: &Handles) -> Result<()> {
    let deleted = organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(organization::Column::DeletedAt.is_not_null())
        .into_query();
    status_page::Entity::delete_many()
        .filter(status_page::Column::OrganizationId.in_subquery(deleted.clone()))
        .exec(&handles.db)
        .await?;
    loop {
        let left = website::Entity::find_lean()
            .filter(website::Column::OrganizationId.in_subquery(deleted.clone()))
            .filter(website::Column::DeletedAt.is_null())
            .order_by_asc(website::Column::Key)
            .limit(AT_A_TIME)
            .all(&handles.db)
            .await?;
        if left.is_empty() {
            return Ok(());
        }
        for website in left {
            remove(handles, website.organization_id, website.id).await?;
        }
    }
}
