//! Passkeys: signing in without a password, by a key that stays in a person's device.
//!
//! A passkey is discoverable, so nobody types an address, and verifies its owner by a gesture or a
//! PIN: it is two factors in one.

mod challenge;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::{passkey, session, user};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, SqlErr,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tracing::warn;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    Passkey, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn, WebauthnBuilder,
    WebauthnError,
};

pub use self::challenge::Challenge;
use self::challenge::{LASTS, State, open, seal};
use super::account::{self, Entrance, Method, SignedIn, Visitor};
use super::audit::{self, Entry};
use super::identity::Identity;
use super::text::is_one_line;
use super::throttle::Origin;
use super::{Error, Handles, Result, date};

/// Where people reach an installation that does not know its own address: nowhere else do browsers
/// take passkeys without TLS. Source: W3C, Secure Contexts, 3.1.
const LOCAL: &str = "http://localhost";

/// How long after its sign-in a session may add a passkey without the password.
const RECENT: TimeDelta = TimeDelta::minutes(10);

/// Most passkeys of an account.
const MOST: usize = 20;

/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 100;

/// What authenticators bind passkeys to; cheap to clone.
#[derive(Clone, Debug)]
pub struct Passkeys(Option<Arc<Webauthn>>);

impl Passkeys {
    /// Passkeys of the installation that people reach at `public_url`. There are none where its
    /// host is an address: browsers bind them to names. Source: Web Authentication, level 3, 5.1.3.
    pub fn new(public_url: Option<&Url>) -> Self {
        let local = Url::parse(LOCAL).ok();
        let site = |url: &Url| {
            let builder = WebauthnBuilder::new(url.domain()?, url).ok()?;
            let timeout = LASTS.to_std().unwrap_or_default();
            let builder = builder.rp_name("Upbeat").timeout(timeout);
            builder.allow_any_port(public_url.is_none()).build().ok()
        };
        Self(public_url.or(local.as_ref()).and_then(site).map(Arc::new))
    }

    /// Whether there are passkeys here.
    pub fn are_possible(&self) -> bool {
        self.0.is_some()
    }

    fn site(&self) -> Result<&Webauthn> {
        self.0.as_deref().ok_or_else(|| Error::Conflict {
            field: None,
            message: "passkeys need an installation that is reached by a name: UPBEAT_PUBLIC_URL"
                .to_owned(),
        })
    }
}

/// A new passkey.
#[derive(Clone, Copy, Debug)]
pub struct Registration<'a> {
    /// Token of the challenge.
    pub token: &'a str,
    /// What the browser answers, as JSON.
    pub credential: &'a str,
    /// Displayed name.
    pub name: &'a str,
}

/// The passkeys of the caller, oldest first.
///
/// # Errors
/// [`Error::Forbidden`] for a key, or if the database fails.
pub async fn list(db: &impl ConnectionTrait, caller: &Identity) -> Result<Vec<passkey::Model>> {
    caller.person()?;
    let rows = passkey::Entity::find().filter(passkey::Column::UserId.eq(caller.user.id));
    Ok(rows.order_by_asc(passkey::Column::Id).all(db).await?)
}

/// A challenge for a new passkey of the caller, who has signed in just now or knows the password.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Refused`] if the caller's address is not verified;
/// [`Error::Input`] on `currentPassword` if it is needed or wrong; [`Error::Conflict`] if there are
/// too many, or none are possible here.
pub async fn start_registration(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    password: Option<String>,
) -> Result<Challenge> {
    let known = list(&handles.front, caller).await?;
    account::check_verified(handles, &caller.user)?;
    room(known.len())?;
    let now = date(handles.clock.now_ms());
    confirm(handles, caller, origin, password, now).await?;
    let known = known.into_iter().map(|row| row.credential_id);
    let email = &caller.user.email;
    let site = handles.passkeys.site()?;
    let started =
        site.start_passkey_registration(caller.user.id, email, email, Some(known.collect()));
    let (options, state) = started.map_err(unexpected)?;
    let mut options = serde_json::to_value(&options).map_err(unexpected)?;
    // The library leaves it to the authenticator. Who signs in by a passkey types no address, so
    // it must be one that is found without.
    let selection = &mut options["publicKey"]["authenticatorSelection"];
    selection["residentKey"] = json!("required");
    selection["requireResidentKey"] = json!(true);
    let state = State::Registration(caller.user.id, state);
    seal(&handles.signing, state, options.to_string(), now)
}

