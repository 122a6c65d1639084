//! What persons do to websites, as the service does it.

use entity::{schedule, website};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use status::lifecycle;

use crate::support::{INTERVAL_MS, World};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Act {
    Quorum(&'static str),
    Interval(i64),
    /// Another target; resumes what is paused.
    Edit,
    Pause,
}

impl World {
    /// A person acts at `at_ms`, as the service does.
    pub(crate) async fn act(&self, website: &mut website::Model, act: Act, at_ms: i64) {
        let transaction = entity::database::begin_write(&self.db).await.unwrap();
        let recorded_ms = lifecycle::lock(&transaction, website.key).await.unwrap();
        assert!(recorded_ms < at_ms, "{act:?} at {at_ms}, not {recorded_ms}");
        website.revision += 1;
        website.paused = act == Act::Pause;
        match act {
            Act::Quorum(quorum) => quorum.clone_into(&mut website.quorum),
            Act::Interval(interval_ms) => website.interval_ms = interval_ms,
            Act::Edit => {
                website.interval_ms = INTERVAL_MS;
                "majority".clone_into(&mut website.quorum);
            }
            Act::Pause => {}
        }
        let row = website.clone().into_active_model().reset_all();
        row.update(&transaction).await.unwrap();
        let turn_ms = if website.paused {
            at_ms
        } else {
            at_ms + entity::slots::LEAD_MS
        };
        schedule::Entity::update_many()
            .col_expr(schedule::Column::ValidToMs, Expr::value(turn_ms))
            .filter(schedule::Column::WebsiteKey.eq(website.key))
            .filter(schedule::Column::ValidToMs.is_null())
            .exec(&transaction)
            .await
            .unwrap();
        if !website.paused {
            let row = schedule::Entity::find_by_id((website.key, 1));
            let row = row.one(&transaction).await.unwrap().unwrap();
            let row = schedule::Model {
                revision: website.revision,
                interval_ms: website.interval_ms,
                quorum: website.quorum.clone(),
                valid_from_ms: turn_ms,
                valid_to_ms: None,
                updated_at_ms: at_ms,
                ..row
            };
            let row = row.into_active_model().reset_all();
            row.insert(&transaction).await.unwrap();
        }
        let told = match act {
            Act::Quorum(_) | Act::Interval(_) => {
                lifecycle::recount(&transaction, website, at_ms).await
            }
            Act::Edit => lifecycle::restart(&transaction, website, at_ms).await,
            Act::Pause => lifecycle::pause(&transaction, website, None, at_ms).await,
        };
        told.unwrap().append(&transaction, at_ms).await.unwrap();
        transaction.commit().await.unwrap();
    }
}
