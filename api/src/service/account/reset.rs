//! Resetting a password by mail.

use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use tracing::warn;

use super::token::{self, Purpose};
use super::unproven::{self, Taken};
use super::{address, by_email, check_password, valid_email};
use crate::service::audit::{self, Actor, Entry};
use crate::service::mail::{self, Mail};
use crate::service::throttle::{Asker, Origin};
use crate::service::{Error, Handles, Result, date, session};

/// Mails a link by which the password of the account of `email` is reset.
/// Whether there is such an account is found out in the background, so neither the answer nor the
/// time that it takes tells.
///
/// # Errors
/// [`Error::PasswordsOff`]; [`Error::Refused`] where there is no mail; [`Error::Input`] on `email`;
/// [`Error::Busy`] after too many mails, whether there is such an account or not.
pub fn request_password_reset(
    handles: &Handles,
    origin: Option<Origin>,
    email: &str,
) -> Result<()> {
    handles.passwords.allowed()?;
    if !mail::is_possible(handles) {
        return Err(Error::Refused(
            "this installation has no mail server: its operator resets a password by \
             `upbeat user reset-password EMAIL`",
        ));
    }
    let email = valid_email(email)?;
    let asker = Asker {
        account: None,
        origin,
    };
    handles
        .throttle
        .mail(&email, asker, handles.clock.now_ms())?;
    let handles = handles.clone();
    tokio::spawn(async move {
        if let Err(err) = ask(&handles, email).await {
            let error = &err as &dyn std::error::Error;
            warn!(error, "A password that was asked for cannot be reset");
        }
    });
    Ok(())
}

/// Mails the link, if there is such an account.
async fn ask(handles: &Handles, email: String) -> Result<()> {
    let Some(user) = by_email(&handles.front, &email).await? else {
        return Ok(());
    };
    let title = "Reset your password";
    let provider = handles.oidc.as_ref();
    if let Some(provider) = provider.filter(|_| user.password_hash.is_empty()) {
        let lead = format!(
            "Somebody asked for a new password of your account. It has none: you sign in by {}.",
            provider.name()
        );
        mail::send(handles, email, Mail::new(title, lead));
        return Ok(());
    }
    let now = date(handles.clock.now_ms());
    let token = token::create(&handles.front, user.id, Purpose::ResetPassword, &email, now).await?;
    let lead = "Open the link to choose a new password, within an hour. If you have not asked for \
                it, ignore this mail: nothing changes.";
    let mail = Mail::with_token(handles, title, lead, "reset-password", &token);
    mail::send(handles, email, mail);
    Ok(())
}

/// Sets a new password by a mailed token, and ends all sessions. Whoever has the token got it by
/// mail, so the address is verified, too. If it was not before, somebody else may have used the
/// account: what they would keep is taken ([`unproven`]).
///
/// # Errors
/// [`Error::PasswordsOff`]; [`Error::Input`] on `newPassword`, or on `token` if it is unknown,
/// expired or used, or went to an address that the account has no more; [`Error::Busy`] after too
/// many attempts.
pub async fn reset_password(
    handles: &Handles,
    origin: Option<Origin>,
    token: &str,
    new: String,
) -> Result<()> {
    handles.passwords.allowed()?;
    check_password(&new).map_err(|err| err.on("newPassword"))?;
    let now = date(handles.clock.now_ms());
    handles.throttle.attempt(origin, now.timestamp_millis())?;
    let purposes = [Purpose::ResetPassword];
    let found = token::read(&handles.front, token, &purposes, now).await?;
    let hash = handles.passwords.hash(new).await?;
    let transaction = begin_write(&handles.front).await?;
    // Channels before the account, and that before its organizations, as everybody locks them.
    let before = address::by_id(&transaction, found.user_id).await?;
    let own = match before.email_verified_at {
        Some(_) => None,
        None => Some(unproven::lock(&transaction, found.user_id).await?),
    };
    let user = address::lock_by_id(&transaction, found.user_id).await?;
    token::spend(&transaction, &found).await?;
    if user.email != found.email {
        return Err(token::over());
    }
    let (id, email) = (user.id, user.email.clone());
    let actor = Actor::person(&user, origin);
    let reset = Entry::new(AuditAction::PasswordReset);
    audit::record_of_account(&transaction, actor.clone(), id, reset, now).await?;
    let taken = match own.filter(|_| user.email_verified_at.is_none()) {
        Some(own) => own.take(&transaction, &user, &actor, now).await?,
        None => Taken::default(),
    };
    let verified_at = user.email_verified_at.unwrap_or(now);
    let mut row = user.into_active_model();
    row.password_hash = Set(hash);
    row.email_verified_at = Set(Some(verified_at));
    row.update(&transaction).await?;
    token::end(&transaction, id).await?;
    let ended = session::delete_all(&transaction, id).await?;
    address::count_changes(&transaction, id).await?;
    transaction.commit().await?;
    for hash in ended.iter().chain(&taken.keys) {
        handles.open_sessions.end(hash);
    }
    handles
        .throttle
        .reset(&email, origin, now.timestamp_millis());
    let mut told = changed();
    if taken.is_something {
        told.lead.push_str(TAKEN);
    }
    mail::send(handles, email, told);
    Ok(())
}

/// What the mail says beside that.
const TAKEN: &str = " Its address was not verified before, so somebody else may have used it: its \
                     channels are paused, and its API keys, passkeys and second factor are gone. \
                     Resume the channels that are yours.";

/// What the owner of an account is told when its password was changed.
pub(in crate::service) fn changed() -> Mail {
    let lead = "The password of your account was changed, and its other sessions have ended. If \
                it was not you, reset it.";
    Mail::new("Your password was changed", lead.to_owned())
}
