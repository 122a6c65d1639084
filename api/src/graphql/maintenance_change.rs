//! Reading, announcing, changing, starting and ending maintenance.

use async_graphql::{Context, ID, Object};
use uuid::Uuid;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::maintenance::{Maintenance, MaintenanceState};
use super::maintenance_input::{CreateMaintenanceInput, UpdateMaintenanceInput};
use super::serial::Page;
use crate::service::access::{Permission, Scope};
use crate::service::maintenance::{self as service, Filter};
use crate::service::{page, website};

#[derive(Default, Debug)]
pub(super) struct MaintenanceQuery;

#[Object]
impl MaintenanceQuery {
    /// The maintenance with this id.
    #[graphql(complexity = "cost::MAINTENANCES + child_complexity")]
    async fn maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the maintenance.")] id: ID,
    ) -> Result<Maintenance> {
        let access = &ctx.caller()?.access;
        let id = id::parse("id", &id)?;
        let found = service::get(&ctx.app().db, access, id, ctx.now_ms());
        Ok(ctx.read(found).await?.into())
    }

    /// An organization's maintenance, newest first.
    #[graphql(complexity = "cost::MAINTENANCES + page::weight(first) * child_complexity")]
    async fn maintenances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Only in this state; all by default.")] state: Option<MaintenanceState>,
        #[graphql(desc = "Only for this website, alone or with others.")] website_id: Option<ID>,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<Page<Maintenance>> {
        let organization = ctx.organization(Permission::Read, organization_id.as_ref())?;
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(Uuid::from_bytes);
        let db = &ctx.app().db;
        let website = match website_id {
            None => None,
            Some(website_id) => {
                let id = id::parse("websiteId", &website_id)?;
                let scope = Scope::all(organization);
                let website = website::of(db, &scope, id);
                Some(ctx.read(website).await?)
            }
        };
        let state = state.map(Into::into);
        let filter = Filter { state, website };
        let found = service::list(db, organization, filter, first, after, ctx.now_ms());
        Ok(Maintenance::page(ctx.read(found).await?, after.is_some()))
    }
}

#[derive(Default, Debug)]
pub(super) struct MaintenanceMutation;

#[Object]
impl MaintenanceMutation {
    /// Announces maintenance: checks go on, alerts are held, and its time leaves uptime. What is
    /// still down when a window ends is told then.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is announced, and when it takes place.")]
        input: CreateMaintenanceInput,
    ) -> Result<Maintenance> {
        let id = input.organization_id.as_ref();
        let organization = ctx.organization(Permission::ChangeMaintenance, id)?;
        let created = service::create(ctx.app(), ctx.caller()?, organization, input.into_change()?);
        Ok(ctx.change(created).await?.into())
    }

    /// Changes maintenance from now on. The past stays as it was.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn update_maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Maintenance and new settings.")] input: UpdateMaintenanceInput,
    ) -> Result<Maintenance> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &input.id)?;
        let updated = service::update(ctx.app(), caller, id, input.into_change()?);
        Ok(ctx.change(updated).await?.into())
    }

    /// Cancels maintenance: a window that goes on ends, and none is to come.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn cancel_maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the maintenance.")] id: ID,
    ) -> Result<Maintenance> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let cancelled = service::cancel(ctx.app(), caller, id);
        Ok(ctx.change(cancelled).await?.into())
    }

    /// Starts maintenance now, for as long as its next window. One that takes place once is moved;
    /// a window of a rule takes place as planned, too.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn start_maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the maintenance.")] id: ID,
    ) -> Result<Maintenance> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let started = service::start(ctx.app(), caller, id);
        Ok(ctx.change(started).await?.into())
    }

    /// Ends the window that goes on. What is down is told at once.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn end_maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the maintenance.")] id: ID,
    ) -> Result<Maintenance> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let ended = service::end(ctx.app(), caller, id);
        Ok(ctx.change(ended).await?.into())
    }
}
