//! Passkeys: registering, listing and removing them, and signing in by one.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use axum::http::header::CACHE_CONTROL;
use chrono::{DateTime, Utc};
use entity::passkey;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::user::{BrowserSession, keep_in_browser};
use crate::service::passkey as service;
use crate::service::passkey::Registration;

/// A passkey: a key in a person's device, by which they sign in without a password.
#[derive(SimpleObject)]
pub(super) struct Passkey {
    /// Identifier of the passkey.
    id: ID,
    /// Displayed name.
    name: String,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// When somebody signed in by it last.
    last_used_at: Option<DateTime<Utc>>,
}

/// What a browser asks its authenticator.
#[derive(SimpleObject)]
pub(super) struct PasskeyChallenge {
    /// What the answer comes with. It is good for one answer.
    token: String,
    /// JSON of Web Authentication: `publicKey` in it is what
    /// `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` takes.
    options: String,
    /// Until when an answer is taken.
    expires_at: DateTime<Utc>,
}

/// What confirms that it is you.
#[derive(InputObject)]
pub(super) struct StartPasskeyRegistrationInput {
    /// Your password, if you signed in more than ten minutes ago.
    #[graphql(secret)]
    current_password: Option<String>,
}

/// A new passkey.
#[derive(InputObject)]
pub(super) struct FinishPasskeyRegistrationInput {
    /// Token of the challenge.
    token: String,
    /// JSON of what `navigator.credentials.create` has made: that of its `toJSON()`.
    credential: String,
    /// Displayed name, such as the device's.
    name: String,
}

/// The answer to a challenge.
#[derive(InputObject)]
pub(super) struct SignInByPasskeyInput {
    /// Token of the challenge.
    token: String,
    /// JSON of what `navigator.credentials.get` has found: that of its `toJSON()`.
    #[graphql(secret)]
    credential: String,
}

#[derive(Default, Debug)]
pub(super) struct PasskeyQuery;

#[Object]
impl PasskeyQuery {
    /// Your passkeys, oldest first.
    #[graphql(complexity = "cost::MEMBERS + 10 * child_complexity")]
    async fn passkeys(&self, ctx: &Context<'_>) -> Result<Vec<Passkey>> {
        // Changes of an account are counted nowhere, so an answer must not be given again.
        ctx.insert_http_header(CACHE_CONTROL, "no-store");
        let found = service::list(&ctx.app().front, ctx.caller()?);
        let found = ctx.read(found).await?.into_iter();
        Ok(found.map(Into::into).collect())
    }
}

#[derive(Default, Debug)]
pub(super) struct PasskeyMutation;

#[Object]
impl PasskeyMutation {
    /// Starts to register a passkey of yours.
    #[graphql(complexity = "cost::CHANGE")]
    async fn start_passkey_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What confirms that it is you.")] input: StartPasskeyRegistrationInput,
    ) -> Result<PasskeyChallenge> {
        let (caller, origin) = (ctx.caller()?, ctx.entrance().origin);
        let started =
            service::start_registration(ctx.app(), caller, origin, input.current_password);
        Ok(ctx.change(started).await?.into())
    }

    /// Registers a passkey of yours: from now on you can sign in by it.
    #[graphql(complexity = "cost::CHANGE")]
    async fn finish_passkey_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new passkey.")] input: FinishPasskeyRegistrationInput,
    ) -> Result<Passkey> {
        let registration = Registration {
            token: &input.token,
            credential: &input.credential,
            name: &input.name,
        };
        let registered = service::finish_registration(ctx.app(), ctx.caller()?, registration);
        Ok(ctx.change(registered).await?.into())
    }

    /// Removes a passkey of yours, and returns its id. Sessions that it opened stay. The only way to
    /// sign in cannot be removed.
    #[graphql(complexity = "cost::CHANGE")]
    async fn remove_passkey(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the passkey.")] id: ID,
    ) -> Result<ID> {
        let passkey = id::parse("id", &id)?;
        let removed = service::remove(ctx.app(), ctx.caller()?, passkey);
        ctx.change(removed).await?;
        Ok(passkey.into())
    }

    /// Starts to sign in by a passkey: the device finds out which one.
    async fn start_passkey_sign_in(&self, ctx: &Context<'_>) -> Result<PasskeyChallenge> {
        let origin = ctx.entrance().origin;
        Ok(service::start_sign_in(ctx.app(), origin)?.into())
    }

    /// Signs a browser in by a passkey, with a cookie as `signInBrowser` does. No further factor is
    /// asked for.
    async fn sign_in_by_passkey(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer to a challenge.")] input: SignInByPasskeyInput,
    ) -> Result<BrowserSession> {
        ctx.browser()?;
        let SignInByPasskeyInput { token, credential } = input;
        let signed_in = service::sign_in(ctx.app(), ctx.entrance(), &token, &credential).await?;
        keep_in_browser(ctx, signed_in).await
    }
}

impl From<passkey::Model> for Passkey {
    fn from(row: passkey::Model) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

impl From<service::Challenge> for PasskeyChallenge {
    fn from(challenge: service::Challenge) -> Self {
        Self {
            token: challenge.token,
            options: challenge.options,
            expires_at: challenge.expires_at,
        }
    }
}
