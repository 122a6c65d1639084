//! Accounts: signing up, in and out, and the current user.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::user;

use super::context::ContextExt;
use super::error::Result;
use crate::service::account;

/// A person with an account.
#[derive(SimpleObject, Debug)]
pub(super) struct User {
    /// Identifier of the account.
    id: ID,
    /// Email address, which is also used to sign in.
    email: String,
    /// When the account was created.
    created_at: DateTime<Utc>,
}

/// A new session.
#[derive(SimpleObject)]
pub(super) struct Session {
    /// Bearer token for `Authorization: Bearer TOKEN`. It is returned only here.
    token: String,
    /// When the session expires.
    expires_at: DateTime<Utc>,
    /// User of the session.
    user: User,
}

/// A new account.
#[derive(InputObject)]
pub(super) struct SignUpInput {
    /// Email address, which must not have an account yet.
    email: String,
    /// Password, 12 to 128 characters.
    #[graphql(secret)]
    password: String,
}

/// An account's credentials.
#[derive(InputObject)]
pub(super) struct SignInInput {
    /// Email address of the account.
    email: String,
    /// Password of the account.
    #[graphql(secret)]
    password: String,
}

#[derive(Default, Debug)]
pub(super) struct UserQuery;

#[Object]
impl UserQuery {
    /// The signed-in user; null if the request is not authenticated, or by an API key.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<User> {
        let person = ctx.identity().filter(|identity| identity.key.is_none());
        person.map(|identity| identity.user.clone().into())
    }
}

#[derive(Default, Debug)]
pub(super) struct UserMutation;

#[Object]
impl UserMutation {
    /// Creates an account with a personal organization and signs in.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Credentials of the new account.")] input: SignUpInput,
    ) -> Result<Session> {
        let SignUpInput { email, password } = input;
        let signed_in = account::sign_up(ctx.entrance(), &email, password, ctx.now()).await?;
        Ok(signed_in.into())
    }

    /// Signs in with a new session, which lasts 30 days.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Credentials of the account.")] input: SignInInput,
    ) -> Result<Session> {
        let SignInInput { email, password } = input;
        let signed_in = account::sign_in(ctx.entrance(), &email, password, ctx.now()).await?;
        Ok(signed_in.into())
    }

    /// Ends the session of the request's token.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<bool> {
        let identity = ctx.caller()?;
        let app = ctx.app();
        account::sign_out(&app.front, &app.open_sessions, identity).await?;
        Ok(true)
    }
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        Self {
            id: row.id.into(),
            email: row.email,
            created_at: row.created_at,
        }
    }
}

impl From<account::SignedIn> for Session {
    fn from(signed_in: account::SignedIn) -> Self {
        Self {
            token: signed_in.token,
            expires_at: signed_in.expires_at,
            user: signed_in.user.into(),
        }
    }
}
