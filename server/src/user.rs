//! `upbeat user`: lets somebody in again where there is no mail.

use anyhow::{Context, bail};
use api::service::audit::{self, Actor, Entry};
use api::service::password::Passwords;
use api::service::{account, second_factor};
use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::{mailed_token, oidc_identity, passkey, session, totp, user};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, TransactionTrait,
};
use uuid::Uuid;

use crate::config::{AccountNameArgs, ResetPasswordArgs};
use crate::store;

/// What a reset has done.
#[derive(Debug)]
pub struct Reset {
    /// The new password.
    pub password: String,
    /// What it has left as it was, by which somebody gets in or is kept out: a sentence each.
    pub left: Vec<String>,
}

/// Gives an account a new random password, and ends all its sessions and mailed links. If it is
/// asked for, the second factor is turned off, too.
///
/// # Errors
/// If there is no such account, or the database fails.
pub async fn reset_password(args: &ResetPasswordArgs) -> anyhow::Result<Reset> {
    let (db, found) = find(&args.account).await?;
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
    mailed_token::Entity::delete_many()
        .filter(mailed_token::Column::UserId.eq(found.id))
        .exec(&transaction)
        .await?;
    let now = Utc::now();
    record(&transaction, found.id, AuditAction::PasswordReset, now).await?;
    if args.remove_second_factor && second_factor::forget(&transaction, found.id).await? {
        record(
            &transaction,
            found.id,
            AuditAction::SecondFactorRemoved,
            now,
        )
        .await?;
    }
    let left = left(&transaction, found.id).await?;
    transaction.commit().await?;
    Ok(Reset { password, left })
}

/// What of `user` a reset leaves.
async fn left(db: &impl ConnectionTrait, user: Uuid) -> Result<Vec<String>, DbErr> {
    let totp = totp::Entity::find_by_id(user).filter(totp::Column::ConfirmedAt.is_not_null());
    let passkeys = passkey::Entity::find().filter(passkey::Column::UserId.eq(user));
    let identities = oidc_identity::Entity::find().filter(oidc_identity::Column::UserId.eq(user));
    let mut left = Vec::new();
    if totp.count(db).await? > 0 {
        let text = "The second factor stays: --remove-second-factor turns it off";
        left.push(text.to_owned());
    }
    for (count, what) in [
        (passkeys.count(db).await?, "passkeys"),
        (identities.count(db).await?, "identities at a provider"),
    ] {
        if count > 0 {
            left.push(format!(
                "Whoever has one of its {what} ({count}) still signs in by it"
            ));
        }
    }
    Ok(left)
}

/// Takes an account's address for verified.
///
/// # Errors
/// If there is no such account, or the database fails.
pub async fn verify_email(args: &AccountNameArgs) -> anyhow::Result<()> {
    let (db, found) = find(args).await?;
    let now = Utc::now();
    let transaction = db.begin().await?;
    let verified = user::Entity::update_many()
        .col_expr(user::Column::EmailVerifiedAt, Expr::value(Some(now)))
        .filter(user::Column::Id.eq(found.id))
        .filter(user::Column::EmailVerifiedAt.is_null())
        .exec(&transaction)
        .await?;
    if verified.rows_affected > 0 {
        record(&transaction, found.id, AuditAction::EmailVerified, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Writes into the account's audit log that the operator did this.
async fn record(
    db: &impl ConnectionTrait,
    user: Uuid,
    action: AuditAction,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let program = Actor::program("upbeat user");
    audit::record_of_account(db, program, user, Entry::new(action), now).await?;
    Ok(())
}

async fn find(args: &AccountNameArgs) -> anyhow::Result<(DatabaseConnection, user::Model)> {
    let db = store::open_existing(args.store.database_url.expose(), 1).await?;
    let email = args.email.trim().to_lowercase();
    let found = user::Entity::find().filter(user::Column::Email.eq(&email));
    let found = found.one(&db).await;
    let found = found.context("the accounts cannot be read: is the schema up to date?")?;
    match found {
        Some(found) => Ok((db, found)),
        None => bail!("no account has the email address {email}"),
    }
}
