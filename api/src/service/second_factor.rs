//! The second factor of a password: codes of an authenticator app (TOTP, RFC 6238), and recovery
//! codes for whoever has lost it.
//!
//! Only sign-in by password asks for it: a passkey is two factors in one, and a provider of single
//! sign-on asks for its own.

mod code;

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::{recovery_code, totp};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use queue::InstanceKeys;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait,
    PaginatorTrait, QueryFilter,
};
use url::Url;
use uuid::Uuid;

use self::code::{DIGITS, STEP_SECS};
use super::account;
use super::audit::{self, Entry};
use super::identity::Identity;
use super::throttle::{Origin, Try};
use super::{Error, Handles, Result, date};

/// How many recovery codes an account gets at a time.
const RECOVERY_CODES: usize = 10;

/// The second factor of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whether sign-in by password asks for a code of an authenticator app.
    pub is_on: bool,
    /// How many recovery codes have not been used.
    pub recovery_codes_left: u64,
}

/// What an authenticator app has to know.
#[derive(Clone)]
pub struct Secret {
    /// In base32, for whoever types it.
    pub text: String,
    /// As a URI, for a QR code.
    pub uri: String,
}

/// What shows that a change of the second factor is its owner's.
#[derive(Clone)]
pub struct Proof {
    /// The account's password.
    pub password: String,
    /// A code of the app, or a recovery code.
    pub code: String,
}

/// The second factor of the caller.
///
/// # Errors
/// [`Error::Forbidden`] for a key, or if the database fails.
pub async fn get(db: &impl ConnectionTrait, caller: &Identity) -> Result<SecondFactor> {
    caller.person()?;
    let codes = recovery_code::Entity::find();
    let codes = codes.filter(recovery_code::Column::UserId.eq(caller.user.id));
    Ok(SecondFactor {
        is_on: confirmed(db, caller.user.id).await?.is_some(),
        recovery_codes_left: codes.count(db).await?,
    })
}

/// A new secret for the caller's app. It counts once [`confirm`] has seen a code of it.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Refused`] until the address is verified, where there is
/// mail; [`Error::Input`] on `currentPassword` if it is wrong; [`Error::Busy`] after too many
/// attempts; [`Error::Conflict`] if the account has no password or
/// an app already, or the installation has no key for secrets.
pub async fn set_up(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    password: String,
) -> Result<Secret> {
    caller.person()?;
    handles.passwords.allowed()?;
    account::check_verified(handles, &caller.user)?;
    if caller.user.password_hash.is_empty() {
        let message = "the account has no password, and so needs no second factor of one";
        return Err(conflict(message));
    }
    let now = date(handles.clock.now_ms());
    let proven = account::prove(handles, caller, origin, password, now).await?;
    let secret = code::new_secret();
    let sealed = handles.keys.seal_totp(&secret, caller.user.id);
    let without_key = "the secret cannot be stored without a key: set UPBEAT_SECRET_KEY";
    let sealed = sealed.map_err(|_| conflict(without_key))?;
    let row = totp::ActiveModel {
        user_id: Set(caller.user.id),
        secret: Set(sealed),
        last_step: Set(0),
        created_at: Set(now),
        confirmed_at: Set(None),
    };
    // In place of one that was never confirmed.
    let unconfirmed = Expr::col((totp::Entity, totp::Column::ConfirmedAt)).is_null();
    let transaction = begin_write(&handles.front).await?;
    proven.hold(&transaction, caller).await?;
    let written = totp::Entity::insert(row)
        .on_conflict(
            OnConflict::column(totp::Column::UserId)
                .update_columns([
                    totp::Column::Secret,
                    totp::Column::LastStep,
                    totp::Column::CreatedAt,
                ])
                .action_and_where(unconfirmed)
                .to_owned(),
        )
        .exec_without_returning(&transaction)
        .await?;
    transaction.commit().await?;
    proven.tried.succeeded(now.timestamp_millis());
    if written == 0 {
        return Err(is_on());
    }
    let public_url = handles.alerts.public_url.as_ref();
    Ok(Secret {
        text: code::shown(&secret),
        uri: uri(public_url, &caller.user.email, &secret),
    })
}

