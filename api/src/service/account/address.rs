//! Addresses: proving that one is its account's, and moving to another.
//!
//! Whoever signs up need not own the address. Its owner takes the account over by resetting the
//! password, so what would outlast that waits until the address is verified
//! ([`check_verified`]).

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::{OrganizationId, member, user};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, SqlErr,
};
use serde_json::json;
use uuid::Uuid;

use super::token::{self, Purpose};
use super::{by_email, prove, valid_email};
use crate::service::audit::{self, Actor, Entry};
use crate::service::identity::Identity;
use crate::service::mail::{self, Mail};
use crate::service::throttle::{Asker, Origin};
use crate::service::{Error, Handles, Result, date, website};

/// Refuses what an account may do only with a verified address, where addresses can be verified.
///
/// # Errors
/// [`Error::Refused`].
pub(in crate::service) fn check_verified(handles: &Handles, user: &user::Model) -> Result<()> {
    if user.email_verified_at.is_some() || !mail::is_possible(handles) {
        return Ok(());
    }
    Err(Error::Refused(
        "verify your email address first: open the link in the mail that you got; \
         resendVerification sends another one",
    ))
}

/// Makes the token by which the address of `user` is verified.
pub(super) async fn token(
    db: &impl ConnectionTrait,
    user: &user::Model,
    now: DateTime<Utc>,
) -> Result<String> {
    token::create(db, user.id, Purpose::VerifyEmail, &user.email, now).await
}

/// Mails the link by which an address is verified.
pub(super) fn ask(handles: &Handles, email: &str, token: &str) {
    let lead = "Open the link to confirm that this address is yours. If you have not signed up, \
                ignore this mail.";
    let mail = Mail::with_token(handles, "Confirm your address", lead, "verify-email", token);
    mail::send(handles, email.to_owned(), mail);
}

/// Mails the caller another link by which the address is verified; the older one ends.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Refused`] where there is no mail; [`Error::Conflict`]
/// if the address is verified; [`Error::Busy`] after too many mails.
pub async fn resend_verification(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
) -> Result<()> {
    caller.person()?;
    if !mail::is_possible(handles) {
        return Err(Error::Refused(
            "this installation has no mail server, so addresses are not verified",
        ));
    }
    let now = date(handles.clock.now_ms());
    let user = by_id(&handles.front, caller.user.id).await?;
    if user.email_verified_at.is_some() {
        return Err(Error::Conflict {
            field: None,
            message: "your email address is verified already".to_owned(),
        });
    }
    let asker = Asker {
        account: Some(user.id),
        origin,
    };
    handles
        .throttle
        .mail(&user.email, asker, now.timestamp_millis())?;
    let token = token(&handles.front, &user, now).await?;
    ask(handles, &user.email, &token);
    Ok(())
}

/// Verifies the address that a token was mailed to. A token of [`change_email`] makes it the
/// account's, too, and the address before is told.
///
/// # Errors
/// [`Error::Input`] on `token` if it is unknown, expired or used, or for an address that the
/// account has no more; [`Error::Conflict`] if the new address has an account by now;
/// [`Error::Busy`] after too many attempts.
pub async fn verify_email(handles: &Handles, origin: Option<Origin>, token: &str) -> Result<()> {
    let now = date(handles.clock.now_ms());
    handles.throttle.attempt(origin, now.timestamp_millis())?;
    let purposes = [Purpose::VerifyEmail, Purpose::ChangeEmail];
    let found = token::read(&handles.front, token, &purposes, now).await?;
    let transaction = begin_write(&handles.front).await?;
    // The account first, as everybody does who changes both.
    let user = lock_by_id(&transaction, found.user_id).await?;
    token::spend(&transaction, &found).await?;
    let before = user.email.clone();
    let is_change = found.purpose == Purpose::ChangeEmail;
    if !is_change && before != found.email {
        return Err(token::over());
    }
    let id = user.id;
    let mut row = user.into_active_model();
    row.email = Set(found.email.clone());
    row.email_verified_at = Set(Some(now));
    let user = match row.update(&transaction).await {
        Err(err) if matches!(err.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            return Err(Error::Conflict {
                field: Some("token"),
                message: "the new address has an account of its own by now".to_owned(),
            });
        }
        updated => updated?,
    };
    let actor = Actor::person(&user, origin);
    let entry = if is_change {
        token::end(&transaction, id).await?;
        let (was, is) = (json!({ "email": before }), json!({ "email": found.email }));
        Entry::new(AuditAction::EmailChanged).changing(&was.into(), &is.into())
    } else {
        Entry::new(AuditAction::EmailVerified)
    };
    audit::record_of_account(&transaction, actor, id, entry, now).await?;
    count_changes(&transaction, id).await?;
    transaction.commit().await?;
    handles.open_sessions.changed(id);
    if is_change {
        let lead = format!(
            "Your account has the address {} now. If you have not changed it, somebody knows your \
             password: tell the operator of this installation.",
            found.email
        );
        let mail = Mail::new("Your address was changed", lead);
        mail::send(handles, before, mail);
    }
    Ok(())
}

