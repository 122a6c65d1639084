//! Signing in by password, and proving to know it.

use chrono::{DateTime, Utc};
use entity::database::begin_write;
use entity::user;
use sea_orm::{DatabaseTransaction, EntityTrait};

use super::{
    Entrance, Method, PASSWORD_CHARS, SignedIn, Visitor, address, by_email, lock, normalized,
    open_session,
};
use crate::service::identity::Identity;
use crate::service::throttle::{Origin, Try};
use crate::service::{Error, Handles, Result, second_factor};

/// What a person signs in by.
pub struct Credentials {
    /// Email address of the account.
    pub email: String,
    /// Its password.
    pub password: String,
    /// A code of its second factor, if it has one.
    pub code: Option<String>,
}

/// Signs in with a new session.
///
/// # Errors
/// [`Error::WrongCredentials`], or [`Error::WrongCode`] if there is a code, which take the same time
/// whether the email or the password is wrong; [`Error::SecondFactorRequired`] if only a code is
/// missing; [`Error::Busy`] after too many attempts, whether the account exists or not.
pub async fn sign_in(
    entrance: Entrance<'_>,
    credentials: Credentials,
    now: DateTime<Utc>,
) -> Result<SignedIn> {
    let Entrance {
        db,
        passwords,
        throttle,
        keys,
        origin,
        device,
    } = entrance;
    passwords.allowed()?;
    let mut password = credentials.password;
    let code = credentials.code.filter(|code| !code.trim().is_empty());
    let wrong = || match code {
        Some(_) => Error::WrongCode,
        None => Error::WrongCredentials,
    };
    let email = normalized(&credentials.email);
    let mut tried = throttle.sign_in(&email, origin, now.timestamp_millis())?;
    let mut user = by_email(db, &email).await?;
    if password.chars().nth(*PASSWORD_CHARS.end()).is_some() {
        // No account can have this password, and verifying an empty one takes as long as any
        // other.
        password = String::new();
        user = None;
    }
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let matches = passwords.verify(password, hash).await?;
    let user = user.filter(|_| matches).ok_or_else(wrong)?;
    let transaction = begin_write(db).await?;
    // A reset that has ended all sessions meanwhile must not leave this one.
    let now_is = address::lock_by_id(&transaction, user.id).await?;
    if now_is.password_hash != user.password_hash {
        return Err(wrong());
    }
    let mut method = Method::Password;
    if let Some(app) = second_factor::confirmed(&transaction, user.id).await? {
        let Some(code) = &code else {
            tried.undo();
            return Err(Error::SecondFactorRequired);
        };
        tried.code(now.timestamp_millis())?;
        if !second_factor::spend(&transaction, keys, &app, code, now).await? {
            return Err(wrong());
        }
        method = Method::PasswordAndCode;
    }
    let visitor = Visitor {
        method,
        device,
        origin,
    };
    let signed_in = open_session(&transaction, user, visitor, now).await?;
    transaction.commit().await?;
    tried.succeeded(now.timestamp_millis());
    Ok(signed_in)
}

/// An attempt that has shown that the caller knows their password. It counts until it succeeds.
pub(in crate::service) struct Proven {
    /// The attempt.
    pub(in crate::service) tried: Try,
    /// The hash that the password was verified by.
    hash: String,
}

impl Proven {
    /// The account, locked until the transaction ends, if the password is still the one that was
    /// proven and the session goes on: somebody may have reset it meanwhile.
    ///
    /// # Errors
    /// [`Error::Input`] on `currentPassword`, or [`Error::Unauthenticated`].
    pub(in crate::service) async fn hold(
        &self,
        transaction: &DatabaseTransaction,
        caller: &Identity,
    ) -> Result<user::Model> {
        let user = lock(transaction, caller).await?;
        if user.password_hash != self.hash {
            return Err(Error::input("currentPassword", "is wrong"));
        }
        Ok(user)
    }
}

/// Verifies the caller's password.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Input`] on `currentPassword` if it is wrong;
/// [`Error::Busy`] after too many attempts.
pub(in crate::service) async fn prove(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    password: String,
    now: DateTime<Utc>,
) -> Result<Proven> {
    caller.person()?;
    let email = &caller.user.email;
    let tried = (handles.throttle).sign_in(email, origin, now.timestamp_millis())?;
    // The one that came with the session may be a second old.
    let found = user::Entity::find_by_id(caller.user.id).one(&handles.front);
    let hash = found.await?.ok_or(Error::Unauthenticated)?.password_hash;
    if !handles
        .passwords
        .verify(password, Some(hash.clone()))
        .await?
    {
        return Err(Error::input("currentPassword", "is wrong"));
    }
    Ok(Proven { tried, hash })
}
