//! Second factors: authenticator apps and recovery codes.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use axum::http::header::CACHE_CONTROL;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use crate::service::second_factor as service;
use crate::service::second_factor::Proof;

/// What signing in by password takes besides it.
#[derive(SimpleObject)]
pub(super) struct SecondFactor {
    /// Whether it takes a code of an authenticator app, or a recovery code.
    totp: bool,
    /// How many recovery codes have not been used.
    recovery_codes_left: u64,
}

/// What an authenticator app has to know. It is returned only here.
#[derive(SimpleObject)]
pub(super) struct TotpSecret {
    /// The secret in base32, for whoever types it. Codes are those of RFC 6238 with SHA-1, six
    /// digits and 30 s.
    secret: String,
    /// The same as an `otpauth` URI, which apps read from a QR code.
    uri: String,
}

/// New recovery codes. They are returned only here.
#[derive(SimpleObject)]
pub(super) struct RecoveryCodes {
    /// Each of them is good for one sign-in, in place of a code of the app.
    codes: Vec<String>,
}

/// What shows that it is you.
#[derive(InputObject)]
pub(super) struct SetUpTotpInput {
    /// Your password.
    #[graphql(secret)]
    current_password: String,
}

/// What shows that your app has the secret.
#[derive(InputObject)]
pub(super) struct ConfirmTotpInput {
    /// The code that it shows.
    #[graphql(secret)]
    code: String,
}

/// What shows that it is you.
#[derive(InputObject)]
pub(super) struct ReplaceRecoveryCodesInput {
    /// Your password.
    #[graphql(secret)]
    current_password: String,
    /// A code of your app, or a recovery code.
    #[graphql(secret)]
    code: String,
}

/// What shows that it is you.
#[derive(InputObject)]
pub(super) struct RemoveTotpInput {
    /// Your password.
    #[graphql(secret)]
    current_password: String,
    /// A code of your app, or a recovery code.
    #[graphql(secret)]
    code: String,
}

#[derive(Default, Debug)]
pub(super) struct SecondFactorQuery;

#[Object]
impl SecondFactorQuery {
    /// Your second factor.
    #[graphql(complexity = "cost::MEMBERS + child_complexity")]
    async fn second_factor(&self, ctx: &Context<'_>) -> Result<SecondFactor> {
        // No change of it is one of an organization, after which no answer is given again.
        ctx.insert_http_header(CACHE_CONTROL, "no-store");
        let found = service::get(&ctx.app().front, ctx.caller()?);
        Ok(ctx.read(found).await?.into())
    }
}

#[derive(Default, Debug)]
pub(super) struct SecondFactorMutation;

#[Object]
impl SecondFactorMutation {
    /// Makes a secret for an authenticator app of yours. Nothing changes before `confirmTotp`.
    #[graphql(complexity = "cost::CHANGE")]
    async fn set_up_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shows that it is you.")] input: SetUpTotpInput,
    ) -> Result<TotpSecret> {
        let (caller, origin) = (ctx.caller()?, ctx.entrance().origin);
        let made = service::set_up(ctx.app(), caller, origin, input.current_password);
        let made = ctx.change(made).await?;
        Ok(TotpSecret {
            secret: made.text,
            uri: made.uri,
        })
    }

    /// Turns the second factor on: from now on signing in by password takes a code, too. Sessions
    /// that are open stay.
    #[graphql(complexity = "cost::CHANGE")]
    async fn confirm_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shows that your app has the secret.")] input: ConfirmTotpInput,
    ) -> Result<RecoveryCodes> {
        let (caller, origin) = (ctx.caller()?, ctx.entrance().origin);
        let confirmed = service::confirm(ctx.app(), caller, origin, &input.code);
        let codes = ctx.change(confirmed).await?;
        Ok(RecoveryCodes { codes })
    }

    /// Makes new recovery codes; those from before are good for nothing any more.
    #[graphql(complexity = "cost::CHANGE")]
    async fn replace_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shows that it is you.")] input: ReplaceRecoveryCodesInput,
    ) -> Result<RecoveryCodes> {
        let (caller, origin) = (ctx.caller()?, ctx.entrance().origin);
        let proof = Proof {
            password: input.current_password,
            code: input.code,
        };
        let replaced = service::replace_recovery_codes(ctx.app(), caller, origin, proof);
        let codes = ctx.change(replaced).await?;
        Ok(RecoveryCodes { codes })
    }

    /// Turns the second factor off, and forgets app and recovery codes. Sessions that are open
    /// stay.
    #[graphql(complexity = "cost::CHANGE")]
    async fn remove_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shows that it is you.")] input: RemoveTotpInput,
    ) -> Result<SecondFactor> {
        let (caller, origin) = (ctx.caller()?, ctx.entrance().origin);
        let proof = Proof {
            password: input.current_password,
            code: input.code,
        };
        let left = service::remove(ctx.app(), caller, origin, proof);
        Ok(ctx.change(left).await?.into())
    }
}

impl From<service::SecondFactor> for SecondFactor {
    fn from(found: service::SecondFactor) -> Self {
        Self {
            totp: found.is_on,
            recovery_codes_left: found.recovery_codes_left,
        }
    }
}
