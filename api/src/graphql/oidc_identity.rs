//! Identities at a provider of single sign-on: listing and unlinking them.

use async_graphql::{Context, ID, Object, SimpleObject};
use axum::http::header::CACHE_CONTROL;
use chrono::{DateTime, Utc};
use entity::oidc_identity;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use crate::service::oidc_identity as service;

/// Who you are at a provider of single sign-on.
#[derive(SimpleObject)]
pub(super) struct Identity {
    /// Identifier of the identity here.
    id: ID,
    /// Identifier of the provider.
    issuer: String,
    /// What the provider calls you.
    subject: String,
    /// When it was linked to your account.
    created_at: DateTime<Utc>,
}

#[derive(Default, Debug)]
pub(super) struct OidcIdentityQuery;

#[Object]
impl OidcIdentityQuery {
    /// Your identities at providers of single sign-on, oldest first.
    #[graphql(complexity = "cost::MEMBERS + 10 * child_complexity")]
    async fn identities(&self, ctx: &Context<'_>) -> Result<Vec<Identity>> {
        // No change of them is one of an organization, after which no answer is given again.
        ctx.insert_http_header(CACHE_CONTROL, "no-store");
        let found = service::list(&ctx.app().front, ctx.caller()?);
        let found = ctx.read(found).await?.into_iter();
        Ok(found.map(Into::into).collect())
    }
}

#[derive(Default, Debug)]
pub(super) struct OidcIdentityMutation;

#[Object]
impl OidcIdentityMutation {
    /// Unlinks an identity from your account, and returns its id: you do not sign in by it any more.
    /// Sessions that are open stay. The only way to sign in cannot be removed.
    #[graphql(complexity = "cost::CHANGE")]
    async fn unlink_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the identity.")] id: ID,
    ) -> Result<ID> {
        let identity = id::parse("id", &id)?;
        let unlinked = service::unlink(ctx.app(), ctx.caller()?, identity);
        ctx.change(unlinked).await?;
        Ok(identity.into())
    }
}

impl From<oidc_identity::Model> for Identity {
    fn from(row: oidc_identity::Model) -> Self {
        Self {
            id: service::id(&row).into(),
            issuer: row.issuer,
            subject: row.subject,
            created_at: row.created_at,
        }
    }
}
