//! Secrets in links that are mailed. A new one replaces the one that an account had for the same
//! purpose, but not where anybody may ask for it.

use chrono::{DateTime, TimeDelta, Utc};
pub(super) use entity::mailed_token::Purpose;
use entity::mailed_token::{self, Column, Entity};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::{hash_token, new_token};
use crate::service::{Error, Result};

/// Prefix of the tokens, by which leaked ones are recognized.
const PREFIX: &str = "upm_";

/// How long a link of this purpose is good for.
fn lasts(purpose: Purpose) -> TimeDelta {
    match purpose {
        Purpose::VerifyEmail => TimeDelta::days(7),
        Purpose::ResetPassword => TimeDelta::hours(1),
        Purpose::ChangeEmail => TimeDelta::days(1),
    }
}

/// Makes the token that `email` gets by mail. Those of the account that it replaces, or that have
/// expired, are forgotten.
pub(super) async fn create(
    db: &impl ConnectionTrait,
    user: Uuid,
    purpose: Purpose,
    email: &str,
    now: DateTime<Utc>,
) -> Result<String> {
    let mut over = Condition::any().add(Column::ExpiresAt.lte(now));
    if purpose != Purpose::ResetPassword {
        over = over.add(Column::Purpose.eq(purpose));
    }
    Entity::delete_many()
        .filter(Column::UserId.eq(user))
        .filter(over)
        .exec(db)
        .await?;
    let token = new_token(PREFIX);
    let row = mailed_token::ActiveModel {
        user_id: Set(user),
        purpose: Set(purpose),
        token_hash: Set(hash_token(&token)),
        email: Set(email.to_owned()),
        created_at: Set(now),
        expires_at: Set(now + lasts(purpose)),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(token)
}

/// What the token is for, if it is known and for one of `purposes`.
///
/// # Errors
/// [`Error::Input`] on `token` otherwise.
pub(super) async fn read(
    db: &impl ConnectionTrait,
    token: &str,
    purposes: &[Purpose],
    now: DateTime<Utc>,
) -> Result<mailed_token::Model> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(hash_token(token)))
        .filter(Column::Purpose.is_in(purposes.iter().copied()))
        .filter(Column::ExpiresAt.gt(now));
    found.one(db).await?.ok_or_else(over)
}

/// Uses a token up.
///
/// # Errors
/// [`Error::Input`] on `token` if somebody else has meanwhile.
pub(super) async fn spend(db: &impl ConnectionTrait, token: &mailed_token::Model) -> Result<()> {
    let spent = Entity::delete_many()
        .filter(Column::TokenHash.eq(token.token_hash.clone()))
        .exec(db)
        .await?;
    (spent.rows_affected == 1).then_some(()).ok_or_else(over)
}

/// Ends the links of an account that change its password or its address.
pub(in crate::service) async fn end(db: &impl ConnectionTrait, user: Uuid) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user))
        .filter(Column::Purpose.ne(Purpose::VerifyEmail))
        .exec(db)
        .await?;
    Ok(())
}

/// The answer to a token that is good for nothing.
pub(super) fn over() -> Error {
    Error::input("token", "is unknown, expired or used: ask for a new mail")
}