/// What moves an account to another address.
pub struct NewAddress<'a> {
    /// The new address.
    pub email: &'a str,
    /// The password of the account.
    pub current_password: String,
}

/// Mails a link to the new address of the caller, by which it becomes the account's. Whether it has
/// an account already is only told there.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Refused`] where there is no mail, or if the account has
/// no password; [`Error::Input`] on `newEmail`, or on `currentPassword` if it is wrong;
/// [`Error::Busy`] after too many attempts or mails.
pub async fn change_email(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    new: NewAddress<'_>,
) -> Result<()> {
    caller.person()?;
    if !mail::is_possible(handles) {
        return Err(Error::Refused(
            "this installation has no mail server, and a new address is verified by mail",
        ));
    }
    let user = &caller.user;
    if user.password_hash.is_empty() {
        return Err(Error::Refused(
            "an account without a password keeps the address that its provider gave it",
        ));
    }
    let email = valid_email(new.email).map_err(|err| err.on("newEmail"))?;
    if email == user.email {
        return Err(Error::input("newEmail", "is the address that you have"));
    }
    let now = date(handles.clock.now_ms());
    let now_ms = now.timestamp_millis();
    let proven = prove(handles, caller, origin, new.current_password, now).await?;
    let asker = Asker {
        account: Some(user.id),
        origin,
    };
    handles.throttle.mail(&email, asker, now_ms)?;
    if by_email(&handles.front, &email).await?.is_some() {
        let lead = format!(
            "Somebody with the address {} wants to use this one, which has an account already. \
             Nothing was changed.",
            user.email
        );
        let mail = Mail::new("This address has an account", lead);
        mail::send(handles, email, mail);
        proven.tried.succeeded(now_ms);
        return Ok(());
    }
    let transaction = begin_write(&handles.front).await?;
    proven.hold(&transaction, caller).await?;
    let token = token::create(&transaction, user.id, Purpose::ChangeEmail, &email, now).await?;
    transaction.commit().await?;
    proven.tried.succeeded(now_ms);
    let lead = format!(
        "Open the link to make this the address of your account, in place of {}, within a day. If \
         you have no account, ignore this mail.",
        user.email
    );
    let mail = Mail::with_token(
        handles,
        "Confirm your address",
        &lead,
        "verify-email",
        &token,
    );
    mail::send(handles, email, mail);
    Ok(())
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<user::Model> {
    let found = user::Entity::find_by_id(id).one(db).await?;
    found.ok_or(Error::NotFound("account"))
}

/// The account, locked until the transaction ends. An organization is locked after it.
///
/// # Errors
/// [`Error::NotFound`].
pub(in crate::service) async fn lock_by_id(
    transaction: &DatabaseTransaction,
    id: Uuid,
) -> Result<user::Model> {
    let found = user::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
    found
        .one(transaction)
        .await?
        .ok_or(Error::NotFound("account"))
}

/// Invalidates cached responses in which the account is shown.
pub(super) async fn count_changes(transaction: &DatabaseTransaction, user: Uuid) -> Result<()> {
    // In the order of ids, so that two who do this at once do not wait for each other.
    let organizations: Vec<OrganizationId> = member::Entity::find()
        .select_only()
        .column(member::Column::OrganizationId)
        .filter(member::Column::UserId.eq(user))
        .order_by_asc(member::Column::OrganizationId)
        .into_tuple()
        .all(transaction)
        .await?;
    for organization in organizations {
        website::count_change(transaction, organization).await?;
    }
    Ok(())
}
