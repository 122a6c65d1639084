//! Accounts and sessions.

mod address;
mod reset;
mod sign_in;
mod sign_up;
pub(super) mod token;
mod unproven;
mod way_in;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::{session, user};
use notify::channel::email::is_address;
use queue::InstanceKeys;
use rand::RngCore;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    QueryFilter,
};
use serde_json::json;
use sha2::{Digest, Sha256};

pub use entity::OrganizationId;

pub use self::address::{NewAddress, change_email, resend_verification, verify_email};
pub(super) use self::address::{check_verified, lock_by_id};
pub(super) use self::reset::changed as password_changed;
pub use self::reset::{request_password_reset, reset_password};
pub(super) use self::sign_in::prove;
pub use self::sign_in::{Credentials, sign_in};
pub(super) use self::sign_up::{New, create};
pub use self::sign_up::{NewAccount, sign_up};
pub(super) use self::way_in::{check_way_in, lock};
use super::audit::{self, Actor, Entry};
use super::identity::Identity;
use super::password::Passwords;
use super::text::is_invisible;
use super::throttle::{Origin, Throttle};
use super::{Error, Handles, Result};

/// Lifetime of a session. Source: SECURITY.md.
const SESSION_DAYS: i64 = 30;

/// Password length in characters: long passwords are good, endless ones only cost time.
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=128;

/// Longest email address, in bytes (RFC 5321, 4.5.3.1.3, without the brackets).
const MAX_EMAIL_BYTES: usize = 254;

/// Prefix of every token, by which leaked ones are recognized.
const TOKEN_PREFIX: &str = "upb_";

/// Dependencies of signing up and signing in.
#[derive(Debug)]
pub struct Entrance<'a> {
    /// The database.
    pub db: &'a DatabaseConnection,
    /// Hashes and verifies passwords.
    pub passwords: &'a Passwords,
    /// Limits attempts.
    pub throttle: &'a Throttle,
    /// Opens the secrets of second factors.
    pub keys: &'a InstanceKeys,
    /// Client address, if known.
    pub origin: Option<Origin>,
    /// The client program, as it names itself.
    pub device: Option<&'a Device>,
}

/// Longest name of a client program that is kept, in characters.
const DEVICE_CHARS: usize = 200;

/// The client program of a request, as it names itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device(String);

impl Device {
    /// The program that says this in its `User-Agent`; `None` if it says nothing that can be shown.
    pub fn new(agent: &str) -> Option<Self> {
        let shown = agent
            .chars()
            .filter(|c| !c.is_control() && !is_invisible(*c));
        let shown: String = shown.take(DEVICE_CHARS).collect();
        let shown = shown.trim();
        (!shown.is_empty()).then(|| Self(shown.to_owned()))
    }
}

/// A new session and its token, which is not returned again.
#[derive(Clone)]
pub struct SignedIn {
    /// Bearer token.
    pub token: String,
    /// When the session expires.
    pub expires_at: DateTime<Utc>,
    /// User of the session.
    pub user: user::Model,
}

/// Ends a session: its token becomes invalid, and its sockets are closed.
///
/// # Errors
/// [`Error::Forbidden`] for a key, which is revoked instead, or if the database fails.
pub async fn sign_out(handles: &Handles, identity: &Identity) -> Result<()> {
    identity.person()?;
    let transaction = begin_write(&handles.front).await?;
    let ended = session::Entity::delete_by_id(identity.token_hash.clone())
        .exec(&transaction)
        .await?;
    if ended.rows_affected == 0 {
        // Another request has done so.
        return Ok(());
    }
    let (user, now) = (identity.user.id, super::date(handles.clock.now_ms()));
    let signed_out = Entry::new(AuditAction::SignedOut);
    audit::record_of_account(&transaction, identity, user, signed_out, now).await?;
    transaction.commit().await?;
    handles.open_sessions.end(&identity.token_hash);
    Ok(())
}

/// Whose session is opened, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visitor<'a> {
    /// How they have signed in.
    pub(super) method: Method,
    /// The client program, as it names itself.
    pub(super) device: Option<&'a Device>,
    /// Client address, if known.
    pub(super) origin: Option<Origin>,
}