/// Turns codes of the caller's app on, which shows one of them, and returns recovery codes.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Input`] on `code` if it is wrong; [`Error::Busy`] after
/// too many attempts; [`Error::Conflict`] if there is nothing to confirm.
pub async fn confirm(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    code: &str,
) -> Result<Vec<String>> {
    caller.person()?;
    let now = date(handles.clock.now_ms());
    let found = totp::Entity::find_by_id(caller.user.id);
    let found = found.one(&handles.front).await?;
    let found = found.ok_or_else(|| conflict("there is nothing to confirm: use setUpTotp"))?;
    if found.confirmed_at.is_some() {
        return Err(is_on());
    }
    let email = &caller.user.email;
    let now_ms = now.timestamp_millis();
    let tried = handles.throttle.sign_in(email, origin, now_ms)?;
    let secret = handles.keys.open_totp(&found.secret, found.user_id)?;
    let digits = code::digits(code);
    let step = digits.and_then(|digits| code::step(&secret, digits, found.last_step, now));
    let problem = "is not what the app shows now: compare the clock of its device";
    let step = step.ok_or_else(|| Error::input("code", problem))?;

    let transaction = begin_write(&handles.front).await?;
    account::lock(&transaction, caller).await?;
    let turned_on = totp::Entity::update_many()
        .col_expr(totp::Column::ConfirmedAt, Expr::value(Some(now)))
        .col_expr(totp::Column::LastStep, Expr::value(step))
        .filter(totp::Column::UserId.eq(found.user_id))
        .filter(totp::Column::Secret.eq(found.secret))
        .filter(totp::Column::ConfirmedAt.is_null())
        .exec(&transaction)
        .await?;
    if turned_on.rows_affected == 0 {
        return Err(conflict(
            "it was set up again meanwhile: use the newest secret",
        ));
    }
    let codes = renew(&transaction, found.user_id).await?;
    record(&transaction, caller, AuditAction::SecondFactorAdded, now).await?;
    transaction.commit().await?;
    tried.succeeded(now_ms);
    Ok(codes)
}

/// New recovery codes of the caller, in place of all that they had.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Input`] on `currentPassword` or `code` if it is wrong;
/// [`Error::Busy`] after too many attempts; [`Error::Conflict`] if there is no second factor.
pub async fn replace_recovery_codes(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    proof: Proof,
) -> Result<Vec<String>> {
    let now = date(handles.clock.now_ms());
    let (transaction, tried) = prove(handles, caller, origin, proof, now).await?;
    let codes = renew(&transaction, caller.user.id).await?;
    record(
        &transaction,
        caller,
        AuditAction::RecoveryCodesReplaced,
        now,
    )
    .await?;
    transaction.commit().await?;
    tried.succeeded(now.timestamp_millis());
    Ok(codes)
}

/// Turns the caller's second factor off: the password is enough from now on. Sessions stay.
///
/// # Errors
/// Those of [`replace_recovery_codes`].
pub async fn remove(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    proof: Proof,
) -> Result<SecondFactor> {
    let now = date(handles.clock.now_ms());
    let (transaction, tried) = prove(handles, caller, origin, proof, now).await?;
    forget(&transaction, caller.user.id).await?;
    let left = get(&transaction, caller).await?;
    record(&transaction, caller, AuditAction::SecondFactorRemoved, now).await?;
    transaction.commit().await?;
    tried.succeeded(now.timestamp_millis());
    Ok(left)
}

/// Turns the second factor of `user` off, and says whether there was one.
///
/// # Errors
/// If the database fails.
pub async fn forget(transaction: &DatabaseTransaction, user: Uuid) -> Result<bool> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user))
        .exec(transaction)
        .await?;
    let removed = totp::Entity::delete_by_id(user).exec(transaction).await?;
    Ok(removed.rows_affected > 0)
}

/// The app that sign-in of `user` by password asks for, if any.
pub(super) async fn confirmed(
    db: &impl ConnectionTrait,
    user: Uuid,
) -> Result<Option<totp::Model>> {
    let found = totp::Entity::find_by_id(user).filter(totp::Column::ConfirmedAt.is_not_null());
    Ok(found.one(db).await?)
}

