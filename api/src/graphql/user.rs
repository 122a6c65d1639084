//! Accounts: signing up, in and out, and who is asking.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::member::Role;
use entity::user;

use super::context::ContextExt;
use super::error::Result;
use crate::service::account;

/// A person with an account.
#[derive(SimpleObject, Debug)]
pub(super) struct User {
    /// The account's id.
    id: ID,
    /// Where mail for this person goes; it signs them in.
    email: String,
    /// When the account was made.
    created_at: DateTime<Utc>,
}

/// A fresh session.
#[derive(SimpleObject)]
pub(super) struct Session {
    /// The bearer token, for `Authorization: Bearer TOKEN`. It is shown only here.
    token: String,
    /// When the session ends by itself.
    expires_at: DateTime<Utc>,
    /// Whose session it is.
    user: User,
}

/// A new account.
#[derive(InputObject)]
pub(super) struct SignUpInput {
    /// Must have no account yet.
    email: String,
    /// 12 to 128 characters.
    #[graphql(secret)]
    password: String,
}

/// An account's credentials.
#[derive(InputObject)]
pub(super) struct SignInInput {
    /// The account's email address.
    email: String,
    /// The account's password.
    #[graphql(secret)]
    password: String,
}

#[derive(Default, Debug)]
pub(super) struct UserQuery;

#[Object]
impl UserQuery {
    /// Who is asking; null for nobody.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<User> {
        ctx.identity().map(|identity| identity.user.clone().into())
    }
}

#[derive(Default, Debug)]
pub(super) struct UserMutation;

#[Object]
impl UserMutation {
    /// Makes an account with its personal organization, and signs it in.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new account.")] input: SignUpInput,
    ) -> Result<Session> {
        let SignUpInput { email, password } = input;
        let signed_in = account::sign_up(ctx.entrance(), &email, password, ctx.now()).await?;
        Ok(signed_in.into())
    }

    /// Opens a session of 30 days.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose session it will be.")] input: SignInInput,
    ) -> Result<Session> {
        let SignInInput { email, password } = input;
        let signed_in = account::sign_in(ctx.entrance(), &email, password, ctx.now()).await?;
        Ok(signed_in.into())
    }

    /// Ends the session of the token that was sent.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<bool> {
        let identity = ctx.member(Role::Viewer)?;
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