/// How somebody signs in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Method {
    /// By a password.
    Password,
    /// By a password and a code of the second factor.
    PasswordAndCode,
    /// By a passkey.
    Passkey,
    /// By a provider.
    SingleSignOn,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PasswordAndCode => "password and code",
            Self::Passkey => "passkey",
            Self::SingleSignOn => "single sign-on",
        }
    }
}

/// Opens a session of `user`, who has signed in.
pub(super) async fn open_session(
    transaction: &DatabaseTransaction,
    user: user::Model,
    visitor: Visitor<'_>,
    now: DateTime<Utc>,
) -> Result<SignedIn> {
    let Visitor {
        method,
        device,
        origin,
    } = visitor;
    let device = device.map(|device| device.0.clone());
    let token = new_token(TOKEN_PREFIX);
    let expires_at = now + TimeDelta::days(SESSION_DAYS);
    session::Entity::insert(session::ActiveModel {
        token_hash: Set(hash_token(&token)),
        user_id: Set(user.id),
        created_at: Set(now),
        expires_at: Set(expires_at),
        device: Set(device.clone()),
        address: Set(origin.map(|origin| origin.0.to_canonical().to_string())),
        last_seen_at: Set(Some(now)),
    })
    .exec_without_returning(transaction)
    .await?;
    // A user's expired sessions are deleted at the next sign-in.
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user.id))
        .filter(session::Column::ExpiresAt.lte(now))
        .exec(transaction)
        .await?;
    let signed_in = Entry::new(AuditAction::SignedIn);
    let signed_in = signed_in.with(json!({ "method": method.name(), "device": device }));
    let actor = Actor::person(&user, origin);
    audit::record_of_account(transaction, actor, user.id, signed_in, now).await?;
    Ok(SignedIn {
        token,
        expires_at,
        user,
    })
}

async fn by_email(db: &DatabaseConnection, email: &str) -> Result<Option<user::Model>> {
    if email.len() > MAX_EMAIL_BYTES || email.contains('\0') {
        // No token contains these characters, and PostgreSQL would reject NUL.
        return Ok(None);
    }
    Ok(user::Entity::find()
        .filter(user::Column::Email.eq(email))
        .one(db)
        .await?)
}

/// A new secret with 256 random bits. Its prefix tells what it is where it has leaked.
pub(super) fn new_token(prefix: &str) -> String {
    let mut random = [0; 32];
    rand::rng().fill_bytes(&mut random);
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random))
}

/// A new random password, for who is given one.
pub fn new_password() -> String {
    let mut random = [0; 18];
    rand::rng().fill_bytes(&mut random);
    URL_SAFE_NO_PAD.encode(random)
}

/// Key of the session of `token`, which has 256 random bits: a fast hash is as good as a slow
/// one.
pub(crate) fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn normalized(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Accepts an email address that mail can be sent to. Only a mail can prove that it exists.
pub(super) fn valid_email(email: &str) -> Result<String> {
    let email = normalized(email);
    // What is not seen is dropped from a domain, so two texts would be the same address.
    if is_address(&email) && !email.contains(is_invisible) {
        Ok(email)
    } else {
        Err(Error::input("email", "is not a valid email address"))
    }
}

pub(super) fn check_password(password: &str) -> Result<()> {
    if PASSWORD_CHARS.contains(&password.chars().count()) {
        Ok(())
    } else {
        let (min, max) = (PASSWORD_CHARS.start(), PASSWORD_CHARS.end());
        Err(Error::input(
            "password",
            format!("must have {min} to {max} characters"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_are_normalized_and_checked() {
        assert_eq!(valid_email(" Ada@Example.org ").unwrap(), "ada@example.org");
        for bad in [
            "",
            "ada",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a\u{200b}@b",
            "\u{202e}a@b",
            "a,b@x",
            "a@b\u{200b}.org",
            "\"a b\"@example.org",
            "a@[127.0.0.1]",
            &format!("{}@b", "a".repeat(254)),
        ] {
            assert!(valid_email(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn passwords_have_twelve_characters_at_least() {
        assert!(check_password("eleven char").is_err());
        assert!(check_password("twelve chars").is_ok());
        assert!(check_password("zwölf Zeichn").is_ok());
        assert!(check_password(&"x".repeat(129)).is_err());
    }
}
