//! Operators of this installation, who may see its internals (names and versions of probers, and
//! the backlog of the queue) and set its quotas. Other accounts see only their own data.

use std::sync::Arc;

use entity::user;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Error, Result};

/// Operators of this installation; cheap to clone.
#[derive(Clone, Debug)]
pub struct Operators(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Email addresses of the operators; if empty, accounts know whether they are one.
    emails: Vec<String>,
    /// Whether addresses can be verified here.
    has_mail: bool,
}

impl Operators {
    /// Accounts with these email addresses, or the first account if there are none. Where there is
    /// mail, an address counts once it is verified.
    pub fn new(emails: Vec<String>, has_mail: bool) -> Self {
        Self(Arc::new(Inner { emails, has_mail }))
    }

    /// Whether `user` is an operator.
    pub fn include(&self, user: &user::Model) -> bool {
        let Inner { emails, has_mail } = &*self.0;
        if emails.is_empty() {
            return user.is_operator;
        }
        let is_proven = user.email_verified_at.is_some() || !has_mail;
        is_proven && emails.contains(&user.email)
    }

    /// The accounts of which [`include`](Self::include) says that they are operators.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn ids(&self, db: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
        let is_candidate = match &*self.0.emails {
            [] => user::Column::IsOperator.eq(true),
            emails => user::Column::Email.is_in(emails),
        };
        let candidates = user::Entity::find().filter(is_candidate).all(db).await?;
        let operators = candidates.iter().filter(|user| self.include(user));
        Ok(operators.map(|user| user.id).collect())
    }

    /// Checks that `user` is an operator.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn check(&self, user: &user::Model) -> Result<()> {
        self.include(user).then_some(()).ok_or(Error::Forbidden)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn the_first_account_or_who_is_named_is_an_operator() {
        let user = |email: &str, is_operator, is_verified: bool| user::Model {
            id: Uuid::nil(),
            email: email.to_owned(),
            password_hash: String::new(),
            created_at: DateTime::UNIX_EPOCH,
            is_operator,
            email_verified_at: is_verified.then_some(DateTime::UNIX_EPOCH),
        };
        let first = Operators::new(Vec::new(), true);
        let named = |has_mail| Operators::new(vec!["ada@a.test".to_owned()], has_mail);
        for (operators, email, is_operator, is_verified, expected) in [
            (&first, "ada@a.test", true, false, true),
            (&first, "ada@a.test", false, true, false),
            (&named(false), "ada@a.test", false, false, true),
            (&named(false), "bob@a.test", true, true, false),
            (&named(true), "ada@a.test", false, false, false),
            (&named(true), "ada@a.test", false, true, true),
        ] {
            let user = user(email, is_operator, is_verified);
            assert_eq!(operators.include(&user), expected, "{user:?} {operators:?}");
        }
    }
}
