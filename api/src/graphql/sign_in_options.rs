//! What a sign-in page offers.

use async_graphql::{Context, Object, SimpleObject};

use super::context::ContextExt;

/// By what people sign in here.
#[derive(SimpleObject)]
pub(super) struct SignInOptions {
    /// Whether they sign up and in by password.
    passwords: bool,
    /// Whether they can have passkeys.
    passkeys: bool,
    /// The provider of single sign-on; null if there is none.
    single_sign_on: Option<SingleSignOn>,
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
    async fn sign_in_options(&self, ctx: &Context<'_>) -> SignInOptions {
        let app = ctx.app();
        SignInOptions {
            passwords: app.passwords.allowed().is_ok(),
            passkeys: app.passkeys.are_possible(),
            single_sign_on: app.oidc.as_ref().map(|oidc| SingleSignOn {
                name: oidc.name().to_owned(),
                url: oidc.start_url(),
            }),
        }
    }
}
