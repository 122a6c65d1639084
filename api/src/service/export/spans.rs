//! Statuses of a website in a window, from one change in the log to the next.

use std::iter;

use entity::status_change;
use entity::{RegionKey, WebsiteKey, region};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use status::history::{Span, Window};

use super::{Lane, Merged, Part};
use crate::service::Result;

/// Statuses in a window, by start; the whole website before its regions.
pub type Spans = Merged<OfView>;

/// A period with one status, as seen by a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewSpan {
    /// Key of the region, or [`RegionKey::ALL`].
    pub view: RegionKey,
    /// Status and period.
    pub span: Span,
}

/// Statuses of one view.
#[derive(Debug)]
pub struct OfView {
    website_key: WebsiteKey,
    view: RegionKey,
    window: Window,
    /// Whether the status at the start of the window has been read.
    has_begun: bool,
    /// The change whose end is not known yet.
    open: Option<status_change::Model>,
}

/// Views of a website: the website as a whole, then all of `regions`.
pub fn all_views(regions: &[region::Model]) -> Vec<RegionKey> {
    let keys = regions.iter().map(|region| region.key);
    iter::once(RegionKey::ALL).chain(keys).collect()
}

/// Statuses of a website that overlap `window`, in these views. The first of each view may
/// have started before the window, the last may end after it.
pub fn spans(website_key: WebsiteKey, views: &[RegionKey], window: Window) -> Spans {
    let mut views = views.to_vec();
    views.sort_unstable();
    Merged::new(views.into_iter().map(|view| OfView {
        website_key,
        view,
        window,
        has_begun: false,
        open: None,
    }))
}

impl OfView {
    fn find(&self) -> sea_orm::Select<status_change::Entity> {
        status_change::Entity::find()
            .filter(status_change::Column::WebsiteKey.eq(self.website_key))
            .filter(status_change::Column::RegionKey.eq(self.view))
    }

    /// The period of `change` until `to_ms`.
    fn span(&self, change: &status_change::Model, to_ms: Option<i64>) -> ViewSpan {
        ViewSpan {
            view: self.view,
            span: Span {
                status: change.status,
                from_ms: change.at_ms,
                to_ms,
            },
        }
    }
}

impl Lane for OfView {
    type Row = ViewSpan;

    async fn read(&mut self, db: &DatabaseConnection, first: u64) -> Result<Part<ViewSpan>> {
        if !self.has_begun {
            self.open = self
                .find()
                .filter(status_change::Column::AtMs.lte(self.window.from_ms))
                .order_by_desc(status_change::Column::AtMs)
                .one(db)
                .await?;
            self.has_begun = true;
        }
        let after_ms = self.open.as_ref().map(|open| open.at_ms);
        // At least two, so that one of them has an end.
        let first = first.max(2);
        let changes = self
            .find()
            .filter(status_change::Column::AtMs.gt(after_ms.unwrap_or(self.window.from_ms)))
            .order_by_asc(status_change::Column::AtMs)
            .limit(first)
            .all(db)
            .await?;
        let mut is_last = (changes.len() as u64) < first;
        let mut rows = Vec::with_capacity(changes.len());
        for change in changes {
            if let Some(open) = self.open.take() {
                rows.push(self.span(&open, Some(change.at_ms)));
            }
            if change.at_ms >= self.window.to_ms {
                is_last = true;
                break;
            }
            self.open = Some(change);
        }
        if is_last && let Some(open) = self.open.take() {
            rows.push(self.span(&open, None));
        }
        Ok(Part { rows, is_last })
    }

    fn at_ms(row: &ViewSpan) -> i64 {
        row.span.from_ms
    }
}
