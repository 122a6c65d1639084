//! Signing in by password, and proving to know it.

use chrono::{DateTime, Utc};
use entity::database::begin_write;

use super::{
    Entrance, Method, PASSWORD_CHARS, SignedIn, Visitor, by_email, normalized, open_session,
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
) -> Result<Try> {
    caller.person()?;
    let user = &caller.user;
    let tried = (handles.throttle).sign_in(&user.email, origin, now.timestamp_millis())?;
    let hash = Some(user.password_hash.clone());
    if !handles.passwords.verify(password, hash).await? {
        return Err(Error::input("currentPassword", "is wrong"));
    }
    Ok(tried)
}
