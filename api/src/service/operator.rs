//! Who operates this installation, and so may see its inside: names and versions of
//! probers, and what waits in the queue. Accounts of others see what concerns them.

use std::sync::Arc;

use entity::user;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Error, Result};

/// Who operates this installation; cheap to clone.
#[derive(Clone, Debug)]
pub struct Operators(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The emails of their accounts; where none is named, it is the first account of all.
    emails: Vec<String>,
    first: OnceCell<Uuid>,
}

impl Operators {
    /// Those with these emails, or whoever signed up first where none is named.
    pub fn new(emails: Vec<String>) -> Self {
        Self(Arc::new(Inner {
            emails,
            first: OnceCell::new(),
        }))
    }

    /// Makes sure that `user` is one.
    ///
    /// # Errors
    /// [`Error::Forbidden`], or where the database fails.
    pub async fn check(&self, db: &impl ConnectionTrait, user: &user::Model) -> Result<()> {
        let Inner { emails, first } = &*self.0;
        let is_one = if emails.is_empty() {
            // No account is ever taken away, so the first one stays it.
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
