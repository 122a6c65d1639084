//! Signing up, and creating accounts.

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::member::{self, Role};
use entity::{instance, organization as organization_entity, user};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait, QuerySelect, SqlErr};
use uuid::Uuid;

use super::{
    Entrance, Method, OrganizationId, SignedIn, Visitor, address, by_email, check_password,
    open_session, valid_email,
};
use crate::service::audit::{self, Actor, Entry};
use crate::service::throttle::Origin;
use crate::service::{Error, Handles, Result, mail, organization, registration};

/// A new account.
pub struct NewAccount<'a> {
    /// Email address.
    pub email: &'a str,
    /// Password.
    pub password: String,
    /// Token of an invitation to an organization, which is accepted.
    pub invitation: Option<&'a str>,
}

/// Creates an account with a personal organization, and signs in. Where there is mail, the address
/// gets a link by which it is verified.
///
/// # Errors
/// [`Error::Refused`] if [`registration`] does not allow it; [`Error::Input`] for an invalid email
/// or password, or an invitation that is not for it; [`Error::Conflict`] if the email has an
/// account, or the organization no room; [`Error::Busy`] after too many attempts.
pub async fn sign_up(
    handles: &Handles,
    entrance: Entrance<'_>,
    new: NewAccount<'_>,
    now: DateTime<Utc>,
) -> Result<SignedIn> {
    let Entrance {
        db,
        passwords,
        throttle,
        origin,
        device,
        ..
    } = entrance;
    passwords.allowed()?;
    let is_invited = new.invitation.is_some();
    handles.registration.now(db).await?.check(is_invited)?;
    let email = valid_email(new.email)?;
    check_password(&new.password)?;
    let tried = throttle.sign_up(&email, origin, now.timestamp_millis())?;
    if let Some(token) = new.invitation {
        let invitation = organization::invitation_of(db, token, now).await?;
        let invitation = invitation.ok_or_else(invitation_is_over)?;
        if invitation.email.is_some_and(|invited| invited != email) {
            let problem = "is not the address that the invitation is for";
            return Err(Error::input("email", problem));
        }
    }
    if by_email(db, &email).await?.is_some() {
        return Err(taken());
    }
    let password_hash = passwords.hash(new.password).await?;
    let transaction = begin_write(db).await?;
    let new_account = New {
        email,
        password_hash,
        email_verified_at: None,
    };
    let user = create(&transaction, new_account, origin, now).await?;
    if !user.is_operator {
        // Two may have been the first at once.
        handles.registration.later().check(is_invited)?;
    }
    if let Some(token) = new.invitation {
        let accepted = organization::join_by(&transaction, &user, origin, token, now).await;
        accepted.map_err(|err| match err {
            Error::NotFound(_) => invitation_is_over(),
            other => other,
        })?;
    }
    // Whoever has had too many mails asks for this one later.
    let may_mail = throttle.sign_up_mail(origin, now.timestamp_millis());
    let to_verify = if mail::is_possible(handles) && may_mail.is_ok() {
        Some(address::token(&transaction, &user, now).await?)
    } else {
        None
    };
    let visitor = Visitor {
        method: Method::Password,
        device,
        origin,
    };
    let signed_in = open_session(&transaction, user, visitor, now).await?;
    transaction.commit().await?;
    tried.succeeded(now.timestamp_millis());
    if let Some(token) = to_verify {
        address::ask(handles, &signed_in.user.email, &token);
    }
    Ok(signed_in)
}

/// What is set of an account when it is created.
pub(in crate::service) struct New {
    /// Email address.
    pub(in crate::service) email: String,
    /// Hash of the password; empty without one.
    pub(in crate::service) password_hash: String,
    /// When the address was verified, if it was.
    pub(in crate::service) email_verified_at: Option<DateTime<Utc>>,
}

/// Creates an account with a personal organization; the first one is an operator.
///
/// # Errors
/// [`Error::Conflict`] if the email has an account; then the transaction can do nothing more.
pub(in crate::service) async fn create(
    transaction: &DatabaseTransaction,
    new: New,
    origin: Option<Origin>,
    now: DateTime<Utc>,
) -> Result<user::Model> {
    let New {
        email,
        password_hash,
        email_verified_at,
    } = new;
    let user = user::Model {
        id: Uuid::now_v7(),
        email,
        password_hash,
        created_at: now,
        is_operator: is_first(transaction).await?,
        email_verified_at,
    };
    let organization_id = OrganizationId(Uuid::now_v7());
    let row: user::ActiveModel = user.clone().into();
    match user::Entity::insert(row)
        .exec_without_returning(transaction)
        .await
    {
        Err(err) if matches!(err.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            return Err(taken());
        }
        inserted => inserted?,
    };
    organization_entity::Entity::insert(organization_entity::ActiveModel {
        id: Set(organization_id),
        name: Set("Personal".to_owned()),
        personal_of: Set(Some(user.id)),
        created_at: Set(now),
        changes: Set(0),
        deleted_at: Set(None),
    })
    .exec_without_returning(transaction)
    .await?;
    member::Entity::insert(member::ActiveModel {
        organization_id: Set(organization_id),
        user_id: Set(user.id),
        role: Set(Role::Owner),
    })
    .exec_without_returning(transaction)
    .await?;
    let actor = Actor::person(&user, origin);
    let created = Entry::new(AuditAction::AccountCreated);
    audit::record(transaction, actor, organization_id, [created], now).await?;
    Ok(user)
}

/// Whether there is no account yet. Whoever is told so holds a lock until the transaction ends, so
/// nobody else is.
async fn is_first(transaction: &DatabaseTransaction) -> Result<bool> {
    if registration::any(transaction).await? {
        return Ok(false);
    }
    instance::Entity::find()
        .lock(LockType::NoKeyUpdate)
        .one(transaction)
        .await?;
    Ok(!registration::any(transaction).await?)
}

fn taken() -> Error {
    Error::Conflict {
        field: Some("email"),
        message: "an account with this email already exists".to_owned(),
    }
}

fn invitation_is_over() -> Error {
    let problem = "is unknown, expired, accepted or revoked: ask for a new one";
    Error::input("invitation", problem)
}
