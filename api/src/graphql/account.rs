//! What keeps an account its owner's: verifying and changing the address, resetting the password.

use async_graphql::{Context, InputObject, Object};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use crate::service::account::{self, NewAddress};

/// A link that was mailed to verify an address.
#[derive(InputObject)]
pub(super) struct VerifyEmailInput {
    /// Token of the link: what follows the `#`.
    #[graphql(secret)]
    token: String,
}

/// A change of your address.
#[derive(InputObject)]
pub(super) struct ChangeEmailInput {
    /// The new address.
    new_email: String,
    /// The password that you have.
    #[graphql(secret)]
    current_password: String,
}

/// An account whose password is to be reset.
#[derive(InputObject)]
pub(super) struct RequestPasswordResetInput {
    /// Email address of the account.
    email: String,
}

/// A new password, by a link that was mailed.
#[derive(InputObject)]
pub(super) struct ResetPasswordInput {
    /// Token of the link: what follows the `#`.
    #[graphql(secret)]
    token: String,
    /// The new password, 12 to 128 characters.
    #[graphql(secret)]
    new_password: String,
}

#[derive(Default, Debug)]
pub(super) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Verifies an address by the link that was mailed to it; no sign-in is needed. A link of
    /// `changeEmail` makes the address the account's, too.
    #[graphql(complexity = "cost::CHANGE")]
    async fn verify_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: VerifyEmailInput,
    ) -> Result<bool> {
        let origin = ctx.entrance().origin;
        let verified = account::verify_email(ctx.app(), origin, &input.token);
        ctx.change(verified).await?;
        Ok(true)
    }

    /// Mails you another link by which your address is verified. The one before is good for nothing
    /// any more.
    #[graphql(complexity = "cost::CHANGE")]
    async fn resend_verification(&self, ctx: &Context<'_>) -> Result<bool> {
        let origin = ctx.entrance().origin;
        let sent = account::resend_verification(ctx.app(), ctx.caller()?, origin);
        ctx.change(sent).await?;
        Ok(true)
    }

    /// Mails a link to your new address. Once it is opened, that is the address of your account, and
    /// the one before is told.
    #[graphql(complexity = "cost::CHANGE")]
    async fn change_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new address.")] input: ChangeEmailInput,
    ) -> Result<bool> {
        let origin = ctx.entrance().origin;
        let new = NewAddress {
            email: &input.new_email,
            current_password: input.current_password,
        };
        let asked = account::change_email(ctx.app(), ctx.caller()?, origin, new);
        ctx.change(asked).await?;
        Ok(true)
    }

    /// Mails a link by which the password of an account can be reset for an hour. The answer is the
    /// same whether there is such an account or not.
    #[graphql(complexity = "cost::CHANGE")]
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] input: RequestPasswordResetInput,
    ) -> Result<bool> {
        let origin = ctx.entrance().origin;
        account::request_password_reset(ctx.app(), origin, &input.email)?;
        Ok(true)
    }

    /// Sets a new password by the link that was mailed, and ends all sessions of the account. If its
    /// address was not verified before, its channels are paused, and its API keys, passkeys and
    /// second factor are removed, since somebody else may have made them.
    #[graphql(complexity = "cost::CHANGE")]
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link, and the new password.")] input: ResetPasswordInput,
    ) -> Result<bool> {
        let origin = ctx.entrance().origin;
        let (token, new) = (input.token, input.new_password);
        let reset = account::reset_password(ctx.app(), origin, &token, new);
        ctx.change(reset).await?;
        Ok(true)
    }
}