/// Stores a new passkey of the caller.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Input`] on `token`, `credential` or `name`;
/// [`Error::Conflict`] if it is registered already, or there are too many.
pub async fn finish_registration(
    handles: &Handles,
    caller: &Identity,
    registration: Registration<'_>,
) -> Result<passkey::Model> {
    caller.person()?;
    let Registration {
        token,
        credential,
        name,
    } = registration;
    let name = valid_name(name)?;
    let now = date(handles.clock.now_ms());
    let over = || Error::input("token", "is unknown, expired or used: start again");
    let challenge = open(&handles.signing, token, now).ok_or_else(over)?;
    let State::Registration(user, state) = &challenge.state else {
        return Err(over());
    };
    if *user != caller.user.id {
        return Err(over());
    }
    let credential: RegisterPublicKeyCredential = parse(credential)?;
    let site = handles.passkeys.site()?;
    let made = site.finish_passkey_registration(&credential, state);
    let made = made.map_err(|_| Error::input("credential", "does not answer the challenge"))?;

    let transaction = begin_write(&handles.front).await?;
    account::lock(&transaction, caller).await?;
    challenge.spend(&transaction, now, over()).await?;
    room(list(&transaction, caller).await?.len())?;
    let row = passkey::Model {
        id: Uuid::now_v7(),
        user_id: caller.user.id,
        name,
        credential_id: made.cred_id().clone(),
        credential: serde_json::to_string(&made).map_err(unexpected)?,
        created_at: now,
        last_used_at: None,
    };
    let inserted = passkey::Entity::insert(row.clone().into_active_model());
    match inserted.exec_without_returning(&transaction).await {
        Err(err) if matches!(err.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            return Err(Error::Conflict {
                field: Some("credential"),
                message: "this passkey is registered already".to_owned(),
            });
        }
        inserted => inserted?,
    };
    let (user, entry) = (
        row.user_id,
        Entry::of(AuditAction::PasskeyAdded, row.id, &row.name),
    );
    audit::record_of_account(&transaction, caller, user, entry, now).await?;
    transaction.commit().await?;
    Ok(row)
}

