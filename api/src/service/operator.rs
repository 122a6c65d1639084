//! Operators of this installation, who may see its internals: names and versions of probers,
//! and the backlog of the queue. Other accounts see only their own data.

use std::sync::Arc;

use entity::user;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Error, Result};

/// Operators of this installation; cheap to clone.
#[derive(Clone, Debug)]
pub struct Operators(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Email addresses of the operators; if empty, the first account is the operator.
    emails: Vec<String>,
    first: OnceCell<Uuid>,
}

impl Operators {
    /// Accounts with these email addresses, or the first account if there are none.
    pub fn new(emails: Vec<String>) -> Self {
        Self(Arc::new(Inner {
            emails,
            first: OnceCell::new(),
        }))
    }

    /// Email addresses of the operators; empty if the first account is the operator.
    pub fn emails(&self) -> &[String] {
        &self.0.emails
    }

    /// Checks that `user` is an operator.
    ///
    /// # Errors
    /// [`Error::Forbidden`], or if the database fails.
    pub async fn check(&self, db: &impl ConnectionTrait, user: &user::Model) -> Result<()> {
        let Inner { emails, first } = &*self.0;
        let is_one = if emails.is_empty() {
            // Accounts are never deleted, so the first one stays the first.
            *first.get_or_try_init(|| of_first(db)).await? == user.id
        } else {
            emails.contains(&user.email)
        };
        if is_one {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }
}

async fn of_first(db: &impl ConnectionTrait) -> Result<Uuid> {
    let first = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .order_by_asc(user::Column::CreatedAt)
        .order_by_asc(user::Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    first.ok_or(Error::Forbidden)
}
