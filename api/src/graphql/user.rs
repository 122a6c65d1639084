//! Accounts: signing up, in and out, and the current user.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use chrono::{DateTime, Utc};
use entity::user;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use crate::service::{account, session};

/// A person with an account.
#[derive(SimpleObject, Debug)]
pub(super) struct User {
    /// Identifier of the account.
    id: ID,
    /// Email address, which is also used to sign in.
    email: String,
    /// Whether mail to the address has been proven to reach the person. Where the installation sends
    /// mail, an account without this invites nobody, makes no API keys and adds no passkeys.
    email_verified: bool,
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

/// A new session of a browser. Its token is in a cookie that no script can read.
#[derive(SimpleObject)]
pub(super) struct BrowserSession {
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
    /// Token of an invitation to an organization, which is accepted. It is needed where
    /// `signInOptions` has the registration `INVITED`.
    #[graphql(secret)]
    invitation: Option<String>,
}

/// An account's credentials.
#[derive(InputObject)]
pub(super) struct SignInInput {
    /// Email address of the account.
    email: String,
    /// Password of the account.
    #[graphql(secret)]
    password: String,
    /// A code of the account's authenticator app, or one of its recovery codes, if it has a second
    /// factor. Without it the code of the error is `SECOND_FACTOR_REQUIRED`.
    #[graphql(secret)]
    code: Option<String>,
}

/// A session of yours: a browser or a program that is signed in.
#[derive(SimpleObject)]
pub(super) struct OpenSession {
    /// Identifier of the session.
    id: ID,
    /// The program that opened it, as it names itself.
    device: Option<String>,
    /// The address from which it was opened.
    address: Option<String>,
    /// When it was opened.
    created_at: DateTime<Utc>,
    /// When it was used last, to the minute.
    last_seen_at: Option<DateTime<Utc>>,
    /// When it expires.
    expires_at: DateTime<Utc>,
    /// Whether it is the one of this request.
    current: bool,
}

/// A change of your password.
#[derive(InputObject)]
pub(super) struct ChangePasswordInput {
    /// The password that you have.
    #[graphql(secret)]
    current_password: String,
    /// The new one, 12 to 128 characters.
    #[graphql(secret)]
    new_password: String,
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

    /// Your sessions, newest first.
    #[graphql(complexity = "cost::MEMBERS + 10 * child_complexity")]
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<OpenSession>> {
        let caller = ctx.caller()?;
        caller.person()?;
        // `current` differs between sessions, so the answer is not shared between them.
        ctx.insert_http_header(CACHE_CONTROL, "no-store");
        let found = session::list(&ctx.app().front, caller, ctx.now());
        let found = ctx.read(found).await?.into_iter();
        Ok(found
            .map(|row| OpenSession {
                id: session::id(&row).into(),
                current: row.token_hash == caller.token_hash,
                device: row.device,
                address: row.address,
                created_at: row.created_at,
                last_seen_at: row.last_seen_at,
                expires_at: row.expires_at,
            })
            .collect())
    }
}

#[derive(Default, Debug)]
pub(super) struct UserMutation;

#[Object]
impl UserMutation {
    /// Creates an account with a personal organization and signs in. Where the installation sends
    /// mail, the address gets a link by which it is verified.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Credentials of the new account.")] input: SignUpInput,
    ) -> Result<Session> {
        let signed_in = sign_up(ctx, input).await?;
        Ok(signed_in.into())
    }

    /// Signs in with a new session, which lasts 30 days.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Credentials of the account.")] input: SignInInput,
    ) -> Result<Session> {
        let signed_in = account::sign_in(ctx.entrance(), input.into(), ctx.now()).await?;
        Ok(signed_in.into())
    }

    /// Creates an account as `signUp` does, and signs the browser in by a cookie, which works for
    /// `POST`, `GET`, sockets and exports from pages of this host. A page that was signed in by
    /// cookie before no longer is.
    async fn sign_up_browser(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Credentials of the new account.")] input: SignUpInput,
    ) -> Result<BrowserSession> {
        ctx.browser()?;
        let signed_in = sign_up(ctx, input).await?;
        keep_in_browser(ctx, signed_in).await
    }

    /// Signs a browser in as `signIn` does, but by a cookie, which works for `POST`, `GET`, sockets
    /// and exports from pages of this host. A page that was signed in by cookie before no longer
    /// is.
    async fn sign_in_browser(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Credentials of the account.")] input: SignInInput,
    ) -> Result<BrowserSession> {
        ctx.browser()?;
        let signed_in = account::sign_in(ctx.entrance(), input.into(), ctx.now()).await?;
        keep_in_browser(ctx, signed_in).await
    }

    /// Ends the session of the request's token or cookie, and removes the cookie.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<bool> {
        let identity = ctx.caller()?;
        let app = ctx.app();
        account::sign_out(app, identity).await?;
        if let Ok(browser) = ctx.browser()
            && browser.is_by_cookie
        {
            ctx.insert_http_header(SET_COOKIE, browser.cookie.remove());
        }
        Ok(true)
    }

    /// Ends a session of yours, and returns its id. Its sockets are closed.
    #[graphql(complexity = "cost::CHANGE")]
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the session.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let session = id::parse("id", &id)?;
        let revoked = session::revoke(ctx.app(), caller, session);
        ctx.change(revoked).await?;
        Ok(session.into())
    }

    /// Changes your password, and ends your other sessions.
    #[graphql(complexity = "cost::CHANGE")]
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password that you have, and the new one.")]
        input: ChangePasswordInput,
    ) -> Result<bool> {
        let caller = ctx.caller()?;
        let (current, new) = (input.current_password, input.new_password);
        let origin = ctx.entrance().origin;
        let changed = session::change_password(ctx.app(), caller, origin, current, new);
        ctx.change(changed).await?;
        Ok(true)
    }
}

async fn sign_up(ctx: &Context<'_>, input: SignUpInput) -> Result<account::SignedIn> {
    let new = account::NewAccount {
        email: &input.email,
        password: input.password,
        invitation: input.invitation.as_deref(),
    };
    Ok(account::sign_up(ctx.app(), ctx.entrance(), new, ctx.now()).await?)
}

/// Hands a new session to the browser, in place of the one that its cookie had.
pub(super) async fn keep_in_browser(
    ctx: &Context<'_>,
    signed_in: account::SignedIn,
) -> Result<BrowserSession> {
    let browser = ctx.browser()?;
    if let Some(before) = ctx.identity().filter(|_| browser.is_by_cookie) {
        let app = ctx.app();
        account::sign_out(app, before).await?;
    }
    ctx.insert_http_header(SET_COOKIE, browser.cookie.set(&signed_in, ctx.now()));
    Ok(BrowserSession {
        expires_at: signed_in.expires_at,
        user: signed_in.user.into(),
    })
}

impl From<SignInInput> for account::Credentials {
    fn from(input: SignInInput) -> Self {
        Self {
            email: input.email,
            password: input.password,
            code: input.code,
        }
    }
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        Self {
            id: row.id.into(),
            email: row.email,
            email_verified: row.email_verified_at.is_some(),
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
