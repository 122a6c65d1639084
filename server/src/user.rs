//! `upbeat user reset-password`: lets somebody in again where there is no mail.

use anyhow::{Context, bail};
use api::service::account;
use api::service::password::Passwords;
use entity::{session, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};

use crate::config::ResetPasswordArgs;
use crate::store;

/// Gives an account a new random password, which is returned, and ends all its sessions.
///
/// # Errors
/// If there is no such account, or the database fails.
pub async fn reset_password(args: &ResetPasswordArgs) -> anyhow::Result<String> {
    let db = store::open_existing(args.store.database_url.expose(), 1).await?;
    let email = args.email.trim().to_lowercase();
    let found = user::Entity::find().filter(user::Column::Email.eq(&email));
    let found = found.one(&db).await;
    let found = found.context("the accounts cannot be read: is the schema up to date?")?;
    let Some(found) = found else {
        bail!("no account has the email address {email}");
    };
    let password = account::new_password();
    let hash = Passwords::new()?.hash(password.clone()).await?;
    let transaction = db.begin().await?;
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(found.id))
        .exec(&transaction)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(found.id))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(password)
}
