//! Challenges: what an authenticator is asked to sign, and what its answer is checked against.
//!
//! The client keeps both in a token that the installation's key authenticates. So nothing is stored
//! for strangers who ask for challenges, and any replica takes the answer. A challenge that was
//! answered is noted, which makes it good for one answer; after five minutes it is good for none.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use entity::used_challenge;
use queue::SigningKey;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, SqlErr,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

use super::unexpected;
use crate::service::account::hash_token;
use crate::service::{Error, Result};

/// How long an answer may take. Source: Web Authentication, level 3, 15.1.
pub(super) const LASTS: TimeDelta = TimeDelta::minutes(5);

/// Distinguishes the authentication of tokens from what else the key is used for.
const PURPOSE: &str = "passkey challenge";

/// A challenge, for the client.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// What the answer comes with.
    pub token: String,
    /// What the browser is given, as JSON.
    pub options: String,
    /// Until when an answer is taken.
    pub expires_at: DateTime<Utc>,
}

/// What an answer is checked against.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum State {
    /// That of a new passkey of this user.
    Registration(Uuid, PasskeyRegistration),
    /// That of a sign-in.
    SignIn(DiscoverableAuthentication),
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    expires_at: DateTime<Utc>,
    state: State,
}

/// A challenge that has not expired.
pub(super) struct Open {
    pub(super) state: State,
    token_hash: Vec<u8>,
    expires_at: DateTime<Utc>,
}

/// The challenge of `state`.
pub(super) fn seal(
    key: &SigningKey,
    state: State,
    options: String,
    now: DateTime<Utc>,
) -> Result<Challenge> {
    let expires_at = now + LASTS;
    let sealed = serde_json::to_vec(&Sealed { expires_at, state }).map_err(unexpected)?;
    let mac = key.derive(PURPOSE, &sealed);
    let [sealed, mac] = [&sealed[..], &mac[..]].map(|part| URL_SAFE_NO_PAD.encode(part));
    Ok(Challenge {
        token: format!("{sealed}.{mac}"),
        options,
        expires_at,
    })
}

/// The challenge with this token, if it is one of ours and has not expired.
pub(super) fn open(key: &SigningKey, token: &str, now: DateTime<Utc>) -> Option<Open> {
    let (sealed, mac) = token.split_once('.')?;
    let [sealed, mac] = [sealed, mac].map(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let (sealed, mac) = (sealed?, mac?);
    let expected = key.derive(PURPOSE, &sealed);
    // Derived once more, so that the time of the comparison tells nothing of what is expected.
    if key.derive(PURPOSE, &mac) != key.derive(PURPOSE, &expected) {
        return None;
    }
    let sealed: Sealed = serde_json::from_slice(&sealed).ok()?;
    (sealed.expires_at > now).then(|| Open {
        state: sealed.state,
        token_hash: hash_token(token),
        expires_at: sealed.expires_at,
    })
}

impl Open {
    /// Notes that the challenge has been answered.
    ///
    /// # Errors
    /// `again` if it had been before; then the transaction can do nothing more.
    pub(super) async fn spend(
        &self,
        transaction: &DatabaseTransaction,
        now: DateTime<Utc>,
        again: Error,
    ) -> Result<()> {
        used_challenge::Entity::delete_many()
            .filter(used_challenge::Column::ExpiresAt.lte(now))
            .exec(transaction)
            .await?;
        let row = used_challenge::ActiveModel {
            token_hash: Set(self.token_hash.clone()),
            expires_at: Set(self.expires_at),
        };
        let inserted = used_challenge::Entity::insert(row);
        match inserted.exec_without_returning(transaction).await {
            Err(err) if matches!(err.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                Err(again)
            }
            inserted => {
                inserted?;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::passkey::Passkeys;

    #[test]
    fn a_token_is_good_for_five_minutes_and_as_it_is() {
        let passkeys = Passkeys::new(None);
        let (_, state) = passkeys
            .site()
            .unwrap()
            .start_discoverable_authentication()
            .unwrap();
        let (key, now) = (SigningKey::new([7; 32]), DateTime::<Utc>::UNIX_EPOCH);
        let challenge = seal(&key, State::SignIn(state), String::new(), now).unwrap();
        let token = challenge.token.as_str();
        assert!(open(&key, token, now + LASTS - TimeDelta::milliseconds(1)).is_some());
        assert!(open(&key, token, now + LASTS).is_none());
        assert!(open(&SigningKey::new([8; 32]), token, now).is_none());
        let (sealed, mac) = token.split_once('.').unwrap();
        let later = URL_SAFE_NO_PAD.decode(sealed).unwrap();
        let later = String::from_utf8(later).unwrap().replace("1970", "2970");
        let later = URL_SAFE_NO_PAD.encode(later);
        for forged in [
            format!("{later}.{mac}"),
            format!("{sealed}."),
            format!("{sealed}.{}", &mac[1..]),
            sealed.to_owned(),
            String::new(),
        ] {
            assert!(open(&key, &forged, now).is_none(), "{forged}");
        }
    }
}