/// Removes a passkey of the caller: nobody signs in by it any more. Sessions stay open.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::NotFound`]; [`Error::Conflict`] if it is the only way
/// to sign in.
pub async fn remove(handles: &Handles, caller: &Identity, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.front).await?;
    let user = account::lock(&transaction, caller).await?;
    let own = list(&transaction, caller).await?;
    let row = own.into_iter().find(|row| row.id == id);
    let row = row.ok_or(Error::NotFound("passkey"))?;
    passkey::Entity::delete_by_id(id).exec(&transaction).await?;
    account::check_way_in(handles, &transaction, &user).await?;
    let entry = Entry::of(AuditAction::PasskeyRemoved, row.id, &row.name);
    let now = date(handles.clock.now_ms());
    audit::record_of_account(&transaction, caller, user.id, entry, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// A challenge for whoever wants to sign in.
///
/// # Errors
/// [`Error::Busy`] after too many attempts, or [`Error::Conflict`] if no passkeys are possible here.
pub fn start_sign_in(handles: &Handles, origin: Option<Origin>) -> Result<Challenge> {
    let now_ms = handles.clock.now_ms();
    handles.throttle.attempt(origin, now_ms)?;
    let started = handles.passkeys.site()?.start_discoverable_authentication();
    let (options, state) = started.map_err(unexpected)?;
    let mut options = serde_json::to_value(&options).map_err(unexpected)?;
    // Whether passkeys are offered in a form's field or in a dialog is the page's choice.
    if let Value::Object(options) = &mut options {
        options.remove("mediation");
    }
    let state = State::SignIn(state);
    seal(&handles.signing, state, options.to_string(), date(now_ms))
}

/// Signs in, with a new session, whoever has answered a challenge by a passkey.
///
/// # Errors
/// [`Error::WrongPasskey`], whatever is wrong; [`Error::Busy`] after too many attempts.
pub async fn sign_in(
    handles: &Handles,
    entrance: Entrance<'_>,
    token: &str,
    credential: &str,
) -> Result<SignedIn> {
    let now = date(handles.clock.now_ms());
    handles
        .throttle
        .attempt(entrance.origin, now.timestamp_millis())?;
    let wrong = || Error::WrongPasskey;
    let challenge = open(&handles.signing, token, now).ok_or_else(wrong)?;
    let State::SignIn(state) = &challenge.state else {
        return Err(wrong());
    };
    let credential: PublicKeyCredential = parse(credential).map_err(|_| wrong())?;
    let site = handles.passkeys.site()?;
    let named = site.identify_discoverable_authentication(&credential);
    let (user, credential_id) = named.map_err(|_| wrong())?;

    let transaction = begin_write(entrance.db).await?;
    let found = passkey::Entity::find()
        .filter(passkey::Column::CredentialId.eq(credential_id))
        .filter(passkey::Column::UserId.eq(user))
        .lock(LockType::NoKeyUpdate)
        .one(&transaction)
        .await?;
    let found = found.ok_or_else(wrong)?;
    let mut known: Passkey = serde_json::from_str(&found.credential).map_err(unexpected)?;
    let verified = site.finish_discoverable_authentication_v2(&credential, state.clone(), &known);
    let verified = verified.map_err(|err| {
        if matches!(err, WebauthnError::CredentialPossibleCompromise) {
            let passkey = found.id;
            warn!(%passkey, "A passkey has counted backwards: there may be a copy of it");
        }
        wrong()
    })?;
    challenge.spend(&transaction, now, wrong()).await?;
    let has_changed = known.update_credential(&verified) == Some(true);
    let mut row = found.into_active_model();
    row.last_used_at = Set(Some(now));
    if has_changed {
        row.credential = Set(serde_json::to_string(&known).map_err(unexpected)?);
    }
    row.update(&transaction).await?;
    let user = user::Entity::find_by_id(user).one(&transaction).await?;
    let user = user.ok_or_else(wrong)?;
    handles
        .throttle
        .session(&user.email, now.timestamp_millis())?;
    let visitor = Visitor {
        method: Method::Passkey,
        device: entrance.device,
        origin: entrance.origin,
    };
    let signed_in = account::open_session(&transaction, user, visitor, now).await?;
    transaction.commit().await?;
    Ok(signed_in)
}

/// Refuses unless the session is new or the password is right: who finds a browser open must not
/// keep a way in.
async fn confirm(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    password: Option<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    let own = session::Entity::find_by_id(caller.token_hash.clone());
    let own = own
        .one(&handles.front)
        .await?
        .ok_or(Error::Unauthenticated)?;
    if now - own.created_at < RECENT {
        return Ok(());
    }
    let Some(password) = password else {
        let problem = "is needed, or a new sign-in: yours is older than ten minutes";
        return Err(Error::input("currentPassword", problem));
    };
    let proven = account::prove(handles, caller, origin, password, now).await?;
    proven.tried.succeeded(now.timestamp_millis());
    Ok(())
}

fn room(count: usize) -> Result<()> {
    if count < MOST {
        return Ok(());
    }
    Err(Error::Conflict {
        field: None,
        message: format!("an account has at most {MOST} passkeys; remove some"),
    })
}

fn valid_name(text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > MAX_NAME_CHARS || !is_one_line(text) {
        let problem = format!("must be 1 to {MAX_NAME_CHARS} characters on one line");
        return Err(Error::input("name", problem));
    }
    Ok(text.to_owned())
}

fn parse<T: DeserializeOwned>(credential: &str) -> Result<T> {
    let problem = "must be what PublicKeyCredential.toJSON() returns, as text";
    serde_json::from_str(credential).map_err(|_| Error::input("credential", problem))
}

/// Neither the library nor a stored passkey fails by anything that a caller gets wrong.
fn unexpected(err: impl ToString) -> Error {
    Error::Passkey(err.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_bound_to_a_name() {
        let possible = |url: &str| {
            let url = Url::parse(url).unwrap();
            Passkeys::new(Some(&url)).are_possible()
        };
        assert!(Passkeys::new(None).are_possible());
        assert!(possible("https://up.example.org/upbeat/"));
        assert!(possible("http://localhost:8080/"));
        assert!(!possible("http://127.0.0.1:8080/") && !possible("https://[2001:db8::1]/"));
    }
}
