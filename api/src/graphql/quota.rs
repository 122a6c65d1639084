//! Quotas of the installation.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::quota;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use crate::service::quota::{self as service, Change};

/// How much an organization may have in this installation. Null means no quota.
#[derive(SimpleObject)]
pub(super) struct Quotas {
    /// Most websites of an organization, paused ones included.
    websites: Option<i32>,
    /// Most channels of an organization.
    channels: Option<i32>,
    /// Most organizations that an account owns, besides its personal one.
    organizations: Option<i32>,
    /// Shortest interval of a website, in seconds.
    shortest_interval_secs: Option<i32>,
}

impl From<quota::Model> for Quotas {
    fn from(row: quota::Model) -> Self {
        Self {
            websites: row.websites,
            channels: row.channels,
            organizations: row.organizations,
            shortest_interval_secs: row.shortest_interval_secs,
        }
    }
}

/// Changes of quotas. What is left out stays, null removes a quota.
#[derive(InputObject)]
pub(super) struct SetQuotasInput {
    /// Most websites of an organization, paused ones included.
    websites: MaybeUndefined<i32>,
    /// Most channels of an organization, 0 to 100.
    channels: MaybeUndefined<i32>,
    /// Most organizations that an account owns, besides its personal one, 0 to 100.
    organizations: MaybeUndefined<i32>,
    /// Shortest interval of a website, in seconds, 10 to 86,400.
    shortest_interval_secs: MaybeUndefined<i32>,
}

impl From<SetQuotasInput> for Change {
    fn from(input: SetQuotasInput) -> Self {
        Self {
            websites: input.websites.into(),
            channels: input.channels.into(),
            organizations: input.organizations.into(),
            shortest_interval_secs: input.shortest_interval_secs.into(),
        }
    }
}

#[derive(Default, Debug)]
pub(super) struct QuotaQuery;

#[Object]
impl QuotaQuery {
    /// Quotas of this installation.
    #[graphql(complexity = "cost::QUOTAS + child_complexity")]
    async fn quotas(&self, ctx: &Context<'_>) -> Result<Quotas> {
        ctx.caller()?;
        Ok(ctx.read(service::get(&ctx.app().db)).await?.into())
    }
}

#[derive(Default, Debug)]
pub(super) struct QuotaMutation;

#[Object]
impl QuotaMutation {
    /// Sets quotas of this installation, for its operators. What exists already goes on.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn set_quotas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quotas to change.")] input: SetQuotasInput,
    ) -> Result<Quotas> {
        ctx.operator().await?;
        let caller = ctx.caller()?;
        let set = service::set(ctx.app(), caller, input.into());
        Ok(ctx.change(set).await?.into())
    }
}