/// Whether `code` is one of the account with this app, which it then is no more: once the
/// transaction is committed, nobody uses it again.
pub(super) async fn spend(
    transaction: &DatabaseTransaction,
    keys: &InstanceKeys,
    app: &totp::Model,
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(digits) = code::digits(code) else {
        let hash = code::recovery_hash(app.user_id, code);
        let used = recovery_code::Entity::delete_by_id((app.user_id, hash));
        return Ok(used.exec(transaction).await?.rows_affected > 0);
    };
    let secret = keys.open_totp(&app.secret, app.user_id)?;
    let Some(step) = code::step(&secret, digits, app.last_step, now) else {
        return Ok(false);
    };
    let used = totp::Entity::update_many()
        .col_expr(totp::Column::LastStep, Expr::value(step))
        .filter(totp::Column::UserId.eq(app.user_id))
        .filter(totp::Column::LastStep.lt(step))
        .exec(transaction)
        .await?;
    Ok(used.rows_affected > 0)
}

/// A transaction in which the code is spent; the attempt counts until it succeeds.
async fn prove(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    proof: Proof,
    now: DateTime<Utc>,
) -> Result<(DatabaseTransaction, Try)> {
    caller.person()?;
    let Proof { password, code } = proof;
    let proven = account::prove(handles, caller, origin, password, now).await?;
    let transaction = begin_write(&handles.front).await?;
    proven.hold(&transaction, caller).await?;
    let mut tried = proven.tried;
    let Some(app) = confirmed(&transaction, caller.user.id).await? else {
        tried.undo();
        return Err(conflict("the account has no second factor"));
    };
    tried.code(now.timestamp_millis())?;
    if !spend(&transaction, &handles.keys, &app, &code, now).await? {
        return Err(Error::input("code", "is wrong, or has been used"));
    }
    Ok((transaction, tried))
}

/// New recovery codes of `user`, in place of all others.
async fn renew(transaction: &DatabaseTransaction, user: Uuid) -> Result<Vec<String>> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user))
        .exec(transaction)
        .await?;
    let codes: Vec<String> = std::iter::repeat_with(code::new_recovery_code)
        .take(RECOVERY_CODES)
        .collect();
    let rows = codes.iter().map(|code| recovery_code::ActiveModel {
        user_id: Set(user),
        code_hash: Set(code::recovery_hash(user, code)),
    });
    recovery_code::Entity::insert_many(rows)
        .exec_without_returning(transaction)
        .await?;
    Ok(codes)
}

/// Writes into the caller's audit log what they did.
async fn record(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    action: AuditAction,
    now: DateTime<Utc>,
) -> Result<()> {
    let (user, entry) = (caller.user.id, Entry::new(action));
    audit::record_of_account(transaction, caller, user, entry, now).await
}

/// What authenticator apps read from a QR code. Installations are told apart by their names.
/// Source: "Key Uri Format" of Google Authenticator's wiki.
fn uri(public_url: Option<&Url>, email: &str, secret: &[u8]) -> String {
    let issuer = match public_url.and_then(Url::domain) {
        Some(domain) => format!("Upbeat ({domain})"),
        None => "Upbeat".to_owned(),
    };
    let [issuer, email] =
        [&issuer, email].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string());
    let secret = code::shown(secret);
    format!(
        "otpauth://totp/{issuer}:{email}?secret={secret}&issuer={issuer}&algorithm=SHA1\
         &digits={DIGITS}&period={STEP_SECS}"
    )
}

fn is_on() -> Error {
    conflict("the account has an authenticator app already: removeTotp removes it")
}

fn conflict(message: &str) -> Error {
    Error::Conflict {
        field: None,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_are_told_which_installation_it_is() {
        let url = Url::parse("https://up.example.org/").unwrap();
        assert_eq!(
            uri(Some(&url), "ada@example.org", b"12345678901234567890"),
            "otpauth://totp/Upbeat%20%28up%2Eexample%2Eorg%29:ada%40example%2Eorg\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Upbeat%20%28up%2Eexample%2Eorg%29\
             &algorithm=SHA1&digits=6&period=30"
        );
        let address = Url::parse("http://127.0.0.1:8080/").unwrap();
        for url in [None, Some(&address)] {
            let uri = uri(url, "a@b", &[0; 20]);
            assert!(uri.starts_with("otpauth://totp/Upbeat:a%40b?"), "{uri}");
        }
    }
}
