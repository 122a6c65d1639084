//! What a sign-in page offers.

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use crate::service::{mail, registration};

/// By what people sign in here.
#[derive(SimpleObject)]
pub(super) struct SignInOptions {
    /// Whether they sign up and in by password.
    passwords: bool,
    /// Whether they can have passkeys.
    passkeys: bool,
    /// The provider of single sign-on; null if there is none.
    single_sign_on: Option<SingleSignOn>,
    /// Who may sign up by password. The first account of an installation may always be created.
    registration: Registration,
    /// Whether this installation sends mail, by which passwords are reset and addresses verified.
    mail: bool,
}

/// Who may sign up by password.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "registration::Mode")]
pub(super) enum Registration {
    /// Everybody.
    Open,
    /// Whoever has an invitation to an organization.
    Invited,
    /// Nobody.
    Closed,
}

/// The provider of single sign-on.
#[derive(SimpleObject)]
pub(super) struct SingleSignOn {
    /// What people call it: the text of the button.
    name: String,
    /// Where the button leads. With `?return=/PATH`, the browser goes there afterwards.
    url: String,
}

#[derive(Default, Debug)]
pub(super) struct SignInOptionsQuery;

#[Object]
impl SignInOptionsQuery {
    /// By what people sign in here; no sign-in is needed.
    #[graphql(complexity = "cost::ACCOUNTS + child_complexity")]
    async fn sign_in_options(&self, ctx: &Context<'_>) -> Result<SignInOptions> {
        let app = ctx.app();
        let mode = app.registration.now(&app.front);
        Ok(SignInOptions {
            passwords: app.passwords.allowed().is_ok(),
            passkeys: app.passkeys.are_possible(),
            single_sign_on: app.oidc.as_ref().map(|oidc| SingleSignOn {
                name: oidc.name().to_owned(),
                url: oidc.start_url(),
            }),
            registration: ctx.read(mode).await?.into(),
            mail: mail::is_possible(app),
        })
    }
}
